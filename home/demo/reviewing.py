"""What buyers of the demo say of its sellers, by the verbs that real reviews go through:
each with a TrxID as its proof, which the seller knows."""

from contextlib import suppress
from datetime import datetime, timedelta

from django.db import transaction

from core.permissions import Refused
from home.demo import script
from moderation.models import Case
from profiles.models import Member
from sellers.models import ASPECTS, ProofUsed, Review, ReviewProof, Seller

ANSWERED_AFTER = timedelta(hours=5)
ADDED_AFTER = timedelta(days=2)
SHOWN_AFTER = timedelta(hours=2)
#: Page and members are so much older than what is said.
PAGE_BEFORE = timedelta(days=20)


def add(
    words: script.DemoReview,
    seller: Seller,
    members: dict[str, Member],
    moment: datetime,
    trx: str,
) -> None:
    """Add a review sent at `moment` with what came after it; nothing where this buyer
    has one (under another name, too: the payment tells), or where a moderator keeps one
    of the two from writing."""
    by = members[words.buyer]
    if Review.objects.filter(seller=seller, by=by).exists():
        return
    with suppress(Refused, ProofUsed), transaction.atomic():
        stars = {name: n or None for name, n in zip(ASPECTS, words.stars, strict=True)}
        review = Review.write(seller, by, stars, words.words)
        proof = ReviewProof.give(review, by, ReviewProof.Kind.TRX, trx=trx)
        owner = seller.member
        assert owner is not None  # noqa: S101 - for the type checker
        proof.judge(owner, known=True)
        review.refresh_from_db()
        say(review, owner, words.said)
        for handle in words.said.get("useful", "").split():
            review.vote(members[handle], wanted=True)
        date(review, proof, moment)


def say(review: Review, owner: Member, said: dict[str, str]) -> None:
    """The seller's answer, the buyer's word after it, what the seller contests."""
    if "answer" in said:
        review.reply(owner, said["answer"])
    if "update" in said:
        review.add_update(review.by, said["update"])
    if "contest" in said:
        review.contest(owner, said["contest"])


def date(review: Review, proof: ReviewProof, moment: datetime) -> None:
    """Let it be as old as it says, and who they are older than it."""
    shown, answered = moment + SHOWN_AFTER, moment + SHOWN_AFTER + ANSWERED_AFTER
    moments = {
        "created_at": moment,
        "sent_at": moment,
        "shown_at": shown,
        "answered_at": answered if review.answered_at else None,
        "updated_at": answered + ADDED_AFTER if review.updated_at else None,
        "contested_at": answered if review.contested_at else None,
    }
    Review.objects.filter(pk=review.pk).update(**moments)
    ReviewProof.objects.filter(pk=proof.pk).update(at=moment, decided_at=shown)
    before = moment - PAGE_BEFORE
    page = Seller.objects.filter(pk=review.seller_id, published_at__gt=before)
    page.update(published_at=before)
    both = Member.objects.filter(pk__in=[review.by_id, review.seller.member_id])
    both.filter(joined_at__gt=before).update(joined_at=before)


def remove(seller: Seller) -> None:
    """Delete what members of the demo said of her; Review rows of others stay, and let
    no one delete her page (ProtectedError)."""
    rows = Review.objects.filter(seller=seller, by__demo=True)
    for review in rows.filter(hidden_at=None):
        review.hide(None, "demo")  # search learns of it by the usual way
    cases = Case.objects.filter(target_kind="review", target_id__in=rows.values("pk"))
    cases.delete()
    rows.delete()
