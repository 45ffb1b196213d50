"""What the worker clears away once a day: notices that nobody looks for any more."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from core.slices import in_slices
from notifications.models import NoticeJob, Notification

DAY_SECONDS = 24 * 60 * 60.0
READ_DAYS = 60
UNREAD_DAYS = 180
AT_ONCE = 500


def tidy() -> int:
    """Delete notices that were read long ago or lay unread for half a year, and waiting
    jobs of that age, in short transactions. Always 0: it is not asked again soon."""
    now = timezone.now()
    read_before = now - timedelta(days=READ_DAYS)
    unread_before = now - timedelta(days=UNREAD_DAYS)
    old = Q(at__lt=unread_before) | Q(at__lt=read_before, read_at__lt=read_before)
    notices = Notification.objects.filter(old, at__lt=read_before)
    while keys := list(notices.values_list("pk", flat=True)[:AT_ONCE]):
        in_slices(keys, lambda pk: Notification.objects.filter(pk=pk).delete())
    parked = NoticeJob.objects.filter(waiting=True, due_at__lt=unread_before)
    while keys := list(parked.values_list("pk", flat=True)[:AT_ONCE]):
        NoticeJob.objects.filter(pk__in=keys, waiting=True).delete()
    return 0
