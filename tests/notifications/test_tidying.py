"""Old notices go, those that she may still look for stay."""

from datetime import timedelta

import pytest
from django.utils import timezone

from forum.models import Thread
from notifications.models import Delivery, NoticeJob, Notification
from notifications.tidying import READ_DAYS, UNREAD_DAYS, tidy
from profiles.models import Member
from tests.factories import PostFactory, ThreadFactory


@pytest.mark.parametrize(
    ("told_days_ago", "read_days_ago", "stays"),
    [
        (READ_DAYS + 1, READ_DAYS + 1, False),
        (READ_DAYS + 1, READ_DAYS - 1, True),
        (READ_DAYS + 1, None, True),
        (UNREAD_DAYS - 1, None, True),
        (UNREAD_DAYS + 1, None, False),
        (UNREAD_DAYS + 1, 1, False),
    ],
)
def test_old_notices_go(
    rahima: Member, told_days_ago: int, read_days_ago: int | None, stays: bool
):
    def ago(days: int) -> object:
        return timezone.now() - timedelta(days=days)

    notice = Notification.objects.create(
        member=rahima,
        kind="opened",
        thread=ThreadFactory(),
        at=ago(told_days_ago),
        read_at=read_days_ago and ago(read_days_ago),
    )
    Delivery.objects.create(notification=notice, channel="inbox", state="done")

    assert tidy() == 0

    assert Notification.objects.exists() is stays
    assert Delivery.objects.exists() is stays


def test_jobs_that_waited_half_a_year_go(thread: Thread, tania: Member):
    NoticeJob.objects.all().delete()
    old, new = (
        PostFactory(thread=thread, author=tania, pending=True) for _n in range(2)
    )
    NoticeJob.objects.filter(post=old).update(
        due_at=timezone.now() - timedelta(days=UNREAD_DAYS + 1)
    )

    tidy()

    assert list(NoticeJob.objects.values_list("post", flat=True)) == [new.pk]
