"""Copies and bursts are told to moderators, with the reason, and hidden by nobody."""

import datetime as dt

import pytest
from django.utils import timezone

from moderation.models import Case
from profiles.models import Member
from sellers import review_screening, suspicion
from sellers.models import Review, ReviewLook, Seller
from tests.factories import MemberFactory, ReviewFactory, SellerFactory

WORDS = "শাড়িটা ছবির মতোই সুন্দর, দুই দিনে হাতে পেয়েছি, প্যাকেটও ভালো ছিল"


@pytest.fixture
def old_member() -> Member:
    made: Member = MemberFactory(joined_at=timezone.now() - dt.timedelta(days=90))
    return made


def look() -> None:
    """Do the worker's part."""
    while suspicion.drain():
        pass
    assert not ReviewLook.objects.exists()


@pytest.mark.django_db
def test_a_copy_opens_a_case_that_says_why(old_member: Member) -> None:
    first = ReviewFactory(words=WORDS, by=old_member)
    copy = ReviewFactory(words=WORDS.replace("দুই দিনে", "দুইদিনে"))
    look()
    case = Case.objects.get(kind="odd-review")
    assert (case.target_id, case.reason) == (copy.pk, "review.copied")
    assert case.words == f"94% · #{first.pk}"
    assert "আরেকটা রিভিউর প্রায় একই কথা" in str(case.reason_label)
    copy.refresh_from_db()
    assert copy.is_shown


@pytest.mark.django_db
def test_both_things_odd_are_one_case_with_all_numbers() -> None:
    seller: Seller = SellerFactory()
    made = [ReviewFactory(seller=seller, words=WORDS) for _time in range(4)]
    look()
    case = Case.objects.get(kind="odd-review", target_id=made[3].pk)
    assert case.reason == "review.copied"
    assert case.words.splitlines() == [f"100% · #{made[2].pk}", "4 · 0.2 · 4"]
    assert not Case.objects.filter(kind="odd-review", target_id=made[0].pk).exists()


@pytest.mark.django_db
def test_sending_compares_nothing() -> None:
    ReviewFactory(words=WORDS)
    copy = ReviewFactory(words=WORDS, shown=False, sent=True)
    assert not Case.objects.filter(kind="odd-review").exists()
    assert ReviewLook.objects.filter(review=copy).exists()


@pytest.mark.django_db
def test_a_killed_worker_neither_loses_nor_doubles_the_case() -> None:
    ReviewFactory(words=WORDS)
    copy = ReviewFactory(words=WORDS)
    ReviewLook.objects.exclude(review=copy).delete()
    (held,) = ReviewLook.objects.claim(1)  # … and the worker dies here
    assert suspicion.drain() == 0
    ReviewLook.objects.update(leased_until=timezone.now() - dt.timedelta(seconds=1))
    look()
    case = Case.objects.get(kind="odd-review")
    case.set(state=Case.State.RESOLVED)
    # One that was only slow does nothing any more: it would open the case again.
    suspicion.carry(held)
    again = Case.objects.get(kind="odd-review")
    assert (again.pk, again.state) == (case.pk, Case.State.RESOLVED)


@pytest.mark.django_db
def test_a_look_that_fails_is_tried_again() -> None:
    ReviewFactory(words=WORDS)
    copy = ReviewFactory(words=WORDS)
    ReviewLook.objects.exclude(review=copy).delete()
    Review.objects.filter(pk=copy.pk).update(sent_at=None)  # nothing it can compare
    assert suspicion.drain() == 1
    failed = ReviewLook.objects.get()
    assert (failed.attempts, failed.last_error) == (1, "ValueError")
    Review.objects.filter(pk=copy.pk).update(sent_at=timezone.now())
    ReviewLook.objects.update(due_at=timezone.now())
    look()
    assert Case.objects.get(kind="odd-review").target_id == copy.pk


@pytest.mark.django_db
@pytest.mark.parametrize("words", ["ভালো", "খুব ভালো পেয়েছি ধন্যবাদ"])
def test_short_thanks_are_no_copies(words: str) -> None:
    ReviewFactory(words=words)
    ReviewFactory(words=words)
    look()
    assert not Case.objects.filter(kind="odd-review").exists()


@pytest.mark.django_db
def test_a_burst_of_new_members_opens_a_case() -> None:
    seller: Seller = SellerFactory()
    for _time in range(3):
        ReviewFactory(seller=seller)
    look()
    assert not Case.objects.filter(kind="odd-review").exists()
    fourth = ReviewFactory(seller=seller)
    look()
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
    look()
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
