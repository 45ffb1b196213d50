"""Reports, takedown requests, and what moderators do about them."""

import datetime as dt
import uuid

import pytest
from django.core.cache import cache
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from zeal import zeal_ignore

from core import slices
from forum.models import Post
from forum.signals import post_changed
from moderation import targets
from moderation.models import ModerationEntry, Report, act
from profiles.models import Member
from tests.factories import PostFactory, ThreadFactory

pytestmark = pytest.mark.django_db
LIST = "/moderation/"


@pytest.fixture
def post(rahima):
    return PostFactory(author=rahima, source="ফোন করুন ০১৭১২৩৪৫৬৭৮")


def url(name: str, thing, kind: str = "post") -> str:
    return reverse(f"moderation:{name}", args=[kind, thing.pk])


def filed(post, **fields) -> Report:
    fields = {
        "kind": "report",
        "words": "গালাগালি আছে",
        "target_kind": "post",
        "target_id": post.pk,
        "client_key": uuid.uuid4(),
        **fields,
    }
    return Report.objects.create(**fields)


# --- Reporting ---------------------------------------------------------------------


def test_member_reports_a_post_once_however_often_it_is_sent(client, post, tania):
    client.force_login(tania)
    page = client.get(url("report", post)).content.decode()
    assert "০১৭••••••৭৮" in page
    assert "০১৭১২৩৪৫৬৭৮" not in page
    sent = {"words": "এটা ঠিক নয়", "client_key": str(uuid.uuid4())}

    first = client.post(url("report", post), sent)
    client.post(url("report", post), sent)

    assert first["Location"] == post.get_absolute_url()
    report = Report.objects.get()
    assert (report.kind, report.by, report.words) == ("report", tania, "এটা ঠিক নয়")
    assert (report.target_kind, report.target_id) == ("post", post.pk)


def test_guest_who_reports_is_led_to_the_page_without_account(client, post):
    response = client.get(url("report", post))

    assert response["Location"] == url("takedown", post)


def test_report_written_while_signed_out_keeps_its_words(client, post):
    response = client.post(url("report", post), {"words": "অনেক কথা লিখেছি"})

    page = response.content.decode()
    assert "অনেক কথা লিখেছি</textarea>" in page
    assert f'action="{url("takedown", post)}"' in page
    assert not Report.objects.exists()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("", "সমস্যাটা কী, দু-এক কথায় লিখুন।"),
        (" \u200b\n", "সমস্যাটা কী, দু-এক কথায় লিখুন।"),
        ("ক" * 2001, "২০০০টির বেশি অক্ষর রাখা যাবে না"),
    ],
)
def test_report_refuses_bad_words_and_keeps_them(client, post, tania, words, sentence):
    client.force_login(tania)

    response = client.post(url("report", post), {"words": words})

    assert response.status_code == 400
    assert sentence in response.content.decode()
    assert words.strip() in response.content.decode()
    assert not Report.objects.exists()


def test_report_of_what_she_may_not_see_is_not_there(client, post, tania, karim):
    post.hide(karim, "কারণ")
    client.force_login(tania)

    assert client.get(url("report", post)).status_code == 404
    assert client.get("/moderation/report/post/999999/").status_code == 404
    assert client.get("/moderation/report/nothing/1/").status_code == 404
    assert client.get(f"/moderation/report/post/{10**30}/").status_code == 404
    assert client.put(url("report", post)).status_code == 405


def test_broken_client_key_is_refused_with_a_sentence(client, post, tania):
    client.force_login(tania)

    response = client.post(url("report", post), {"words": "কথা", "client_key": "xyz"})

    assert response.status_code == 400
    assert "পাতাটা ঠিকমতো আসেনি" in response.content.decode()
    assert not Report.objects.exists()


# --- Takedown ----------------------------------------------------------------------


def test_person_without_account_asks_for_takedown_once(client, post):
    old = Member.objects.create_unclaimed("পুরোনো মানুষ")
    assert client.get(url("takedown", old, "member")).status_code == 404
    PostFactory(author=old)
    assert client.get(url("takedown", old, "member")).status_code == 200
    sent = {
        "name": "আমি নিজে",
        "contact": "০১৭১২৩৪৫৬৭৮",
        "words": "আমার লেখা সরান",
        "client_key": str(uuid.uuid4()),
    }

    for _try in range(2):
        response = client.post(url("takedown", old, "member"), sent)
        assert "আপনার অনুরোধ পেয়েছি" in response.content.decode()

    report = Report.objects.get()
    assert (report.kind, report.by, report.name) == ("takedown", None, "আমি নিজে")
    assert (report.target_kind, report.target_id) == ("member", old.pk)


