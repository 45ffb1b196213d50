"""SellerMerge: an unclaimed page becomes part of the page that its seller has already.

Agreeing says at once what becomes of the page and leaves one row of work here; the
reviews follow in slices, the first in the decision itself, the rest by the worker. A
slice is one transaction in which both pages are held, so a process that dies loses
nothing, and two who carry take turns. What came over is remembered (MergedReview), so
that the decision can be undone.
"""

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Self

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.leases import Leased, LeasedQuerySet
from core.permissions import require
from core.slices import REST_SECONDS, SLICE_ROWS, SLICE_SECONDS
from moderation import reasons
from moderation.models import Case, CaseEvent
from sellers.signals import review_changed

from .review import Review
from .score import SellerScore
from .seller import Seller

if TYPE_CHECKING:
    from .unclaimed import SellerClaim  # noqa: F401

WROTE_ON_BOTH = "review.wrote-on-both"
reasons.SAID[WROTE_ON_BOTH] = _(
    "Its page became part of another one, on which the buyer has written too. It waits "
    "here: shown, the newer of the two stands, and the older one is read inside it."
)


class SellerMergeQuerySet(LeasedQuerySet):
    """Claiming those that have something to carry."""

    def due(self) -> Self:
        return super().due().filter(moving=True)


class SellerMerge(Leased):
    """`source` is part of `target` since `at` by an accepted claim, or (`back`) was parted
    from it again; who agreed says the log of moderation. `moving` says that not all
    reviews are where they belong yet, `place` is the id up to which those of the source
    were looked at. `claim` is empty once she has left."""

    PAGES = ("source__thread", "target__thread", "target__member")

    source = models.OneToOneField(
        Seller, on_delete=models.PROTECT, related_name="merge"
    )
    target = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="+")
    claim = models.ForeignKey(
        "sellers.SellerClaim", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)
    back = models.BooleanField(default=False)
    moving = models.BooleanField(default=True)
    place = models.PositiveBigIntegerField(default=0)

    objects = SellerMergeQuerySet.as_manager()  # type: ignore[misc]

    def __str__(self) -> str:
        return f"{self.source_id} → {self.target_id}"

    # --- verbs; they run inside those of SellerClaim, the source held ---

    @staticmethod
    def require_shown(target: Seller) -> None:
        """Raise Refused where readers would find nothing at the page it leads to."""
        require(
            target.is_public,
            _("Show your own page first: the reviews of this one will stand on it."),
        )

    @classmethod
    def begin(cls, source: Seller, target: Seller, claim: int) -> bool:
        """Make `source` part of `target`; False where it is somebody's, or part of
        another. Raises Refused where that cannot be now."""
        target.hold()
        cls.require_shown(target)
        parts = Seller.objects.filter(merged_into=source).exists()
        require(not parts, _("Another page is part of this one. Part those first."))
        going = cls.objects.filter(source=source, back=True, moving=True).exists()
        require(
            not going,
            _("Its reviews are still on their way back. Agree again in a minute."),
        )
        free = Seller.objects.filter(pk=source.pk, member=None, merged_into=None)
        if not free.update(merged_into=target):
            return False
        source.merged_into = target
        fields = {"target": target, "claim_id": claim, "at": timezone.now()}
        merge, _new = cls.objects.update_or_create(
            source=source, defaults={**fields, **cls._fresh(back=False)}
        )
        merge.source, merge.target = source, target
        merge._turned()
        return True

    def part(self) -> bool:
        """Take it back: both are pages of their own again; False when they are."""
        self._hold()
        merged = Seller.objects.filter(pk=self.source_id, merged_into=self.target_id)
        if not merged.update(merged_into=None):
            return False
        self.source.merged_into = None
        type(self).objects.filter(pk=self.pk).update(**self._fresh(back=True))
        self._turned()
        return True

    @staticmethod
    def _fresh(*, back: bool) -> dict[str, Any]:
        # Whoever carries the other way finds that the row is lost.
        row = {"back": back, "moving": True, "place": 0, "attempts": 0}
        return {**row, "due_at": timezone.now(), "lease": None, "leased_until": None}

    def _turned(self) -> None:
        """Tell everyone who shows the page, and carry the first few reviews."""
        self._turn_questions()
        self.source.raise_version()
        self.source.renamed()
        self.carry_slice()

    def _turn_questions(self) -> None:
        """Questions that were asked while the page was somebody's by mistake stay to be
        read, closed, at the thread's own address; undone they are on the page again."""
        thread = self.source.thread
        if thread is None:
            return
        if self.source.merged_into_id is None:
            since = self.source.published_at if self.source.is_public else None
            home = self.source.get_absolute_url()
            thread.change(home_url=home, closed_at=None, visible_from=since)
        elif thread.post_count:
            thread.change(home_url="", closed_at=timezone.now())
        else:
            thread.change(visible_from=None)

    # --- carrying ---

    def carry(self, seconds: float) -> None:
        """Carry for about `seconds`; the caller holds the lease (`claim`)."""
        until = time.monotonic() + seconds
        while self.carry_slice():
            if not self.renew():
                return
            if time.monotonic() > until:
                break
            time.sleep(REST_SECONDS)
        self.held().update(lease=None, leased_until=None, attempts=0)

    @transaction.atomic
    def carry_slice(self) -> bool:
        """One transaction's worth, the way the row says now; False when all is there."""
        self._hold()
        row = type(self).objects.filter(pk=self.pk)
        self.back, self.moving, self.place = row.values_list(
            "back", "moving", "place"
        ).first() or (self.back, False, self.place)
        if not self.moving:
            return False
        is_all = self._bring_back() if self.back else self._bring()
        for seller in (self.source, self.target):
            _recount(seller)
        if is_all:
            self._set(moving=False)
        return not is_all

    def _hold(self) -> None:
        # In this order everywhere (Review.hold follows it).
        self.source.hold()
        self.target.hold()

    def _bring(self) -> bool:
        """Some reviews to where they belong; whether those were the last."""
        left = Review.objects.filter(seller=self.source, pk__gt=self.place)
        found = left.filter(part_of=None).select_related("by").order_by("pk")
        rows = list(found[:SLICE_ROWS])
        place, count = self.place, 0
        started = time.monotonic()
        for review in rows:
            review.seller = self.source
            self._bring_one(review)
            place, count = review.pk, count + 1
            if time.monotonic() - started > SLICE_SECONDS:
                break
        self._set(place=place)
        return count == len(rows) < SLICE_ROWS

    def _bring_one(self, review: Review) -> None:
        if review.by_id == self.target.member_id:
            return  # nobody reviews herself: it stays, and counts no more
        there = Review.objects.by_buyer(self.target, review.by)
        if there is not None and not review.is_shown:
            _note(review)
            return
        if there is not None:
            there.seller = self.target
            if there.is_shown and _came(there) > _came(review):
                _put(review, part_of=there)
                return
            # First, for one alone stands for the two of them.
            _put(there, part_of=review)
        _put(review, seller=self.target)
        kept = MergedReview(merge=self, review=review)
        MergedReview.objects.bulk_create([kept], ignore_conflicts=True)

    def _bring_back(self) -> bool:
        """Some reviews to where they were; whether those were the last."""
        folded = Review.objects.filter(seller=self.source).exclude(part_of=None)
        moved = self.reviews.select_related("review__by").order_by("pk")
        started, count = time.monotonic(), 0
        rows: Sequence[Any] = [*moved[:SLICE_ROWS], *folded[:SLICE_ROWS]][:SLICE_ROWS]
        for row in rows:
            if isinstance(row, MergedReview):
                self._return(row)
            else:
                row.seller = self.source
                _put(row, part_of=None)
            count += 1
            if time.monotonic() - started > SLICE_SECONDS:
                break
        return count == len(rows) < SLICE_ROWS

    def _return(self, row: "MergedReview") -> None:
        review = row.review
        row.delete()
        _put(review, seller=self.source, part_of=None)
        for older in Review.objects.filter(part_of=review, seller=self.target):
            older.seller = self.target
            # Another merge may have brought one that stands here by now.
            stands = Review.objects.by_buyer(self.target, review.by)
            _put(older, part_of=stands)

    def _set(self, **fields: Any) -> None:
        type(self).objects.filter(pk=self.pk).update(**fields)
        for name, value in fields.items():
            setattr(self, name, value)


