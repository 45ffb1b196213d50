"""Both sides of a review hear what came for them."""

import pytest
from django.test import Client

from notifications.models import Notification
from profiles.models import Member
from sellers.models import Seller
from tests.factories import ReviewFactory, SellerFactory

pytestmark = pytest.mark.django_db


def kinds(member: Member) -> set[str]:
    return set(Notification.objects.of(member).values_list("kind", flat=True))


def test_seller_and_buyer_are_told(
    client: Client, rahima: Member, tania: Member
) -> None:
    seller: Seller = SellerFactory(member=rahima)
    review = ReviewFactory(seller=seller, by=tania, shown=False, sent=True)
    assert (kinds(rahima), kinds(tania)) == ({"proof"}, set())
    review.proofs.get().judge(rahima, known=True)
    assert (kinds(rahima), kinds(tania)) == ({"proof", "reviewed"}, {"review-taken"})
    review.reply(rahima, "ধন্যবাদ")
    assert kinds(tania) == {"review-taken", "review-answered"}
    client.force_login(rahima)
    page = client.get("/me/inbox/").content.decode()
    assert "একজন ক্রেতা কেনার প্রমাণ দেখিয়েছেন" in page
    notice = Notification.objects.get(member=rahima, kind="proof")
    assert client.get(f"/me/inbox/{notice.pk}/")["Location"] == "/sellers/reviews/"
