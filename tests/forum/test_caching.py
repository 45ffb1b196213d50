"""Guests' pages kept finished: the same bytes until something changed."""

import datetime as dt
import gzip
from collections.abc import Callable

import pytest
from django.conf import settings as site
from django.test import Client

from forum.models import Board, Thread
from profiles.models import Member
from tests.factories import PostFactory, ThreadFactory

pytestmark = pytest.mark.django_db


def test_guest_page_is_the_same_bytes_for_one_query(
    client: Client, thread: Thread, django_assert_num_queries: Callable
) -> None:
    first = client.get(thread.get_absolute_url())

    with django_assert_num_queries(1):
        second = Client().get(thread.get_absolute_url())

    assert first.content == second.content
    assert first.headers["ETag"] == second.headers["ETag"]
    assert not second.cookies
    assert {"Cookie", "Accept-Encoding"} <= set(second.headers["Vary"].split(", "))


@pytest.mark.parametrize(
    "change",
    [
        lambda thread, karim: PostFactory(thread=thread, source="এখনই লেখা"),
        lambda thread, karim: thread.posts.get(seq=0).edit("এখনই লেখা"),
        lambda thread, karim: thread.change(title="এখনই লেখা"),
        lambda thread, karim: (
            PostFactory(thread=thread),
            thread.posts.get(seq=0).hide(karim, "এখনই লেখা"),
        ),
    ],
)
def test_guest_page_is_made_again_after_a_change(
    client: Client, thread: Thread, karim: Member, change: Callable
) -> None:
    before = client.get(thread.get_absolute_url(), follow=True)
    change(thread, karim)
    thread.refresh_from_db()
    after = client.get(thread.get_absolute_url(), follow=True)

    assert "এখনই লেখা" not in before.content.decode()
    assert "এখনই লেখা" in after.content.decode()
    assert before.headers["ETag"] != after.headers["ETag"]


def test_lists_are_made_again_after_a_change(
    client: Client, board: Board, thread: Thread, rahima: Member, karim: Member
) -> None:
    def lists() -> list[bool]:
        pages = [
            client.get(url).content.decode() for url in ("/boards/", "/boards/katha/")
        ]
        return ["নতুন আলোচনা" in page for page in pages]

    before = lists()
    newer = ThreadFactory(board=board, author=rahima, title="নতুন আলোচনা")
    after = lists()
    newer.hide(karim, "ভুল জায়গা")

    assert (before, after, lists()) == ([False] * 2, [True] * 2, [False] * 2)


def test_hidden_thread_is_gone_at_once(
    client: Client, thread: Thread, karim: Member
) -> None:
    before = client.get(thread.get_absolute_url()).status_code
    thread.hide(karim, "ভুল জায়গা")

    assert (before, client.get(thread.get_absolute_url()).status_code) == (200, 404)


def test_guest_who_has_the_page_gets_nothing_again(
    client: Client, thread: Thread
) -> None:
    first = client.get(thread.get_absolute_url())

    again = client.get(
        thread.get_absolute_url(), headers={"if-none-match": first.headers["ETag"]}
    )

    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]


def test_guest_page_is_sent_gzipped_where_it_may_be(
    client: Client, thread: Thread
) -> None:
    plain = client.get(thread.get_absolute_url())
    packed = client.get(
        thread.get_absolute_url(), headers={"accept-encoding": "br, gzip"}
    )

    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert len(packed.content) < len(plain.content) / 2


def test_languages_and_pages_are_kept_apart(
    client: Client, thread: Thread, comments: Callable
) -> None:
    comments(21)
    bangla = client.get(thread.get_absolute_url()).content.decode()
    second = client.get(thread.page_url(2)).content.decode()
    client.cookies[site.LANGUAGE_COOKIE_NAME] = "en"
    english = client.get(thread.get_absolute_url()).content.decode()

    assert 'lang="bn"' in bangla
    assert 'lang="en"' in english
    assert "মন্তব্য নম্বর" in second
    assert bangla != second


def test_member_never_gets_a_guests_page_nor_a_guest_hers(
    client: Client, thread: Thread, tania: Member
) -> None:
    guest = client.get(thread.get_absolute_url()).content.decode()
    client.force_login(tania)
    hers = client.get(thread.get_absolute_url()).content.decode()
    another = Client().get(thread.get_absolute_url()).content.decode()

    assert "csrfmiddlewaretoken" in hers
    assert guest == another
    assert "csrfmiddlewaretoken" not in guest


def test_other_parameters_are_answered_but_not_kept(
    client: Client, thread: Thread
) -> None:
    response = client.get(f"{thread.get_absolute_url()}?utm_source=x")

    assert response.status_code == 200
    assert "ETag" not in response.headers


def test_list_follows_a_change_that_is_committed_late(
    client: Client, board: Board, karim: Member
) -> None:
    """Two at once: hiding began before a comment elsewhere and was committed after."""
    hidden, other = ThreadFactory(board=board), ThreadFactory(board=board)
    PostFactory(thread=other)
    urls = ("/", "/boards/", "/boards/katha/")
    client.get("/boards/katha/")
    other.refresh_from_db()

    assert hidden.title in client.get("/boards/katha/").content.decode()
    hidden.hide(karim, "বিজ্ঞাপন")
    began = other.changed_at - dt.timedelta(milliseconds=5)
    Thread.objects.filter(pk=hidden.pk).update(changed_at=began)

    assert not any(hidden.title in client.get(url).content.decode() for url in urls)
