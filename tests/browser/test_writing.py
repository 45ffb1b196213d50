"""What members do with posts in a browser: react, quote; and without scripts."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Response, expect

from core.text import to_bangla_digits
from forum.models import Post, Reaction, Thread
from profiles.models import Member
from tests.browser.signing import sign_in
from tests.factories import MemberFactory, PostFactory, ThreadFactory

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]


@pytest.fixture
def post(transactional_db: None) -> Post:
    author = MemberFactory(handle="rahima", display_name="রহিমা খাতুন")
    thread = ThreadFactory(title="কুরিয়ারের কথা")
    return PostFactory(thread=thread, author=author, source="সকালে পাঠাই, বিকেলে পৌঁছে যায়।")


@pytest.fixture
def thread(post: Post) -> Thread:
    return post.thread


@pytest.fixture
def member(transactional_db: None) -> Member:
    return MemberFactory(handle="tania", display_name="তানিয়া রহমান")


def is_posted(response: Response) -> bool:
    return response.request.method == "POST"


def test_one_tap_likes_and_the_next_unsays(
    asgi_server: str, post: Post, session: str, drive: Callable
) -> None:
    url = asgi_server + post.thread.get_absolute_url()

    @drive
    def scenario(phone: Any) -> None:
        page = sign_in(phone(), asgi_server, session)
        page.goto(url)
        heart = page.locator(f"[data-react='{post.pk}']")
        expect(heart).to_have_attribute("aria-pressed", "false")
        with page.expect_response(is_posted):
            heart.tap()
        expect(heart).to_have_attribute("aria-pressed", "true")
        expect(heart).to_have_text("১")
        page.reload()
        expect(heart).to_have_attribute("aria-pressed", "true")
        with page.expect_response(is_posted):
            heart.tap()
        expect(heart).to_have_text("")
        page.locator(f"#p{post.pk} [data-sheet]").tap()
        page.locator("dialog").get_by_text("ভালো কিছু বলুন").tap()
        with page.expect_response(is_posted):
            page.locator("dialog").get_by_text("সাবাশ").tap()
        expect(heart).to_have_attribute("data-mine", "bravo")
        expect(page.locator("dialog[open]")).to_have_count(0)

    assert list(Reaction.objects.values_list("post", "kind")) == [(post.pk, "bravo")]


def test_a_tap_without_a_line_is_taken_back_and_said(
    asgi_server: str, post: Post, session: str, drive: Callable
) -> None:
    url = asgi_server + post.thread.get_absolute_url()

    @drive
    def scenario(phone: Any) -> None:
        context = phone()
        page = sign_in(context, asgi_server, session)
        page.goto(url)
        context.set_offline(True)
        heart = page.locator(f"[data-react='{post.pk}']")
        heart.tap()
        expect(page.locator("#announcements")).to_contain_text("এখন লাইন নেই")
        expect(heart).to_have_attribute("aria-pressed", "false")
        expect(heart).to_have_text("")

    assert not Reaction.objects.exists()


def test_who_may_not_react_reads_why_under_the_comment(
    asgi_server: str, post: Post, member: Member, session: str, drive: Callable
) -> None:
    post.author.block(member)
    url = asgi_server + post.thread.get_absolute_url()

    @drive
    def scenario(phone: Any) -> None:
        page = sign_in(phone(), asgi_server, session)
        page.goto(url)
        heart = page.locator(f"[data-react='{post.pk}']")
        for _tap in range(2):
            with page.expect_response(is_posted):
                heart.tap()
            note = page.locator(f"#p{post.pk} [data-refusal]")
            expect(note).to_have_text("এই মন্তব্যে আপনি কিছু বলতে পারছেন না।")
            expect(note).to_be_visible()
            expect(heart).to_have_attribute("aria-pressed", "false")

    assert not Reaction.objects.exists()


def test_a_comment_or_the_chosen_words_of_it_go_into_the_box(
    asgi_server: str, post: Post, session: str, drive: Callable
) -> None:
    url = asgi_server + post.thread.get_absolute_url()

    @drive
    def scenario(phone: Any) -> list[str]:
        page = sign_in(phone(), asgi_server, session)
        boxes = []
        for choose in (False, True):
            page.goto(url)
            if choose:
                page.evaluate(
                    """id => {
                        const words = document.querySelector(`#p${id} .post-body p`);
                        getSelection().setBaseAndExtent(
                            words.firstChild, 0, words.firstChild, 11);
                    }""",
                    post.pk,
                )
            page.locator(f"#p{post.pk} [data-sheet]").tap()
            page.locator("dialog").get_by_text("উদ্ধৃত করুন").tap()
            box = page.locator("form[data-inline] textarea")
            expect(box).to_be_focused()
            boxes.append(box.input_value())
            page.evaluate("localStorage.clear()")
        box.press_sequentially("আমিও")
        box.press("Control+Enter")
        quoted = page.locator(f"#p{post.pk} [data-replies] blockquote")
        expect(quoted).to_contain_text("রহিমা খাতুন:")
        return boxes

    assert scenario == [
        f"> @rahima #{to_bangla_digits(str(post.pk))}\n> সকালে পাঠাই, বিকেলে পৌঁছে যায়।\n\n",
        f"> @rahima #{to_bangla_digits(str(post.pk))}\n> সকালে পাঠাই\n\n",
    ]


def test_reacting_and_quoting_without_scripts(
    asgi_server: str, post: Post, session: str, drive: Callable
) -> None:
    url = asgi_server + post.thread.get_absolute_url()

    @drive
    def scenario(phone: Any) -> None:
        page = sign_in(phone(java_script_enabled=False), asgi_server, session)
        page.goto(url)
        page.locator(f"[data-react='{post.pk}']").click()
        page.get_by_role("button", name="কাজে লাগল").click()
        heart = page.locator(f"[data-react='{post.pk}']")
        expect(heart).to_have_attribute("data-mine", "useful")
        page.locator(f"#p{post.pk} [data-sheet]").click()
        page.get_by_role("link", name="উদ্ধৃত করুন").click()
        box = page.locator("form#write textarea")
        expect(box).to_have_value(re.compile("^> @rahima"))
        box.fill(f"{box.input_value()}আমিও")
        page.get_by_role("button", name="পাঠান").click()
        expect(page.locator("blockquote")).to_contain_text("বিকেলে পৌঁছে যায়")

    assert Reaction.objects.get().kind == "useful"


def test_taken_back_and_had_again_where_it_stood(
    asgi_server: str, post: Post, member: Member, session: str, drive: Callable
) -> None:
    own = PostFactory(thread=post.thread, author=member, source="ভুল করে লিখেছি")
    url = asgi_server + post.thread.get_absolute_url()

    @drive
    def scenario(phone: Any) -> None:
        page = sign_in(phone(), asgi_server, session)
        page.goto(url)
        page.locator(f"#p{own.pk} [data-sheet]").tap()
        page.locator("dialog").get_by_text("ফিরিয়ে নিন").tap()
        placeholder = page.locator(f"#p{own.pk} .placeholder")
        expect(placeholder).to_contain_text("আপনি এটা ফিরিয়ে নিয়েছেন।")
        again = placeholder.get_by_role("button", name="ফেরত আনুন")
        expect(again).to_be_focused()
        again.tap()
        expect(page.locator(f"#p{own.pk} .post-body")).to_have_text("ভুল করে লিখেছি")

        page = sign_in(phone(java_script_enabled=False), asgi_server, session)
        page.goto(url)
        page.locator(f"#p{own.pk} [data-sheet]").click()
        page.get_by_role("button", name="ফিরিয়ে নিন").click()
        again = page.locator(f"#p{own.pk}").get_by_role("button", name="ফেরত আনুন")
        again.click()
        expect(page.locator(f"#p{own.pk} .post-body")).to_have_text("ভুল করে লিখেছি")

    own.refresh_from_db()
    assert not own.is_hidden


def test_typing_at_offers_members_to_keys_and_fingers(
    asgi_server: str, post: Post, session: str, drive: Callable
) -> None:
    MemberFactory(handle="ratna", display_name="রত্না পাল")
    url = asgi_server + post.thread.get_absolute_url()

    @drive
    def scenario(phone: Any) -> None:
        page = sign_in(phone(), asgi_server, session)
        page.goto(url)
        box = page.locator("form#write textarea[name=body]")
        options = page.locator("form#write [role=option]")
        box.press_sequentially("শুনুন @র")
        expect(options).to_have_count(2)
        expect(options.first).to_contain_text("রহিমা খাতুন")
        expect(page.locator("#announcements")).to_contain_text("২")
        expect(box).to_have_attribute("aria-activedescendant", "offered-0")
        covered = page.evaluate(
            """() => {
                const at = document.querySelector("#offered-1").getBoundingClientRect();
                const seen = document.elementFromPoint(at.left + 20, at.top + 20);
                return !seen?.closest(".offered");
            }"""
        )
        assert not covered
        box.press("ArrowDown")
        expect(box).to_have_attribute("aria-activedescendant", "offered-1")
        expect(options.nth(1)).to_have_attribute("aria-selected", "true")
        box.press("ArrowUp")
        box.press("Enter")
        expect(box).to_have_value("শুনুন @rahima ")
        expect(options).to_have_count(0)
        box.press_sequentially("আর @rat")
        options.first.tap()
        expect(box).to_have_value("শুনুন @rahima আর @ratna ")
        expect(box).to_be_focused()
        box.press_sequentially("@r")
        expect(options).to_have_count(2)
        box.press("Escape")
        expect(options).to_have_count(0)
        expect(box).not_to_have_attribute("aria-controls", re.compile("."))
        box.press("Backspace")
        box.press("Backspace")
        box.press("Control+Enter")
        said = page.locator("[data-posts] .post-body .mention")
        expect(said).to_have_text(["@রহিমা খাতুন", "@রত্না পাল"])

    assert Post.objects.latest("pk").source == "শুনুন @rahima আর @ratna"


@pytest.mark.parametrize("options", [{}, {"reduced_motion": "reduce"}])
def test_what_was_done_is_said_where_the_page_opens(
    asgi_server: str,
    thread: Thread,
    session: str,
    drive: Callable,
    options: dict[str, str],
) -> None:
    posts = [PostFactory(thread=thread, source="এক লাইন\n\n" * 6) for _post in range(9)]

    @drive
    def scenario(phone: Any) -> None:
        page = sign_in(
            phone(java_script_enabled=False, **options), asgi_server, session
        )
        page.goto(f"{asgi_server}/p/{posts[-1].pk}/more/")
        page.get_by_role("button", name="তুলে রাখুন").click()

        expect(page).to_have_url(re.compile(rf"#p{posts[-1].pk}$"))
        said = page.get_by_text("তুলে রাখা হলো। আপনার নিজের পাতায় আবার পাবেন।")
        expect(said).to_be_in_viewport(ratio=1)
        box = page.locator(".flashes")
        expect(box).to_have_css("animation-name", "flash-over")
        expect(box).to_have_css("pointer-events", "none")


def test_address_is_copied_and_says_so_and_only_where_it_can(
    asgi_server: str, post: Post, drive: Callable
) -> None:
    @drive
    def copied(phone: Any) -> str:
        context = phone.desktop(permissions=["clipboard-read", "clipboard-write"])
        page = context.new_page()
        page.goto(f"{asgi_server}/p/{post.pk}/share/")
        page.get_by_role("link", name="কপি করুন বা পাঠান").click()
        expect(page.get_by_role("link", name="লিংক কপি হয়েছে।")).to_be_visible()

        still = phone(java_script_enabled=False).new_page()
        still.goto(f"{asgi_server}/p/{post.pk}/share/")
        expect(still.get_by_label("ঠিকানা")).to_be_visible()
        expect(still.get_by_text("কপি করুন বা পাঠান")).to_be_hidden()
        return page.evaluate("navigator.clipboard.readText()")

    assert copied == f"{asgi_server}/p/{post.pk}/"
