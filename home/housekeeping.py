"""What the worker clears away once a day: what nobody can need any more."""

from django.contrib.sessions.models import Session
from django.utils import timezone
from wagtail.management.commands.purge_revisions import purge_revisions

DAY_SECONDS = 24 * 60 * 60.0
REVISIONS_DAYS = 180
AT_ONCE = 500


def tidy() -> int:
    """Delete sessions that ran out and page revisions that are neither the latest nor
    waiting for something, in short transactions. Always 0: it is not asked again soon.
    """
    over = Session.objects.filter(expire_date__lt=timezone.now())
    while keys := list(over.values_list("pk", flat=True)[:AT_ONCE]):
        Session.objects.filter(pk__in=keys).delete()
    purge_revisions(days=REVISIONS_DAYS)
    return 0