class MergedReview(models.Model):
    """A review that a merge brought to the page it stands on."""

    merge = models.ForeignKey(
        SellerMerge, on_delete=models.CASCADE, related_name="reviews"
    )
    review = models.OneToOneField(Review, on_delete=models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return f"{self.review_id} by {self.merge_id}"


def settle(review: Review) -> None:
    """Let the newer one stand where a review is shown after its page became part of
    another on which its buyer has written too; inside the verb that showed it."""
    if review.status != Review.Status.SHOWN or review.is_hidden:
        return
    if review.part_of_id is not None:
        newer = Review.objects.for_list().get(pk=review.part_of_id)
        if newer.seller_id == review.seller_id and _came(review) > _came(newer):
            _put(newer, part_of=review)
            _put(review, part_of=None)
            _recount(review.seller)
        return
    if review.seller.merged_into_id is None:
        return
    rows = SellerMerge.objects.filter(source=review.seller_id, back=False)
    if merge := rows.select_related(*SellerMerge.PAGES).first():
        # Its page was held by the verb already, so this is in the order of a merge.
        merge._hold()
        merge._bring_one(review)
        for seller in (merge.source, merge.target):
            _recount(seller)


def _recount(seller: Seller) -> None:
    SellerScore.recount(seller, Review.objects.filter(seller=seller).shown())
    seller.raise_version()


def _came(review: Review) -> tuple[Any, int]:
    """By which of two reviews the newer one is told."""
    return (review.shown_at or review.created_at, review.pk)


def _put(review: Review, **fields: Any) -> None:
    """Set where a review stands, and tell higher rooms."""
    Review.objects.filter(pk=review.pk).update(**fields)
    for name, value in fields.items():
        setattr(review, name, value)
    review_changed.announce(Review, review=review)


def _note(review: Review) -> None:
    """Tell the moderator who has it waiting why it stayed."""
    held = Case.objects.open().filter(target_kind="review", target_id=review.pk)
    case = held.filter(kind="held").first()
    if review.is_waiting and case is not None:
        case.events.get_or_create(what=CaseEvent.What.NOTE, words=WROTE_ON_BOTH)
