"""What is typed of a review outlives a bad line, a sign-in, Back and a second window."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, Response, Route, expect

from forum.models import Post
from profiles.models import FormDraft, Member
from sellers.models import Review, Seller, SellerWarning
from tests.browser.signing import session_of, sign_in
from tests.factories import PASSWORD, MemberFactory, ReviewFactory, SellerFactory

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

WORDS = "শাড়িটা ছবির মতোই, দুই দিনে পেয়েছি।"
OTHER = "আরেক জানালায় লেখা উত্তর।"
BOX = "main textarea[name=words]"
SEND = "main .form-end button[type=submit]"


@pytest.fixture
def owner(transactional_db: None) -> Member:
    return MemberFactory(handle="rahima", display_name="রহিমা খাতুন")


@pytest.fixture
def seller(owner: Member) -> Seller:
    return SellerFactory(member=owner, name="সুতোর গল্প")


@pytest.fixture
def member(transactional_db: None) -> Member:
    return MemberFactory(handle="nasrin", display_name="নাসরিন আক্তার")


def elsewhere(act: Callable[[], Any]) -> Any:
    """Ask the database while the browser is driven."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(act).result(10)


def is_kept(response: Response) -> bool:
    return "/me/typed/" in response.url and response.ok


def fill(page: Page, words: str = WORDS) -> None:
    for name in ("like_pictures", "on_time", "behaviour", "packaging"):
        page.locator(f"input[name={name}][value='4']").check(force=True)
    page.locator(BOX).fill(words)


def test_a_review_outlives_a_lost_line_and_is_one(
    asgi_server: str, seller: Seller, session: str, drive: Callable
) -> None:
    url = f"{asgi_server}/sellers/{seller.slug}/review/"

    @drive
    def scenario(phone: Any) -> None:
        context = phone()
        page = sign_in(context, asgi_server, session)
        page.goto(url)
        # Nothing reaches the server: no draft, no form.
        context.set_offline(True)
        fill(page)
        page.locator(SEND).click()
        page.wait_for_url("chrome-error://**")
        context.set_offline(False)
        page.goto(f"{asgi_server}/me/")
        # What the browser sends behind our back once the line is there, it did not.
        elsewhere(lambda: FormDraft.objects.all().delete())
        page.goto(url)
        expect(page.locator(BOX)).to_have_value(WORDS)
        expect(page.locator("input[name=on_time][value='4']")).to_be_checked()
        expect(page.locator("main .notice-info")).to_contain_text("এখানেই আছে")

        def answer_lost(route: Route) -> None:
            route.fetch(max_redirects=0)
            route.abort()

        page.route(url, answer_lost)
        page.locator(SEND).click()
        page.unroute_all()
        # It is there: the form shows what stands, and sent again it stays one.
        page.goto(f"{asgi_server}/me/")
        # What the browser sends behind our back once the line is there, it did not.
        elsewhere(lambda: FormDraft.objects.all().delete())
        page.goto(url)
        expect(page.locator(BOX)).to_have_value(WORDS)
        expect(page.locator("main .notice-info")).to_have_count(0)
        page.locator(SEND).click()
        page.wait_for_url("**/proof/")

    review = Review.objects.get()
    assert (review.words, review.stars) == (WORDS, 4)
    assert not FormDraft.objects.exists()


def test_a_review_begun_on_one_phone_goes_on_on_another(
    asgi_server: str, seller: Seller, session: str, drive: Callable
) -> None:
    url = f"{asgi_server}/sellers/{seller.slug}/review/"

    @drive
    def scenario(phone: Any) -> None:
        page = sign_in(phone(), asgi_server, session)
        page.goto(url)
        with page.expect_response(is_kept, timeout=15_000):
            fill(page)
        other = sign_in(phone(), asgi_server, session)
        other.goto(url)
        expect(other.locator(BOX)).to_have_value(WORDS)
        expect(other.locator("input[name=packaging][value='4']")).to_be_checked()

    assert FormDraft.objects.get().words == WORDS


