"""What reviews hold of a member (core.personal), and what goes when she goes.

Her stars stay as a deleted member's, for others bought by them, and with them what she
said of sellers, unless she takes her words along. Drafts, proofs, claims and the hash of
her number go.
"""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.personal import Going, Holding, Step, look_through
from sellers.models import (
    Review,
    ReviewProof,
    ReviewVote,
    SellerClaim,
    UnclaimedPage,
)


def reviews(member: Any) -> Iterator[dict[str, Any]]:
    """What she wrote about sellers, with earlier versions, the oldest first."""
    hers = Review.objects.filter(by=member).select_related("seller")
    for review in hers.prefetch_related("versions").order_by("pk"):
        yield {
            "about": review.seller.name,
            "stars": {str(aspect.label): stars for aspect, stars in review.given},
            "words": review.words,
            "before": [version.words for version in review.versions.all()],
            "update": review.update,
            "status": str(review.get_status_display()),
            "at": review.created_at,
        }


def claims(member: Any) -> Iterator[dict[str, Any]]:
    """Pages that she said are hers."""
    for claim in member.claims.select_related("seller").order_by("pk"):
        yield {
            "about": claim.seller.name,
            "words": claim.words,
            "status": str(claim.get_status_display()),
            "at": claim.at,
        }


def drop(going: Going) -> bool:
    """Let go of all that is hers alone."""
    member = going.member
    hers = Review.objects.filter(by=member)
    ReviewProof.objects.filter(review__in=hers).update(trx="")
    hers.filter(status=Review.Status.DRAFT).delete()
    SellerClaim.objects.filter(member=member).delete()
    its = Q(seller__member=member) | Q(seller__merged_into__member=member)
    UnclaimedPage.objects.filter(its).delete()
    UnclaimedPage.known_to.through.objects.filter(member=member).delete()
    return False


_HELD = ("by", "seller__member", "seller__thread")


def drop_votes(going: Going) -> bool:
    """Take back what she called useful; the counts follow."""
    rows = Review.objects.select_related(*_HELD)

    def take(pk: int) -> None:
        review = rows.get(pk=ReviewVote.objects.get(pk=pk).review_id)
        review.vote(going.member, wanted=False)

    votes = ReviewVote.objects.filter(member=going.member)
    return look_through(going, votes, lambda vote: True, take)


def take_words(going: Going) -> bool:
    """Where she wants it, empty what she said of sellers, and what she answered as one;
    stars stay."""
    if not going.takes_words:
        return False
    rows = Review.objects.select_related(*_HELD)

    def take(pk: int) -> None:
        review = rows.get(pk=pk)
        if review.by_id == going.member.pk:
            review.take_words("words", "update")
        else:
            review.take_words("answer")

    said = Q(by=going.member) & ~Q(words="")
    answered = Q(seller__member=going.member) & ~Q(answer="")
    return look_through(going, rows.filter(said | answered), lambda row: True, take)


HOLDINGS = (
    Holding(
        "reviews",
        _("Reviews"),
        {
            "about": _("About"),
            "stars": _("Stars"),
            "words": _("Words"),
            "before": _("Earlier words"),
            "update": _("Added later"),
            "status": _("State"),
            "at": _("When"),
        },
        reviews,
        place=4,
    ),
    Holding(
        "claims",
        _("Pages claimed"),
        {
            "about": _("About"),
            "words": _("Words"),
            "status": _("State"),
            "at": _("When"),
        },
        claims,
        place=4,
    ),
)
STEPS = (
    Step("review-votes", drop_votes, place=9),
    Step("review-words", take_words, place=9),
    Step("reviews", drop, place=9),
)
