"""Tells the registries of this and lower rooms about reviews; `SellersConfig.ready`
calls it once every app's models are there."""

from core.drains import Drains
from core.personal import Holdings, Steps
from moderation import kinds, targets
from photos.models import SHOWN_IN
from profiles import devices, keeping
from sellers import (
    matching,
    merging,
    pages,
    review_personal,
    review_pictured,
    review_reading,
    review_receivers,
    review_targets,
    suspicion,
)
from sellers.models import ASPECTS, ReviewProof
from sellers.models.unclaimed import digests_of

RECEIVERS = review_receivers  # listening is all it is imported for
LET_GO_SECONDS = 60 * 60


def set_up() -> None:
    """Register it all."""
    targets.register(review_targets.REVIEWS)
    targets.register(review_targets.CLAIMS)
    for kind in (suspicion.KIND, review_targets.CONTEST, review_targets.CLAIM):
        kinds.register(kind)
    matching.NUMBERS.append(digests_of)
    SHOWN_IN.append(review_pictured.where)
    keeping.FIELDS.update(dict.fromkeys(ASPECTS, 2))
    pages.fact(review_reading.fact)
    pages.own(review_reading.own_row)
    pages.mark(review_reading.marks)
    pages.structured(review_reading.structured)
    pages.section(
        "unclaimed",
        "sellers/_unclaimed.html",
        review_reading.unclaimed,
        place=pages.HEAD,
        order=5,
    )
    pages.section(
        "reviews",
        "sellers/_reviews.html",
        review_reading.section,
        place=pages.END,
        order=10,
    )
    Drains.add("proofs", ReviewProof.let_go, every=LET_GO_SECONDS)
    Drains.add("odd-reviews", suspicion.drain, every=suspicion.EVERY_SECONDS)
    Drains.add("seller-merges", merging.drain, every=merging.EVERY_SECONDS)
    Drains.add("devices", devices.let_go, every=devices.EVERY_SECONDS)
    Holdings.add(*review_personal.HOLDINGS)
    Steps.add(*review_personal.STEPS)
