"""SellerWord: a form of a word by which the list finds a seller."""

from django.db import models, transaction

from sellers import words

from .seller import Seller

AT_ONCE = 50


class SellerWord(models.Model):
    """A form (sellers.words) of a word that stands in `seller.found_by`."""

    seller = models.ForeignKey(Seller, on_delete=models.CASCADE, related_name="words")
    form = models.CharField(max_length=words.LONGEST_FORM)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["form", "seller"], name="one_row_per_form_of_a_seller"
            )
        ]

    def __str__(self) -> str:
        return f"{self.seller_id} {self.form}"

    @classmethod
    def rewrite(cls, seller: Seller, found_by: str) -> None:
        """Have her found by these words, and by no others."""
        wanted = set(words.forms_of(found_by))
        rows = SellerWord.objects.filter(seller=seller)
        there = set(rows.values_list("form", flat=True))
        if gone := there - wanted:
            rows.filter(form__in=gone).delete()
        SellerWord.objects.bulk_create(
            [SellerWord(seller=seller, form=form) for form in sorted(wanted - there)],
            ignore_conflicts=True,
        )

    @classmethod
    def catch_up(cls) -> int:
        """Rewrite the words of some whom another reader of words read; how many. For
        `manage.py worker`."""
        version = words.reader().version
        old = Seller.objects.exclude(read_by=version).order_by("pk")
        pks = list(old.values_list("pk", flat=True)[:AT_ONCE])
        for pk in pks:
            with transaction.atomic():
                seller = Seller.objects.get(pk=pk)
                seller.hold()
                cls.rewrite(seller, seller.found_by)
                Seller.objects.filter(pk=pk).update(read_by=version)
        return len(pks)
