"""What follows from sellers' verbs, in the same transaction."""

from typing import Any

from django.dispatch import receiver

from sellers.models import Contact, Seller
from sellers.signals import seller_changed
from verification.models import Verification


@receiver(seller_changed)
def end_changed(seller: Seller, **_: Any) -> None:
    """End what rests on a contact, a name or an owner that is not there any more."""
    Verification.end_changed(seller)


@receiver(seller_changed)
def close_numbers(seller: Seller, **_: Any) -> None:
    """A number whose confirmation does not stand any more is no more for guests."""
    standing = Verification.objects.standing().filter(seller=seller, kind="phone")
    once = Contact.objects.standing().filter(
        seller=seller, verifications__kind="phone", confirmed_at__isnull=False
    )
    over = once.exclude(pk__in=standing.values("contact"))
    Contact.objects.filter(pk__in=over.values("pk")).update(confirmed_at=None)