def test_takedown_needs_name_contact_and_words(client, post):
    response = client.post(url("takedown", post), {"name": "নিপা"})

    page = response.content.decode()
    assert response.status_code == 400
    assert "কীভাবে আপনাকে উত্তর দেব, সেটা লিখুন।" in page
    assert "কোনটা সরাতে হবে, দু-এক কথায় লিখুন।" in page
    assert 'value="নিপা"' in page
    assert not Report.objects.exists()


def test_takedown_from_one_place_has_a_limit(client, post, settings):
    settings.CACHES = {**settings.CACHES, "default": settings.CACHES["in_database"]}
    sent = {"name": "নিপা", "contact": "x@example.org", "words": "সরান"}

    for _try in range(30):
        assert client.post(url("takedown", post), sent).status_code == 200
    response = client.post(url("takedown", post), sent)

    assert response.status_code == 429
    assert Report.objects.count() == 30
    # The count of an hour ago, or of others in the meantime, is not washed away.
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT expires FROM core_cache WHERE cache_key LIKE '%takedown%'"
        )
        (expires,) = cursor.fetchone()
    expires = parse_datetime(str(expires))
    assert expires.replace(tzinfo=dt.UTC) > timezone.now() + dt.timedelta(minutes=50)
    for number in range(400):
        cache.set(f"other-{number}", 1)
    assert client.post(url("takedown", post), sent).status_code == 429


# --- The list ----------------------------------------------------------------------


@pytest.mark.parametrize("path", [LIST, "/moderation/act/post/1/"])
def test_moderators_pages_are_not_there_for_others(client, rahima, path):
    assert client.get(path).status_code == 404
    client.force_login(rahima)

    assert client.get(path).status_code == 404
    assert client.post(path, {"action": "hide", "reason": "না"}).status_code in {
        404,
        405,
    }


@pytest.mark.parametrize("before", ["abc", "9" * 30, "9" * 5000, "%00"])
def test_list_takes_a_bad_place_for_the_beginning(client, karim, before):
    client.force_login(karim)

    assert client.get(f"{LIST}?before={before}").status_code == 200


def test_list_shows_what_waits_with_its_context_and_not_who_said_it(
    client, post, karim, tania
):
    filed(post, by=tania)
    filed(post, words="মিটে যাওয়া", state="done")
    client.force_login(karim)

    page = client.get(LIST).content.decode()

    assert "গালাগালি আছে" in page
    assert "০১৭১২৩৪৫৬৭৮" in page
    assert "রহিমা খাতুন" in page
    assert "তানিয়া" not in page
    assert "মিটে যাওয়া" not in page
    decided = client.get(f"{LIST}?state=decided").content.decode()
    assert "মিটে যাওয়া" in decided
    assert "গালাগালি আছে" not in decided


def test_empty_list_says_so(client, karim):
    client.force_login(karim)

    assert "এখানে কিছু অপেক্ষায় নেই।" in client.get(LIST).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_list_asks_the_database_the_same_for_many(
    client, karim, django_assert_num_queries, count
):
    for _n in range(count):
        filed(PostFactory())
        filed(ThreadFactory(), target_kind="thread")
        filed(Member.objects.create_unclaimed("মানুষ"), target_kind="member")
    client.force_login(karim)

    with django_assert_num_queries(6):
        client.get(LIST)


def test_list_goes_back_page_by_page(client, post, karim):
    for n in range(25):
        filed(post, words=f"কথা-{n:02}-শেষ")
    client.force_login(karim)

    first = client.get(LIST)
    second = client.get(LIST + first.context["older"])

    words = [
        row["report"].words for row in [*first.context["rows"], *second.context["rows"]]
    ]
    assert words == [f"কথা-{n:02}-শেষ" for n in reversed(range(25))]
    assert second.context["older"] == ""


def test_list_shows_a_report_whose_thing_is_gone(client, post, karim):
    filed(post, target_id=999_999)
    filed(post, target_kind="nothing")
    client.force_login(karim)

    page = client.get(LIST).content.decode()

    assert page.count("যেটা নিয়ে লেখা, সেটা এখন আর নেই।") == 2


# --- Acting ------------------------------------------------------------------------


def test_hiding_needs_a_reason(client, post, karim):
    client.force_login(karim)

    response = client.post(url("act", post), {"action": "hide", "reason": "  "})

    assert response.status_code == 400
    assert "কারণটা লিখুন, দু-এক কথাই যথেষ্ট।" in response.content.decode()
    post.refresh_from_db()
    assert not post.is_hidden


def test_hiding_answers_the_reports_and_is_written_down(client, post, karim):
    report = filed(post)
    client.force_login(karim)

    response = client.post(
        url("act", post), {"action": "hide", "reason": "গালি", "next": LIST}
    )

    assert response["Location"] == LIST
    post.refresh_from_db()
    assert (post.is_hidden, post.hidden_by, post.hidden_reason) == (True, karim, "গালি")
    report.refresh_from_db()
    assert (report.state, report.decided_by) == ("done", karim)
    entry = ModerationEntry.objects.get()
    assert (entry.by, entry.action, entry.reason) == (karim, "hide", "গালি")
    assert (entry.target_kind, entry.target_id) == ("post", post.pk)


