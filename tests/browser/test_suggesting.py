"""The search box on every page, and what it suggests: by keys, by finger, on bad lines."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from forum.models import Thread
from search import suggestions
from search.indexing import catch_up
from tests.factories import BoardFactory, ThreadFactory

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]
QUESTION = "কাস্টমার ধরে রাখি কীভাবে?"


@pytest.fixture
def threads(transactional_db: None) -> list[Thread]:
    """Two discussions that are suggested for কা, one of them for কাস্ট."""
    board = BoardFactory(name_bn="কথা")
    found = [
        ThreadFactory(title=title, board=board)
        for title in (QUESTION, "কাগজ আর কালি কোথায় পাই?")
    ]
    suggestions.build()
    catch_up()
    return found


def options_of(page: Page) -> Any:
    return page.get_by_role("listbox", name="যা খুঁজছেন হয়তো").get_by_role("option")


def asked_of(page: Page) -> list[str]:
    """The letters that suggestions are asked for, as it goes on."""
    asked: list[str] = []

    def note(request: Any) -> None:
        if "/search/suggest/" in request.url:
            asked.append(request.url.split("q=")[1])

    page.on("request", note)
    return asked


def test_keys_lead_through_the_list_and_leave_what_was_typed(
    asgi_server: str, threads: list[Thread], drive: Callable
) -> None:
    @drive
    def scenario(phone: Any) -> None:
        page = phone.desktop().new_page()
        page.goto(f"{asgi_server}/about/")
        box = page.get_by_role("combobox")
        expect(box).to_have_attribute("aria-expanded", "false")
        box.press_sequentially("কাস্ট")
        options = options_of(page)
        expect(options).to_have_text([f"{QUESTION} আলোচনা"])
        expect(options.locator("mark")).to_have_text(["কাস্টমার"])
        expect(box).to_have_attribute("aria-expanded", "true")
        expect(page.locator("#announcements")).to_have_text("যা খুঁজছেন হয়তো: ১")

        box.press("ArrowDown")
        expect(options.first).to_have_attribute("aria-selected", "true")
        active = box.get_attribute("aria-activedescendant")
        assert active == options.first.get_attribute("id")
        # Below the last is the box again.
        box.press("ArrowDown")
        assert box.get_attribute("aria-activedescendant") is None
        box.press("ArrowUp")
        expect(options.first).to_have_attribute("aria-selected", "true")
        expect(box).to_have_value("কাস্ট")

        box.press("Escape")
        expect(options).to_have_count(0)
        expect(box).to_have_attribute("aria-expanded", "false")
        expect(box).to_have_value("কাস্ট")
        box.press("ArrowDown")
        expect(options).to_have_count(1)
        box.press("ArrowDown")
        box.press("Enter")
        page.wait_for_url(f"**/t/{threads[0].pk}/**")


def test_enter_without_a_choice_looks_for_what_was_typed(
    asgi_server: str, threads: list[Thread], drive: Callable
) -> None:
    @drive
    def scenario(phone: Any) -> None:
        page = phone().new_page()
        page.goto(f"{asgi_server}/about/")
        box = page.locator("#top-words")
        expect(box).to_be_hidden()
        page.get_by_role("link", name="খুঁজুন").first.tap()
        expect(box).to_be_focused()
        box.press_sequentially("কাস্ট")
        expect(options_of(page)).to_have_count(1)
        box.press("Enter")
        page.wait_for_url("**/search/?q=*")
        # The page has one box, with the words in it.
        expect(page.get_by_role("combobox")).to_have_count(1)
        expect(page.get_by_role("combobox")).to_have_value("কাস্ট")
        assert page.locator("[data-suggest]").count() == 1


def test_finger_opens_and_closes_the_box_and_goes_where_it_taps(
    asgi_server: str, threads: list[Thread], drive: Callable
) -> None:
    @drive
    def scenario(phone: Any) -> None:
        page = phone().new_page()
        page.goto(f"{asgi_server}/about/")
        glass, box = page.locator(".top-glass"), page.locator("#top-words")
        glass.tap()
        box.press_sequentially("kast")
        expect(options_of(page)).to_have_count(1)
        for each in (".suggested a", ".top-close", ".top-search button"):
            size = page.locator(each).first.bounding_box()
            assert size
            assert min(size["width"], size["height"]) >= 44
        assert page.evaluate("document.documentElement.scrollWidth") == 360
        page.get_by_role("button", name="বন্ধ").tap()
        expect(box).to_be_hidden()
        expect(glass).to_be_focused()
        glass.tap()
        # Nothing that she typed is lost.
        expect(box).to_have_value("kast")
        box.press("Escape")
        expect(box).to_be_hidden()
        glass.tap()
        box.press_sequentially("o")
        options_of(page).first.tap()
        page.wait_for_url(f"**/t/{threads[0].pk}/**")


def test_late_answer_to_fewer_letters_is_dropped(
    asgi_server: str, threads: list[Thread], drive: Callable
) -> None:
    @drive
    def scenario(phone: Any) -> None:
        page = phone.desktop().new_page()
        asked = asked_of(page)
        held: list[Any] = []
        page.route(
            "**/search/suggest/?q=%E0%A6%95%E0%A6%BE", lambda route: held.append(route)
        )
        page.goto(f"{asgi_server}/about/")
        box = page.get_by_role("combobox")
        box.press_sequentially("ক")
        page.wait_for_timeout(400)
        assert asked == []
        box.press_sequentially("া")
        page.wait_for_function("performance.now() > 0")
        while not held:
            page.wait_for_timeout(20)
        box.press_sequentially("স্ট")
        expect(options_of(page)).to_have_count(1)
        for route in held:
            route.fulfill(json={"items": []})
        page.wait_for_timeout(100)
        expect(options_of(page)).to_have_text([f"{QUESTION} আলোচনা"])
        # What was asked once is known.
        count = len(asked)
        box.press_sequentially("ম")
        expect(options_of(page)).to_have_count(1)
        box.press("Backspace")
        expect(options_of(page)).to_have_count(1)
        assert len(asked) == count + 1


def test_no_line_leaves_the_box_as_it_is(
    asgi_server: str, threads: list[Thread], drive: Callable
) -> None:
    @drive
    def scenario(phone: Any) -> None:
        context = phone.desktop()
        page = context.new_page()
        errors: list[Any] = []
        page.on("pageerror", lambda error: errors.append(error))
        page.route("**/search/suggest/**", lambda route: route.abort())
        page.goto(f"{asgi_server}/about/")
        box = page.get_by_role("combobox")
        box.press_sequentially("কাস্ট")
        page.wait_for_timeout(400)
        expect(options_of(page)).to_have_count(0)
        asked = asked_of(page)
        context.set_offline(True)
        box.press_sequentially("মা")
        page.wait_for_timeout(400)
        assert (asked, errors) == ([], [])
        expect(box).to_have_value("কাস্টমা")


def test_keys_of_a_keyboard_that_puts_letters_together_are_its_own(
    asgi_server: str, threads: list[Thread], drive: Callable
) -> None:
    @drive
    def scenario(phone: Any) -> None:
        page = phone.desktop().new_page()
        page.goto(f"{asgi_server}/about/")
        box = page.get_by_role("combobox")
        box.focus()
        keyboard = page.context.new_cdp_session(page)
        keyboard.send(
            "Input.imeSetComposition",
            {"text": "কাস্ট", "selectionStart": 5, "selectionEnd": 5},
        )
        # Letters that are still put together are looked ahead for, and stay so.
        expect(options_of(page)).to_have_count(1)
        for key in ("ArrowDown", "Enter"):
            box.dispatch_event("keydown", {"key": key, "isComposing": True})
        assert box.get_attribute("aria-activedescendant") is None
        keyboard.send("Input.insertText", {"text": "কাস্টমার"})
        expect(box).to_have_value("কাস্টমার")
        expect(options_of(page)).to_have_count(1)
        assert page.url == f"{asgi_server}/about/"


@pytest.mark.parametrize("wide", [False, True])
def test_without_scripts_there_is_a_way_to_search(
    asgi_server: str, threads: list[Thread], drive: Callable, wide: bool
) -> None:
    @drive
    def scenario(phone: Any) -> None:
        opened = phone.desktop if wide else phone
        page = opened(java_script_enabled=False).new_page()
        page.goto(f"{asgi_server}/about/")
        if wide:
            page.locator("#top-words").fill("কাস্টমার")
            page.locator("#top-words").press("Enter")
        else:
            expect(page.locator("#top-words")).to_be_hidden()
            page.locator(".top-glass").tap()
            page.wait_for_url("**/search/")
            page.locator("#search-words").fill("কাস্টমার")
            page.get_by_role("button", name="খুঁজুন").tap()
        page.wait_for_url("**/search/?q=*")
        expect(page.locator("main .list-title").first).to_contain_text("কাস্টমার")


# How much longer what an empty box says is than its room, in CSS pixels.
TOO_LONG = """box => {
  const style = getComputedStyle(box), pen = document.createElement("canvas").getContext("2d");
  pen.font = style.font;
  const room = box.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
  return pen.measureText(box.placeholder).width - room;
}"""


def test_empty_box_says_what_to_type_on_a_narrow_phone(
    asgi_server: str, transactional_db: None, drive: Callable
) -> None:
    @drive
    def scenario(phone: Any) -> None:
        context = phone()
        page = context.new_page()
        for language in ("bn", "en"):
            context.add_cookies(
                [
                    {
                        "name": settings.LANGUAGE_COOKIE_NAME,
                        "value": language,
                        "url": asgi_server,
                    }
                ]
            )
            page.goto(f"{asgi_server}/about/")
            page.locator("[data-open-search]").click()
            assert page.locator("#top-words").evaluate(TOO_LONG) <= 0, language
            page.goto(f"{asgi_server}/search/")
            assert page.locator("#search-words").evaluate(TOO_LONG) <= 0, language
