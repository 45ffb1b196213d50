"""The history of a post: what is kept, what is shown to whom, and the way back."""

import datetime as dt
import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from forum.models import Post, PostEdit, Reaction, Thread
from moderation import targets
from moderation.models import ListedWord, ModerationEntry, Report, act
from profiles.models import Member
from tests.factories import MemberFactory, PostFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def post(thread: Thread, rahima: Member) -> Post:
    return PostFactory(thread=thread, author=rahima, source="দাম ২০০ টাকা")


def aged(post: Post, minutes: int = 10) -> Post:
    """As if it had been written so many minutes ago."""
    at = timezone.now() - dt.timedelta(minutes=minutes)
    Post.objects.filter(pk=post.pk).update(created_at=at)
    post.refresh_from_db()
    return post


def shown(client, post: Post) -> str:
    return client.get(f"/p/{post.pk}/history/").content.decode()


def diffs(page: str) -> list[str]:
    return re.findall(r'<div class="diff">(.*?)</div>', page, re.S)


def test_words_mended_at_once_carry_no_mark(client, post: Post) -> None:
    post.edit("দাম ২৫০ টাকা")

    page = client.get(post.thread.get_absolute_url()).content.decode()

    assert (post.edited_at, post.edits.count()) == (None, 0)
    assert "দাম ২৫০ টাকা" in page
    assert "বদলানো" not in page


@pytest.mark.parametrize(
    "lean",
    [
        lambda post, tania: aged(post),
        lambda post, tania: Reaction.give(post, tania, "heart"),
        lambda post, tania: post.thread.post(tania, "নেব", parent=post),
        lambda post, tania: post.thread.post(
            tania, f"> @rahima #{post.pk}\n> দাম\n\nকম"
        ),
        lambda post, tania: Report.file(
            targets.get("post"),
            post,
            uuid.uuid4(),
            by=tania,
            words="ভুল",
            kind="report",
            reason="abuse",
        ),
        lambda post, tania: Post.objects.filter(pk=post.pk).update(pending=True),
    ],
)
def test_words_that_someone_leaned_on_are_kept(
    post: Post, tania: Member, lean: Callable
) -> None:
    lean(post, tania)
    post.refresh_from_db()
    post.edit("দাম ২৫০ টাকা")

    post.refresh_from_db()
    assert post.edited_at is not None
    assert [edit.source for edit in post.edits.all()] == ["দাম ২০০ টাকা"]


def test_a_comment_of_another_beside_it_is_no_answer(post: Post, tania: Member) -> None:
    post.thread.post(tania, "অন্য কথা")
    post.edit("দাম ২৫০ টাকা")

    assert post.edited_at is None


def test_once_marked_every_change_is_kept(post: Post) -> None:
    aged(post).edit("দাম ২৫০ টাকা")
    Post.objects.filter(pk=post.pk).update(created_at=timezone.now())
    post.refresh_from_db()
    post.edit("দাম ৩০০ টাকা")

    assert post.edits.count() == 2
    assert post.edit("দাম ৩০০ টাকা") is False
    assert post.edits.count() == 2


def test_the_history_shows_whole_words_that_changed(client, post: Post) -> None:
    aged(post).edit("দাম ২৫০ টাকা মাত্র")

    page = shown(client, post)

    assert diffs(page) == [
        "দাম <del>২০০</del><ins>২৫০</ins> টাকা<ins> মাত্র</ins>",
        "দাম ২০০ টাকা",
    ]
    assert (
        f'href="/p/{post.pk}/history/"'
        in client.get(post.thread.get_absolute_url()).content.decode()
    )


def test_no_version_and_no_difference_shows_a_number(
    client, post: Post, rahima: Member
) -> None:
    aged(post).edit("ফোন 01712345678 দিন")
    post.edit("ফোন 01812345678 দিন")
    post.edit("আর না")
    client.force_login(rahima)

    page = shown(client, post)

    assert "345678" not in page
    assert "017••••••78" in page


