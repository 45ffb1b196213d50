"""SellerDraft: what she has typed of a section of her page and not saved yet."""

from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils import timezone

from .seller import Seller

LONGEST_FIELD = 20_000  # characters; more than fits, so that she can cut it herself
MOST_VALUES = 20


def _kept(typed: str) -> str:
    """What a database takes of it; PostgreSQL keeps no NUL, in JSON neither."""
    return typed[:LONGEST_FIELD].replace("\0", "")


class SellerDraftMovedOn(Exception):
    """Another window kept other words meanwhile; `draft` is what is kept."""

    def __init__(self, draft: "SellerDraft") -> None:
        super().__init__(str(draft))
        self.draft = draft


class SellerDraft(models.Model):
    """`key` is a section, or an item ("item-new", "item-5"); `fields` what its form
    held, as it was sent: lists by name. `sequence` counts how often it was kept, so that
    a window that knows an older one overwrites nothing; `basis` is what the form began
    with. Saving the section ends it.
    """

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

    @classmethod
    def of(cls, seller: Seller | None, key: str) -> "SellerDraft | None":
        """What is kept for a section."""
        return cls.objects.filter(seller=seller, key=key).first() if seller else None

    # --- verbs ---

    @classmethod
    def keep(
        cls,
        seller: Seller,
        key: str,
        fields: dict[str, list[str]],
        basis: str,
        sequence: int | None = None,
    ) -> "SellerDraft":
        """Keep words over those with `sequence` (0: none are known; None: over any, for
        she has just sent them). The same words again change nothing. Raises
        SellerDraftMovedOn."""
        kept = {
            _kept(name): [_kept(value) for value in values[:MOST_VALUES]]
            for name, values in fields.items()
        }
        basis = _kept(basis)[:64]
        try:
            with transaction.atomic():
                return cls._keep(seller, key, kept, basis, sequence)
        except IntegrityError:
            # Two windows began at the same moment: the other one was first.
            with transaction.atomic():
                return cls._keep(seller, key, kept, basis, sequence)

    @classmethod
    def _keep(
        cls,
        seller: Seller,
        key: str,
        fields: dict[str, Any],
        basis: str,
        sequence: int | None,
    ) -> "SellerDraft":
        rows = cls.objects.select_for_update().filter(seller=seller, key=key)
        draft = rows.first()
        if draft is None:
            return cls.objects.create(
                seller=seller, key=key, fields=fields, basis=basis
            )
        if draft.fields == fields:
            return draft
        if sequence is not None and draft.sequence != sequence:
            raise SellerDraftMovedOn(draft)
        draft.fields, draft.basis = fields, basis
        draft.sequence += 1
        draft.updated_at = timezone.now()
        draft.save()
        return draft

    @classmethod
    def end(cls, seller: Seller, key: str) -> None:
        """Let go of it: it is saved, or she does not want it any more."""
        cls.objects.filter(seller=seller, key=key).delete()
