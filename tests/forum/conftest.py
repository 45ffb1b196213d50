"""What the forum's tests share."""

from collections.abc import Callable

import pytest

from forum.models import Board, Thread
from profiles.models import Member
from tests.factories import BoardFactory, PostFactory, ThreadFactory


@pytest.fixture
def board(db: None) -> Board:
    return BoardFactory(slug="katha", name_bn="কথাবার্তা", name_en="Talk")


@pytest.fixture
def thread(board: Board, rahima: Member) -> Thread:
    """Rahima's thread, without a comment yet."""
    return ThreadFactory(
        board=board,
        author=rahima,
        title="প্রথম বিক্রির গল্প",
        source="আপনাদের প্রথম বিক্রি কেমন ছিল?",
    )


@pytest.fixture
def comments(thread: Thread, tania: Member) -> Callable[..., list]:
    """Write so many comments into the thread."""

    def write(count: int, **fields: object) -> list:
        return [
            PostFactory(thread=thread, author=tania, **fields) for _ in range(count)
        ]

    return write
