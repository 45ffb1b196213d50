"""Due transitions: what the worker does for addas when their hour comes.

The clock alone already lets members in and out (`Thread.visible_from`, `closed_at`);
this step writes the state down, tells open pages and whoever listens.
"""

import logging

from django.utils import timezone

from adda_posts.models import Adda

log = logging.getLogger("uthan.adda")
EVERY_SECONDS = 2.0


def follow_clock() -> int:
    """Open and close what is due, each in a transaction of its own.

    Returns how many changed. One that fails is logged, tried again at the next call,
    and holds up no other.
    """
    now = timezone.now()
    changed = 0
    for adda in Adda.objects.due(now).for_list():
        try:
            changed += adda.follow_clock(now)
        except Exception:
            log.exception("adda %s could not follow the clock", adda.pk)
    return changed
