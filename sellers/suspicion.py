"""What looks odd about a review: it is a copy, or one of many at once.

Nothing is hidden by it. Each finding opens a case that says why, with the numbers. The
comparing takes a second and more, so the worker does it (`drain`) and not the request:
a ReviewLook is written when the review is sent, and goes in the transaction that opens
the case, so that a killed worker neither loses nor doubles it.
"""

import logging
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import text
from moderation import reasons
from moderation.kinds import CaseKind
from moderation.models import Case
from sellers.models import Review, ReviewLook
from sellers.review_targets import REVIEWS

EVERY_SECONDS = 5.0
log = logging.getLogger("uthan.suspicion")
KIND = CaseKind("odd-review", _("A review that looks odd"), ("look-through", "hide"))
# The numbers stand below the sentence, which moderators read in their own language.
reasons.HELD_FOR["review.copied"] = _(
    "Nearly the same words as in another review: how alike in percent, its number"
)
reasons.HELD_FOR["review.burst"] = _(
    "Many reviews of this seller within 48 hours: how many, how many are usual, how "
    "many by new members"
)

ALIKE = 0.8  # Jaccard of character 3-grams, 0 to 1 (research: after NFC, 40 letters up)
SHORTEST_COMPARED = 40  # letters
COMPARED = 400  # the latest reviews of all sellers
WINDOW = timedelta(hours=48)
USUAL = timedelta(days=30)  # from which the usual number in a window is told
LEAST_USUAL = 0.2  # reviews in a window that are usual for anybody
UNLIKELY = 1e-4
YOUNG = timedelta(days=30)
MOST_YOUNG = 0.7
_NO_LETTER = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Finding:
    """One thing that looks odd: a code (moderation.reasons) and its numbers."""

    code: str
    words: str


def drain() -> int:
    """Look at one review that was sent; how many were looked at."""
    for look in ReviewLook.objects.claim(1):
        try:
            carry(look)
        except Exception as error:
            log.exception("looking at review %s failed", look.review_id)
            look.fail(type(error).__name__)
        return 1
    return 0


def carry(look: ReviewLook) -> None:
    """Compare it, and bring what looks odd to the moderators."""
    review = Review.objects.for_list().get(pk=look.review_id)
    found = look_at(review)
    with transaction.atomic():
        REVIEWS.hold(review)
        if not look.finish() or not found:
            return  # sent once more meanwhile, or as it should be
        Case.open_for(
            REVIEWS,
            review,
            kind=KIND.name,
            reason=found[0].code,
            words="\n".join(each.words for each in found),
        )


def look_at(review: Review) -> list[Finding]:
    """What looks odd about a review beside those that were sent before it."""
    sent = Review.objects.exclude(pk=review.pk).filter(sent_at__lte=review.sent_at)
    return [*_copied(review, sent), *_burst(review, sent)]


def grams(words: str) -> frozenset[str]:
    """The character 3-grams of a text, spellings of the same letters being one; empty
    where it is too short to tell anything."""
    letters = _NO_LETTER.sub(" ", text.fold(words)).strip()
    if len(letters) < SHORTEST_COMPARED:
        return frozenset()
    return frozenset(letters[at : at + 3] for at in range(len(letters) - 2))


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Jaccard's coefficient of two sets, 0 to 1."""
    return len(one & other) / len(one | other) if one and other else 0.0


def _copied(review: Review, sent: "QuerySet[Review]") -> Iterator[Finding]:
    mine = grams(review.words)
    if not mine:
        return
    rows = sent.order_by("-sent_at").values_list("pk", "words")
    alike = [(likeness(mine, grams(words)), pk) for pk, words in rows[:COMPARED]]
    best, pk = max(alike, default=(0.0, 0))
    if best >= ALIKE:
        yield Finding("review.copied", f"{round(best * 100)}% · #{pk}")


def _burst(review: Review, sent: "QuerySet[Review]") -> Iterator[Finding]:
    now = review.sent_at or timezone.now()
    sent = sent.filter(seller=review.seller_id)
    lately = sent.filter(sent_at__gt=now - WINDOW)
    joined = [*lately.values_list("by__joined_at", flat=True), review.by.joined_at]
    before = sent.filter(sent_at__gt=now - USUAL - WINDOW, sent_at__lte=now - WINDOW)
    usual = max(LEAST_USUAL, before.count() * (WINDOW / USUAL))
    young = sum(at > now - YOUNG for at in joined)
    is_odd = poisson_tail(len(joined), usual) < UNLIKELY
    if is_odd and young >= MOST_YOUNG * len(joined):
        yield Finding("review.burst", f"{len(joined)} · {usual:.1f} · {young}")


def poisson_tail(count: int, mean: float) -> float:
    """How likely `count` or more are where `mean` are usual."""
    below = sum(mean**k / math.factorial(k) for k in range(min(count, 100)))
    return 1 - math.exp(-mean) * below
