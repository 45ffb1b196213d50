"""On a bad line: one post for five tries, and words that outlive all that can end."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import uvicorn
from django.contrib.sessions.models import Session
from playwright.sync_api import Response, Route, expect

from forum.models import Draft, Post, Thread
from profiles.models import Member
from tests.browser.signing import sign_in
from tests.conftest import free_port_socket
from tests.factories import PASSWORD, MemberFactory, PostFactory, ThreadFactory

pytestmark = [
    pytest.mark.browser,
    pytest.mark.post_once,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

BOX = "form#write textarea[name=body]"
SEND = "form#write button[type=submit]"
NOTE = "form#write [data-note]"


@pytest.fixture
def thread(transactional_db: None) -> Thread:
    thread = ThreadFactory(title="কুরিয়ারের কথা")
    PostFactory(thread=thread, source="কে কোন কুরিয়ারে পাঠান?")
    return thread


@pytest.fixture
def member(transactional_db: None) -> Member:
    return MemberFactory(handle="tania", display_name="তানিয়া রহমান")


def written(thread: Thread, member: Member) -> list[str]:
    posts = Post.objects.filter(thread=thread, author=member).order_by("seq")
    return [post.source for post in posts]


def is_kept(response: Response) -> bool:
    """Whether the server has just kept a draft."""
    posted = response.request.method == "POST"
    return posted and response.url.endswith("/me/drafts/") and response.ok


class Site:
    """The site on a port of its own, to be stopped and started again there."""

    def __init__(self) -> None:
        with free_port_socket() as probe:
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.start()

    def start(self) -> None:
        # Imported here: it is the application itself, made once settings are ready.
        from config.asgi import application  # noqa: PLC0415

        self.server = uvicorn.Server(
            uvicorn.Config(
                application,
                port=self.port,
                log_level="warning",
                lifespan="off",
                timeout_graceful_shutdown=1,
            )
        )
        self.thread = threading.Thread(target=self.server.run, daemon=True)
        self.thread.start()
        deadline = time.monotonic() + 20
        while not self.server.started and time.monotonic() < deadline:
            time.sleep(0.01)
        assert self.server.started

    def stop(self) -> None:
        self.server.should_exit = True
        self.thread.join(10)


@pytest.fixture
def site(transactional_db: None, django_db_serialized_rollback: None) -> Iterator[Site]:
    made = Site()
    yield made
    made.stop()


def test_five_tries_with_the_line_cut_in_the_middle_make_one_post(
    asgi_server: str, thread: Thread, member: Member, session: str, drive: Callable
) -> None:
    url = asgi_server + thread.get_absolute_url()

    @drive
    def tries(phone: Any) -> int:
        page = sign_in(phone(), asgi_server, session)
        seen: list[Route] = []

        def cut(route: Route) -> None:
            # The server has it; the answer never comes.
            seen.append(route)
            if len(seen) <= 5:
                route.fetch()
                route.abort()
            else:
                route.continue_()

        page.route("**/post/", cut)
        page.goto(url)
        page.locator(BOX).fill("পাঁচবার চেষ্টা, একটাই লেখা")
        page.locator(SEND).tap()
        for attempt in range(1, 6):
            expect(page.locator(NOTE)).to_contain_text("পাঠানো হয়নি")
            expect(page.locator(SEND)).to_have_text("আবার চেষ্টা করুন")
            expect(page.locator(BOX)).to_have_value("পাঁচবার চেষ্টা, একটাই লেখা")
            if len(seen) == attempt:
                page.locator(SEND).tap()
        comment = page.locator(".post-body", has_text="পাঁচবার চেষ্টা")
        expect(comment).to_have_count(1)
        expect(page.locator(BOX)).to_have_value("")
        page.reload()
        expect(comment).to_have_count(1)
        expect(page.locator(BOX)).to_have_value("")
        return len(seen)

    assert tries == 6
    assert written(thread, member) == ["পাঁচবার চেষ্টা, একটাই লেখা"]
    assert not Draft.objects.exists()


def test_words_whose_answer_was_lost_are_not_offered_again(
    asgi_server: str, thread: Thread, member: Member, session: str, drive: Callable
) -> None:
    """It stands there; the page is loaded again before she was told so."""
    url = asgi_server + thread.get_absolute_url()

    def swallow(route: Route) -> None:
        route.fetch()
        route.abort()

    @drive
    def scenario(phone: Any) -> None:
        page = sign_in(phone(), asgi_server, session)
        page.route("**/post/", swallow)
        page.goto(url)
        page.locator(BOX).fill("পৌঁছে গেছে, জানি না")
        page.locator(SEND).tap()
        expect(page.locator(NOTE)).to_contain_text("পাঠানো হয়নি")
        page.reload()
        comment = page.locator(".post-body", has_text="পৌঁছে গেছে")
        expect(comment).to_have_count(1)
        expect(page.locator(BOX)).to_have_value("")
        page.unroute("**/post/")
        page.locator(BOX).fill("আরেকটা কথা")
        page.locator(SEND).tap()
        second = page.locator(".post-body", has_text="আরেকটা কথা")
        expect(second).to_have_count(1)

    assert written(thread, member) == ["পৌঁছে গেছে, জানি না", "আরেকটা কথা"]
    assert not Draft.objects.exists()


def test_words_outlive_a_killed_browser_on_another_phone(
    asgi_server: str, thread: Thread, member: Member, session: str, drive: Callable
) -> None:
    url = asgi_server + thread.get_absolute_url()
    root = thread.posts.get(seq=1)

    @drive
    def scenario(phone: Any) -> None:
        context = phone()
        page = sign_in(context, asgi_server, session)
        page.goto(url)
        with page.expect_response(is_kept):
            page.locator(BOX).press_sequentially("ফোনটা পড়ে গেল")
        page.locator(f"[data-answer='{root.pk}']").tap()
        with page.expect_response(is_kept):
            page.locator("form[data-inline] textarea").press_sequentially("উত্তরও ছিল")
        context.close()

        page = sign_in(phone(), asgi_server, session)
        page.goto(url)
        expect(page.locator(BOX)).to_have_value("ফোনটা পড়ে গেল")
        page.locator(f"[data-answer='{root.pk}']").tap()
        inline = page.locator("form[data-inline] textarea[name=body]")
        expect(inline).to_have_value("উত্তরও ছিল")
        page.locator(SEND).tap()
        expect(page.locator(".post-body", has_text="ফোনটা পড়ে গেল")).to_have_count(1)

    assert written(thread, member) == ["ফোনটা পড়ে গেল"]
    assert [draft.key for draft in Draft.objects.all()] == [f"reply:post:{root.pk}"]


def test_words_typed_without_a_line_outlive_a_killed_browser(
    asgi_server: str, thread: Thread, member: Member, session: str, drive: Callable
) -> None:
    url = asgi_server + thread.get_absolute_url()

    @drive
    def scenario(phone: Any) -> None:
        context = phone()
        page = sign_in(context, asgi_server, session)
        page.goto(url)
        context.set_offline(True)
        page.locator(BOX).press_sequentially("লাইন ছিল না")
        state = context.storage_state()
        context.close()

        page = phone(storage_state=state).new_page()
        page.goto(url)
        expect(page.locator(BOX)).to_have_value("লাইন ছিল না")
        expect(page.locator(NOTE)).to_contain_text("তা এখানেই আছে")

    assert written(thread, member) == []


def test_words_outlive_a_session_through_the_sign_in(
    asgi_server: str, thread: Thread, member: Member, session: str, drive: Callable
) -> None:
    url = asgi_server + thread.get_absolute_url()

    @drive
    def scenario(phone: Any) -> None:
        page = sign_in(phone(), asgi_server, session)
        page.goto(url)
        page.locator(BOX).fill("অনেকক্ষণ ধরে লিখছি")
        with ThreadPoolExecutor(1) as pool:
            pool.submit(lambda: Session.objects.all().delete()).result(10)
        page.locator(SEND).tap()
        page.locator(NOTE).get_by_role("link").tap()
        page.locator("input[name=login]").fill(member.email)
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("input[name=password]").press("Enter")
        expect(page.locator(BOX)).to_have_value("অনেকক্ষণ ধরে লিখছি")
        page.locator(SEND).tap()
        comment = page.locator(".post-body", has_text="অনেকক্ষণ ধরে লিখছি")
        expect(comment).to_have_count(1)
        page.reload()
        expect(page.locator(BOX)).to_have_value("")

    assert written(thread, member) == ["অনেকক্ষণ ধরে লিখছি"]


def test_a_server_that_is_down_is_tried_again_when_it_is_back(
    site: Site, thread: Thread, member: Member, session: str, drive: Callable
) -> None:
    @drive
    def scenario(phone: Any) -> None:
        page = sign_in(phone(), site.url, session)
        page.goto(site.url + thread.get_absolute_url())
        site.stop()
        page.locator(BOX).fill("সার্ভার ফিরলে যাবে")
        page.locator(SEND).tap()
        expect(page.locator(NOTE)).to_contain_text("পাঠানো হয়নি")
        site.start()
        # Nobody presses anything.
        comment = page.locator(".post-body", has_text="সার্ভার ফিরলে যাবে")
        expect(comment).to_have_count(1, timeout=40_000)
        expect(page.locator(BOX)).to_have_value("")

    assert written(thread, member) == ["সার্ভার ফিরলে যাবে"]


def test_an_old_window_is_told_and_both_texts_stay_in_sight(
    asgi_server: str, thread: Thread, member: Member, session: str, drive: Callable
) -> None:
    url = asgi_server + thread.get_absolute_url()

    @drive
    def scenario(phone: Any) -> None:
        old = sign_in(phone(), asgi_server, session)
        new = sign_in(phone(), asgi_server, session)
        old.goto(url)
        new.goto(url)
        with new.expect_response(is_kept):
            new.locator(BOX).press_sequentially("নতুন জানালার কথা")
        old.locator(BOX).press_sequentially("পুরোনো জানালার কথা")
        other = old.locator("[data-other] textarea")
        expect(other).to_have_value("নতুন জানালার কথা", timeout=15_000)
        expect(old.locator(BOX)).to_have_value("পুরোনো জানালার কথা")
        old.get_by_role("button", name="দুটো অদলবদল করুন").tap()
        expect(old.locator(BOX)).to_have_value("নতুন জানালার কথা")
        expect(other).to_have_value("পুরোনো জানালার কথা")

    assert Draft.objects.get().body == "নতুন জানালার কথা"
    assert written(thread, member) == []


@pytest.mark.parametrize("where", ["{board}new/", "/boards/start/"])
def test_a_new_discussion_and_an_edit_are_kept_too(
    asgi_server: str,
    thread: Thread,
    member: Member,
    session: str,
    drive: Callable,
    where: str,
) -> None:
    post = PostFactory(thread=thread, author=member, source="আগের কথা")
    board = thread.board
    start = asgi_server + where.format(board=board.get_absolute_url())
    edit = f"{asgi_server}/p/{post.pk}/edit/"

    @drive
    def scenario(phone: Any) -> None:
        context = phone()
        page = sign_in(context, asgi_server, session)
        page.goto(start)
        page.locator("input[name=title]").fill("আমার প্রশ্ন")
        page.locator("textarea[name=body]").fill("কীভাবে শুরু করব?")
        page.goto(edit)
        page.locator("textarea[name=body]").fill("বদলাচ্ছিলাম")
        page.goto(asgi_server + thread.get_absolute_url())
        expect(page.locator(BOX)).to_have_value("")
        page.goto(edit)
        expect(page.locator("textarea[name=body]")).to_have_value("বদলাচ্ছিলাম")
        page.goto(start)
        expect(page.locator("input[name=title]")).to_have_value("আমার প্রশ্ন")
        expect(page.locator("textarea[name=body]")).to_have_value("কীভাবে শুরু করব?")
        if where == "/boards/start/":
            page.locator("select[name=board]").select_option(board.slug)
        page.get_by_role("button", name="পোস্ট করুন").tap()
        expect(page.locator("[data-opening]")).to_contain_text("কীভাবে শুরু করব?")
        page.goto(start)
        page.wait_for_load_state("networkidle")
        expect(page.locator("textarea[name=body]")).to_have_value("")

    assert Thread.objects.filter(title="আমার প্রশ্ন").count() == 1


def test_a_discussion_begun_anywhere_is_gone_on_with_on_another_phone(
    asgi_server: str, thread: Thread, session: str, drive: Callable
) -> None:
    @drive
    def scenario(phone: Any) -> None:
        page = sign_in(phone(), asgi_server, session)
        page.goto(f"{asgi_server}/boards/start/")
        page.locator("input[name=title]").press_sequentially("আমার প্রশ্ন")
        with page.expect_response(is_kept):
            page.locator("textarea[name=body]").press_sequentially("কীভাবে শুরু")

        page = sign_in(phone(), asgi_server, session)
        page.goto(f"{asgi_server}/me/drafts/")
        page.get_by_role("link", name="লেখা চালিয়ে যান").tap()
        expect(page).to_have_url(f"{asgi_server}/boards/start/")
        expect(page.locator("input[name=title]")).to_have_value("আমার প্রশ্ন")
        expect(page.locator("textarea[name=body]")).to_have_value("কীভাবে শুরু")

    draft = Draft.objects.get()
    assert (draft.title, draft.body) == ("আমার প্রশ্ন", "কীভাবে শুরু")
    assert draft.board is None
