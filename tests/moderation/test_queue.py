"""The moderators' queue: reading it, deciding, many at once, taking back."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone
from zeal import zeal_ignore

from forum.models import Post, Thread
from moderation import kinds, signals, targets
from moderation.kinds import CaseKind
from moderation.models import Case, Decided, ModerationEntry, Report, act, undo
from profiles.models import Member
from tests.factories import BoardFactory, PostFactory, ThreadFactory
from tests.moderation.conftest import filed, listen, member_of

pytestmark = pytest.mark.django_db
LIST = "/moderation/"


def case_of(post: Post, **fields) -> Case:
    return filed(post, **fields).case


def acted(client, case: Case, action: str, **data):
    data = {"action": action, "round": case.round, "reason": "গালি চলে না", **data}
    return client.post(f"{case.get_absolute_url()}act/", data)


def open_many(count: int) -> None:
    """So many open cases on posts of one thread, as rows."""
    thread = ThreadFactory()
    post = PostFactory(thread=thread)
    first = post.pk + 1
    Post.objects.bulk_create(
        Post(
            pk=first + number,
            thread=thread,
            author=post.author,
            seq=100 + number,
            version=1,
            body_hash="",
            source="কথা",
            html="",
            html_version=1,
        )
        for number in range(count)
    )
    cases = Case.objects.bulk_create(
        Case(
            kind="report",
            target_kind="post",
            target_id=first + number,
            about=post.author,
            weight=number % 7,
            reasons={"spam": 1},
            reason="spam",
            report_count=1,
        )
        for number in range(count)
    )
    Report.objects.bulk_create(
        Report(case=case, kind="report", words="কথা আছে", client_key=uuid.uuid4())
        for case in cases
    )


# --- Who, and how much it asks -----------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        LIST,
        "/moderation/count/",
        "/moderation/acts/",
        "/moderation/roles/",
        "/moderation/cases/1/",
        "/members/rahima/moderate/",
        "/moderation/act/post/1/",
    ],
)
def test_pages_are_not_there_for_others(client, rahima, post, path):
    filed(post)
    assert client.get(path).status_code == 404
    client.force_login(rahima)

    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/moderation/bulk/",
        "/moderation/cases/1/act/",
        "/moderation/cases/1/take/",
        "/moderation/cases/1/note/",
        "/moderation/undo/00000000-0000-4000-8000-000000000000/",
        "/members/rahima/moderate/give/",
    ],
)
def test_acts_are_not_there_for_others(client, rahima, post, path):
    filed(post)
    data = {"action": "hide", "role": "moderator", "words": "x"}
    assert client.post(path, data).status_code == 404
    client.force_login(rahima)

    assert client.post(path, data).status_code == 404
    assert not ModerationEntry.objects.exists()
    rahima.refresh_from_db()
    assert not rahima.is_moderator


@pytest.mark.parametrize("count", [1, 3, 6])
def test_queue_asks_the_database_the_same_for_many(
    client, karim, django_assert_num_queries, count
):
    with zeal_ignore():
        for _number in range(count):
            filed(PostFactory())
            filed(ThreadFactory(), on="thread")
            filed(Member.objects.create_unclaimed("মানুষ"), on="member")
    client.force_login(karim)

    with django_assert_num_queries(11):
        client.get(LIST)


@pytest.mark.parametrize("count", [1, 5000])
def test_queue_asks_the_same_at_five_thousand(
    client, karim, django_assert_num_queries, count
):
    open_many(count)
    client.force_login(karim)

    with django_assert_num_queries(9):
        page = client.get(LIST)

    assert len(page.context["rows"]) == min(count, 20)
    with django_assert_num_queries(3):
        answer = client.get("/moderation/count/").json()
    assert answer["waiting"] == count


def test_queue_goes_on_by_weight_without_skipping(client, karim):
    open_many(45)
    client.force_login(karim)

    seen, address = [], LIST
    while address:
        page = client.get(address)
        seen += [row["case"].pk for row in page.context["rows"]]
        address = page.context["older"] and LIST + page.context["older"]

    wanted = Case.objects.order_by("-weight", "-pk").values_list("pk", flat=True)
    assert seen == list(wanted)


def test_decided_go_back_by_their_decision(client, karim, post):
    now = timezone.now()
    with zeal_ignore():
        cases = [case_of(PostFactory(thread=post.thread)) for _n in range(25)]
    for number, case in enumerate(cases):
        at = now - timedelta(hours=number // 2)
        Case.objects.filter(pk=case.pk).update(state="rejected", decided_at=at)
    client.force_login(karim)

    first = client.get(f"{LIST}?show=decided")
    second = client.get(LIST + first.context["older"])

    seen = [row["case"].pk for row in [*first.context["rows"], *second.context["rows"]]]
    wanted = Case.objects.order_by("-decided_at", "-pk").values_list("pk", flat=True)
    assert seen == list(wanted)
    assert second.context["older"] == ""


@pytest.mark.parametrize(
    "query",
    ["after=abc", "after=1-", "after=-", f"after={'9' * 30}-1", "after=%00", "show=x"]
    + [f"show=decided&after={at}" for at in ("999999", "x", "9" * 5000)],
)
def test_queue_takes_a_bad_place_for_the_beginning(client, karim, post, query):
    filed(post)
    client.force_login(karim)

    assert client.get(f"{LIST}?{query}").status_code == 200


# --- What it shows -----------------------------------------------------------------


def test_a_case_is_shown_in_its_context_and_nobody_who_reported(
    client, post, karim, tania
):
    answer = PostFactory(thread=post.thread, parent=post, source="বাজে উত্তর")
    filed(answer, by=tania, words="এটা বাজে")
    client.force_login(karim)

    page = client.get(LIST).content.decode()

    assert "বাজে উত্তর" in page
    assert "রহিমা খাতুন: ফোন করুন ০১৭১২৩৪৫৬৭৮" in page
    assert "এটা বাজে" in page
    assert "এখানে কাউকে গালি বা হুমকি দেওয়া যায় না।</textarea>" in page
    assert "তানিয়া" not in page


def test_filters_show_their_own(client, post, karim, rupa):
    report = case_of(post)
    PostFactory(author=post.author, pending=True, source="দেখার অপেক্ষা")
    filed(PostFactory(), kind="takedown")
    mine = case_of(PostFactory(source="আমার হাতে"))
    mine.take(karim)
    client.force_login(karim)

    def shown(show: str) -> set[str]:
        rows = client.get(f"{LIST}?show={show}").context["rows"]
        return {row["case"].kind for row in rows}

    assert shown("open") == {"report", "held", "takedown"}
    assert shown("held") == {"held"}
    rows = client.get(f"{LIST}?show=mine").context["rows"]
    assert [row["case"].pk for row in rows] == [mine.pk]
    assert shown("takedown") == {"takedown"}
    assert shown("decided") == set()
    act(targets.get("post"), post, "hide", karim, "না")
    rows = client.get(f"{LIST}?show=decided").context["rows"]
    assert [row["case"].pk for row in rows] == [report.pk]


def test_empty_queue_says_so(client, karim):
    client.force_login(karim)

    assert "এখানে কিছু অপেক্ষায় নেই।" in client.get(LIST).content.decode()
    decided = client.get(f"{LIST}?show=decided").content.decode()
    assert "এখনো কোনো সিদ্ধান্ত হয়নি।" in decided


def test_a_case_whose_thing_is_gone_can_be_closed(client, karim, post):
    case = case_of(post)
    Case.objects.filter(pk=case.pk).update(target_id=999_999)
    strange = case_of(PostFactory())
    Case.objects.filter(pk=strange.pk).update(target_kind="nothing")
    client.force_login(karim)

    page = client.get(LIST).content.decode()
    assert page.count("যেটা নিয়ে লেখা, সেটা এখন আর নেই।") == 2
    for each in (case, strange):
        assert acted(client, each, "dismiss").status_code == 302
        assert acted(client, each, "hide").status_code == 400

    assert set(Case.objects.values_list("state", flat=True)) == {"rejected"}


# --- Deciding ----------------------------------------------------------------------


def test_hiding_with_one_tap_uses_the_ready_words(client, post, karim):
    case = case_of(post)
    client.force_login(karim)
    form = client.get(LIST).context["rows"][0]["form"]

    acted(client, case, "hide", reason=form.initial["reason"])

    post.refresh_from_db()
    assert post.hidden_reason == "এখানে কাউকে গালি বা হুমকি দেওয়া যায় না।"
    case.refresh_from_db()
    assert (case.state, case.outcome, case.decided_by) == ("resolved", "hide", karim)
    entry = ModerationEntry.objects.get()
    assert (entry.category, entry.action) == ("abuse", "hide")


def test_dismissing_does_not_say_the_words_that_were_ready_for_hiding(
    client, post, karim
):
    case = case_of(post)
    client.force_login(karim)
    ready = client.get(LIST).context["rows"][0]["form"].initial["ready"]

    acted(client, case, "dismiss", reason=ready, ready=ready)

    case.refresh_from_db()
    assert (case.state, case.decision) == ("rejected", "দেখেছি, নিয়মের সঙ্গে মেলে।")


def test_held_post_is_let_through_or_refused(client, rahima, karim):
    thread = ThreadFactory()
    good, bad = (PostFactory(thread=thread, pending=True) for _n in range(2))
    client.force_login(karim)
    for post, action in ((good, "approve"), (bad, "hide")):
        acted(client, Case.objects.get(target_id=post.pk), action)

    good.refresh_from_db()
    bad.refresh_from_db()
    thread.refresh_from_db()
    assert (good.pending, good.is_hidden) == (False, False)
    assert (bad.pending, bad.is_hidden) == (True, True)
    assert thread.post_count == 1
    assert not Case.objects.open().exists()


def test_warning_leaves_the_words_and_tells_the_author(client, post, karim):
    told = []
    keep = listen(signals.member_sanctioned, told)
    client.force_login(karim)
    acted(client, case_of(post), "warn")
    signals.member_sanctioned.disconnect(keep)

    post.refresh_from_db()
    assert not post.is_hidden
    sanction = post.author.sanctions.get()
    assert (sanction.kind, sanction.reason, sanction.until) == (
        "warn",
        "গালি চলে না",
        None,
    )
    assert [facts["sanction"] for facts in told] == [sanction]
    client.force_login(post.author)
    assert "গালি চলে না" in client.get("/me/decisions/").content.decode()


def test_two_moderators_act_on_one_case_at_once(client, post, karim, rupa):
    case = case_of(post)
    client.force_login(karim)
    acted(client, case, "warn")
    client.force_login(rupa)

    late = acted(client, case, "silence", days=3)
    page = client.get(late["Location"]).content.decode()

    assert "এর মধ্যে সিদ্ধান্ত হয়ে গেছে: সতর্ক করা হয়েছে। দুবার কিছু করা হয়নি।" in page
    post.refresh_from_db()
    assert not post.is_hidden
    assert post.author.sanctions.count() == 1
    assert ModerationEntry.objects.count() == 1


def test_two_tabs_do_one_act(client, post, karim):
    case = case_of(post)
    client.force_login(karim)

    for _tab in range(2):
        assert acted(client, case, "warn").status_code == 302

    assert post.author.sanctions.count() == 1


def test_a_late_refusal_undoes_what_it_began(post, karim, rupa):
    case = case_of(post)
    act(targets.get("post"), post, "dismiss", karim, "ঠিক আছে", case=case)

    with pytest.raises(Decided):
        act(targets.get("post"), post, "hide", rupa, "না", case=case)

    post.refresh_from_db()
    assert not post.is_hidden
    assert ModerationEntry.objects.count() == 1


def test_a_form_from_before_new_reports_is_shown_again(client, post, karim):
    case = case_of(post)
    client.force_login(karim)
    acted(client, case, "dismiss")
    filed(post, by=member_of(2), reason="fraud")

    late = acted(client, case, "dismiss")

    page = client.get(late["Location"]).content.decode()
    assert "এর মধ্যে নতুন অভিযোগ এসেছে। আরেকবার দেখে নিন।" in page
    case.refresh_from_db()
    assert (case.state, case.round) == ("open", 2)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"action": ""}, "কী করবেন, বেছে নিন।"),
        ({"action": "publish"}, "কী করবেন, বেছে নিন।"),
        ({"action": "approve"}, "কী করবেন, বেছে নিন।"),
        ({"reason": " \u200b"}, "কারণটা লিখুন, দু-এক কথাই যথেষ্ট।"),
        ({"reason": "ক" * 301}, "৩০০টির বেশি অক্ষর"),
        ({"round": "x"}, ""),
        ({"round": ""}, ""),
        ({"days": "99", "action": "silence"}, "৯৯"),
    ],
)
def test_broken_forms_are_refused_and_nothing_is_lost(
    client, post, karim, data, sentence
):
    case = case_of(post)
    client.force_login(karim)

    response = acted(client, case, **{"action": "hide", **data})

    assert response.status_code == 400
    assert sentence in response.content.decode()
    if "reason" not in data:
        assert "গালি চলে না</textarea>" in response.content.decode()
    case.refresh_from_db()
    assert case.is_open


def test_a_case_that_is_not_there(client, karim):
    client.force_login(karim)

    for path in ("99/", f"{10**30}/"):
        assert client.get(f"/moderation/cases/{path}").status_code == 404
    assert client.post("/moderation/cases/99/act/").status_code == 404
    assert client.post("/moderation/cases/99/take/").status_code == 404


# --- In work, notes ----------------------------------------------------------------


def test_taking_giving_back_and_noting_make_a_history(client, post, karim, rupa):
    case = case_of(post)
    page = case.get_absolute_url()
    client.force_login(karim)
    client.post(f"{page}take/")
    client.post(f"{page}take/")
    case.refresh_from_db()
    assert (case.state, case.assignee) == ("working", karim)
    client.force_login(rupa)
    client.post(f"{page}note/", {"words": "আগেও দেখেছি"})
    client.post(f"{page}release/")
    assert client.post(f"{page}note/", {"words": " "}).status_code == 400
    assert client.post(f"{page}dance/").status_code == 404
    acted(client, case, "hide")

    shown = client.get(page).content.decode()

    assert [(e.what, e.by, e.words) for e in case.events.all()] == [
        ("taken", karim, ""),
        ("note", rupa, "আগেও দেখেছি"),
        ("released", rupa, ""),
        ("decided", rupa, "গালি চলে না"),
    ]
    assert "আগেও দেখেছি" in shown
    assert not case.take(karim)
    assert not case.release(karim)


# --- Many at once, and back --------------------------------------------------------


def picked(*cases: Case) -> list[str]:
    return [f"{case.pk}.{case.round}" for case in cases]


def test_bulk_answers_many_and_undo_takes_all_of_it_back(client, karim):
    thread = ThreadFactory()
    posts = [PostFactory(thread=thread) for _n in range(3)]
    cases = [case_of(post, by=member_of(2)) for post in posts]
    client.force_login(karim)
    data = {"cases": picked(*cases), "action": "hide", "show": "open"}

    with zeal_ignore():
        client.post("/moderation/bulk/", data)
    assert Post.objects.exclude(hidden_at=None).count() == 3
    assert not Case.objects.open().exists()
    batch = ModerationEntry.objects.values_list("batch", flat=True).distinct().get()
    page = client.get(LIST).content.decode()
    assert f"/moderation/undo/{batch}/" in page
    with zeal_ignore():
        for _tab in range(2):
            client.post(f"/moderation/undo/{batch}/")

    thread.refresh_from_db()
    assert thread.post_count == 3
    assert Case.objects.open().count() == 3
    assert set(Report.objects.values_list("state", "decided_by")) == {("open", None)}
    assert ModerationEntry.objects.filter(action="undo").count() == 3
    assert f"/moderation/undo/{batch}/" not in client.get(LIST).content.decode()


def test_bulk_leaves_out_what_is_gone_decided_or_another_kind(client, karim, post):
    good, done, newer = (
        case_of(PostFactory(thread=post.thread)) for _number in range(3)
    )
    held = PostFactory(thread=post.thread, pending=True)
    waiting = Case.objects.get(target_id=held.pk)
    Case.objects.filter(pk=done.pk).update(state="rejected")
    old = picked(newer)
    Case.objects.filter(pk=newer.pk).update(round=2)
    ids = [*picked(good, done, waiting), *old, "999999.1"]
    client.force_login(karim)

    with zeal_ignore():
        response = client.post(
            "/moderation/bulk/", {"cases": ids, "action": "dismiss"}, follow=True
        )

    page = response.content.decode()
    assert "হয়ে গেছে: ১টি।" in page
    assert "৪টির সিদ্ধান্ত আগেই হয়েছে" in page
    good.refresh_from_db()
    assert good.state == "rejected"
    held.refresh_from_db()
    assert held.pending


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"action": "hide"}, "আগে কোনগুলো, সেগুলোতে টিক দিন।"),
        ({"cases": ["1.1"]}, "কী করবেন, বেছে নিন।"),
        ({"cases": ["1.1"], "action": "burn"}, "কী করবেন, বেছে নিন।"),
        ({"cases": ["x", "1", "1.x", "9" * 30 + ".1"], "action": "hide"}, ""),
    ],
)
def test_broken_bulk_is_a_sentence(client, karim, post, data, sentence):
    filed(post)
    client.force_login(karim)

    response = client.post("/moderation/bulk/", data, follow=True)

    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert Case.objects.open().count() == 1


def test_undo_leaves_what_was_done_later(client, post, karim, rupa):
    case = case_of(post)
    client.force_login(karim)
    acted(client, case, "hide")
    batch = ModerationEntry.objects.get().batch
    target = targets.get("post")
    with zeal_ignore():
        act(target, post, "unhide", rupa, "ঠিক আছে")
        act(target, post, "hide", rupa, "আসলেই না")

    assert undo(batch, karim) == 0

    post.refresh_from_db()
    assert (post.is_hidden, post.hidden_reason) == (True, "আসলেই না")


@pytest.mark.parametrize("action", ["warn", "silence", "dismiss"])
def test_each_act_can_be_taken_back(client, post, karim, action):
    case = case_of(post)
    client.force_login(karim)
    acted(client, case, action, days=3)
    batch = ModerationEntry.objects.first().batch

    with zeal_ignore():
        client.post(f"/moderation/undo/{batch}/")

    post.refresh_from_db()
    case.refresh_from_db()
    assert (post.is_hidden, case.state) == (False, "open")
    assert not post.author.sanctions.filter(lifted_at=None).exists()
    acted(client, case, action, days=3)
    case.refresh_from_db()
    assert not case.is_open


def test_letting_through_can_be_taken_back(client, karim):
    post = PostFactory(pending=True)
    client.force_login(karim)
    acted(client, Case.objects.get(), "approve")
    batch = ModerationEntry.objects.get().batch

    with zeal_ignore():
        client.post(f"/moderation/undo/{batch}/")

    post.refresh_from_db()
    post.thread.refresh_from_db()
    assert (post.pending, post.thread.post_count) == (True, 0)
    assert Case.objects.get().is_open


def test_letting_a_discussion_through_can_be_taken_back(client, tania, karim):
    thread = Thread.start(
        BoardFactory(), tania, "খারাপ শিরোনাম", "কথা", uuid.uuid4(), held_for="word"
    )
    act(targets.get("post"), thread.posts.get(), "approve", karim, "ঠিক আছে")
    assert client.get(thread.get_absolute_url()).status_code == 200

    undo(Case.objects.get().batch, karim)

    assert client.get(thread.get_absolute_url()).status_code == 404
    act(targets.get("post"), thread.posts.get(), "approve", karim, "ঠিক আছে")
    assert client.get(thread.get_absolute_url()).status_code == 200


def test_hiding_what_was_hidden_for_now_is_taken_back_to_that(client, post, karim):
    for _number in range(2):
        filed(post, by=member_of(3))
    client.force_login(karim)
    acted(client, Case.objects.get(), "hide")

    undo(Case.objects.get().batch, karim)

    post.refresh_from_db()
    case = Case.objects.get()
    assert (post.is_covered, case.is_open) == (True, True)
    assert case.covered_at is not None


def test_showing_again_what_was_hidden_for_now_can_be_taken_back(client, post, karim):
    for _number in range(2):
        filed(post, by=member_of(3))
    client.force_login(karim)
    acted(client, Case.objects.get(), "dismiss")
    batch = ModerationEntry.objects.get(action="dismiss").batch

    undo(batch, karim)

    post.refresh_from_db()
    assert post.is_covered


def test_undo_of_nothing_says_so(client, karim):
    client.force_login(karim)

    response = client.post(f"/moderation/undo/{uuid.uuid4()}/", follow=True)

    assert "এটা আগেই ফেরানো হয়েছে" in response.content.decode()
    assert client.get(f"/moderation/undo/{uuid.uuid4()}/").status_code == 405
    assert client.post("/moderation/undo/x/").status_code == 404


# --- The logs ----------------------------------------------------------------------


def test_public_log_tells_what_and_why_and_nobody(client, post, karim, tania):
    filed(post, by=tania, words="তানিয়ার কথা")
    act(targets.get("post"), post, "hide", karim, "রহিমার গালি ০১৭১২৩৪৫৬৭৮")

    response = client.get("/moderation/log/")

    page = response.content.decode()
    assert "মন্তব্য: আড়াল করা হয়েছে" in page
    assert "গালাগালি, হুমকি বা ঘৃণা" in page
    for secret in ("রহিমা", "করিম", "তানিয়া", "১২৩৪৫", "গালি ", "ফোন করুন"):
        assert secret not in page
    assert f"/p/{post.pk}" not in page
    assert not response.cookies


def test_public_log_goes_back_and_is_never_stale(client, karim, post):
    with zeal_ignore():
        for _number in range(16):
            act(targets.get("post"), post, "hide", karim, "না")
            act(targets.get("post"), post, "unhide", karim, "হ্যাঁ")

    first = client.get("/moderation/log/")
    second = client.get("/moderation/log/" + first.context["older"])
    assert (len(first.context["rows"]), len(second.context["rows"])) == (30, 2)
    act(targets.get("post"), post, "hide", karim, "না")

    assert "আড়াল করা হয়েছে" in client.get("/moderation/log/").content.decode()
    assert client.get("/moderation/log/?before=x").status_code == 200


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("path", "queries"), [("/moderation/log/", 4), ("/moderation/acts/", 4)]
)
def test_logs_ask_the_database_the_same_for_many(
    client, karim, post, django_assert_max_num_queries, count, path, queries
):
    with zeal_ignore():
        for _number in range(count):
            act(targets.get("post"), post, "hide", karim, "না")
            act(targets.get("post"), post, "unhide", karim, "হ্যাঁ")
    client.force_login(karim)

    with django_assert_max_num_queries(queries):
        client.get(path)


# --- Other rooms' work -------------------------------------------------------------


def test_other_rooms_bring_their_own_kind_of_work(client, post, karim, monkeypatch):
    monkeypatch.setattr(kinds, "_registered", dict(kinds._registered))
    kinds.register(CaseKind("stale", "পুরোনো পরামর্শ"))
    target = targets.get("post")
    first = Case.open_for(target, post, kind="stale", words="ছয় মাস পেরিয়েছে")
    again = Case.open_for(target, post, kind="stale")
    assert first == again
    client.force_login(karim)
    page = client.get(LIST).content.decode()
    assert "পুরোনো পরামর্শ" in page
    assert "ছয় মাস পেরিয়েছে" in page

    acted(client, first, "look-through")

    first.refresh_from_db()
    assert (first.state, first.outcome) == ("resolved", "look-through")
    reopened = Case.open_for(target, post, kind="stale")
    assert (reopened.pk, reopened.round, reopened.is_open) == (first.pk, 2, True)