def test_halves_of_a_number_from_two_versions_never_stand_side_by_side(
    client, post: Post
) -> None:
    aged(post).edit("01712")
    post.edit("345678")

    first = diffs(shown(client, post))[0]

    assert re.sub("<[^>]*>", "", first) == "01712\n\n345678"


def test_words_of_members_are_text_in_the_history(client, post: Post) -> None:
    aged(post).edit("<script>alert(1)</script>")
    post.edit("আর না")

    page = shown(client, post)

    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_hidden_words_are_in_no_version_and_in_no_difference(
    client, post: Post, karim: Member
) -> None:
    aged(post).edit("দাম গালিগালাজ টাকা")
    post.edit("দাম ৩০০ টাকা")
    bad = post.edits.get(source__contains="গালি")
    client.force_login(karim)
    client.post(f"/moderation/act/edit/{bad.pk}/", {"action": "hide", "reason": "গালি"})
    moderator = shown(client, post)
    client.logout()

    page = shown(client, post)

    assert "গালিগালাজ" in moderator
    assert "গালিগালাজ" not in page
    assert "এই কথাগুলো একজন মডারেটর সরিয়েছেন" in page
    assert diffs(page)[0] == "দাম <del>২০০</del><ins>৩০০</ins> টাকা"
    entry = ModerationEntry.objects.get()
    assert (entry.target_kind, entry.target_id, entry.reason) == ("edit", bad.pk, "গালি")


def test_the_history_of_a_hidden_post_is_not_there(
    client, post: Post, karim: Member
) -> None:
    aged(post).edit("নতুন")
    before = client.get(f"/p/{post.pk}/history/").status_code
    post.hide(karim, "ঝগড়া")

    after = client.get(f"/p/{post.pk}/history/").status_code
    client.force_login(karim)
    moderator = client.get(f"/p/{post.pk}/history/").status_code

    assert (before, after, moderator) == (200, 404, 200)


def test_a_moderator_puts_old_words_back_with_a_reason(
    client, post: Post, rahima: Member, karim: Member, tania: Member
) -> None:
    aged(post).edit("বদলে দিলাম")
    edit = post.edits.get()
    url = f"/p/{post.pk}/history/"

    client.force_login(tania)
    stranger = client.post(url, {"edit": edit.pk, "reason": "ভুল"}).status_code
    client.force_login(karim)
    page = client.get(f"{url}?edit={edit.pk}").content.decode()
    unsaid = client.post(url, {"edit": edit.pk, "reason": " "}).status_code
    other = client.post(url, {"edit": 999, "reason": "ভুল"}).status_code
    done = client.post(url, {"edit": edit.pk, "reason": "আগের কথাই ঠিক"})

    post.refresh_from_db()
    assert (stranger, unsaid, other, done.status_code) == (403, 422, 404, 303)
    assert f'name="edit" value="{edit.pk}"' in page
    assert 'name="reason"' not in client.get(url).content.decode()
    assert post.source == "দাম ২০০ টাকা"
    assert [each.by for each in post.edits.order_by("pk")] == [rahima, karim]
    entry = ModerationEntry.objects.get()
    assert (entry.action, entry.target_id, entry.reason) == (
        "undo",
        post.pk,
        "আগের কথাই ঠিক",
    )


@pytest.mark.parametrize(
    ("action", "sentence"),
    [
        ("refuse", "এমন একটা শব্দ আছে যেটা এখানে চলে না"),
        ("hold", "যেটা একজন মডারেটর আগে দেখেন"),
    ],
)
def test_old_words_are_screened_like_an_edit(
    client, post: Post, karim: Member, action: str, sentence: str
) -> None:
    Post.objects.filter(pk=post.pk).update(source="দাম জুয়া টাকা")
    post.refresh_from_db()
    aged(post).edit("এখন অন্য কথা")
    edit = post.edits.get()
    ListedWord.put("জুয়া", action, "", karim)
    client.force_login(karim)

    sent = {"edit": edit.pk, "reason": "আগেরটাই ঠিক ছিল"}
    response = client.post(f"/p/{post.pk}/history/", sent)

    page = response.content.decode()
    post.refresh_from_db()
    assert (response.status_code, post.source) == (422, "এখন অন্য কথা")
    assert sentence in page
    assert "তাই কথাগুলো আগের মতো বসানো যাবে না" in page
    # What she chose and typed stands there still.
    assert f'name="edit" value="{edit.pk}"' in page
    assert 'value="আগেরটাই ঠিক ছিল"' in page
    assert post.edits.count() == 1


