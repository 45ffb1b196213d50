"""SellerScore: what the shown reviews of a seller say together."""

import math
from collections.abc import Sequence
from typing import Any

from django.db import models

from core import text

from .seller import NEWCOMER, Seller

#: What is believed of a seller before anyone has spoken, in reviews of 1, 2, 3, 4 and 5
#: stars: a Dirichlet prior that leans to the good, so that newcomers are not buried.
PRIOR = (1, 1, 1, 2, 3)
#: How far the score keeps below the mean: the 5 % quantile of a normal distribution.
CAUTION = 1.645
GOOD = 4  # stars from which an aspect was "good"


def lower_bound(counts: Sequence[int]) -> float:
    """The stars (1 to 5) that a seller has at least, with 95 % confidence.

    `counts` are her reviews of 1, 2, 3, 4 and 5 stars. The posterior mean of a Dirichlet
    distribution less CAUTION times its standard deviation (Gelman and others, Bayesian
    Data Analysis, 3.4): one review of five stars gives 3.05, five give 3.59; for one
    doubter among fifty it falls far less than a mean of few would. Wilson's interval
    (1927) was tried beside it and punishes newcomers harder.
    """
    weights = [before + count for before, count in zip(PRIOR, counts, strict=True)]
    total = sum(weights)
    mean = sum(star * weight for star, weight in enumerate(weights, 1)) / total
    square = sum(star * star * weight for star, weight in enumerate(weights, 1)) / total
    deviation = math.sqrt(max(square - mean * mean, 0) / (total + 1))
    return mean - CAUTION * deviation


class SellerScore(models.Model):
    """`counts` says for "all" and for each aspect how many reviews gave 1, 2, 3, 4 and 5
    stars; `lower` is `lower_bound` of "all" in hundredths of a star (0: no reviews).
    The verbs of Review keep it, and `seller.rank`, by which
    the list is sorted."""

    seller = models.OneToOneField(
        Seller, on_delete=models.CASCADE, primary_key=True, related_name="score"
    )
    count = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)
    lower = models.PositiveSmallIntegerField(default=0, db_index=True)

    def __str__(self) -> str:
        return f"{self.seller_id}: {self.lower} of {self.count}"

    @property
    def stars(self) -> float:
        """The lower bound in stars."""
        return self.lower / 100

    @property
    def mean(self) -> float:
        """What they say on average, in stars; 0 without any."""
        if not self.count:
            return 0.0
        told = enumerate(self.counts["all"], 1)
        return sum(star * count for star, count in told) / self.count

    @property
    def bad(self) -> int:
        """How many reviews gave one or two stars."""
        return sum(self.counts["all"][:2]) if self.count else 0

    def spoken(self, language: str) -> str:
        """The score in the reader's digits, to one place: ৩.৮."""
        said = f"{math.floor(self.lower / 10) / 10:.1f}"
        return text.to_bangla_digits(said) if language.startswith("bn") else said

    def of(self, aspect: str) -> tuple[int, int]:
        """How many found an aspect good, of how many who said something about it."""
        counts = self.counts.get(aspect, [0] * 5)
        return sum(counts[GOOD - 1 :]), sum(counts)

    @classmethod
    def of_seller(cls, seller: Seller) -> "SellerScore":
        """Hers, or an empty one."""
        return cls.objects.filter(seller=seller).first() or cls(seller=seller)

    @classmethod
    def recount(cls, seller: Seller, rows: "models.QuerySet[Any]") -> None:
        """Count anew from the shown reviews `rows`; runs inside their verbs."""
        names = ("stars", *ASPECTS)
        counts = {name: [0] * 5 for name in ("all", *ASPECTS)}
        given = list(rows.values_list(*names))
        for row in given:
            for name, stars in zip(counts, row, strict=True):
                if stars:
                    counts[name][stars - 1] += 1
        lower = math.floor(lower_bound(counts["all"]) * 100) if given else 0
        told = {"count": len(given), "counts": counts, "lower": lower}
        # Their verbs hold the seller, so nobody else makes the row meanwhile.
        if not cls.objects.filter(seller=seller).update(**told):
            cls.objects.create(seller=seller, **told)
        rank = lower if given else NEWCOMER
        Seller.objects.filter(pk=seller.pk).exclude(rank=rank).update(rank=rank)


#: What a buyer gives stars for; the columns of Review.
ASPECTS = ("like_pictures", "on_time", "behaviour", "packaging", "returns")
