"""How a change in a thread reaches the pages that are open on it.

The one who changes only says so (`tick_on_commit`); it is a hint, never needed: each
web process also looks once a second at (id, last_seq, version) of the threads that
have sockets open (forum/consumers.py).
"""

import logging
from functools import partial
from typing import TYPE_CHECKING

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import transaction

if TYPE_CHECKING:
    from forum.models import Thread

log = logging.getLogger("uthan.live")

GROUP = "live"


def tick_on_commit(thread: "Thread") -> None:
    """After the commit, hint to all web processes that `thread` changed."""
    transaction.on_commit(partial(_tick, thread.pk), robust=True)


def _tick(thread_id: int) -> None:
    layer = get_channel_layer()
    if layer is None:
        return
    try:
        async_to_sync(layer.group_send)(
            GROUP, {"type": "thread.changed", "thread": thread_id}
        )
    except Exception as error:
        log.warning("tick for thread %s not sent: %s", thread_id, error)
