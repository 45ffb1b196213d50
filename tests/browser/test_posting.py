"""Writing in a browser: posted once, words never lost, and all of it without scripts."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Route, expect

from forum.models import Post, Thread
from profiles.models import Member
from tests.browser.signing import let_in, sign_in
from tests.factories import MemberFactory, PostFactory, ThreadFactory

pytestmark = [
    pytest.mark.browser,
    pytest.mark.post_once,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

BOX = "form#write textarea"
SEND = "form#write button[type=submit]"


@pytest.fixture
def thread(transactional_db: None) -> Thread:
    thread = ThreadFactory(title="কুরিয়ারের কথা")
    PostFactory(thread=thread, source="কে কোন কুরিয়ারে পাঠান?")
    return thread


@pytest.fixture
def member(transactional_db: None) -> Member:
    return MemberFactory(display_name="তানিয়া রহমান")


def written(thread: Thread, member: Member) -> list[str]:
    posts = Post.objects.filter(thread=thread, author=member).order_by("seq")
    return [post.source for post in posts]


def test_line_that_drops_loses_nothing_and_posts_once(
    asgi_server: str, thread: Thread, member: Member, session: str, drive: Callable
) -> None:
    url = asgi_server + thread.get_absolute_url()

    @drive
    def scenario(phone: Any) -> None:
        context = phone()
        page = sign_in(context, asgi_server, session)
        page.goto(url)
        context.set_offline(True)
        page.locator(BOX).fill("লাইন চলে গেছে")
        page.locator(SEND).click()
        expect(page.locator("form#write [data-note]")).to_contain_text("পাঠানো হয়নি")
        expect(page.locator(BOX)).to_have_value("লাইন চলে গেছে")
        context.set_offline(False)
        expect(page.locator(".post-body", has_text="লাইন চলে গেছে")).to_be_visible(
            timeout=20_000
        )
        expect(page.locator(BOX)).to_have_value("")

    assert written(thread, member) == ["লাইন চলে গেছে"]


def test_answer_that_got_lost_is_asked_for_again_with_the_same_key(
    asgi_server: str, thread: Thread, member: Member, session: str, drive: Callable
) -> None:
    url = asgi_server + thread.get_absolute_url()

    @drive
    def tries(phone: Any) -> int:
        page = sign_in(phone(), asgi_server, session)
        seen: list[Route] = []

        def lose_answers(route: Route) -> None:
            seen.append(route)
            if len(seen) <= 2:
                route.fetch()
                route.abort()
            else:
                route.continue_()

        page.route("**/post/", lose_answers)
        page.goto(url)
        page.locator(BOX).fill("একবারই পৌঁছাক")
        page.locator(SEND).click()
        expect(page.locator("form#write [data-note]")).to_contain_text("পাঠানো হয়নি")
        page.locator(SEND).click()
        page.wait_for_timeout(500)
        page.locator(SEND).click()
        expect(page.locator(".post-body", has_text="একবারই পৌঁছাক")).to_have_count(1)
        expect(page.locator(BOX)).to_have_value("")
        page.wait_for_timeout(1500)
        expect(page.locator(".post-body", has_text="একবারই পৌঁছাক")).to_have_count(1)
        return len(seen)

    assert tries == 3
    assert written(thread, member) == ["একবারই পৌঁছাক"]


def test_words_are_there_again_after_the_page_was_closed(
    asgi_server: str, thread: Thread, member: Member, session: str, drive: Callable
) -> None:
    url = asgi_server + thread.get_absolute_url()
    root = thread.posts.get(seq=1)

    @drive
    def scenario(phone: Any) -> None:
        context = phone()
        page = sign_in(context, asgi_server, session)
        page.goto(url)
        page.locator(BOX).press_sequentially("অর্ধেক লেখা")
        page.locator(f"[data-answer='{root.pk}']").click()
        page.locator("form[data-inline] textarea").press_sequentially("অর্ধেক উত্তর")
        page.close()
        page = context.new_page()
        page.goto(url)
        expect(page.locator(BOX)).to_have_value("অর্ধেক লেখা")
        page.locator(f"[data-answer='{root.pk}']").click()
        inline = page.locator("form[data-inline] textarea")
        expect(inline).to_have_value("অর্ধেক উত্তর")
        inline.press("Control+Enter")
        reply = page.locator(f"#p{root.pk} [data-replies] .post-body")
        expect(reply).to_have_text("অর্ধেক উত্তর")
        expect(page.locator("form[data-inline]")).to_have_count(0)
        expect(page.locator(BOX)).to_have_value("অর্ধেক লেখা")

    reply = Post.objects.get(thread=thread, author=member)
    assert (reply.source, reply.parent) == ("অর্ধেক উত্তর", root)


def test_a_question_from_search_and_what_was_begun_are_both_there(
    asgi_server: str, thread: Thread, member: Member, session: str, drive: Callable
) -> None:
    url = asgi_server + thread.get_absolute_url()

    @drive
    def scenario(phone: Any) -> None:
        page = sign_in(phone(), asgi_server, session)
        box = page.locator("form#write textarea[name=body]")
        page.route("**/me/drafts/**", lambda route: route.abort())
        page.goto(url)
        box.press_sequentially("অর্ধেক লেখা")
        page.goto(f"{url}?words=কত+দিন+লাগে%3F")
        expect(box).to_have_value("কত দিন লাগে?")
        other = page.locator("[data-other] textarea")
        expect(other).to_have_value("অর্ধেক লেখা")
        page.locator(SEND).click()
        expect(page.locator("[data-posts]")).to_contain_text("কত দিন লাগে?")
        expect(box).to_have_value("অর্ধেক লেখা")
        page.reload()
        expect(box).to_have_value("অর্ধেক লেখা")

    assert written(thread, member) == ["কত দিন লাগে?"]


def test_session_that_ended_while_typing_keeps_the_words(
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
        page.locator(SEND).click()
        note = page.locator("form#write [data-note]")
        expect(note).to_contain_text("আগে ঢুকুন")
        expect(note.locator("a")).to_have_attribute(
            "href", re.compile(r"^/accounts/login/\?next=")
        )
        expect(page.locator(BOX)).to_have_value("অনেকক্ষণ ধরে লিখছি")

    assert written(thread, member) == []


def test_closed_thread_says_so_and_leaves_the_words(
    asgi_server: str, thread: Thread, member: Member, session: str, drive: Callable
) -> None:
    url = asgi_server + thread.get_absolute_url()

    def close() -> None:
        Thread.objects.filter(pk=thread.pk).update(closed_at=timezone.now())

    @drive
    def scenario(phone: Any) -> None:
        page = sign_in(phone(), asgi_server, session)
        page.goto(url)
        with ThreadPoolExecutor(1) as pool:
            pool.submit(close).result(10)
        page.locator(BOX).fill("দেরি হয়ে গেল")
        page.locator(SEND).click()
        expect(page.locator("form#write [data-note]")).to_contain_text("বন্ধ হয়ে গেছে")
        expect(page.locator(BOX)).to_have_value("দেরি হয়ে গেল")

    assert written(thread, member) == []


def test_rotated_token_is_renewed_without_her_noticing(
    asgi_server: str, thread: Thread, member: Member, session: str, drive: Callable
) -> None:
    url = asgi_server + thread.get_absolute_url()

    @drive
    def scenario(phone: Any) -> None:
        context = phone()
        page = sign_in(context, asgi_server, session)
        page.goto(url)
        page.locator(BOX).fill("পুরোনো পাতার লেখা")
        context.clear_cookies(name=settings.CSRF_COOKIE_NAME)
        page.locator(SEND).click()
        comment = page.locator(".post-body", has_text="পুরোনো পাতার লেখা")
        expect(comment).to_be_visible()
        expect(page.locator(BOX)).to_have_value("")

    assert written(thread, member) == ["পুরোনো পাতার লেখা"]


def test_page_of_one_member_never_posts_as_another(
    asgi_server: str, thread: Thread, member: Member, session: str, drive: Callable
) -> None:
    other = MemberFactory()
    client = Client()
    client.force_login(other)
    others = client.cookies[settings.SESSION_COOKIE_NAME].value
    url = asgi_server + thread.get_absolute_url()

    @drive
    def scenario(phone: Any) -> None:
        context = phone()
        page = sign_in(context, asgi_server, session)
        page.goto(url)
        page.locator(BOX).fill("আমার নামেই যাক")
        let_in(context, asgi_server, others)
        page.locator(SEND).click()
        expect(page.locator("form#write [data-note]")).to_contain_text("অন্য কেউ")
        expect(page.locator(BOX)).to_have_value("আমার নামেই যাক")

    assert written(thread, member) == written(thread, other) == []


def test_everything_works_without_scripts(
    asgi_server: str, thread: Thread, member: Member, session: str, drive: Callable
) -> None:
    url = asgi_server + thread.get_absolute_url()
    root = thread.posts.get(seq=1)

    @drive
    def scenario(phone: Any) -> None:
        page = sign_in(phone(java_script_enabled=False), asgi_server, session)
        page.goto(url)
        page.locator(BOX).fill("স্ক্রিপ্ট ছাড়াই লিখছি")
        page.locator(SEND).click()
        expect(page.get_by_text("স্ক্রিপ্ট ছাড়াই লিখছি")).to_be_visible()
        page.locator(f"[data-answer='{root.pk}']").click()
        expect(page.locator(".quote")).to_contain_text("কে কোন কুরিয়ারে পাঠান?")
        page.locator(BOX).fill("উত্তরও দিলাম")
        page.locator(SEND).click()
        expect(page.locator(f"#p{root.pk} .replies")).to_contain_text("উত্তরও দিলাম")
        page.get_by_role("link", name="বদলান").first.click()
        page.locator("textarea[name=body]").fill("উত্তর বদলালাম")
        page.get_by_role("button", name="রাখুন").click()
        expect(page.get_by_text("উত্তর বদলালাম")).to_be_visible()

    assert written(thread, member) == ["স্ক্রিপ্ট ছাড়াই লিখছি", "উত্তর বদলালাম"]
