"""Sockets: each says that a thread changed, in numbers; the page asks what did.

One hub per event loop holds the open sockets. It looks at the threads they are on once
a second, sooner on a hint, and tells each socket what it does not know yet: {thread,
seq, version, count}. Nothing here needs the channel layer; it only saves the second.
"""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any, NamedTuple, TypeVar
from weakref import WeakKeyDictionary

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.models import Session
from django.db import close_old_connections
from django.utils import timezone

from forum import live
from forum.models import Thread
from profiles.models import Member

log = logging.getLogger("uthan.live")

# Why a socket was closed (theme/js/live.js knows them). After each the page polls; it
# comes back at once after SIGNED_OUT, later after BUSY, never after the others.
SAID_SOMETHING = 4400
SIGNED_OUT = 4401
NOT_HERE = 4404
TOO_MANY = 4408
BUSY = 4429

LOOK_SECONDS = 1.0
# At least so long between two looks, however many hints come.
SHORTEST_SECONDS = 0.05
# The same numbers again after so long: the page knows that the line is alive.
HEARTBEAT_SECONDS = 25.0
# How often it is asked whether the readers are still signed in.
RIGHTS_SECONDS = 5.0
RESUBSCRIBE_SECONDS = 3.0
AT_ONCE = 500  # ids in one query