def test_hiding_twice_is_one_act(client, post, karim):
    client.force_login(karim)

    for _try in range(2):
        client.post(url("act", post), {"action": "hide", "reason": "গালি"})

    assert ModerationEntry.objects.count() == 1


def test_unhiding_shows_it_again(client, post, karim):
    post.hide(karim, "ভুল")
    client.force_login(karim)

    client.post(url("act", post), {"action": "unhide", "reason": "ভুল করে আড়াল"})

    post.refresh_from_db()
    assert not post.is_hidden
    assert ModerationEntry.objects.get().action == "unhide"


def test_thread_is_hidden_and_shown_again(client, karim):
    thread = ThreadFactory()
    client.force_login(karim)

    client.post(url("act", thread, "thread"), {"action": "hide", "reason": "বিজ্ঞাপন"})
    thread.refresh_from_db()
    assert thread.is_hidden
    client.post(url("act", thread, "thread"), {"action": "unhide", "reason": "না"})

    thread.refresh_from_db()
    assert not thread.is_hidden


def test_dismissing_leaves_the_thing_alone(client, post, karim):
    report = filed(post)
    client.force_login(karim)

    client.post(url("act", post), {"action": "dismiss", "reason": "ঠিক আছে"})

    report.refresh_from_db()
    post.refresh_from_db()
    assert (report.state, post.is_hidden) == ("dismissed", False)
    assert ModerationEntry.objects.get().action == "dismiss"


def test_taking_a_member_down_hides_all_her_words(client, karim):
    old = Member.objects.create_unclaimed("পুরোনো মানুষ")
    posts = [PostFactory(author=old), PostFactory(author=old)]
    other = PostFactory(thread=posts[0].thread)
    client.force_login(karim)

    with zeal_ignore():  # each post is hidden by its own verb
        client.post(url("act", old, "member"), {"action": "hide", "reason": "চেয়েছেন"})

    for one in [*posts, other]:
        one.refresh_from_db()
    assert [one.is_hidden for one in [*posts, other]] == [True, True, False]
    traces = ModerationEntry.objects.filter(by=karim, action="hide", reason="চেয়েছেন")
    assert set(traces.values_list("target_kind", "target_id")) == {
        ("member", old.pk),
        ("post", posts[0].pk),
        ("post", posts[1].pk),
    }


@pytest.mark.django_db(transaction=True)
def test_taking_a_member_down_stops_and_goes_on(karim, monkeypatch):
    old = Member.objects.create_unclaimed("পুরোনো মানুষ")
    thread = ThreadFactory()
    posts = [PostFactory(thread=thread, author=old) for _number in range(5)]
    monkeypatch.setattr(slices, "SLICE_ROWS", 2)
    monkeypatch.setattr(slices, "SLICE_SECONDS", 3600)
    report = filed(old, target_kind="member")

    def killed_at_the_fourth(sender, post, **facts):
        assert post.pk != posts[3].pk, "killed"

    target = targets.get("member")
    with zeal_ignore():
        post_changed.connect(killed_at_the_fourth)
        with pytest.raises(AssertionError, match="killed"):
            act(target, old, "hide", karim, "চেয়েছেন")
        post_changed.disconnect(killed_at_the_fourth)
        assert Post.objects.exclude(hidden_at=None).count() == 2
        assert ModerationEntry.objects.filter(target_kind="post").count() == 2
        act(target, old, "hide", karim, "চেয়েছেন")

    assert not Post.objects.filter(author=old, hidden_at=None).exists()
    assert ModerationEntry.objects.filter(target_kind="post").count() == 5
    report.refresh_from_db()
    assert report.state == "done"


def test_unknown_act_is_refused(client, post, karim):
    client.force_login(karim)

    response = client.post(url("act", post), {"action": "publish", "reason": "না"})

    assert response.status_code == 400
    assert not ModerationEntry.objects.exists()


def test_act_follows_only_paths_of_this_site(client, post, karim):
    client.force_login(karim)

    response = client.post(
        url("act", post),
        {"action": "hide", "reason": "গালি", "next": "https://evil.example/"},
    )

    assert response["Location"] == post.get_absolute_url()


def test_act_page_shows_what_was_done_before(client, post, karim):
    client.force_login(karim)
    client.post(url("act", post), {"action": "hide", "reason": "প্রথম কারণ"})

    page = client.get(url("act", post)).content.decode()

    assert "প্রথম কারণ" in page
    assert "আবার দেখান" in page
    assert "সেখানে সবাই এটা পড়বেন। তাই কারও নাম লিখবেন না।" in page
