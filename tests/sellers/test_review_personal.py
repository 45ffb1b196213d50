"""A member takes her reviews with her, and what is hers alone goes when she goes."""

from types import SimpleNamespace

import pytest

from core.personal import Holdings
from profiles.models import Member
from sellers import pasted, review_personal
from sellers.models import Review, ReviewProof, SellerClaim, UnclaimedPage
from tests.factories import ReviewFactory

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
    going = SimpleNamespace(member=rahima)
    for _time in range(2):
        assert not review_personal.drop(going)  # type: ignore[arg-type]
    assert list(Review.objects.all()) == [review]
    assert ReviewProof.objects.get().trx == ""
    assert ReviewProof.objects.get().trx_digest
    assert not page.unclaimed.known_to.exists()
    assert claim.accept()
    review_personal.drop(SimpleNamespace(member=tania))  # type: ignore[arg-type]
    assert not SellerClaim.objects.exists()
    assert not UnclaimedPage.objects.exists()
