"""A seller's page on a phone: the trust card on one screen, and no word of hers lost."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from profiles.models import Member
from sellers import pages
from sellers.models import Seller, SellerDraft
from sellers.pages import CAUTION, KNOWN, UNKNOWN, Fact
from tests.browser.signing import let_in, session_of, sign_in
from tests.factories import MemberFactory, SellerFactory

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]
WORDS = "মায়ের কাছে শেখা সেলাই, এখন পাড়ার চারজন আপা সাথে আছেন"


@pytest.fixture
def seller(transactional_db: None) -> Seller:
    member = MemberFactory(handle="rahima", display_name="রহিমা খাতুন")
    found: Seller = SellerFactory(member=member, name="সুতোর গল্প")
    return found


# --- The card ----------------------------------------------------------------------


@pytest.mark.parametrize("language", ["bn", "en"])
def test_the_fullest_card_fits_on_one_screen(
    asgi_server: str,
    seller: Seller,
    drive: Callable,
    monkeypatch: pytest.MonkeyPatch,
    language: str,
) -> None:
    def much(request: Any, seller: Seller) -> Iterator[Fact]:
        because = "মার্চ ২০২৬ পর্যন্ত"
        for tone in (KNOWN, UNKNOWN, CAUTION):
            for n in range(4):
                yield Fact(tone, f"নম্বর নিশ্চিত হয়েছে {n}", because, order=n)

    monkeypatch.setattr(pages, "FACTS", [*pages.FACTS, much])
    url = asgi_server + seller.get_absolute_url()

    @drive
    def height(phone: Any) -> float:
        page = phone().new_page()
        page.goto(f"{asgi_server}/language/?language={language}&next=/")
        page.goto(url)
        card = page.locator("#card")
        card.scroll_into_view_if_needed()
        expect(card.locator("details.fold")).to_have_count(1)
        box = card.bounding_box()
        assert box
        assert page.evaluate("document.documentElement.scrollWidth") == 360
        return float(box["height"])

    assert 200 < height <= 740


# --- What she types in a section ---------------------------------------------------


def story_of(page: Page) -> Any:
    return page.locator("textarea[name=story]")


def begun(page: Page, url: str) -> None:
    """She types her story and sends nothing."""
    page.goto(url)
    story_of(page).fill(WORDS)


@pytest.fixture
def section(asgi_server: str, seller: Seller) -> str:
    return f"{asgi_server}/sellers/{seller.slug}/edit/about/"


@pytest.fixture
def hers(seller: Seller) -> str:
    return session_of(Member.objects.get(handle="rahima"))


def test_after_a_reload_and_going_back_her_words_stand_there(
    asgi_server: str, section: str, hers: str, drive: Callable
) -> None:
    @drive
    def scenario(phone: Any) -> None:
        page = sign_in(phone(), asgi_server, hers)
        begun(page, section)
        page.reload()
        expect(story_of(page)).to_have_value(WORDS)
        page.goto(f"{asgi_server}/sellers/")
        page.go_back()
        expect(story_of(page)).to_have_value(WORDS)
        # In a window of her own, as after the phone threw the page away.
        again = page.context.new_page()
        again.goto(section)
        expect(story_of(again)).to_have_value(WORDS)


def test_without_a_line_her_words_stay_on_the_phone(
    asgi_server: str, section: str, hers: str, drive: Callable
) -> None:
    @drive
    def scenario(phone: Any) -> None:
        context = phone()
        page = sign_in(context, asgi_server, hers)
        page.goto(section)
        context.set_offline(True)
        story_of(page).fill(WORDS)
        # Not back on the line before it was refused, or it is sent after all.
        with page.expect_event("requestfailed"):
            page.locator("form[data-section]").evaluate("form => form.requestSubmit()")
        context.set_offline(False)
        page.goto(section)
        expect(story_of(page)).to_have_value(WORDS)

    assert not Seller.objects.filter(story=WORDS).exists()


def test_when_her_session_ended_her_words_are_there_once_she_is_back(
    asgi_server: str, section: str, seller: Seller, hers: str, drive: Callable
) -> None:
    again = session_of(Member.objects.get(handle="rahima"))

    @drive
    def scenario(phone: Any) -> None:
        context = phone()
        page = sign_in(context, asgi_server, hers)
        begun(page, section)
        context.clear_cookies()
        page.locator("form[data-section]").evaluate("form => form.requestSubmit()")
        expect(page.locator("form[data-section]")).to_have_count(0)
        let_in(context, asgi_server, again)
        page.goto(section)
        expect(story_of(page)).to_have_value(WORDS)

    assert not Seller.objects.filter(story=WORDS).exists()


def test_sent_they_are_saved_and_the_phone_forgets_them(
    asgi_server: str, section: str, seller: Seller, hers: str, drive: Callable
) -> None:
    @drive
    def kept(phone: Any) -> list[str]:
        page = sign_in(phone(), asgi_server, hers)
        begun(page, section)
        page.locator("form[data-section]").evaluate("form => form.requestSubmit()")
        page.wait_for_url(re.compile("saved=about"))
        found: list[str] = page.evaluate(
            "Object.keys(localStorage).filter((key) => key.includes('about'))"
        )
        return found

    assert kept == []
    assert Seller.objects.get().story == WORDS
    assert not SellerDraft.objects.exists()
