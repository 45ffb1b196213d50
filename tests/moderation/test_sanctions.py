"""Warnings, silences and suspensions: what they stop, how they end, the appeal."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone
from zeal import zeal_ignore

from core.permissions import Refused
from forum.models import Draft, Post, Thread
from moderation import signals
from moderation.models import Case, ModerationEntry, Sanction, silencing, undo
from tests.factories import BoardFactory, PostFactory, ThreadFactory
from tests.moderation.conftest import filed, listen

pytestmark = pytest.mark.django_db


def lay(member, by, kind="silence", days=3, **fields) -> Sanction:
    until = None if kind == "warn" else timezone.now() + timedelta(days=days)
    return Sanction.give(member, kind, by, "গালি চলে না", until=until, **fields)


def words_to(thread: Thread, body: str = "আমার কথা") -> tuple[str, dict[str, str]]:
    return f"/t/{thread.pk}/post/", {"body": body, "client_key": str(uuid.uuid4())}


# --- What it stops -----------------------------------------------------------------


def test_a_silenced_member_cannot_write_and_keeps_her_words(client, tania, karim):
    thread, board = ThreadFactory(), BoardFactory(slug="katha")
    mine = PostFactory(thread=thread, author=tania, source="আগের কথা")
    lay(tania, karim)
    client.force_login(tania)
    address, sent = words_to(thread)
    start = {**sent, "title": "নতুন আলোচনা"}

    answers = [
        client.post(address, sent),
        client.post("/boards/katha/new/", start),
        client.post(f"/p/{mine.pk}/edit/", {"body": "আমার কথা"}),
    ]

    for answer in answers:
        page = answer.content.decode()
        assert answer.status_code == 403
        assert "পর্যন্ত আপনি লিখতে পারছেন না। কারণ: “গালি চলে না”।" in page
        assert "আমার কথা</textarea>" in page
    assert client.get(f"/p/{mine.pk}/reply/").status_code == 403
    assert Post.objects.filter(author=tania).get().source == "আগের কথা"
    assert Thread.objects.get() == thread
    assert board.threads.count() == 0
    json = client.post(address, sent, headers={"Accept": "application/json"})
    assert (json.status_code, json.json()["error"]) == (403, "silenced")


def test_a_silenced_member_reads_why_in_place_of_the_box(client, tania, karim):
    thread = ThreadFactory()
    Draft.keep(tania, f"post:thread:{thread.pk}", 0, body="আধা লেখা", thread=thread)
    Draft.keep(tania, "start:board:0", 0, title="", body="আরেক আধা লেখা")
    client.force_login(tania)
    page = thread.get_absolute_url()
    assert 'name="body"' in client.get(page).content.decode()
    lay(tania, karim)

    silent = client.get(page).content.decode()
    start = client.get("/boards/start/")

    for shown, begun in ((silent, "আধা লেখা"), (start.content.decode(), "আরেক আধা লেখা")):
        assert "পর্যন্ত আপনি লিখতে পারছেন না। কারণ: “গালি চলে না”।" in shown
        assert f"{begun}</textarea>" in shown
        assert 'name="body"' not in shown
    assert start.status_code == 403
    assert "/me/decisions/#s" in silent
    assert Draft.objects.filter(member=tania).count() == 2
    Sanction.objects.get().lift(karim, "আবার লিখুন")
    again = client.get(page).content.decode()
    assert 'name="body"' in again
    assert "আধা লেখা</textarea>" in again


def test_it_ends_by_itself_without_any_job(client, tania, karim):
    thread = ThreadFactory()
    sanction = lay(tania, karim)
    Sanction.objects.filter(pk=sanction.pk).update(until=timezone.now())
    client.force_login(tania)
    address, sent = words_to(thread)

    assert client.post(address, sent).status_code == 303
    assert silencing(tania) is None
    assert "সময় শেষ হয়েছে।" in client.get("/me/decisions/").content.decode()


def test_a_retry_of_what_was_posted_before_is_no_writing(tania, karim):
    thread, key = ThreadFactory(), uuid.uuid4()
    post = thread.post(tania, "কথা", client_key=key)
    lay(tania, karim)

    assert thread.post(tania, "কথা", client_key=key) == post
    with pytest.raises(Refused):
        thread.post(tania, "আরেকটা", client_key=uuid.uuid4())


def test_a_warning_stops_nothing(client, tania, karim):
    lay(tania, karim, "warn")
    client.force_login(tania)
    address, sent = words_to(ThreadFactory())

    assert client.post(address, sent).status_code == 303


def test_a_suspended_member_reads_appeals_and_signs_out(client, tania, karim):
    thread = ThreadFactory()
    sanction = lay(tania, karim, "suspend")
    client.force_login(tania)
    address, sent = words_to(thread)

    for path, data in (
        (address, sent),
        ("/me/", {"display_name": "নতুন নাম", "handle": "tania", "language": "bn"}),
        (f"/moderation/report/thread/{thread.pk}/", {"reason": "spam"}),
    ):
        answer = client.post(path, data)
        assert answer.status_code == 403
        assert "আপনার অ্যাকাউন্ট বন্ধ।" in answer.content.decode()
    assert "আমার কথা</textarea>" in client.post(address, sent).content.decode()
    json = client.post(address, sent, headers={"Accept": "application/json"})
    assert json.json()["error"] == "suspended"
    assert client.get(thread.get_absolute_url()).status_code == 200
    page = f"/me/decisions/{sanction.pk}/appeal/"
    assert client.post(page, {"words": "ভুল হয়েছে"}).status_code == 302
    assert client.post("/accounts/logout/").status_code == 302
    tania.refresh_from_db()
    assert tania.display_name == "তানিয়া রহমান"


@pytest.mark.parametrize(
    ("kind", "until"),
    [
        ("silence", None),
        ("silence", timedelta(0)),
        ("suspend", timedelta(days=-1)),
        ("suspend", timedelta(days=400)),
    ],
)
def test_an_end_must_be_to_come_and_not_too_far(tania, karim, kind, until):
    end = until if until is None else timezone.now() + until

    with pytest.raises(Refused):
        Sanction.give(tania, kind, karim, "কারণ", until=end)

    assert not Sanction.objects.exists()


def test_moderators_are_not_sanctioned_nor_is_one_by_herself(karim, rupa):
    for member in (karim, rupa):
        with pytest.raises(Refused):
            lay(member, karim)


# --- On the member's page ----------------------------------------------------------


def test_a_moderator_silences_and_lifts_on_the_member_s_page(client, tania, karim):
    told, lifted = [], []
    keep = listen(signals.member_sanctioned, told)
    keep_lifted = listen(signals.sanction_lifted, lifted)
    client.force_login(karim)
    page = "/members/tania/moderate/"
    sent = {
        "kind": "silence",
        "days": "7",
        "category": "abuse",
        "reason": "গালি চলে না",
        "client_key": str(uuid.uuid4()),
    }

    for _tab in range(2):
        client.post(f"{page}sanction/", sent)
    sanction = Sanction.objects.get()
    assert (sanction.member, sanction.kind, sanction.category) == (
        tania,
        "silence",
        "abuse",
    )
    assert silencing(tania) == sanction
    for _tab in range(2):
        client.post(f"{page}lift/", {"sanction": sanction.pk})
    signals.member_sanctioned.disconnect(keep)
    signals.sanction_lifted.disconnect(keep_lifted)

    assert silencing(tania) is None
    assert [facts["member"] for facts in [*told, *lifted]] == [tania, tania]
    acts = ModerationEntry.objects.order_by("pk").values_list("action", flat=True)
    assert list(acts) == ["silence", "lift"]
    assert "গালি চলে না" in client.get(page).content.decode()


@pytest.mark.parametrize(
    ("step", "data", "status"),
    [
        ("sanction", {}, 400),
        ("sanction", {"kind": "burn", "reason": "x", "category": "abuse"}, 400),
        (
            "sanction",
            {"kind": "silence", "days": "9999", "reason": "x", "category": "spam"},
            400,
        ),
        ("hide", {"hours": "x", "reason": "x", "category": "spam"}, 400),
        ("hide", {"hours": "1", "reason": "", "category": "spam"}, 400),
        ("lift", {"sanction": "x"}, 404),
        ("lift", {"sanction": "9" * 30}, 404),
        ("give", {"role": "queen"}, 404),
        ("dance", {}, 404),
    ],
)
def test_broken_forms_about_a_member(client, tania, karim, step, data, status):
    client.force_login(karim)

    response = client.post(f"/members/tania/moderate/{step}/", data)

    assert response.status_code == status
    assert not ModerationEntry.objects.exists()


def test_everything_since_is_hidden_and_taken_back(client, tania, karim):
    thread = ThreadFactory()
    old, other = PostFactory(thread=thread, author=tania), PostFactory(thread=thread)
    past = timezone.now() - timedelta(days=2)
    Post.objects.filter(pk=old.pk).update(created_at=past)
    fresh = [PostFactory(thread=thread, author=tania) for _n in range(3)]
    hers = ThreadFactory(author=tania)
    client.force_login(karim)
    sent = {
        "hours": "24",
        "category": "spam",
        "reason": "একই কথা বারবার",
        "client_key": str(uuid.uuid4()),
    }

    with zeal_ignore():
        for _tab in range(2):
            client.post("/members/tania/moderate/hide/", sent)

    hidden = set(Post.objects.exclude(hidden_at=None).values_list("pk", flat=True))
    assert hidden == {*(post.pk for post in fresh), hers.posts.get().pk}
    hers.refresh_from_db()
    assert hers.is_hidden
    assert not Post.objects.filter(pk__in=[old.pk, other.pk]).exclude(hidden_at=None)
    assert set(ModerationEntry.objects.values_list("category", "reason")) == {
        ("spam", "একই কথা বারবার")
    }
    page = client.get("/moderation/acts/").content.decode()
    assert page.count(f"/moderation/undo/{sent['client_key']}/") == 1
    with zeal_ignore():
        client.post(f"/moderation/undo/{sent['client_key']}/")

    assert not Post.objects.exclude(hidden_at=None).exists()
    hers.refresh_from_db()
    thread.refresh_from_db()
    assert (hers.is_hidden, thread.post_count) == (False, 5)


def test_undo_of_very_many_goes_in_slices_and_goes_on(tania, karim, monkeypatch):
    monkeypatch.setattr("moderation.models.undoing.FEW", 2)
    thread = ThreadFactory()
    for _number in range(5):
        PostFactory(thread=thread, author=tania)
    batch = uuid.uuid4()
    with zeal_ignore():
        tania.hide_since(karim, "না", None, batch=batch)
        Post.objects.filter(author=tania).first().unhide()
        undone = [undo(batch, karim), undo(batch, karim)]

    assert undone == [4, 0]
    assert not Post.objects.exclude(hidden_at=None).exists()


# --- The appeal --------------------------------------------------------------------


def test_an_appeal_is_for_another_moderator(client, tania, karim, rupa):
    sanction = lay(tania, karim)
    client.force_login(tania)
    page = f"/me/decisions/{sanction.pk}/appeal/"
    assert client.post(page, {"words": " "}).status_code == 400
    for _tab in range(2):
        client.post(page, {"words": "আমি তো গালি দিইনি"})
    case = Case.objects.get()
    assert (case.kind, case.not_for, case.report_count) == ("appeal", karim, 1)
    act = f"{case.get_absolute_url()}act/"
    client.force_login(karim)
    refused = client.post(act, {"action": "dismiss", "round": 1})
    assert refused.status_code == 403
    assert "এটা আপনার নিজের সিদ্ধান্ত নিয়ে।" in refused.content.decode()
    client.force_login(rupa)
    queue = client.get("/moderation/").content.decode()
    assert "আমি তো গালি দিইনি" in queue
    # Nobody reported anything: no reasons are counted, nothing weighs.
    assert "ওজন" not in queue

    client.post(act, {"action": "lift", "round": 1})

    assert silencing(tania) is None
    case.refresh_from_db()
    assert (case.state, case.outcome, case.decided_by) == ("resolved", "lift", rupa)
    client.force_login(tania)
    assert "তুলে নেওয়া হয়েছে" in client.get("/me/reports/").content.decode()


def test_where_there_is_no_other_moderator_the_same_decides(client, tania, karim):
    sanction = lay(tania, karim)
    client.force_login(tania)
    client.post(f"/me/decisions/{sanction.pk}/appeal/", {"words": "ভুল"})
    case = Case.objects.get()
    client.force_login(karim)

    client.post(f"{case.get_absolute_url()}act/", {"action": "dismiss", "round": 1})

    case.refresh_from_db()
    assert case.state == "rejected"
    assert silencing(tania) == sanction
    client.force_login(tania)
    assert "সিদ্ধান্ত বহাল" in client.get("/me/reports/").content.decode()


def test_silence_from_a_case_stops_writing_for_as_long_as_chosen(
    client, post, karim, tania
):
    report = filed(post, by=tania)
    client.force_login(karim)
    client.post(
        f"/moderation/cases/{report.case_id}/act/",
        {"action": "silence", "round": 1, "reason": "গালি", "days": "7"},
    )

    sanction = silencing(post.author)
    assert sanction is not None
    left = sanction.until - timezone.now()
    assert timedelta(days=6, hours=23) < left <= timedelta(days=7)
    post.refresh_from_db()
    assert post.is_hidden
