"""SellerDraft: what she has typed of a section of her page and not saved yet."""

from django.db import models

from profiles.models.typed import Typed

from .seller import Seller


class SellerDraft(Typed):
    """`key` is a section, or an item ("item-new", "item-5"). Saving the section ends
    it."""

    seller = models.ForeignKey(Seller, on_delete=models.CASCADE, related_name="drafts")
    key = models.CharField(max_length=40)

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
        """Keep words for a section, as Typed.keep_at does. Raises TypedMovedOn."""
        return cls.keep_at({"seller": seller, "key": key}, fields, basis, sequence)

    @classmethod
    def end(cls, seller: Seller, key: str) -> None:
        """Let go of it: it is saved, or she does not want it any more."""
        cls.objects.filter(seller=seller, key=key).delete()
