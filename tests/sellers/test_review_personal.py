"""A member takes her reviews with her, and what is hers alone goes when she goes."""

import uuid
from types import SimpleNamespace
from urllib.parse import quote

import pytest
from django.test import Client

from core.personal import Holdings
from profiles.erasure import Erasure
from profiles.models import Member
from sellers import pasted, review_personal
from sellers.models import (
    Review,
    ReviewProof,
    SellerClaim,
    ShowcaseItem,
    UnclaimedPage,
)
from tests.factories import ReviewFactory, SellerFactory
from tests.profiles.erasing import erase, found, run_out

pytestmark = pytest.mark.django_db


def test_her_reviews_are_in_her_copy(rahima: Member) -> None:
    review = ReviewFactory(by=rahima, words="সেলাই ভালো")
    ReviewFactory(words="অন্য কারও কথা")
    (row,) = Holdings.registered["reviews"].read(rahima)
    assert (row["about"], row["words"]) == (review.seller.name, "সেলাই ভালো")
    assert list(row["stars"].values()) == [5, 4, 5, 4]


def test_when_she_goes_the_review_stays_and_her_proof_does_not(
    rahima: Member, tania: Member
) -> None:
    review = ReviewFactory(by=rahima)
    ReviewFactory(by=rahima, shown=False)
    number = pasted.read("01712345678")
    assert number
    page = UnclaimedPage.find_or_make(rahima, number, "মিনার শাড়ি")
    claim = SellerClaim.make(page, tania, "আমার")
    going = SimpleNamespace(member=rahima, takes_words=False)
    for _time in range(2):
        assert not review_personal.drop(going)  # type: ignore[arg-type]
    assert list(Review.objects.all()) == [review]
    assert ReviewProof.objects.get().trx == ""
    assert ReviewProof.objects.get().trx_digest
    assert not page.unclaimed.known_to.exists()
    assert claim.accept()
    going = SimpleNamespace(member=tania, takes_words=False)
    review_personal.drop(going)  # type: ignore[arg-type]
    assert not SellerClaim.objects.exists()
    assert not UnclaimedPage.objects.exists()


def test_when_she_goes_her_page_leaves_no_word_and_no_address(
    rahima: Member, tania: Member
) -> None:
    seller = SellerFactory(member=rahima, name="গুলবাহার বুটিক", makes="নীলাম্বরী শাড়ি")
    thing = {"name": "ফুলতোলা জামা", "words": "", "price": 777, "price_to": None}
    ShowcaseItem.objects.add(seller, uuid.uuid4(), thing)
    seller.change("payment", {"payment_ways": ["bkash"], "advance_percent": 30})
    assert seller.thread
    seller.thread.post(tania, "দাম কত?")
    thread, old = seller.thread.pk, quote("গুলবাহার")
    assert old in Client().get(f"/t/{thread}/x/")["Location"]
    version = seller.version

    let_go(rahima, takes_words=False)

    for word in ("গুলবাহার", "নীলাম্বরী", "ফুলতোলা", old):
        assert not found(word), word
    assert Client().get(f"/t/{thread}/x/").status_code == 404
    seller.refresh_from_db()
    assert (seller.payment_ways, seller.published_at) == ([], None)
    assert seller.version > version


@pytest.mark.parametrize("takes_words", [True, False])
def test_her_words_of_sellers_go_where_she_takes_them(
    rahima: Member, tania: Member, takes_words: bool
) -> None:
    hers = ReviewFactory(by=rahima, words="চন্দ্রাবতী কাঁথা, সেলাই সুন্দর")
    shop = SellerFactory(member=rahima, name="সুতার ঘর")
    about = ReviewFactory(seller=shop, by=tania, words="রং ওঠেনি, সময়মতো এসেছে")
    about.reply(rahima, "ময়ূরপঙ্খী বলে ধন্যবাদ")
    other = ReviewFactory()
    other.vote(rahima, wanted=True)

    let_go(rahima, takes_words=takes_words)

    page = Client().get(hers.get_absolute_url()).content.decode()
    assert ("চন্দ্রাবতী" in page, "তুলে নেওয়া" in page) == (not takes_words, takes_words)
    for word in ("চন্দ্রাবতী", "ময়ূরপঙ্খী"):
        assert bool(found(word)) != takes_words, word
    hers.refresh_from_db()
    other.refresh_from_db()
    assert hers.is_shown
    assert other.useful_count == 0


def let_go(member: Member, *, takes_words: bool) -> None:
    Erasure.ask(member, takes_words=takes_words)
    run_out(member)
    erase()
