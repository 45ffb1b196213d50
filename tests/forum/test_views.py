"""Pages of boards and threads as guests, members and moderators see them."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from forum.models import Board, Post, Thread
from profiles.models import Member
from tests.factories import BoardFactory, PostFactory, ThreadFactory

pytestmark = pytest.mark.django_db


def ids_on(page: str) -> list[int]:
    """Ids of the posts on a page, in the order in which they stand."""
    return [int(number) for number in re.findall(r'data-post="(\d+)"', page)]


def test_thread_page_shows_opening_and_comments_in_order(
    client: Client, thread: Thread, comments: Callable
) -> None:
    first, second = comments(2)
    reply = PostFactory(thread=thread, parent=first)

    page = client.get(thread.get_absolute_url()).content.decode()

    opening = thread.posts.get(seq=0)
    assert ids_on(page) == [opening.pk, first.pk, reply.pk, second.pk]
    assert "আপনাদের প্রথম বিক্রি কেমন ছিল?" in page
    assert "৩টি মন্তব্য" in page
