"""How a change in a thread reaches the pages that are open on it.

The one who changes only says so (`tick_on_commit`); it is a hint, never needed: each
web process also looks once a second at (id, last_seq, version) of the threads that
have sockets open (forum/consumers.py).
"""

import asyncio
import logging
import queue
import threading
import time
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol
from weakref import WeakSet

from channels.layers import InMemoryChannelLayer, get_channel_layer
from django.db import transaction

if TYPE_CHECKING:
    from forum.models import Thread

log = logging.getLogger("uthan.live")

GROUP = "live"
SEND_SECONDS = 2  # longest wait for the layer, in the ticker's thread
QUIET_SECONDS = 60  # a layer that is down is told of this often


class Listener(Protocol):
    """Who wants to know in this process; `hint` may be called from any thread."""

    def hint(self) -> None: ...


listeners: "WeakSet[Listener]" = WeakSet()


def shared_layer() -> Any:
    """The channel layer if it reaches other processes, else None."""
    layer = get_channel_layer()
    return None if isinstance(layer, InMemoryChannelLayer) else layer


def tick_on_commit(thread: "Thread") -> None:
    """After the commit, hint to all web processes that `thread` changed."""
    transaction.on_commit(partial(_tick, thread.pk), robust=True)


def _tick(thread_id: int) -> None:
    for listener in list(listeners):
        listener.hint()
    if shared_layer() is not None:
        ticker.put(thread_id)


class Ticker:
    """Tells the layer from a thread of its own: no post waits for a dead Redis."""

    def __init__(self) -> None:
        self.waiting: queue.Queue[int] = queue.Queue(maxsize=1000)
        self.thread: threading.Thread | None = None
        self.lock = threading.Lock()
        self.complained = -float(QUIET_SECONDS)

    def put(self, thread_id: int) -> None:
        """Have a hint sent soon; dropped where too many wait already."""
        try:
            self.waiting.put_nowait(thread_id)
        except queue.Full:
            return
        with self.lock:
            if self.thread is None or not self.thread.is_alive():
                self.thread = threading.Thread(
                    target=self._run, name="uthan-ticker", daemon=True
                )
                self.thread.start()

    def _run(self) -> None:
        with asyncio.Runner() as runner:
            while True:
                runner.run(self._send(self.waiting.get()))

    async def _send(self, thread_id: int) -> None:
        message = {"type": "thread.changed", "thread": thread_id}
        try:
            async with asyncio.timeout(SEND_SECONDS):
                await shared_layer().group_send(GROUP, message)
        except Exception as error:  # noqa: BLE001 - only a hint, whatever went wrong
            now = time.monotonic()
            if now - self.complained >= QUIET_SECONDS:
                self.complained = now
                log.warning("ticks are not sent: %r", error)


ticker = Ticker()
