"""What the two sides of a review are told; only rows are written."""

from typing import Any

from django.dispatch import receiver

from notifications.models import Notification
from sellers.signals import review_told

Kind = Notification.Kind
# What has come for her, as sellers.signals says it.
KINDS = {
    "proof": Kind.PROOF,
    "shown": Kind.REVIEWED,
    "update": Kind.REVIEWED,
    "taken": Kind.REVIEW_TAKEN,
    "answer": Kind.REVIEW_ANSWERED,
}


@receiver(review_told)
def tell_of_review(member: int, what: str, **_: Any) -> None:
    """Tell the seller or the buyer."""
    Notification.objects.tell([member], KINDS[what])
