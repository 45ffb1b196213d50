"""Takedown requests, and what moderators do about a thing."""

import datetime as dt
import uuid

import pytest
from django.core.cache import cache
from django.db import connection
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
from tests.moderation.conftest import filed, url

pytestmark = pytest.mark.django_db
LIST = "/moderation/"


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
    case = report.case
    assert (case.kind, case.target_kind, case.target_id) == (
        "takedown",
        "member",
        old.pk,
    )


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
    assert (report.case.state, report.case.decided_by) == ("resolved", karim)
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
    report = filed(old, on="member")

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
