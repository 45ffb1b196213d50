"""The author takes her words back, and has them again for half a minute."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from forum.models import Post, Thread
from moderation import targets
from moderation.models import Report, act
from profiles.models import Member
from tests.factories import PostFactory

pytestmark = pytest.mark.django_db

JSON = {"Accept": "application/json"}


@pytest.fixture
def post(thread: Thread, rahima: Member) -> Post:
    return PostFactory(thread=thread, author=rahima, source="ভুল করে লিখেছি")


def counts(post: Post) -> tuple[int, int]:
    """Comments of the thread, replies of the post's root."""
    thread = Thread.objects.get(pk=post.thread_id)
    root = post.parent_id or post.pk
    return thread.post_count, Post.objects.get(pk=root).reply_count


def later(post: Post, seconds: int) -> None:
    """As if she had taken it back so many seconds ago."""
    at = timezone.now() - dt.timedelta(seconds=seconds)
    Post.objects.filter(pk=post.pk).update(hidden_at=at)


def test_taken_back_and_given_back_in_one_tap_each_without_scripts(
    client, post: Post, rahima: Member, tania: Member
) -> None:
    url, page = f"/p/{post.pk}/take-back/", post.thread.get_absolute_url()
    client.force_login(rahima)

    taken = client.post(url)
    hers = client.get(page).content.decode()
    client.force_login(tania)
    others = client.get(page).content.decode()
    client.force_login(rahima)
    given = client.post(url, {"undo": "1"})
    again = client.get(page).content.decode()

    assert (taken.status_code, taken.url) == (303, f"/p/{post.pk}/")
    assert "ভুল করে লিখেছি" not in hers + others
    assert "আপনি এটা ফিরিয়ে নিয়েছেন।" in hers
    assert "লেখক এটা" not in hers
    assert "লেখক এটা ফিরিয়ে নিয়েছেন।" in others
    button = f'form="acts" formaction="{url}" name="undo"'
    assert (button in hers, button in others) == (True, False)
    assert '<form id="acts" method="post">' in hers
    assert given.status_code == 303
    assert "ভুল করে লিখেছি" in again


def test_after_half_a_minute_it_stays_taken_back(
    client, post: Post, rahima: Member
) -> None:
    post.take_back()
    later(post, 31)
    client.force_login(rahima)

    page = client.post(f"/p/{post.pk}/take-back/", {"undo": "1"})
    script = client.post(f"/p/{post.pk}/take-back/", {"undo": "1"}, headers=JSON)

    assert (page.status_code, script.json()["error"]) == (409, "late")
    assert "আধা মিনিট" in page.content.decode()
    post.refresh_from_db()
    assert post.is_taken_back
    assert (
        "formaction" not in client.get(post.thread.get_absolute_url()).content.decode()
    )


def test_nothing_is_subtracted_twice(post: Post, karim: Member, tania: Member) -> None:
    reply = PostFactory(thread=post.thread, parent=post, author=tania)
    assert counts(reply) == (2, 1)

    assert reply.take_back()
    assert not reply.take_back()
    assert not reply.hide(karim, "ঝগড়া")
    assert counts(reply) == (1, 0)
    assert reply.give_back()
    assert not reply.give_back()
    assert counts(reply) == (2, 1)
    assert reply.hide(karim, "ঝগড়া")
    assert not reply.take_back()
    assert not reply.give_back()
    assert counts(reply) == (1, 0)
    call_command("repair", "--check")


def test_taking_back_what_a_moderator_hid_gives_no_way_round(
    client, post: Post, rahima: Member, karim: Member
) -> None:
    post.hide(karim, "ঝগড়া")
    client.force_login(rahima)
    client.post(f"/p/{post.pk}/take-back/")
    client.post(f"/p/{post.pk}/take-back/", {"undo": "1"})

    post.refresh_from_db()
    assert (post.is_hidden, post.hidden_by, post.hidden_reason) == (
        True,
        karim,
        "ঝগড়া",
    )


def test_moderators_read_it_and_cannot_show_it_again(
    client, post: Post, karim: Member
) -> None:
    post.take_back()
    client.force_login(karim)

    page = client.get(post.thread.get_absolute_url()).content.decode()
    sheet = client.get(f"/p/{post.pk}/more/").content.decode()
    client.post(
        f"/moderation/act/post/{post.pk}/", {"action": "unhide", "reason": "দেখি"}
    )

    assert "ভুল করে লিখেছি" in page
    assert "লেখক এটা ফিরিয়ে নিয়েছেন।" in page
    assert "আবার দেখান" not in sheet
    post.refresh_from_db()
    assert post.is_taken_back


def test_a_moderators_own_hiding_of_her_words_is_no_taking_back(karim: Member) -> None:
    post = PostFactory(author=karim)
    post.hide(karim, "ভুল বোর্ড")

    assert not post.is_taken_back
    assert not post.give_back()
    assert post.unhide()


def test_only_the_author_takes_it_back(client, post: Post, tania: Member) -> None:
    url = f"/p/{post.pk}/take-back/"

    assert client.post(url).url.startswith("/accounts/login/")
    client.force_login(tania)
    assert client.post(url).status_code == 403
    assert client.post(url, {"undo": "1"}).status_code == 403
    assert client.get(url).status_code == 403
    assert not Post.objects.get(pk=post.pk).is_hidden


def test_an_opening_taken_back_leaves_the_discussion_readable(
    client, thread: Thread, rahima: Member, tania: Member
) -> None:
    PostFactory(thread=thread, author=tania, source="আমার গল্পটা বলি")
    thread.posts.get(seq=0).take_back()

    page = client.get(f"/t/{thread.pk}/", follow=True).content.decode()

    assert "প্রথম বিক্রির গল্প" in page
    assert "আমার গল্পটা বলি" in page
    assert "আপনাদের প্রথম বিক্রি কেমন ছিল?" not in page
    assert Thread.objects.get(pk=thread.pk).post_count == 1


def test_taken_back_words_leave_open_pages_at_once(client, post: Post) -> None:
    thread = Thread.objects.get(pk=post.thread_id)
    post.take_back()

    answer = client.get(f"/t/{thread.pk}/posts/?after=99&since={thread.version}").json()

    assert [each["id"] for each in answer["changed"]] == [post.pk]
    assert "ভুল করে লিখেছি" not in answer["changed"][0]["html"]
    assert answer["count"] == 0


def test_what_a_moderator_decided_about_meanwhile_is_not_had_again(
    post: Post, rahima: Member, karim: Member, tania: Member
) -> None:
    target: Any = targets.get("post")
    report = Report.file(
        target, post, uuid.uuid4(), kind="report", by=tania, reason="abuse"
    )
    post.take_back()
    act(target, Post.objects.get(pk=post.pk), "hide", karim, "গালি", case=report.case)

    assert not Post.objects.get(pk=post.pk).give_back()

    post.refresh_from_db()
    assert post.is_taken_back
    call_command("repair", "--check")
