"""Open pages: what others write, change and hide arrives without reloading."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import uvicorn
from django.conf import settings
from playwright.sync_api import Page, expect

from config.asgi import application
from forum.models import Post, Thread
from tests.browser.signing import let_in, session_of
from tests.factories import MemberFactory, PostFactory, ThreadFactory

pytestmark = [
    pytest.mark.browser,
    pytest.mark.live,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]


class Server:
    """The site on one port, that can be killed and started again."""

    def __init__(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.start()

    def start(self) -> None:
        config = uvicorn.Config(
            application, port=self.port, log_level="error", lifespan="off"
        )
        self.server = uvicorn.Server(config)
        self.thread = threading.Thread(target=self.server.run, daemon=True)
        self.thread.start()
        deadline = time.monotonic() + 20
        while not self.server.started and time.monotonic() < deadline:
            time.sleep(0.02)
        assert self.server.started

    def kill(self) -> None:
        self.server.should_exit = self.server.force_exit = True
        self.thread.join(10)


@pytest.fixture
def server(transactional_db: None) -> Iterator[Server]:
    server = Server()
    yield server
    server.kill()


@pytest.fixture
def evening() -> Thread:
    """A thread with three comments, one of them answered."""
    author = MemberFactory(handle="nipa", display_name="নিপা আক্তার")
    thread = ThreadFactory(author=author, title="আজকের আড্ডা")
    root = PostFactory(thread=thread, author=author, source="প্রথম মন্তব্য")
    PostFactory(thread=thread, parent=root, source="প্রথম উত্তর")
    PostFactory(thread=thread, source="দ্বিতীয় মন্তব্য")
    return thread


def listed(page: Page) -> list[str]:
    """The bodies on the page, in the order in which they stand."""
    return page.locator("[data-posts] .post-body").all_inner_texts()


def in_order(thread: Thread) -> list[str]:
    """The bodies as a page made now would list them."""
    posts = Post.objects.filter(thread=thread, seq__gt=0).order_by("seq")
    roots = [post for post in posts if post.parent_id is None]
    return [
        each.source
        for root in roots
        for each in [root, *(post for post in posts if post.parent_id == root.pk)]
    ]


def in_background(act: Callable[[], Any]) -> Any:
    """Write from a thread of its own, as another process would."""
    result: list[Any] = []
    thread = threading.Thread(target=lambda: result.append(act()))
    thread.start()
    thread.join(20)
    assert result, "the other one's write failed"
    return result[0]


def test_comment_of_another_member_arrives_without_reloading(
    server: Server, evening: Thread, drive: Callable
) -> None:
    sessions = [session_of(MemberFactory(display_name="তানিয়া রহমান")), ""]
    url = server.url + evening.get_absolute_url()
    errors: list[str] = []

    @drive
    def bodies(phone: Any) -> list[str]:
        writer, reader = phone(), phone()
        let_in(writer, server.url, sessions[0])
        writing, reading = writer.new_page(), reader.new_page()
        for page in (writing, reading):
            page.on("console", lambda m: m.type == "error" and errors.append(m.text))
            page.goto(url)
        reading.evaluate("scrollTo(0, document.body.scrollHeight)")
        writing.locator("#write textarea").fill("আমি এইমাত্র এলাম")
        writing.locator("#write button[type=submit]").click()
        expect(writing.get_by_text("আমি এইমাত্র এলাম")).to_be_visible()
        expect(reading.get_by_text("আমি এইমাত্র এলাম")).to_be_visible()
        expect(reading.locator("[data-count]")).to_have_text("৪টি মন্তব্য")
        expect(writing.locator("#write textarea")).to_have_value("")
        writing.wait_for_timeout(1500)
        assert listed(writing) == listed(reading)
        return listed(reading)

    assert bodies == in_order(evening)
    assert errors == []


def test_reader_who_is_not_at_the_end_gets_a_pill_and_is_not_moved(
    server: Server, evening: Thread, drive: Callable
) -> None:
    for number in range(8):
        PostFactory(thread=evening, source=f"লম্বা মন্তব্য {number} " * 12)
    url = server.url + evening.get_absolute_url()

    @drive
    def scenario(phone: Any) -> None:
        page = phone().new_page()
        page.goto(url)
        page.evaluate("scrollTo(0, 300)")
        page.wait_for_timeout(300)
        first = page.locator("[data-posts] > article").first
        before = first.bounding_box()
        for number in range(3):
            in_background(
                lambda n=number: PostFactory(thread=evening, source=f"নতুন {n}")
            )
        pill = page.locator("[data-pill]")
        expect(pill).to_have_text("৩টি নতুন মন্তব্য")
        expect(pill).to_be_in_viewport()
        assert first.bounding_box() == before
        assert "নতুন 0" not in listed(page)
        pill.click()
        expect(page.get_by_text("নতুন 0")).to_be_in_viewport()
        expect(pill).to_be_hidden()
        assert listed(page)[-3:] == ["নতুন 0", "নতুন 1", "নতুন 2"]


def test_edit_hide_and_unhide_reach_the_open_page(
    server: Server, evening: Thread, drive: Callable
) -> None:
    moderator = MemberFactory(moderator=True)
    url = server.url + evening.get_absolute_url()
    first = Post.objects.get(thread=evening, seq=1)

    @drive
    def scenario(phone: Any) -> None:
        page = phone().new_page()
        page.goto(url)
        post = page.locator(f"#p{first.pk}")
        expect(post).to_contain_text("প্রথম মন্তব্য")
        in_background(lambda: first.edit("বদলানো মন্তব্য"))
        expect(post).to_contain_text("বদলানো মন্তব্য")
        in_background(lambda: first.hide(moderator, "ভুল তথ্য"))
        expect(post).to_contain_text("কারণ: ভুল তথ্য")
        expect(post).not_to_contain_text("বদলানো মন্তব্য")
        expect(post).to_contain_text("প্রথম উত্তর")
        expect(page.locator("[data-count]")).to_have_text("২টি মন্তব্য")
        in_background(first.unhide)
        expect(post).to_contain_text("বদলানো মন্তব্য")


def test_open_pages_end_with_the_same_list_after_the_server_died(
    server: Server, evening: Thread, drive: Callable
) -> None:
    session = session_of(MemberFactory())
    url = server.url + evening.get_absolute_url()
    edited = Post.objects.get(thread=evening, seq=1)

    @drive
    def bodies(phone: Any) -> list[list[str]]:
        guest, member = phone(), phone.desktop()
        let_in(member, server.url, session)
        pages = [guest.new_page(), member.new_page()]
        for page in pages:
            page.goto(url)
            page.evaluate("scrollTo(0, document.body.scrollHeight)")
        for number in range(3):
            server.kill()
            in_background(
                lambda n=number: PostFactory(thread=evening, source=f"রাতে {n}")
            )
            in_background(lambda n=number: edited.edit(f"বদল {n}"))
            server.start()
            in_background(
                lambda n=number: PostFactory(thread=evening, source=f"সকালে {n}")
            )
        for page in pages:
            page.evaluate("scrollTo(0, document.body.scrollHeight)")
            expect(page.get_by_text("সকালে 2")).to_be_attached(timeout=30_000)
            expect(page.get_by_text("বদল 2")).to_be_attached(timeout=30_000)
        return [listed(page) for page in pages]

    assert bodies[0] == bodies[1] == in_order(evening)


def test_reply_and_edit_arrive_while_she_types_a_reply(
    server: Server, evening: Thread, drive: Callable
) -> None:
    session = session_of(MemberFactory())
    url = server.url + evening.get_absolute_url()
    root = Post.objects.get(thread=evening, seq=1)

    @drive
    def scenario(phone: Any) -> None:
        context = phone()
        let_in(context, server.url, session)
        page = context.new_page()
        page.goto(url)
        page.locator(f"#p{root.pk} [data-answer='{root.pk}']").click()
        box = page.locator("form[data-inline] textarea")
        box.press_sequentially("আমার অর্ধেক")
        in_background(lambda: root.edit("মাঝখানে বদলানো"))
        in_background(
            lambda: PostFactory(thread=evening, parent=root, source="আরেক উত্তর")
        )
        expect(page.get_by_text("মাঝখানে বদলানো")).to_be_visible()
        expect(page.get_by_text("আরেক উত্তর")).to_be_visible()
        expect(box).to_have_value("আমার অর্ধেক")
        expect(box).to_be_focused()


def test_eleventh_window_goes_on_by_asking(
    server: Server, evening: Thread, drive: Callable, monkeypatch: Any
) -> None:
    monkeypatch.setattr(settings, "SOCKETS_PER_MEMBER", 1)
    session = session_of(MemberFactory())
    url = server.url + evening.get_absolute_url()

    @drive
    def scenario(phone: Any) -> None:
        context = phone()
        let_in(context, server.url, session)
        pages = [context.new_page(), context.new_page()]
        for page in pages:
            page.goto(url)
            page.wait_for_timeout(500)
        in_background(lambda: PostFactory(thread=evening, source="সবার কাছে পৌঁছাক"))
        for page in pages:
            page.bring_to_front()
            page.evaluate("scrollTo(0, document.body.scrollHeight)")
            expect(page.get_by_text("সবার কাছে পৌঁছাক")).to_be_attached(timeout=20_000)