Send = Callable[[dict[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[dict[str, Any]]]
T = TypeVar("T")


class Numbers(NamedTuple):
    """What a page is told of its thread, and whether everyone may know."""

    thread: int
    seq: int
    version: int
    comments: int
    public: bool

    def frame(self) -> str:
        """The text that goes over the line."""
        told = {
            "thread": self.thread,
            "seq": self.seq,
            "version": self.version,
            "count": self.comments,
        }
        return json.dumps(told, separators=(",", ":"))


def numbers_of(threads: list[int]) -> dict[int, Numbers]:
    """Read the numbers of threads; one query for up to AT_ONCE of them."""
    found = {}
    for start in range(0, len(threads), AT_ONCE):
        for row in Thread.objects.watched(threads[start : start + AT_ONCE]):
            found[row[0]] = Numbers(*row)
    return found


def still_in(sessions: list[str], members: list[int]) -> tuple[set[str], set[int]]:
    """Tell which sessions are alive, and which of the members moderate."""
    alive: set[str] = set()
    for start in range(0, len(sessions), AT_ONCE):
        rows = Session.objects.filter(
            session_key__in=sessions[start : start + AT_ONCE],
            expire_date__gt=timezone.now(),
        )
        alive.update(rows.values_list("session_key", flat=True))
    moderators: set[int] = set()
    for start in range(0, len(members), AT_ONCE):
        chosen = Member.objects.filter(pk__in=members[start : start + AT_ONCE])
        rights = chosen.filter(is_active=True, is_moderator=True)
        moderators.update(rights.values_list("pk", flat=True))
    return alive, moderators


def in_fresh_connection(question: Callable[..., T], *args: Any) -> T:
    """Call `question`, leaving no connection open in this thread."""
    close_old_connections()
    try:
        return question(*args)
    finally:
        close_old_connections()


class Socket:
    """One open page: on which thread, who reads, what it was told last."""

    def __init__(self, send: Send, thread: int, member: Any, session: str) -> None:
        self.thread = thread
        self.member: int | None = member.pk
        self.is_moderator: bool = getattr(member, "is_moderator", False)
        self.session = session
        self.told: Numbers | None = None
        self.told_at = 0.0
        self.closing = 0
        self._send = send
        self._frame = ""
        self._sending: asyncio.Task[None] | None = None

    def may_know(self, numbers: Numbers | None) -> bool:
        return numbers is not None and (numbers.public or self.is_moderator)

    def tell(self, numbers: Numbers, frame: str, now: float) -> None:
        """Send the newest numbers; a slow line misses older ones and holds up nobody."""
        self.told, self.told_at, self._frame = numbers, now, frame
        self._start()

    def close(self, code: int) -> None:
        """Close with `code`; what was not sent yet no longer matters."""
        if not self.closing:
            self.closing = code
            self._start()

    def _start(self) -> None:
        if self._sending is None or self._sending.done():
            self._sending = asyncio.ensure_future(self._drain())

    async def _drain(self) -> None:
        # The other end may be gone at any moment; the receiving side hears of it.
        with suppress(Exception):
            while self._frame and not self.closing:
                frame, self._frame = self._frame, ""
                await self._send({"type": "websocket.send", "text": frame})
            if self.closing:
                await self._send({"type": "websocket.close", "code": self.closing})


class Hub:
    """The open sockets of one event loop, oldest first."""

    _of_loop: "WeakKeyDictionary[asyncio.AbstractEventLoop, Hub]" = WeakKeyDictionary()

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.sockets: dict[Socket, None] = {}
        self.hinted = asyncio.Event()
        self.work: list[asyncio.Task[None]] = []
        self.rights_at = 0.0
        self.failing = False
        # One thread, and so at most one connection to the database.
        self.thread = ThreadPoolExecutor(1, thread_name_prefix="uthan-live")
        live.listeners.add(self)

    @classmethod
    def here(cls) -> "Hub":
        """The hub of the running loop."""
        loop = asyncio.get_running_loop()
        if loop not in cls._of_loop:
            cls._of_loop[loop] = cls()
        return cls._of_loop[loop]

    def hint(self) -> None:
        """Look soon; may be called from any thread."""
        with suppress(RuntimeError):  # the loop is closed, nobody listens any more
            self.loop.call_soon_threadsafe(self.hinted.set)

    async def ask(self, question: Callable[..., T], *args: Any) -> T:
        """Run what reads the database in the hub's thread."""
        return await self.loop.run_in_executor(
            self.thread, in_fresh_connection, question, *args
        )

    def is_full(self) -> bool:
        return len(self.sockets) >= settings.SOCKETS_PER_PROCESS

    def join(self, socket: Socket) -> None:
        """Take a socket in; over the limit of its member the oldest goes."""
        self.sockets[socket] = None
        if socket.member is not None:
            hers = [each for each in self.sockets if each.member == socket.member]
            open_ones = [each for each in hers if not each.closing]
            for oldest in open_ones[: -settings.SOCKETS_PER_MEMBER]:
                oldest.close(TOO_MANY)
        if not self.work:
            self.work = [asyncio.ensure_future(self.watch())]
            if live.shared_layer() is not None:
                self.work.append(asyncio.ensure_future(self.subscribe()))

    def leave(self, socket: Socket) -> None:
        """Let a socket go; the last one ends the watch."""
        self.sockets.pop(socket, None)
        if not self.sockets:
            for task in self.work:
                task.cancel()
            self.work = []

    async def watch(self) -> None:
        """Look once a second, sooner when hinted, while there are sockets."""
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_SECONDS):
                    await self.hinted.wait()
            self.hinted.clear()
            await self.look_once()
            await asyncio.sleep(SHORTEST_SECONDS)

    async def look_once(self) -> None:
        """Look; a database that does not answer is said once and asked again."""
        try:
            await self.look()
        except Exception:
            if not self.failing:
                log.exception("open pages are not told of changes")
            self.failing = True
        else:
            self.failing = False

    async def look(self) -> None:
        """Tell each socket what is new to it; close those that may no longer know."""
        now = self.loop.time()
        if now - self.rights_at >= RIGHTS_SECONDS:
            self.rights_at = now
            await self.check_rights()
        threads = sorted({socket.thread for socket in self.sockets})
        found = await self.ask(numbers_of, threads)
        frames = {thread: numbers.frame() for thread, numbers in found.items()}
        for socket in list(self.sockets):
            numbers = found.get(socket.thread)
            if socket.thread not in threads or socket.closing:
                continue
            if numbers is None or not socket.may_know(numbers):
                socket.close(NOT_HERE)
            elif socket.told != numbers or now - socket.told_at >= HEARTBEAT_SECONDS:
                socket.tell(numbers, frames[socket.thread], now)

    async def check_rights(self) -> None:
        """Close the sockets of sessions that ended; drop rights that were taken."""
        signed_in = [socket for socket in self.sockets if socket.member is not None]
        if not signed_in:
            return
        sessions = sorted({socket.session for socket in signed_in})
        members = sorted({socket.member for socket in signed_in if socket.member})
        alive, moderators = await self.ask(still_in, sessions, members)
        for socket in signed_in:
            socket.is_moderator = socket.member in moderators
            if socket.session not in alive:
                socket.close(SIGNED_OUT)

    async def subscribe(self) -> None:
        """Take the hints of other processes: one subscription for all sockets."""
        layer = live.shared_layer()
        failing = False
        while True:
            try:
                channel = await layer.new_channel()
                await layer.group_add(live.GROUP, channel)
                failing = False
                while True:
                    await layer.receive(channel)
                    self.hinted.set()
            except Exception as error:  # noqa: BLE001 - hints only; we look anyway
                if not failing:
                    log.warning("no hints from other processes: %r", error)
                failing = True
                with suppress(Exception):
                    await layer.flush()
            await asyncio.sleep(RESUBSCRIBE_SECONDS)


async def thread_socket(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    """Serve one socket on `/ws/threads/<id>/`.

    It is accepted before it is closed, so that the page gets the code; no numbers go
    to one who may not see the thread. A page has nothing to say here.
    """
    if (await receive())["type"] != "websocket.connect":
        return
    hub = Hub.here()
    thread = int(scope["url_route"]["kwargs"]["thread_id"])
    member = scope.get("user") or AnonymousUser()
    session = getattr(scope.get("session"), "session_key", None) or ""
    socket = Socket(send, thread, member, session)
    await send({"type": "websocket.accept"})
    numbers = (await hub.ask(numbers_of, [thread])).get(thread)
    if numbers is None or not socket.may_know(numbers):
        socket.close(NOT_HERE)
    elif hub.is_full():
        socket.close(BUSY)
    else:
        hub.join(socket)
        socket.tell(numbers, numbers.frame(), hub.loop.time())
    try:
        while (await receive())["type"] != "websocket.disconnect":
            socket.close(SAID_SOMETHING)
    finally:
        hub.leave(socket)


async def no_socket(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    """Refuse a socket on any other address."""
    if (await receive())["type"] == "websocket.connect":
        await send({"type": "websocket.close", "code": NOT_HERE})
