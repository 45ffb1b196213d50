"""The door: what is new, changed or gone since a page was made."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.utils import timezone

from forum import reading
from forum.models import PostMove, Thread
from profiles.models import Member
from tests.factories import PostFactory, ThreadFactory

pytestmark = [pytest.mark.django_db, pytest.mark.live]


@pytest.fixture
def door(client: Client, thread: Thread) -> Callable:
    def ask(status: int = 200, **query: object) -> dict:
        response = client.get(f"/t/{thread.pk}/posts/", query)
        assert response.status_code == status
        return response.json()

    return ask


def test_door_gives_what_came_after(door: Callable, thread: Thread, comments) -> None:
    posts = comments(3)
    reply = PostFactory(thread=thread, parent=posts[0])
    thread.refresh_from_db()

    answer = door(after=1, since=2)

    new = answer.pop("new")
    assert answer == {
        "thread": thread.pk,
        "seq": 4,
        "version": thread.version,
        "count": 4,
        "open": True,
        "changed": [],
        "gone": [],
        "more": False,
    }
    assert [(p["id"], p["seq"], p["root"], p["page"]) for p in new] == [
        (posts[1].pk, 2, None, 1),
        (posts[2].pk, 3, None, 1),
        (reply.pk, 4, posts[0].pk, 0),
    ]
    assert posts[1].source in new[0]["html"]
    assert new[2]["html"].strip().startswith("<li")


def test_door_gives_the_same_markup_as_the_page(
    client: Client, door: Callable, thread: Thread, comments
) -> None:
    comments(1)

    page = client.get(thread.get_absolute_url()).content.decode()

    assert door(after=0)["new"][0]["html"].strip() in page


def test_door_gives_edits_and_hides(
    door: Callable, thread: Thread, comments, karim: Member
) -> None:
    first, second, _third = comments(3)
    thread.refresh_from_db()
    since = thread.version
    first.edit("নতুন কথা")
    second.hide(karim, "বিজ্ঞাপন")

    answer = door(after=3, since=since)

    assert [post["id"] for post in answer["changed"]] == [first.pk, second.pk]
    assert "নতুন কথা" in answer["changed"][0]["html"]
    assert "বিজ্ঞাপন" in answer["changed"][1]["html"]
    assert second.source not in answer["changed"][1]["html"]
    assert (answer["new"], answer["count"]) == ([], 2)


def test_door_hides_what_waits_from_others(
    client: Client, door: Callable, thread: Thread, tania: Member
) -> None:
    waiting = thread.post(tania, "অপেক্ষায়", pending=True)

    for_guest = door(after=0, since=1)
    client.force_login(tania)
    for_author = door(after=0, since=1)

    assert (for_guest["new"], for_guest["gone"], for_guest["seq"]) == ([], [], 1)
    assert [post["id"] for post in for_author["new"]] == [waiting.pk]


def test_door_names_what_is_gone(door: Callable, thread: Thread, comments) -> None:
    (post,) = comments(1)
    type(post).objects.filter(pk=post.pk).update(pending=True)
    post._write()

    answer = door(after=1, since=2)

    assert (answer["changed"], answer["gone"]) == ([], [post.pk])


def test_door_is_read_to_the_end_fifty_at_a_time(
    door: Callable, thread: Thread, comments, tania: Member
) -> None:
    posts = comments(60)
    thread.refresh_from_db()
    since = thread.version
    for post in posts:
        post.edit(post.source + "!")
    newer = comments(70)

    after, rounds, new, changed = 60, 0, [], set()
    while True:
        answer = door(after=after, since=since)
        assert len(answer["new"]) + len(answer["changed"]) <= 50
        new += [post["id"] for post in answer["new"]]
        changed |= {post["id"] for post in answer["changed"]}
        after, since, rounds = answer["seq"], answer["version"], rounds + 1
        if not answer["more"]:
            break

    thread.refresh_from_db()
    assert new == [post.pk for post in newer]
    assert changed >= {post.pk for post in posts}
    assert (after, since) == (thread.last_seq, thread.version)
    assert rounds <= 5


@pytest.mark.parametrize("after", ["99", "1000000000", "9" * 60])
def test_door_beyond_the_end_has_nothing(door: Callable, comments, after: str) -> None:
    comments(2)

    answer = door(after=after, since=after)

    assert (answer["new"], answer["changed"], answer["more"]) == ([], [], False)


@pytest.mark.parametrize(
    "query",
    [
        {"after": "x"},
        {"after": "-1"},
        {"after": ""},
        {"after": "1.5"},
        {"after": "\x00"},
        {"after": "0", "since": "x"},
        {"after": "0", "since": ""},
        {"since": "-3"},
    ],
)
def test_door_says_what_is_wrong_with_a_number(door: Callable, query: dict) -> None:
    answer = door(400, **query)

    assert answer["error"] == "not_a_number"
    assert "পূর্ণ সংখ্যা" in answer["sentence"]


def test_door_takes_bangla_digits(door: Callable, comments) -> None:
    comments(2)

    assert [post["seq"] for post in door(after="১")["new"]] == [2]


def test_door_of_no_thread_is_json_too(client: Client) -> None:
    response = client.get("/t/999999/posts/?after=0")

    assert response.status_code == 404
    assert response.json()["error"] == "not_here"


def test_door_costs_a_guest_three_queries_and_no_cookie(
    client: Client,
    door: Callable,
    thread: Thread,
    tania: Member,
    settings,
    django_assert_num_queries: Callable,
) -> None:
    settings.GUEST_PAGE_SECONDS = 0
    for _ in range(5):
        PostFactory(thread=thread, source="@tania দেখুন")

    with django_assert_num_queries(3):
        response = client.get(f"/t/{thread.pk}/posts/?after=0&since=1")

    assert len(response.json()["new"]) == 5
    assert "@তানিয়া রহমান" in response.json()["new"][0]["html"]
    assert not response.cookies


def test_door_says_when_the_thread_is_closed(door: Callable, thread: Thread) -> None:
    thread.change(closed_at=timezone.now())

    assert door(after=0)["open"] is False


def test_a_comment_hidden_while_others_come_from_another_thread_is_told(
    door: Callable, thread: Thread, karim: Member, tania: Member
) -> None:
    """Four that come over raise the version three times, as a fourth change does."""
    first = PostFactory(thread=thread, author=tania)
    other = ThreadFactory(board=thread.board, author=tania)
    for _ in range(3):
        PostFactory(thread=other, author=tania)
    since = Thread.objects.get(pk=thread.pk).version
    other.merge_into(thread, karim, "একই কথা")
    PostMove.objects.claim(1)[0].carry(5)
    first.hide(karim, "গালি")
    assert Thread.objects.get(pk=thread.pk).version - since == 4

    answer = door(after=1, since=since)

    assert [each["seq"] for each in answer["new"]] == [2, 3, 4, 5]
    assert [each["id"] for each in answer["changed"]] == [first.pk]


def test_a_change_is_told_though_a_reply_comes_while_the_door_is_asked(
    rf, thread: Thread, tania: Member
) -> None:
    """The reply's version must not be counted in place of the change before it."""
    root = PostFactory(thread=thread, author=tania, source="আগের কথা")
    thread.refresh_from_db()
    since, request = thread.version, rf.get("/")
    request.user = AnonymousUser()
    root.edit("বদলানো কথা")
    as_read = Thread.objects.get(pk=thread.pk)
    PostFactory(thread=thread, parent=root, source="মাঝখানে আসা উত্তর")

    answer = reading.at_the_door(request, as_read, after=1, since=since)

    assert [each["id"] for each in answer["changed"]] == [root.pk]
    assert "বদলানো কথা" in answer["changed"][0]["html"]
    assert "মাঝখানে আসা উত্তর" in answer["new"][0]["html"]
    assert answer["version"] == as_read.version
