"""SellerDraft: what she has typed of a section of her page and not saved yet."""

from django.db import models
from django.utils import timezone

from .seller import Seller


class SellerDraft(models.Model):
    """`key` is a section, or an item ("item-new", "item-5"); `fields` what its form
    held, as it was sent. `sequence` counts how often it was kept, so that a window that
    knows an older one overwrites nothing; `basis` is what the form began with."""

    seller = models.ForeignKey(Seller, on_delete=models.CASCADE, related_name="drafts")
    key = models.CharField(max_length=40)
    fields = models.JSONField(default=dict)
    sequence = models.PositiveIntegerField(default=1)
    basis = models.CharField(max_length=64, blank=True)
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["seller", "key"], name="one_seller_draft_per_section"
            )
        ]

    def __str__(self) -> str:
        return f"{self.seller_id} {self.key}"
