"""Sockets: numbers for those who may see the thread, a code for the others."""

import asyncio
import json
import uuid
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from asgiref.testing import ApplicationCommunicator
from django.conf import settings as site
from django.contrib.sessions.models import Session
from django.db import DatabaseError
from django.test import Client

from config.asgi import application
from forum import consumers
from forum.models import Thread
from profiles.models import Member
from tests.factories import PostFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.live]


@pytest.fixture(autouse=True)
def _hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consumers, "LOOK_SECONDS", 0.1)
    monkeypatch.setattr(consumers, "RIGHTS_SECONDS", 0.1)


class Page:
    """The socket of an open page."""

    def __init__(self, thread: object, client: Client | None = None) -> None:
        headers = [(b"origin", b"http://localhost"), (b"host", b"localhost")]
        if client and (cookie := client.cookies.get(site.SESSION_COOKIE_NAME)):
            headers.append((b"cookie", f"{cookie.key}={cookie.value}".encode()))
        scope = {
            "type": "websocket",
            "path": f"/ws/threads/{thread}/",
            "query_string": b"",
            "headers": headers,
            "subprotocols": [],
        }
        self.line = ApplicationCommunicator(application, scope)

    async def knock(self) -> dict:
        await self.line.send_input({"type": "websocket.connect"})
        return await self.line.receive_output(timeout=10)

    async def open(self) -> "Page":
        assert (await self.knock())["type"] == "websocket.accept"
        return self

    async def hears(self) -> dict:
        return json.loads((await self.line.receive_output(timeout=10))["text"])

    async def closed(self) -> int:
        """Read on until the socket is closed; returns the code."""
        while True:
            event = await self.line.receive_output(timeout=10)
            if event["type"] == "websocket.close":
                await self.leave()
                return event["code"]

    async def leave(self) -> None:
        await self.line.send_input({"type": "websocket.disconnect", "code": 1000})
        await self.line.wait(timeout=5)


def play(scene: Callable[[], Coroutine[Any, Any, None]]) -> None:
    asyncio.run(asyncio.wait_for(scene(), 60))


async def later(act: Callable[..., Any], *args: Any) -> Any:
    return await sync_to_async(act, thread_sensitive=False)(*args)


def test_socket_tells_numbers_at_once_and_after_each_change(
    thread: Thread, tania: Member
) -> None:
    async def scene() -> None:
        page = await Page(thread.pk).open()
        assert await page.hears() == {
            "thread": thread.pk,
            "seq": 0,
            "version": 1,
            "count": 0,
        }
        await later(thread.post, tania, "এলাম")
        assert await page.hears() == {
            "thread": thread.pk,
            "seq": 1,
            "version": 2,
            "count": 1,
        }
        await page.leave()

    play(scene)


def test_change_without_a_hint_is_seen_by_looking(thread: Thread) -> None:
    async def scene() -> None:
        page = await Page(thread.pk).open()
        await page.hears()
        rows = Thread.objects.filter(pk=thread.pk)
        await later(lambda: rows.update(version=40))
        assert (await page.hears())["version"] == 40
        await page.leave()

    play(scene)


def test_socket_for_a_thread_she_may_not_see_gets_a_code_and_no_numbers(
    thread: Thread, karim: Member, client: Client
) -> None:
    thread.hide(karim, "ভুল জায়গা")
    client.force_login(karim)

    async def scene() -> None:
        for number in (thread.pk, 999_999):
            page = await Page(number).open()
            event = await page.line.receive_output(timeout=10)
            assert event == {"type": "websocket.close", "code": consumers.NOT_HERE}
            await page.leave()
        moderators = await Page(thread.pk, client).open()
        assert (await moderators.hears())["thread"] == thread.pk
        await moderators.leave()

    play(scene)


@pytest.mark.parametrize("address", ["x", "-1", "9" * 40, ""])
def test_socket_on_another_address_is_refused(address: str, db: None) -> None:
    async def scene() -> None:
        event = await Page(address).knock()
        assert event == {"type": "websocket.close", "code": consumers.NOT_HERE}

    play(scene)


def test_thread_hidden_meanwhile_closes_its_sockets(
    thread: Thread, karim: Member
) -> None:
    async def scene() -> None:
        page = await Page(thread.pk).open()
        await page.hears()
        await later(thread.hide, karim, "ভুল জায়গা")
        assert await page.closed() == consumers.NOT_HERE

    play(scene)


