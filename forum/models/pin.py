"""Pin: keeps a thread on top of a scope, from a moment until another.

Which pins are shown is decided by the clock at every reading, so that one whose time is
over is gone though no job ever ran. A page of another room (a tip, an adda) is pinned by
its thread, whose `home_url` leads there: hiding, moving and merging need to know no more.
"""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import F, Q
from django.utils import timezone

from core.prepared import Prepared
from moderation.models import LONGEST_REASON, ModerationEntry

if TYPE_CHECKING:
    from profiles.models import Member

    from .thread import Thread

USUAL_DAYS = 7
LAST_POSITION = 999
# A scope is its kind and the id of one of that kind; the whole site has none.
Scope = tuple[str, int]
EVERYWHERE: Scope = ("site", 0)


class AlreadyPinned(Exception):
    """The thread stands on top of that scope already, by another pin."""


class PinQuerySet(models.QuerySet["Pin"]):
    """Reading pins."""

    def standing(self) -> Self:
        """Those that nobody took down; their time may be over or still to come."""
        return self.filter(unpinned_at=None)

    def shown_now(self, at: dt.datetime | None = None) -> Self:
        """Those whose time it is, now or at a moment, on threads that everyone may
        see."""
        now = at or timezone.now()
        return self.standing().filter(
            Q(ends_at=None) | Q(ends_at__gt=now),
            Q(thread__opening_gone=False) | Q(thread__post_count__gt=0),
            starts_at__lte=now,
            thread__hidden_at=None,
            thread__visible_from__lte=now,
        )

    def on(self, scopes: Collection[Scope]) -> Self:
        """Those of any of the scopes."""
        wanted = Q()
        for kind, number in scopes:
            wanted |= Q(scope_kind=kind, scope_id=number)
        return self.filter(wanted) if scopes else self.none()

    def hangs_on(self, scopes: Collection[Scope]) -> bool:
        """Whether anything is pinned there now; every list asks, and mostly there is
        nothing."""
        scopes = sorted(scopes)
        kinds = (("kinds", tuple(kind for kind, _number in scopes)),)
        numbers = [number for _kind, number in scopes if number]
        return bool(_HANGING.rows(shape=kinds, at=timezone.now(), numbers=numbers))

    def with_aside(self, member: Any) -> Self:
        """With `is_aside`: whether `member` put it aside; a guest can put none aside."""
        if not getattr(member, "is_authenticated", False):
            return self.annotate(is_aside=models.Value(False))
        hers = PinDismissal.objects.filter(member=member.pk, pin=models.OuterRef("pk"))
        return self.annotate(is_aside=models.Exists(hers))

    def in_order(self, *first: str) -> Self:
        """As moderators arranged them, then the latest first; replies change nothing.
        `first` are fields that come before all that."""
        return self.order_by(*first, "position", "-starts_at", "-pk")

    def with_thread(self) -> Self:
        """With what a row shows."""
        return self.select_related("thread", "by")

    @transaction.atomic
    def move_along(self, thread: "Thread", old: int, new: int) -> None:
        """Let a thread's pin on its own board (by id) come along to another board."""
        standing = self.standing().filter(thread=thread, scope_kind="board")
        there = standing.filter(scope_id=new).exists()
        for pin in standing.filter(scope_id=old):
            if there:
                pin.take_down(None)
            else:
                pin.scope_id = new
                pin.save(update_fields=["scope_id"])
                pin.raise_version()

    @transaction.atomic
    def follow(self, old: "Thread", new: "Thread") -> None:
        """Let the pins of `old` stay with `new`, into which it was merged."""
        there = self.standing().filter(thread=new).values_list("scope_kind", "scope_id")
        taken = set(there)
        for pin in self.standing().filter(thread=old).order_by("pk"):
            if (pin.scope_kind, pin.scope_id) in taken:
                pin.take_down(None)
            else:
                pin.thread = new
                pin.save(update_fields=["thread"])
                pin.raise_version()


def _hanging(
    kinds: tuple[str, ...], at: dt.datetime, numbers: Sequence[int]
) -> "models.QuerySet[Pin, tuple[int]]":
    given = iter(numbers)
    scopes = [(kind, 0 if kind == EVERYWHERE[0] else next(given)) for kind in kinds]
    return Pin.objects.shown_now(at).on(scopes).values_list("pk")[:1]


_HANGING = Prepared(_hanging)


