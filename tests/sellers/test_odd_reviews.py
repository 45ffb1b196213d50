"""Copies and bursts are told to moderators, with the reason, and hidden by nobody."""

import datetime as dt

import pytest
from django.utils import timezone

from moderation.models import Case
from profiles.models import Member
from sellers import review_screening, suspicion
from sellers.models import Review, Seller
from tests.factories import MemberFactory, ReviewFactory, SellerFactory

WORDS = "শাড়িটা ছবির মতোই সুন্দর, দুই দিনে হাতে পেয়েছি, প্যাকেটও ভালো ছিল"


@pytest.fixture
def old_member() -> Member:
    made: Member = MemberFactory(joined_at=timezone.now() - dt.timedelta(days=90))
    return made


@pytest.mark.django_db
def test_a_copy_opens_a_case_that_says_why(old_member: Member) -> None:
    first = ReviewFactory(words=WORDS, by=old_member)
    copy = ReviewFactory(words=WORDS.replace("দুই দিনে", "দুইদিনে"))
    case = Case.objects.get(kind="odd-review")
    assert (case.target_id, case.reason) == (copy.pk, "review.copied")
    assert case.words == f"94% · #{first.pk}"
    assert "আরেকটা রিভিউর প্রায় একই কথা" in str(case.reason_label)
    copy.refresh_from_db()
    assert copy.is_shown


@pytest.mark.django_db
@pytest.mark.parametrize("words", ["ভালো", "খুব ভালো পেয়েছি ধন্যবাদ"])
def test_short_thanks_are_no_copies(words: str) -> None:
    ReviewFactory(words=words)
    ReviewFactory(words=words)
    assert not Case.objects.filter(kind="odd-review").exists()


@pytest.mark.django_db
def test_a_burst_of_new_members_opens_a_case() -> None:
    seller: Seller = SellerFactory()
    for _time in range(3):
        ReviewFactory(seller=seller)
    assert not Case.objects.filter(kind="odd-review").exists()
    fourth = ReviewFactory(seller=seller)
    case = Case.objects.get(kind="odd-review")
    assert (case.target_id, case.reason) == (fourth.pk, "review.burst")
    assert case.words == "4 · 0.2 · 4"
    assert Review.objects.shown().count() == 4


@pytest.mark.django_db
def test_a_burst_of_known_members_is_a_good_week() -> None:
    seller: Seller = SellerFactory()
    long_ago = timezone.now() - dt.timedelta(days=90)
    for _time in range(5):
        ReviewFactory(seller=seller, by=MemberFactory(joined_at=long_ago))
    assert not Case.objects.filter(kind="odd-review").exists()


@pytest.mark.parametrize(
    ("count", "mean", "likely"),
    [(0, 0.2, 1.0), (1, 0.2, 0.18127), (4, 0.2, 0.0000568), (3, 3.0, 0.57681)],
)
def test_the_tail_of_poisson(count: int, mean: float, likely: float) -> None:
    assert suspicion.poisson_tail(count, mean) == pytest.approx(likely, rel=1e-3)


@pytest.mark.parametrize(
    "words",
    [
        "বাসা নং ১২, মিরপুর",
        "ওনার বাড়ি নম্বর ৫/এ",
        "House 12, Road 5, Dhanmondi",
        "রোড ৭ এ দোকান",
        "সেক্টর ১১, উত্তরা",
        "১২ নং রোড, বনানী",
        "flat no 4b",
    ],
)
def test_an_address_is_seen(words: str) -> None:
    assert review_screening.has_address(words)


@pytest.mark.parametrize(
    "words",
    [
        "বাসায় ২ দিনে পৌঁছে দিয়েছে",
        "রোডে ৩ ঘণ্টা আটকে ছিল",
        "বাড়ি ৩ দিন পরে পেলাম",
        "flat 50% ছাড়ে কিনেছি",
        "ব্লক ২ রঙের শাড়ি",
        "মিরপুর ১০ থেকে এসেছে",
        "Broad 5 inch border",
        "গলি ঘুরে ২ বার এসেছে",
        "৩ বাসার জন্য নিলাম না",
    ],
)
def test_and_what_is_none(words: str) -> None:
    assert not review_screening.has_address(words)