def test_two_windows_with_an_answer_lose_no_word_and_double_none(
    asgi_server: str, seller: Seller, owner: Member, drive: Callable
) -> None:
    review = ReviewFactory(seller=seller)
    session, url = session_of(owner), f"{asgi_server}{review.get_absolute_url()}answer/"

    @drive
    def scenario(phone: Any) -> None:
        context = phone()
        one, other = sign_in(context, asgi_server, session), context.new_page()
        one.goto(url)
        other.goto(url)
        with one.expect_response(is_kept, timeout=15_000):
            one.locator(BOX).fill(WORDS)
        other.locator("main textarea[name=words]").fill(OTHER)
        shown = other.locator("[data-other] textarea")
        expect(shown).to_have_value(WORDS, timeout=15_000)
        other.locator("[data-other] button").click()
        expect(other.locator(BOX)).to_have_value(WORDS)
        expect(shown).to_have_value(OTHER)
        other.locator("[data-other] button").click()
        one.locator(SEND).click()
        one.wait_for_url(f"**{review.get_absolute_url()}")
        other.locator(SEND).click()
        expect(other.locator("main .notice-caution").first).to_contain_text(
            "আগেই বলেছেন"
        )
        expect(other.locator(BOX)).to_have_value(OTHER)

    review.refresh_from_db()
    assert review.answer == WORDS


def test_an_answer_outlives_a_session_through_the_sign_in(
    asgi_server: str, seller: Seller, owner: Member, drive: Callable
) -> None:
    review = ReviewFactory(seller=seller)
    session, url = session_of(owner), f"{asgi_server}{review.get_absolute_url()}answer/"

    @drive
    def scenario(phone: Any) -> None:
        page = sign_in(phone(), asgi_server, session)
        page.goto(url)
        page.locator(BOX).fill(WORDS)
        elsewhere(lambda: Session.objects.all().delete())
        page.locator(SEND).click()
        page.locator("input[name=login]").fill(owner.email)
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("input[name=password]").press("Enter")
        expect(page.locator(BOX)).to_have_value(WORDS)
        page.locator(SEND).click()
        page.wait_for_url(f"**{review.get_absolute_url()}")

    review.refresh_from_db()
    assert review.answer == WORDS


def test_a_warning_after_back_wants_its_number_once_more(
    asgi_server: str, session: str, drive: Callable
) -> None:
    url = f"{asgi_server}/sellers/known/warn/"

    @drive
    def scenario(phone: Any) -> None:
        page = sign_in(phone(), asgi_server, session)
        page.goto(url)
        page.locator("main input[name=asked]").fill("01812345678")
        page.locator("main input[name=reason]").first.check(force=True)
        page.locator(BOX).fill(WORDS)
        page.locator(SEND).click()
        page.wait_for_url("**/warnings/*/")
        page.go_back()
        page.wait_for_url(url)
        # A browser may bring her words back, never the number: nothing keeps that.
        page.locator(SEND).click()
        asked = page.locator("main").get_by_text("নম্বর বা পেজের লিংকটা লিখুন")
        expect(asked).to_be_visible()

    assert SellerWarning.objects.count() == 1


def test_a_question_to_a_seller_outlives_a_lost_line(
    asgi_server: str, seller: Seller, session: str, drive: Callable
) -> None:
    url = asgi_server + seller.get_absolute_url()
    box = "form#write textarea[name=body]"

    @drive
    def scenario(phone: Any) -> None:
        page = sign_in(phone(), asgi_server, session)
        page.goto(url)
        page.route("**/me/drafts/**", lambda route: route.abort())
        page.locator(box).fill(WORDS)
        page.goto(f"{asgi_server}/me/")
        page.unroute_all()
        page.goto(url)
        expect(page.locator(box)).to_have_value(WORDS)
        page.locator("form#write button[type=submit]").click()
        expect(page.locator(".post-body", has_text=WORDS)).to_have_count(1)
        page.reload()
        expect(page.locator(box)).to_have_value("")

    assert Post.objects.filter(thread=seller.thread).count() == 1
