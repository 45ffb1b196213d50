"""What follows from reviews and claims, in the same transaction: work for moderators."""

from typing import Any

from django.dispatch import receiver

from moderation.kinds import HELD
from moderation.models import Case
from moderation.signals import case_decided, case_restored
from sellers.models import Review, SellerClaim, settle
from sellers.review_targets import (
    CLAIM,
    CLAIMS,
    CONTEST,
    NUMBER_FITS,
    NUMBER_OTHER,
    PROOF,
    REVIEWS,
)
from sellers.signals import (
    claim_made,
    review_changed,
    review_contested,
    review_sent,
)


@receiver(review_sent)
def bring_review(review: Review, **_: Any) -> None:
    """A proof to look at."""
    Case.open_for(REVIEWS, review, kind=HELD, reason=PROOF)


@receiver(review_changed)
def settle_late(review: Review, **_: Any) -> None:
    """One that was looked at after its page became part of another."""
    settle(review)


@receiver(review_contested)
def bring_contest(review: Review, words: str, **_: Any) -> None:
    """Facts that the seller finds wrong."""
    Case.open_for(REVIEWS, review, kind=CONTEST.name, words=words)


@receiver(claim_made)
def bring_claim(claim: SellerClaim, **_: Any) -> None:
    """A page that somebody says is hers."""
    reason = NUMBER_FITS if claim.number_fits else NUMBER_OTHER
    Case.open_for(CLAIMS, claim, kind=CLAIM.name, reason=reason)


@receiver(case_decided)
def carry_decision(case: Case, thing: Any, action: str, reason: str, **_: Any) -> None:
    """A contest is over; a claim that was dismissed is refused."""
    if case.kind == CONTEST.name and isinstance(thing, Review):
        thing.close_contest()
    if case.kind == CLAIM.name and action == "dismiss" and thing is not None:
        thing.refuse(reason)


@receiver(case_restored)
def take_decision_back(case: Case, **_: Any) -> None:
    """The contest is open again; a claim that was refused waits again."""
    if case.kind == CLAIM.name:
        if claim := SellerClaim.objects.filter(pk=case.target_id).first():
            claim.wait_again()
        return
    if case.kind != CONTEST.name:
        return
    if review := Review.objects.filter(pk=case.target_id).first():
        review.close_contest(again=True)
