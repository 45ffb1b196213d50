"""What the tests of notices share: the worker's part, and what an inbox says."""

import pytest

from forum.models import Thread
from notifications import reading, telling
from notifications.models import Notification
from profiles.models import Member
from tests.factories import ThreadFactory


def tell() -> None:
    """Do all that the worker has to do now."""
    while telling.drain():
        pass


def inbox(member: Member) -> list[str]:
    """What the inbox of `member` says, the latest first."""
    notices = list(Notification.objects.shown_to(member).with_state())
    rows = reading.rows_of(member, notices)
    return [" ".join(filter(None, [row.sentence, row.more])) for row in rows]


@pytest.fixture
def thread(rahima: Member) -> Thread:
    """A discussion that rahima began."""
    return ThreadFactory(author=rahima, title="দাম ঠিক করি কীভাবে")
