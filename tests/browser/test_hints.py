"""What a page says by itself: discussions like the one she begins, and the bell."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

from forum.models import Thread
from notifications import telling
from profiles.models import Member
from tests.browser.signing import sign_in
from tests.factories import MemberFactory, PostFactory, ThreadFactory

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

MINUTE = 61_000


@pytest.fixture
def member(transactional_db: None) -> Member:
    return MemberFactory(handle="tania", display_name="তানিয়া রহমান")


def elsewhere(act: Callable[[], Any]) -> Any:
    """Do something beside the browser, as another process would."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(act).result(20)


def tell() -> None:
    """Do all that the worker has to tell."""
    while telling.drain():
        pass


# --- Discussions like hers ---------------------------------------------------------


@pytest.fixture
def like(transactional_db: None) -> Thread:
    thread = ThreadFactory(title="প্রথম বিক্রির গল্প")
    ThreadFactory(title="মৌচাক থেকে মধু তোলা", board=thread.board)
    call_command("update_index", verbosity=0)
    return thread


def test_discussions_like_hers_are_shown_while_she_types(
    asgi_server: str, like: Thread, member: Member, session: str, drive: Callable
) -> None:
    @drive
    def asked(phone: Any) -> list[str]:
        page = sign_in(phone(), asgi_server, session)
        asked = []
        page.on("request", lambda sent: asked.append(sent.url.partition("?")[0]))
        page.goto(f"{asgi_server}/boards/start/")
        title = page.locator("input[name=title]")
        hint = page.locator("[data-alike-list]")
        title.press_sequentially("প্রথম")
        page.wait_for_timeout(1500)
        short = [url for url in asked if url.endswith("/similar/")]
        title.press_sequentially(" বিক্রির গল্প")
        expect(hint.locator(".list-title")).to_have_text(["প্রথম বিক্রির গল্প"])
        link = hint.get_by_role("link", name="প্রথম বিক্রির গল্প")
        expect(link).to_have_attribute("href", like.get_absolute_url())
        title.fill("কুরিয়ারে কাচ পাঠানো")
        expect(hint).to_have_count(0)
        title.fill("আমার প্রথম বিক্রির গল্প")
        expect(hint).to_have_count(1)
        # She has seen it, so she is not asked once more.
        page.locator("select[name=board]").select_option(like.board.slug)
        page.locator("textarea[name=body]").fill("আমি শুরু করেছিলাম আচার দিয়ে।")
        page.get_by_role("button", name="পোস্ট করুন").tap()
        expect(page.locator("[data-opening]")).to_contain_text("আচার দিয়ে")
        return short

    assert asked == []
    assert Thread.objects.get(author=member).title == "আমার প্রথম বিক্রির গল্প"


def test_without_a_line_no_hint_comes_and_the_server_asks(
    asgi_server: str, like: Thread, member: Member, session: str, drive: Callable
) -> None:
    @drive
    def scenario(phone: Any) -> list[str]:
        context = phone()
        page = sign_in(context, asgi_server, session)
        failed: list[str] = []
        page.on("pageerror", lambda error: failed.append(str(error)))
        page.goto(f"{asgi_server}{like.board.get_absolute_url()}new/")
        context.set_offline(True)
        with page.expect_event("requestfailed", lambda sent: "similar" in sent.url):
            page.locator("input[name=title]").fill("প্রথম বিক্রির গল্প")
        expect(page.locator("[data-alike-list]")).to_have_count(0)
        context.set_offline(False)
        page.locator("textarea[name=body]").fill("আমি শুরু করেছিলাম আচার দিয়ে।")
        page.get_by_role("button", name="পোস্ট করুন").tap()
        expect(page.locator("[data-alike-list] .list-title")).to_have_count(1)
        expect(page.locator("textarea[name=body]")).to_have_value(
            "আমি শুরু করেছিলাম আচার দিয়ে।"
        )
        return failed

    assert scenario == []
    assert not Thread.objects.filter(author=member).exists()


# --- The bell ----------------------------------------------------------------------


def test_a_new_notice_is_on_the_bell_without_reloading(
    asgi_server: str, member: Member, session: str, drive: Callable
) -> None:
    threads = [ThreadFactory(author=member) for _ in range(2)]

    def answer(thread: Thread) -> None:
        PostFactory(thread=thread, source="আমিও জানতে চাই")
        tell()

    @drive
    def scenario(phone: Any) -> None:
        page = sign_in(phone(), asgi_server, session)
        page.clock.install()
        page.goto(f"{asgi_server}/boards/")
        shown = page.locator("[data-bell-shown]")
        said = page.locator("#announcements")
        page.clock.run_for(MINUTE)
        expect(shown).to_have_text("")
        elsewhere(lambda: answer(threads[0]))
        page.clock.run_for(MINUTE)
        expect(shown).to_have_text("১")
        expect(page.get_by_role("link", name="১টি নতুন খবর")).to_have_count(1)
        expect(said).to_have_text("১টি নতুন খবর")
        elsewhere(lambda: answer(threads[1]))
        page.clock.run_for(MINUTE)
        expect(shown).to_have_text("২")
        expect(said).to_have_text("২টি নতুন খবর")
        expect(page).to_have_url(f"{asgi_server}/boards/")


def test_what_is_read_in_another_window_is_off_the_bell(
    asgi_server: str, member: Member, session: str, drive: Callable
) -> None:
    PostFactory(thread=ThreadFactory(author=member), source="আমিও জানতে চাই")
    tell()

    @drive
    def scenario(phone: Any) -> None:
        context = phone()
        page = sign_in(context, asgi_server, session)
        page.clock.install()
        page.goto(f"{asgi_server}/boards/")
        shown = page.locator("[data-bell-shown]")
        expect(shown).to_have_text("১")
        other = context.new_page()
        other.goto(f"{asgi_server}/me/inbox/")
        other.get_by_role("button", name="সব পড়েছি").click()
        expect(other.locator("[data-bell-shown]")).to_have_text("")
        page.bring_to_front()
        page.clock.run_for(MINUTE)
        expect(shown).to_have_text("")
        expect(page.locator("#announcements")).to_have_text("")
        assert page.get_attribute("[data-bell]", "data-count") == "0"
