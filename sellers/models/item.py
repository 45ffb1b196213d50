"""ShowcaseItem: something she makes, with its price."""

from django.db import models
from django.utils import timezone

from moderation.models import Hideable

from .seller import Seller

LONGEST_ITEM_NAME = 100  # characters
LONGEST_ITEM_WORDS = 1_000


class ShowcaseItem(Hideable):
    """A thing on her page. `price` and `price_to` are whole taka; `price_to` None is
    one price, else a range. `taken_out_at` is when she took it out of the showcase."""

    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="items")
    name = models.CharField(max_length=LONGEST_ITEM_NAME)
    words = models.TextField(max_length=LONGEST_ITEM_WORDS, blank=True)
    price = models.PositiveIntegerField()
    price_to = models.PositiveIntegerField(null=True, blank=True)
    pictures = models.JSONField(default=list, blank=True, editable=False)
    position = models.PositiveSmallIntegerField(default=0)
    client_key = models.UUIDField(editable=False)
    taken_out_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["seller", "client_key"], name="one_item_per_client_key"
            )
        ]
        indexes = [models.Index(fields=["seller", "position", "id"])]

    def __str__(self) -> str:
        return self.name