def test_over_ten_sockets_of_one_member_the_oldest_goes(
    thread: Thread, tania: Member, client: Client, settings: Any
) -> None:
    client.force_login(tania)

    async def scene() -> None:
        pages = [await Page(thread.pk, client).open() for _ in range(12)]
        guest = await Page(thread.pk).open()
        assert [await page.closed() for page in pages[:2]] == [4408, 4408]
        await later(thread.post, tania, "এলাম")
        for page in [*pages[2:], guest]:
            while (await page.hears())["seq"] != 1:
                pass
            await page.leave()

    play(scene)


def test_full_process_takes_no_more_sockets(thread: Thread, settings: Any) -> None:
    settings.SOCKETS_PER_PROCESS = 2

    async def scene() -> None:
        pages = [await Page(thread.pk).open() for _ in range(3)]
        assert await pages[2].closed() == consumers.BUSY
        for page in pages[:2]:
            await page.leave()

    play(scene)


def test_signing_out_ends_the_socket(
    thread: Thread, tania: Member, client: Client
) -> None:
    client.force_login(tania)

    async def scene() -> None:
        page = await Page(thread.pk, client).open()
        await page.hears()
        await later(lambda: Session.objects.all().delete())
        assert await page.closed() == consumers.SIGNED_OUT

    play(scene)


def test_moderator_no_more_loses_hidden_threads(
    thread: Thread, karim: Member, client: Client
) -> None:
    client.force_login(karim)
    thread.hide(karim, "ভুল জায়গা")

    async def scene() -> None:
        page = await Page(thread.pk, client).open()
        await page.hears()
        rows = Member.objects.filter(pk=karim.pk)
        await later(lambda: rows.update(is_moderator=False))
        assert await page.closed() == consumers.NOT_HERE

    play(scene)


def test_page_that_says_something_is_closed(thread: Thread) -> None:
    async def scene() -> None:
        page = await Page(thread.pk).open()
        await page.line.send_input({"type": "websocket.receive", "text": "x" * 10_000})
        assert await page.closed() == consumers.SAID_SOMETHING

    play(scene)


def test_heartbeat_repeats_the_numbers(thread: Thread, monkeypatch: Any) -> None:
    monkeypatch.setattr(consumers, "HEARTBEAT_SECONDS", 0.2)

    async def scene() -> None:
        page = await Page(thread.pk).open()
        first = await page.hears()
        assert await page.hears() == first
        await page.leave()

    play(scene)


def test_database_away_for_a_moment_ends_nothing(
    thread: Thread, tania: Member, monkeypatch: Any
) -> None:
    real, failures = consumers.numbers_of, []

    def flaky(threads: list[int]) -> dict:
        if len(failures) < 3:
            failures.append(threads)
            raise DatabaseError("away")
        return real(threads)

    async def scene() -> None:
        page = await Page(thread.pk).open()
        await page.hears()
        monkeypatch.setattr(consumers, "numbers_of", flaky)
        await later(thread.post, tania, "এলাম")
        assert (await page.hears())["seq"] == 1
        await page.leave()

    play(scene)
    assert len(failures) == 3


def test_slow_line_gets_the_newest_numbers_and_holds_up_nobody(
    thread: Thread, tania: Member
) -> None:
    async def scene() -> None:
        gate, frames = asyncio.Event(), []

        async def stuck(event: dict) -> None:
            await gate.wait()
            frames.append(json.loads(event["text"])["seq"])

        hub = consumers.Hub.here()
        slow = consumers.Socket(stuck, thread.pk, tania, "")
        page = await Page(thread.pk).open()
        hub.join(slow)
        slow.member = None
        for number in range(4):
            await later(thread.post, tania, f"এলাম {number}")
            while (await page.hears())["seq"] != number + 1:
                pass
        gate.set()
        while not frames or frames[-1] != 4:
            await asyncio.sleep(0.02)
        assert len(frames) <= 2 + 1
        hub.leave(slow)
        await page.leave()

    play(scene)


def test_socket_opened_right_after_the_last_one_closed_is_told(
    thread: Thread, tania: Member
) -> None:
    async def scene() -> None:
        for number in range(3):
            page = await Page(thread.pk).open()
            await page.hears()
            await later(thread.post, tania, f"এলাম {uuid.uuid4()}")
            assert (await page.hears())["seq"] == number + 1
            await page.leave()

    play(scene)


def test_many_sockets_cost_one_query_a_look(
    thread: Thread, django_assert_num_queries: Callable
) -> None:
    others = [PostFactory().thread_id for _ in range(3)]

    with django_assert_num_queries(1):
        found = consumers.numbers_of([thread.pk, *others])

    assert set(found) == {thread.pk, *others}