class Pin(models.Model):
    """One thread on top of one scope.

    `ends_at` None has no end. `unpinned_at` says that it was taken down by hand, or
    that a later pin of the same thread took its place.
    """

    thread = models.ForeignKey(
        "forum.Thread", on_delete=models.PROTECT, related_name="pins"
    )
    scope_kind = models.CharField(max_length=20, default=EVERYWHERE[0])
    scope_id = models.PositiveBigIntegerField(default=EVERYWHERE[1])
    position = models.PositiveSmallIntegerField(default=0)
    starts_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=LONGEST_REASON, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    unpinned_at = models.DateTimeField(null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = PinQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["thread", "scope_kind", "scope_id"],
                condition=Q(unpinned_at=None),
                name="one_pin_per_thread_and_scope",
            ),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=F("starts_at")),
                name="pin_ends_after_it_starts",
            ),
        ]
        indexes = [
            models.Index(
                fields=["ends_at"], condition=Q(unpinned_at=None), name="standing_pins"
            )
        ]

    def __str__(self) -> str:
        return f"{self.thread} / {self.scope_kind} {self.scope_id}"

    @property
    def scope(self) -> Scope:
        """Where it stands."""
        return self.scope_kind, self.scope_id

    @property
    def is_over(self) -> bool:
        """Whether its time is past or it was taken down."""
        ended = self.ends_at is not None and self.ends_at <= timezone.now()
        return ended or self.unpinned_at is not None

    @property
    def is_to_come(self) -> bool:
        """Whether its time has not begun."""
        return not self.is_over and self.starts_at > timezone.now()

    # --- verbs ---

    @classmethod
    @transaction.atomic
    def put(
        cls,
        thread: "Thread",
        by: "Member",
        *,
        scope: Scope = EVERYWHERE,
        days: int | None = USUAL_DAYS,
        reason: str = "",
    ) -> "Pin":
        """Pin `thread` on `scope` from now, for `days` (None has no end).

        One that stands there already is returned as it is: a second tap changes
        nothing. One whose time is over makes room.
        """
        thread.hold()
        there = cls.objects.standing().filter(
            thread=thread, scope_kind=scope[0], scope_id=scope[1]
        )
        if earlier := there.first():
            if not earlier.is_over:
                return earlier
            earlier.take_down(earlier.ends_at)
        now = timezone.now()
        pin = cls.objects.create(
            thread=thread,
            by=by,
            scope_kind=scope[0],
            scope_id=scope[1],
            starts_at=now,
            ends_at=None if days is None else now + dt.timedelta(days=days),
            reason=reason,
        )
        pin.note(ModerationEntry.Action.PIN, by)
        return pin

    def change(
        self,
        by: "Member",
        *,
        scope: Scope,
        position: int,
        starts_at: dt.datetime,
        ends_at: dt.datetime | None,
        reason: str,
    ) -> bool:
        """Set where, when and why; False where it is so already.

        Raises AlreadyPinned when the thread has another pin on `scope`.
        """
        wanted = {
            "scope_kind": scope[0],
            "scope_id": scope[1],
            "position": position,
            "starts_at": starts_at,
            "ends_at": ends_at,
            "reason": reason,
        }
        if all(getattr(self, name) == value for name, value in wanted.items()):
            return False
        for name, value in wanted.items():
            setattr(self, name, value)
        try:
            with transaction.atomic():
                self.save(update_fields=list(wanted))
                self.raise_version()
                self.note(ModerationEntry.Action.CHANGE_PIN, by)
        except IntegrityError:
            raise AlreadyPinned from None
        return True

    @transaction.atomic
    def unpin(self, by: "Member") -> bool:
        """Take it down; False when it was down already."""
        if not self.take_down(timezone.now()):
            return False
        self.note(ModerationEntry.Action.UNPIN, by)
        return True

    def take_down(self, at: dt.datetime | None) -> bool:
        """Take it down as of `at` (now, if None), without a trace of who did it."""
        at = at or timezone.now()
        standing = type(self).objects.standing().filter(pk=self.pk)
        changed = standing.update(unpinned_at=at, version=F("version") + 1)
        self.unpinned_at = at
        return bool(changed)

    def raise_version(self) -> None:
        """Say that lists which show it are old."""
        type(self).objects.filter(pk=self.pk).update(version=F("version") + 1)

    def note(self, action: str, by: "Member") -> None:
        """Leave the trace of a moderator's act, on the thread."""
        ModerationEntry.objects.create(
            by=by,
            action=action,
            target_kind="thread",
            target_id=self.thread_id,
            reason=self.reason,
        )

    def dismiss(self, member: "Member") -> bool:
        """Put it aside for `member` alone; False when she had done so."""
        _row, made = PinDismissal.objects.get_or_create(pin=self, member=member)
        return made

    def bring_back(self, member: "Member") -> bool:
        """Show it to `member` again; False when she had not put it aside."""
        gone, _rows = PinDismissal.objects.filter(pin=self, member=member).delete()
        return bool(gone)


class PinDismissal(models.Model):
    """A member does not want to see a pin any more."""

    pin = models.ForeignKey(Pin, on_delete=models.CASCADE, related_name="dismissals")
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["pin", "member"], name="one_dismissal_per_pin_and_member"
            )
        ]

    def __str__(self) -> str:
        return f"{self.member_id} / {self.pin_id}"
