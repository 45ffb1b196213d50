"""Reviews are found by the seller they are about, before chatter that names her."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.conf import settings
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from profiles.models import Member
from search import indexing
from search.indexing import catch_up
from search.models import SearchJob
from sellers.models import District, Review, Seller
from tests.factories import (
    MemberFactory,
    PostFactory,
    ReviewFactory,
    SellerFactory,
    ThreadFactory,
)

pytestmark = pytest.mark.django_db


def found(client: Client, query: str) -> list[str]:
    """Addresses of what a search shows, in order."""
    catch_up()
    results = client.get("/search/", {"q": query}).context["results"]
    return [item.shown.url for item in results.items]


@pytest.fixture
def review(rahima: Member) -> Review:
    rahima.display_name = "তাসলিমা আক্তার"
    rahima.save()
    seller: Seller = SellerFactory(
        member=rahima, name="তাসলিমার কাঁথা", makes="হাতে সেলাই করা নকশীকাঁথা, ঢাকা"
    )
    made: Review = ReviewFactory(seller=seller, words="সেলাই নিখুঁত, রং ওঠেনি")
    return made


@pytest.mark.parametrize(
    "query", ["Taslima r review", "তাসলিমার রিভিউ", "নকশীকাঁথা ঢাকা রিভিউ"]
)
def test_her_page_and_the_words_about_her_come_before_chatter(
    client: Client, review: Review, query: str
) -> None:
    thread = ThreadFactory(
        title="রিভিউ কীভাবে দেখি", source="তাসলিমা আপুর রিভিউ কেউ জানেন? ঢাকায় নকশীকাঁথা নেব"
    )
    for words in ("তাসলিমা আপুকে চিনি, ভালো", "রিভিউ দেখে কিনবেন", "ঢাকা থেকে নেব"):
        PostFactory(thread=thread, author=MemberFactory(), source=words)
    urls = [review.seller.get_absolute_url(), review.get_absolute_url()]
    assert found(client, query)[:2] == urls


def test_a_review_says_what_it_is_with_stars_and_day(
    client: Client, review: Review
) -> None:
    shown = dt.datetime(2026, 3, 4, 20, tzinfo=dt.UTC)  # the fifth in Dhaka
    Review.objects.filter(pk=review.pk).update(shown_at=shown)
    found(client, "নিখুঁত")
    page = client.get("/search/", {"q": "নিখুঁত"}).content.decode()
    meta = re.search(r'<p class="meta">(.*?)</p>', page, re.S)
    assert meta
    line = re.sub("<[^>]+>", "", meta[1])
    by = review.by.display_name
    assert line == f"তাসলিমা আক্তার-কে নিয়ে রিভিউ · ৫-এ ৫ · {by} · ৫ মার্চ ২০২৬"


def line_of(page: HttpResponse, thing: Review | Seller) -> str:
    """The small line of the row that leads to something, marks in brackets."""
    row = page.content.decode().split(f'href="{thing.get_absolute_url()}"', 1)[1]
    meta = re.search(r'<p class="meta">(.*?)</p>', row, re.S)
    assert meta
    line = re.sub("<(/?)mark>", lambda tag: "]" if tag[1] else "[", meta[1])
    return re.sub("<[^>]+>", "", line)


def test_who_is_looked_for_stands_on_what_is_hers(
    client: Client, review: Review
) -> None:
    found(client, "taslima")
    by = review.by.display_name

    page = client.get("/search/", {"q": "taslima"})
    assert line_of(page, review.seller) == "বিক্রেতা · [তাসলিমা] আক্তার"
    assert line_of(page, review).startswith(
        f"[তাসলিমা] আক্তার-কে নিয়ে রিভিউ · ৫-এ ৫ · {by}"
    )
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    page = client.get("/search/", {"q": "taslima"})
    assert line_of(page, review.seller) == "Seller · [তাসলিমা] আক্তার"
    assert line_of(page, review).startswith(f"Review of [তাসলিমা] আক্তার · 5 of 5 · {by}")


def test_whose_it_is_stands_not_beside_the_same_name(
    client: Client, review: Review
) -> None:
    seller = review.seller
    assert seller.change("about", {"name": "তাসলিমা আক্তার", "makes": "কাঁথা"})
    found(client, "taslima")

    page = client.get("/search/", {"q": "taslima"})

    assert line_of(page, seller) == "বিক্রেতা"
    assert line_of(page, review).startswith("রিভিউ · ৫-এ ৫")


def test_whose_shop_it_is_is_left_out_where_she_is_gone(
    client: Client, review: Review
) -> None:
    Seller.objects.filter(pk=review.seller.pk).update(member=None)
    found(client, "নিখুঁত")

    page = client.get("/search/", {"q": "নিখুঁত"})

    assert line_of(page, review).startswith("রিভিউ · ৫-এ ৫")


def test_queries_of_shops_and_reviews_do_not_grow(
    client: Client, review: Review, django_assert_num_queries: Callable
) -> None:
    found(client, "taslima")
    with CaptureQueriesContext(connection) as few:
        client.get("/search/", {"q": "taslima"})
    queries = len(few)
    for _time in range(2):
        shop = SellerFactory(member=MemberFactory(display_name="Taslima Khan"))
        ReviewFactory(seller=shop)
    assert len(found(client, "taslima")) == 6

    with django_assert_num_queries(queries):
        client.get("/search/", {"q": "taslima"})


def test_a_new_name_and_place_of_the_seller_are_found_at_once(
    client: Client, review: Review
) -> None:
    seller = review.seller
    others = [ReviewFactory(seller=seller, words="চাদরটা উষ্ণ") for _time in range(2)]
    addresses = {each.get_absolute_url() for each in (review, *others)}
    about = {"name": "শিমুলের হাট", "makes": "মাটির হাঁড়ি", "story": ""}
    assert seller.change("about", about)
    assert addresses < set(found(client, "শিমুলের হাট"))
    assert addresses < set(found(client, "হাঁড়ি রিভিউ"))
    # The first speaks of sewing, which is meant by the word too.
    gone = {each.get_absolute_url() for each in others}
    assert not gone & set(found(client, "নকশীকাঁথা"))
    sylhet = District.objects.create(
        code=91, slug="sylhet", name_bn="সিলেট", name_en="Sylhet", keys="|সিলেট|"
    )
    assert seller.change("place", {"district_id": sylhet.pk, "upazila_id": None})
    assert addresses < set(found(client, "সিলেট রিভিউ"))


def test_many_reviews_of_a_renamed_seller_are_done_in_parts(
    review: Review, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _time in range(4):
        ReviewFactory(seller=review.seller)
    catch_up()
    monkeypatch.setattr(indexing, "BATCH", 2)
    seller = review.seller
    seller.change("about", {"name": "শিমুলের হাট", "makes": "", "story": ""})
    job = SearchJob.objects.get(kind="seller-reviews")
    assert job.place == 0
    while indexing.drain():
        pass
    assert not SearchJob.objects.exists()
    assert len(found(Client(), "শিমুলের হাট")) == 6


def test_what_waits_or_is_hidden_is_not_found(
    client: Client, review: Review, karim: Member
) -> None:
    waiting = ReviewFactory(
        seller=review.seller, words="নিখুঁত নকশা", shown=False, sent=True
    )
    assert found(client, "নিখুঁত") == [review.get_absolute_url()]
    waiting.approve()
    assert len(found(client, "নিখুঁত")) == 2
    review.hide(karim, "গালি")
    assert found(client, "নিখুঁত") == [waiting.get_absolute_url()]
    waiting.seller.hide(karim, "ভুয়া")
    assert found(client, "নিখুঁত") == []
