"""Where she left off, in a browser: the mark follows what was on the screen."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect

from forum.models import Post, ReadMark, Thread
from profiles.models import Member
from tests.factories import MemberFactory, PostFactory, ThreadFactory

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]


@pytest.fixture
def reader(transactional_db: None) -> Member:
    return MemberFactory(handle="nipa", display_name="নিপা আক্তার")


@pytest.fixture
def thread(reader: Member) -> Thread:
    """Fifteen comments; she has read five."""
    thread = ThreadFactory(title="আজকের আড্ডা")
    for number in range(1, 16):
        PostFactory(thread=thread, source=f"মন্তব্য {number}\n\nদুই\n\nতিন\n\nচার")
    ReadMark.move(reader, thread, 5)
    return thread


@pytest.fixture
def signed_in(reader: Member, live_site: str) -> Callable[[BrowserContext], Page]:
    client = Client()
    client.force_login(reader)
    name = settings.SESSION_COOKIE_NAME
    session = client.cookies[name].value

    def open_page(context: BrowserContext) -> Page:
        context.add_cookies([{"name": name, "value": session, "url": live_site}])
        return context.new_page()

    return open_page


def marks(reader: Member) -> list[int]:
    return list(
        ReadMark.objects.filter(member=reader).values_list("last_read_seq", flat=True)
    )


def seqs(page: Page) -> list[int]:
    posts = page.locator("[data-posts] > [data-seq]").all()
    return [int(post.get_attribute("data-seq")) for post in posts]


def told(page: Page, act: Callable[[], Any]) -> int:
    """Do something and wait until the server was told how far she has read."""
    with page.expect_response(lambda answer: "/read/" in answer.url) as answered:
        act()
    return answered.value.status


def test_mark_follows_what_was_on_the_screen(
    thread: Thread, reader: Member, signed_in: Callable, live_site: str, drive: Callable
) -> None:
    url = live_site + thread.get_absolute_url()

    @drive
    def first(phone: Any) -> list[int]:
        page = signed_in(phone())
        status = told(page, lambda: page.goto(url))
        assert status == 204
        return seqs(page)

    after_opening = marks(reader)

    @drive
    def second(phone: Any) -> list[int]:
        page = signed_in(phone())
        page.goto(url)
        told(
            page,
            lambda: page.locator(
                "[data-seq='9'] .post-actions"
            ).scroll_into_view_if_needed(),
        )
        return seqs(page)

    assert first == list(range(6, 16))
    (opened,) = after_opening
    assert 6 <= opened < 9
    assert second == list(range(opened + 1, 16))
    assert 9 <= marks(reader)[0] < 12


def test_jump_to_the_end_does_not_read_what_lies_between(
    thread: Thread, reader: Member, signed_in: Callable, live_site: str, drive: Callable
) -> None:
    @drive
    def scenario(phone: Any) -> None:
        page = signed_in(phone())
        told(page, lambda: page.goto(live_site + thread.get_absolute_url()))
        page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
        page.wait_for_timeout(2600)

    assert marks(reader)[0] < 9


def test_mark_is_told_when_the_line_is_back(
    thread: Thread, reader: Member, signed_in: Callable, live_site: str, drive: Callable
) -> None:
    @drive
    def scenario(phone: Any) -> None:
        context = phone()
        page = signed_in(context)
        page.goto(live_site + thread.get_absolute_url())
        context.set_offline(True)
        page.locator("[data-seq='8'] .post-actions").scroll_into_view_if_needed()
        page.wait_for_timeout(2600)
        told(page, lambda: context.set_offline(False))

    assert marks(reader)[0] >= 8


def test_new_comments_arrive_on_the_page_of_what_is_new_and_are_read(
    thread: Thread, reader: Member, signed_in: Callable, live_site: str, drive: Callable
) -> None:
    ReadMark.move(reader, thread, 14)
    root = Post.objects.get(thread=thread, seq=2)
    url = live_site + thread.get_absolute_url()
    pages: list[Page] = []

    @drive
    def opened(phone: Any) -> list[int]:
        page = signed_in(phone())
        told(page, lambda: page.goto(url))
        pages.append(page)
        return seqs(page)

    PostFactory(thread=thread, parent=root, source="এইমাত্র লেখা উত্তর")

    @drive
    def later(phone: Any) -> list[int]:
        page = pages[0]
        arrived = page.locator("[data-posts] > [data-seq='16']")
        if page.locator("[data-pill]").is_visible():
            page.locator("[data-pill]").click()
        expect(arrived).to_contain_text("এইমাত্র লেখা উত্তর", timeout=15000)
        expect(arrived.locator(".quote")).to_contain_text("মন্তব্য 2")
        told(page, lambda: arrived.scroll_into_view_if_needed())
        return seqs(page)

    assert (opened, later) == ([15], [15, 16])
    assert marks(reader) == [16]


def test_she_answers_on_the_page_of_what_is_new(
    thread: Thread, reader: Member, signed_in: Callable, live_site: str, drive: Callable
) -> None:
    ReadMark.move(reader, thread, 14)

    @drive
    def bodies(phone: Any) -> list[str]:
        page = signed_in(phone())
        page.goto(live_site + thread.get_absolute_url())
        page.locator("article[data-seq='15'] a[data-answer]").click()
        box = page.locator("form[data-inline] textarea")
        box.fill("আমার উত্তর")
        page.locator("form[data-inline] button[type=submit]").click()
        own = page.locator("[data-posts] > [data-seq='16']")
        expect(own).to_contain_text("আমার উত্তর")
        expect(page.locator("form[data-inline]")).to_have_count(0)
        return page.locator("[data-posts] .post-body").all_inner_texts()

    assert len(bodies) == 2
    assert Post.objects.get(thread=thread, seq=16).parent.seq == 15


def test_without_script_a_button_moves_the_mark(
    thread: Thread, reader: Member, signed_in: Callable, live_site: str, drive: Callable
) -> None:
    @drive
    def after(phone: Any) -> str:
        page = signed_in(phone(java_script_enabled=False))
        page.goto(live_site + thread.get_absolute_url())
        page.get_by_role("button", name="এ পর্যন্ত পড়েছি").click()
        return page.locator("[data-posts]").inner_text()

    assert marks(reader) == [15]
    assert "মন্তব্য 15" in after
