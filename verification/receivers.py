"""What follows from sellers' verbs, in the same transaction."""

from typing import Any

from django.dispatch import receiver

from sellers.models import Seller
from sellers.signals import seller_changed
from verification.models import Verification


@receiver(seller_changed)
def end_changed(seller: Seller, **_: Any) -> None:
    """End what rests on a contact, a name or an owner that is not there any more."""
    Verification.end_changed(seller)