def test_a_link_of_a_new_member_does_not_come_back_over_the_history(
    client, post: Post, rahima: Member, karim: Member
) -> None:
    link = "দাম দেখুন www.onnodokan.com"
    Post.objects.filter(pk=post.pk).update(source=link)
    post.refresh_from_db()
    aged(post).edit("এখন অন্য কথা")
    edit = post.edits.get()
    client.force_login(karim)
    sent = {"edit": edit.pk, "reason": "আগেরটা"}

    levels, done = (Member.Trust.NEW, Member.Trust.REGULAR), []
    for level in levels:
        Member.objects.filter(pk=rahima.pk).update(trust_level=level)
        done.append(client.post(f"/p/{post.pk}/history/", sent).status_code)

    post.refresh_from_db()
    assert (done, post.source) == ([422, 303], link)


def test_words_taken_out_of_the_history_are_not_put_back(
    client, post: Post, karim: Member
) -> None:
    aged(post).edit("বদলে দিলাম")
    edit = post.edits.get()
    edit.hide(karim, "গালি")
    client.force_login(karim)
    sent = {"edit": edit.pk, "reason": "আগেরটা"}

    refused = client.post(f"/p/{post.pk}/history/", sent)
    edit.unhide()
    done = client.post(f"/p/{post.pk}/history/", sent)

    assert (refused.status_code, done.status_code) == (422, 303)
    assert "আগে ইতিহাসে আবার দেখান" in refused.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_history_query_count(
    client, post: Post, count: int, django_assert_num_queries: Callable
) -> None:
    aged(post)
    for number in range(count):
        post.edit(f"বদল {number}")

    with django_assert_num_queries(4):
        shown(client, post)


def test_a_long_history_has_pages(client, post: Post) -> None:
    aged(post)
    for number in range(25):
        post.edit(f"বদল {number}")

    seen, url = [], f"/p/{post.pk}/history/"
    while url:
        page = client.get(url).content.decode()
        seen += [re.sub("<del>.*?</del>|</?ins>", "", each) for each in diffs(page)]
        older = re.search(r'href="(\?|/p/\d+/history/\?)(before=\d+)"', page)
        url = f"/p/{post.pk}/history/?{older[2]}" if older else ""

    assert seen == [*(f"বদল {n}" for n in range(24, -1, -1)), "দাম ২০০ টাকা"]


def test_old_words_follow_what_their_post_lets_be_seen(
    post: Post, tania: Member, karim: Member
) -> None:
    aged(post).edit("নতুন")
    before = PostEdit.objects.visible_to(tania).count()
    post.hide(karim, "ঝগড়া")

    assert (before, PostEdit.objects.visible_to(tania).count()) == (1, 0)
    assert PostEdit.objects.visible_to(karim).count() == 1


def test_old_words_that_reports_hid_are_hidden_on_by_a_moderator(
    thread: Thread, rahima: Member, karim: Member
) -> None:
    target: Any = targets.get("edit")
    post = PostFactory(thread=thread, author=rahima)
    edit = post.edits.create(source="গালি ছিল", by=rahima)
    for _number in range(2):
        reporter = MemberFactory(trust_level=3)
        report = Report.file(
            target, edit, uuid.uuid4(), kind="report", by=reporter, reason="fraud"
        )
    edit.refresh_from_db()
    assert edit.is_covered

    assert act(target, edit, "hide", karim, "গালি", case=report.case)

    edit.refresh_from_db()
    assert (edit.hidden_by, edit.hidden_reason) == (karim, "গালি")
