"""Reviews as a reader gets them: rows with what she can do, the score in words, lists.

A page of rows costs the same few queries however many rows there are.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core import text
from sellers import pages
from sellers.models import (
    ASPECTS,
    Aspect,
    Review,
    ReviewVersion,
    ReviewVote,
    Seller,
    SellerScore,
)
from theme.templatetags.words import number, reader_language

PER_PAGE = 10
ON_HER_PAGE = 3
NAMES: dict[str, "str | Promise"] = {
    Aspect.LIKE_PICTURES: gettext_lazy("Like the pictures"),
    Aspect.ON_TIME: gettext_lazy("On time"),
    Aspect.BEHAVIOUR: gettext_lazy("Behaviour"),
    Aspect.PACKAGING: gettext_lazy("Packing"),
    Aspect.RETURNS: gettext_lazy("Returns"),
}
STARS_IN_WORDS: dict[int, "str | Promise"] = {
    1: gettext_lazy("very bad"),
    2: gettext_lazy("bad"),
    3: gettext_lazy("so-so"),
    4: gettext_lazy("good"),
    5: gettext_lazy("very good"),
}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MARK = re.compile(r"([0-9]{1,17})-([0-9]{1,18})", re.ASCII)


@dataclass(frozen=True)
class Row:
    """A review and what its reader can do with it."""

    review: Review
    is_mine: bool
    is_about_her: bool
    can_vote: bool
    voted: bool

    @property
    def rated(self) -> "list[tuple[str | Promise, int, str | Promise]]":
        """The aspects in words, with their stars."""
        return in_words(self.review)


@dataclass(frozen=True)
class Bar:
    """An aspect of all reviews: of `told` who spoke of it `good` found it good."""

    name: "str | Promise"
    good: int
    told: int


@dataclass(frozen=True)
class Sort:
    """An order of the list: its name in the address, its label, and its columns; the
    last is the id, which makes it stable."""

    name: str
    label: "str | Promise"
    column: str
    is_falling: bool = True

    @property
    def order(self) -> tuple[str, str]:
        return (f"-{self.column}" if self.is_falling else self.column, "-pk")

    def mark(self, review: Review) -> str:
        """Where a review stands in this order."""
        value = getattr(review, self.column)
        if isinstance(value, datetime):
            value = (value - _EPOCH) // timedelta(microseconds=1)
        return f"{value}-{review.pk}"

    def after(self, typed: str) -> Q:
        """What comes after a mark; raises Http404 for what is none."""
        match = _MARK.fullmatch(text.to_ascii_digits(typed[:60]))
        try:
            if match is None:
                raise OverflowError
            value: Any = int(match[1])
            if self.column == "shown_at":
                value = _EPOCH + timedelta(microseconds=value)
            elif value > 2**31 - 1:
                raise OverflowError
        except OverflowError:
            raise Http404("no such place in the list") from None
        further = "lt" if self.is_falling else "gt"
        later = Q(**{f"{self.column}__{further}": value})
        return later | Q(**{self.column: value, "pk__lt": int(match[2])})


def in_words(
    said: Review | ReviewVersion,
) -> "list[tuple[str | Promise, int, str | Promise]]":
    """The aspects that something was said of: name, stars, and the stars in words."""
    given = said.given
    return [(NAMES[aspect], stars, STARS_IN_WORDS[stars]) for aspect, stars in given]


SORTS = {
    sort.name: sort
    for sort in (
        Sort("newest", gettext_lazy("Newest first"), "shown_at"),
        Sort("useful", gettext_lazy("Most useful first"), "useful_count"),
        Sort("lowest", gettext_lazy("Lowest first"), "stars", is_falling=False),
    )
}


def drawn(request: HttpRequest, reviews: Iterable[Review]) -> list[Row]:
    """Rows for these reviews; one query for a member, none for a guest."""
    reviews, member = list(reviews), request.user
    voted: set[int] = set()
    if member.is_authenticated and reviews:
        votes = ReviewVote.objects.filter(member=member.pk, review__in=reviews)
        voted = set(votes.values_list("review", flat=True))
    rows = []
    for review in reviews:
        is_mine = member.pk is not None and member.pk == review.by_id
        is_about_her = member.is_authenticated and review.seller.is_of(member)
        can_vote = member.is_authenticated and not (is_mine or is_about_her)
        can_vote = can_vote and review.is_shown
        rows.append(Row(review, is_mine, is_about_her, can_vote, review.pk in voted))
    return rows


def list_url(seller: Seller, sort: str = "") -> str:
    """The address of all reviews of a seller."""
    url = reverse("sellers:reviews", args=[seller.slug])
    return f"{url}?sort={sort}" if sort else url


def read_page(
    request: HttpRequest, seller: Seller, sort: Sort
) -> tuple[list[Row], str]:
    """A page of her reviews in an order, and the address of the next one, if any."""
    # Asked by her id alone: the seller was read by `visible_to`.
    rows = Review.objects.filter(seller=seller).shown().select_related("by")
    if after := request.GET.get("after"):
        rows = rows.filter(sort.after(after))
    found = list(rows.order_by(*sort.order)[: PER_PAGE + 1])
    for review in found:
        review.seller = seller
    more = ""
    if len(found) > PER_PAGE:
        more = f"{list_url(seller, sort.name)}&after={sort.mark(found[PER_PAGE - 1])}"
    return drawn(request, found[:PER_PAGE]), more


def score_of(seller: Seller) -> dict[str, Any]:
    """What all reviews say together, as `_score.html` draws it."""
    score = SellerScore.of_seller(seller)
    bars = [Bar(NAMES[name], *score.of(name)) for name in ASPECTS]
    return {
        "score": score,
        "at_least": score.spoken(reader_language()),
        "bars": [bar for bar in bars if bar.told],
        "lowest_url": list_url(seller, "lowest"),
    }


# --- what stands on a seller's page ---


def section(request: HttpRequest, seller: Seller) -> dict[str, Any]:
    """The reviews on her page: the score, the latest few, the ways on."""
    rows, _more = read_page(request, seller, SORTS["newest"])
    return {
        "seller": seller,
        **score_of(seller),
        "rows": rows[:ON_HER_PAGE],
        "list_url": list_url(seller),
        "write_url": reverse("sellers:review-write", args=[seller.slug]),
        "is_hers": request.user.is_authenticated and seller.is_of(request.user),
        # A section is drawn without the page's context; guests get no form.
        "csrf_token": get_token(request) if request.user.is_authenticated else "",
        "my_reviews_url": reverse("sellers:my-reviews"),
    }


def fact(request: HttpRequest, seller: Seller) -> Iterable[pages.Fact]:
    """The line of the trust card: the score with how many stand behind it."""
    score = SellerScore.of_seller(seller)
    if not score.count:
        yield pages.Fact(pages.UNKNOWN, _("No reviews yet"), order=20)
        return
    # By what they say: how few they are the number says already, and a newcomer with
    # one good review is nobody to be warned of.
    tone = pages.KNOWN if score.mean >= 3 else pages.CAUTION
    yield pages.Fact(tone, in_short(score), order=20)


def marks(sellers: Sequence[Seller]) -> Mapping[int, Sequence[str]]:
    """How many reviews, and what they say at least, in a word each. One query."""
    found = SellerScore.objects.filter(seller__in=[each.pk for each in sellers])
    return {score.pk: [in_short(score)] for score in found.filter(count__gt=0)}


def in_short(score: SellerScore) -> str:
    """The score with how many stand behind it."""
    sentence = ngettext(
        "%(count)s review, at least %(stars)s of 5",
        "%(count)s reviews, at least %(stars)s of 5",
        score.count,
    )
    stars = score.spoken(reader_language())
    return sentence % {"count": number(score.count), "stars": stars}


def own_row(request: HttpRequest, seller: Seller) -> Iterable[pages.OwnRow]:
    """Reviews, among what is hers: how many proofs wait for her word."""
    count = Review.objects.waiting_for(request.user).count()
    sentence = ngettext(
        "%(count)s proof to look at", "%(count)s proofs to look at", count
    )
    said = sentence % {"count": number(count)} if count else _("No proof to look at")
    url = reverse("sellers:my-reviews")
    yield pages.OwnRow("reviews", _("Reviews and proofs"), said, url, order=90)


def unclaimed(request: HttpRequest, seller: Seller) -> dict[str, Any] | None:
    """That nobody has claimed the page, with the ways to claim or report it."""
    if seller.member_id is not None:
        return None
    return {
        "claim_url": reverse("sellers:claim", args=[seller.slug]),
        "report_url": reverse("moderation:report", args=["seller", seller.pk]),
    }


def structured(seller: Seller) -> dict[str, Any]:
    """What search engines are told: the mean as everyone counts it, and how many."""
    score = SellerScore.of_seller(seller)
    if not score.count:
        return {}
    rating = {
        "@type": "AggregateRating",
        "ratingValue": f"{score.mean:.1f}",
        "reviewCount": score.count,
        "bestRating": 5,
        "worstRating": 1,
    }
    return {"aggregateRating": rating}
