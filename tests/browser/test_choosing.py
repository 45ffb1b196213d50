"""Narrowing a search down on a small phone, without a script."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from forum.models import Post
from search.indexing import rebuild
from tests.factories import MemberFactory, ReviewFactory, SellerFactory, ThreadFactory

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]
PHONE = {"width": 360, "height": 740}


@pytest.fixture
def market(transactional_db: None) -> None:
    """Two comments of 2024 and 2025, a discussion and a seller who name the fair."""
    thread = ThreadFactory(title="মেলার খবর", source="মেলা কবে?")
    for year in (2024, 2025):
        post = thread.post(thread.author, f"মেলা নিয়ে কথা: {year}")
        Post.objects.filter(pk=post.pk).update(
            created_at=datetime(year, 5, 1, tzinfo=UTC)
        )
    SellerFactory(name="মেলা ঘর")
    rebuild()


def rows(page: Page) -> Any:
    return page.locator("main ol.list > li")


def test_kind_year_and_order_are_chosen_and_taken_off_without_scripts(
    asgi_server: str, market: None, drive: Callable
) -> None:
    @drive
    def scenario(phone: Any) -> None:
        page = phone.window(viewport=PHONE, java_script_enabled=False).new_page()
        page.goto(f"{asgi_server}/search/?q=মেলা")
        expect(rows(page)).to_have_count(4)
        first = rows(page).first.bounding_box()
        # The first result stands on the first screen, with its snippet.
        assert first["y"] + first["height"] < PHONE["height"] - 64

        kinds = page.get_by_role("navigation", name="যা পাওয়া গেছে")
        expect(kinds.get_by_role("link", name="সব ৪")).to_have_attribute(
            "aria-current", "page"
        )
        kinds.get_by_role("link", name="মন্তব্য ২").click()
        expect(rows(page)).to_have_count(2)

        page.get_by_text("বাছুন ও সাজান").click()
        page.get_by_role("link", name="নতুন আগে").click()
        expect(rows(page).first).to_contain_text("2025")
        page.get_by_text("বাছুন ও সাজান").click()
        page.get_by_role("link", name="২০২৪ ১").click()
        expect(rows(page)).to_have_count(1)
        expect(rows(page).first).to_contain_text("2024")

        for gone, left in (("২০২৪", 2), ("নতুন আগে", 2)):
            page.get_by_role("link", name=f"{gone} × এটা বাদ দিন").or_(
                page.get_by_role("link", name=f"{gone} এটা বাদ দিন")
            ).click()
            expect(rows(page)).to_have_count(left)
        page.get_by_role("link", name="সব ৪").click()
        expect(rows(page)).to_have_count(4)
        assert page.url.endswith("?q=%E0%A6%AE%E0%A7%87%E0%A6%B2%E0%A6%BE")


def test_a_date_stands_in_one_line_wherever_it_falls(
    asgi_server: str, transactional_db: None, drive: Callable
) -> None:
    for letters in range(2, 22):
        reviewer = MemberFactory(display_name="ক" * letters)
        ReviewFactory(by=reviewer, words="মেলা থেকে কেনা, ভালো লেগেছে")
    rebuild()

    @drive
    def scenario(phone: Any) -> None:
        page = phone.window(viewport=PHONE, java_script_enabled=False).new_page()
        page.goto(f"{asgi_server}/search/?q=মেলা")
        expect(rows(page)).to_have_count(20)

        lines = page.locator(".found-day").evaluate_all(
            "days => days.map(day => day.getClientRects().length)"
        )

        assert lines == [1] * 20
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= PHONE["width"]
