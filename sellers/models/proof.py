"""ReviewProof: what shows that a buyer bought, seen by few and kept for a while."""

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Self

from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import text
from core.permissions import require
from moderation import reasons
from moderation.models import Case, CaseEvent, ModerationEntry, require_voice
from photos.models import Photo
from sellers import matching, self_review
from sellers.signals import review_sent

from .look import ReviewLook
from .review import Review
from .unclaimed import let_go_of_claims

if TYPE_CHECKING:
    from profiles.models import Member

KEPT_FOR = timedelta(days=30)  # after the decision
KNOWN, NOT_KNOWN = "proof.known", "proof.not-known"
reasons.SAID[KNOWN] = _("The seller knows this purchase.")
reasons.SAID[NOT_KNOWN] = _("The seller says that she does not know this purchase.")
_TRX = re.compile(r"(?=.*[0-9])[0-9A-Z]{6,20}", re.ASCII)


class ProofUsed(Exception):
    """Another review was sent with this payment already."""


class ReviewProofQuerySet(models.QuerySet["ReviewProof"]):
    """Reading proofs."""

    def visible_to(self, member: Any) -> Self:
        """Hers, those about herself while they wait, and a moderator all."""
        if not getattr(member, "is_authenticated", False):
            return self.none()
        if member.is_moderator:
            return self
        waits = Q(
            review__status=Review.Status.WAITING,
            review__hidden_at=None,
            review__seller__member=member.pk,
        )
        return self.filter(Q(review__by=member.pk) | waits)

    def to_let_go(self) -> Self:
        """Those that were decided long enough ago and still hold something."""
        old = self.filter(decided_at__lt=timezone.now() - KEPT_FOR)
        return old.exclude(photo=None, trx="")


class ReviewProof(models.Model):
    """A picture (courier slip, chat) or the TrxID of a payment.

    The picture is a Photo that nothing public shows. `trx_digest` stays when `trx` is
    let go of, so that one payment never proves two purchases. `known_to_seller` is what
    the seller said: True she knows the purchase, False she does not, None nothing yet.
    """

    class Kind(models.TextChoices):
        SLIP = "slip", _("Courier slip")
        TRX = "trx", _("TrxID of the payment")
        CHAT = "chat", _("Picture of the chat")

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="proofs")
    kind = models.CharField(max_length=10, choices=Kind)
    photo = models.OneToOneField(
        Photo, on_delete=models.PROTECT, null=True, related_name="as_proof"
    )
    trx = models.CharField(max_length=20, blank=True)
    trx_digest = models.CharField(max_length=64, blank=True, db_index=True)
    known_to_seller = models.BooleanField(null=True)
    at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True, db_index=True)

    objects = ReviewProofQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["trx_digest"],
                condition=~Q(trx_digest=""),
                name="one_proof_per_payment",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.review_id}"

    def get_absolute_url(self) -> str:
        """Where it is looked at."""
        return reverse("sellers:review-proof", args=[self.review_id])

    # --- verbs ---

    @classmethod
    def give(
        cls,
        review: Review,
        by: "Member",
        kind: str,
        *,
        photo: int | None = None,
        trx: str = "",
    ) -> "ReviewProof":
        """Send the review with its proof: it waits for the seller or a moderator.

        Sent again it is the proof that is there. Raises ProofUsed, PhotosGone for a
        picture that is not hers, and Refused where she may not.
        """
        require_voice(by)
        require(review.by_id == by.pk, _("Only who bought can show a proof."))
        self_review.require_other(by, review.seller)
        with transaction.atomic():
            review.hold()
            if not review.can_be_sent:
                return review.proofs.all()[0]
            digest = matching.digest(matching.PAYMENT, trx) if trx else ""
            others = cls.objects.filter(trx_digest=digest).exclude(review=review)
            if trx and others.exists():
                raise ProofUsed
            claimed = Photo.claim(by, {photo: ""}) if photo else [None]
            if trx:
                # Of one review the last proof holds it, sent again after a refusal.
                hers = cls.objects.filter(review=review, trx_digest=digest)
                hers.update(trx_digest="")
            try:
                with transaction.atomic():
                    proof = cls.objects.create(
                        review=review,
                        kind=kind,
                        photo=claimed[0],
                        trx=trx,
                        trx_digest=digest,
                    )
            except IntegrityError:
                # Another review was sent with it at the same moment.
                raise ProofUsed from None
            review.send()
            # Reading what others wrote is slow: the worker does it.
            ReviewLook.queue(review)
            review_sent.announce(cls, review=review)
            return proof

    @transaction.atomic
    def judge(self, by: "Member", *, known: bool) -> bool:
        """The seller says whether she knows this purchase; False when she said so.

        Known, the review is shown at once and the moderators' case is answered; not
        known, it goes on waiting for them, who read that.
        """
        review = self.review
        review.hold()
        require_voice(by)
        require(review.seller.is_of(by), _("Only the seller can say this."))
        self.refresh_from_db(fields=["known_to_seller"])
        if not review.is_waiting or self.known_to_seller == known:
            return False
        type(self).objects.filter(pk=self.pk).update(known_to_seller=known)
        self.known_to_seller = known
        if known:
            review.approve()
            review._tell(review.by_id, "taken")
        self._note(by, known)
        return True

    def _note(self, by: "Member", known: bool) -> None:
        """Write what the seller said into the moderators' case."""
        cases = Case.objects.open().select_for_update()
        found = cases.filter(
            kind="held", target_kind="review", target_id=self.review_id
        ).first()
        if found is None:
            return
        words = KNOWN if known else NOT_KNOWN
        if not known:
            found.events.create(what=CaseEvent.What.NOTE, by=by, words=words)
            return
        found.set(
            state=Case.State.RESOLVED,
            decided_at=timezone.now(),
            decided_by=by,
            outcome=ModerationEntry.Action.APPROVE,
            decision=words,
        )
        found.events.create(what=CaseEvent.What.DECIDED, by=by, words=words)

    @classmethod
    def let_go(cls) -> int:
        """Forget pictures and TrxIDs of what was decided 30 days ago; how many there
        were. For the worker; the photos' sweep removes the files a day later."""
        gone = 0
        for proof in cls.objects.to_let_go()[:200]:
            with transaction.atomic():
                rows = cls.objects.to_let_go().filter(pk=proof.pk)
                if rows.update(photo=None, trx=""):
                    Photo.release([proof.photo_id] if proof.photo_id else [])
                    gone += 1
        return gone + let_go_of_claims(timezone.now() - KEPT_FOR)


def read_trx(typed: str) -> str:
    """A TrxID in its one form; raises ValueError for what can be none."""
    found = text.to_ascii_digits(text.normalise_line(typed[:100])).upper()
    found = found.replace(" ", "").replace("-", "")
    if not _TRX.fullmatch(found):
        raise ValueError("no TrxID")
    return found
