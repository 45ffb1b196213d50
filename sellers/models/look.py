"""ReviewLook: a row that says which review is still to be compared with others."""

from typing import ClassVar

from django.db import models
from django.utils import timezone

from core.leases import Leased, LeasedQuerySet

from .review import Review


class ReviewLook(Leased):
    """Work for sellers.suspicion.drain: a review that was sent a moment ago."""

    review = models.OneToOneField(Review, on_delete=models.CASCADE, related_name="+")

    objects: ClassVar[LeasedQuerySet] = LeasedQuerySet.as_manager()  # type: ignore[assignment]

    def __str__(self) -> str:
        return f"look at {self.review_id}"

    @classmethod
    def queue(cls, review: Review) -> None:
        """Have it looked at, once more where somebody is at it: what she read is old."""
        fresh = {
            "due_at": timezone.now(),
            "lease": None,
            "leased_until": None,
            "attempts": 0,
        }
        cls.objects.update_or_create(review=review, defaults=fresh)
