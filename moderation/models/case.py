"""Case: all that waits for a moderator about one thing, and its history."""

from typing import Any, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from moderation import kinds, reasons, signals, targets
from moderation.targets import Target

from .entry import ModerationEntry

LONGEST_NOTE = 1000  # characters
Action = ModerationEntry.Action


class CaseQuerySet(models.QuerySet["Case"]):
    """Reading cases; only moderators do."""

    def open(self) -> Self:
        """Those that wait or are in work."""
        return self.filter(state__in=Case.OPEN_STATES)

    def decided(self) -> Self:
        """Those that were answered."""
        return self.exclude(state__in=Case.OPEN_STATES)

    def on(self, target: Target, thing: Any) -> Self:
        """Those about one thing."""
        return self.filter(target_kind=target.kind, target_id=thing.pk)

    def told_to(self, member: Any) -> Self:
        """Those whose decision an author sees; that a report was dismissed is not for
        her, unless it had hidden her words. An appeal of hers she finds elsewhere."""
        told = (Action.HIDE, Action.WARN, Action.SILENCE, Action.APPROVE)
        seen = Q(outcome__in=told) | Q(covered_at__isnull=False)
        return self.filter(seen, about=member).exclude(kind="appeal")

    def heaviest(self) -> Self:
        """What weighs most first, then the latest; stable."""
        return self.order_by("-weight", "-pk")

    def after(self, weight: int, pk: int) -> Self:
        """Those that come later in `heaviest` than this place."""
        return self.filter(Q(weight__lt=weight) | Q(weight=weight, pk__lt=pk))

    def decided_before(self, case: "Case") -> Self:
        """Those decided before another one, in the order of their decisions."""
        earlier = Q(decided_at__lt=case.decided_at)
        return self.filter(earlier | Q(decided_at=case.decided_at, pk__lt=case.pk))

    def for_list(self) -> Self:
        """With what a row of the queue shows."""
        return self.select_related("assignee", "decided_by", "about", "not_for")


class Case(models.Model):
    """One piece of work about one thing: reports append to it, a decision answers them.

    `about` is the author of the thing. `weight` is that of the reports of this `round`;
    a decided case that gets another report is opened again and begins a new round.
    `covered_at` says since when it is hidden for now. `not_for` should not decide it
    (the one whose own decision is appealed against).
    """

    class State(models.TextChoices):
        OPEN = "open", _("Waiting")
        WORKING = "working", _("In work")
        RESOLVED = "resolved", _("Done")
        REJECTED = "rejected", _("Dismissed")

    OPEN_STATES = (State.OPEN, State.WORKING)

    kind = models.CharField(max_length=20)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    target_kind = models.CharField(max_length=30)
    target_id = models.PositiveBigIntegerField()
    about = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="cases_about",
    )
    not_for = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )
    reason = models.CharField(max_length=40, blank=True)
    words = models.TextField(max_length=2000, blank=True)
    round = models.PositiveSmallIntegerField(default=1)
    weight = models.PositiveIntegerField(default=0)
    report_count = models.PositiveIntegerField(default=0)
    # How many reports of this round give which reason.
    reasons = models.JSONField(default=dict)
    covered_at = models.DateTimeField(null=True)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="cases",
    )
    opened_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )
    outcome = models.CharField(max_length=20, blank=True)
    decision = models.CharField(max_length=300, blank=True)
    batch = models.UUIDField(null=True, db_index=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "target_kind", "target_id"], name="one_case_per_target"
            )
        ]
        indexes = [
            models.Index(
                fields=["-weight", "-id"],
                condition=Q(state__in=("open", "working")),
                name="cases_that_wait",
            ),
            models.Index(fields=["-decided_at", "-id"], name="cases_decided"),
            models.Index(fields=["target_kind", "target_id"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} on {self.target_kind} {self.target_id}"

    def get_absolute_url(self) -> str:
        """Where moderators work on it."""
        return reverse("moderation:case", args=[self.pk])

    @property
    def anchor(self) -> str:
        """Its place on a page."""
        return f"case-{self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether it waits for a decision."""
        return self.state in self.OPEN_STATES

    @property
    def kind_label(self) -> "str | Promise":
        """Its kind in words."""
        return kinds.get(self.kind).label

    @property
    def reason_label(self) -> "str | Promise":
        """The category of its reason in words."""
        return reasons.label(self.reason)

    @property
    def said(self) -> "str | Promise":
        """What was said to the decision, in the reader's language."""
        return reasons.said(self.decision)

    @property
    def outcome_label(self) -> "str | Promise":
        """What was decided, in words; empty while it is open."""
        return Action(self.outcome).label if self.outcome else ""

    # --- verbs ---

    @classmethod
    @transaction.atomic
    def open_for(
        cls,
        target: Target,
        thing: Any,
        *,
        kind: str,
        reason: str = "",
        words: str = "",
        not_for: Any = None,
    ) -> "Case":
        """Bring work about `thing` to the moderators; the same again is the same case.

        `kind` is one of `moderation.kinds`, `reason` a machine's word for it, `words`
        a sentence for moderators. A decided one is opened again.
        """
        target.hold(thing)
        case, created = cls.objects.get_or_create(
            kind=kind,
            target_kind=target.kind,
            target_id=thing.pk,
            defaults={
                "about": target.author(thing),
                "not_for": not_for,
                "reason": reason[:40],
                "words": words[:2000],
            },
        )
        case = cls.objects.select_for_update().get(pk=case.pk)
        came = created or not case.is_open
        if not case.is_open:
            case._begin_again(not_for=not_for)
        if not created and (reason or words):
            case.set(reason=reason[:40], words=words[:2000])
        if came:
            signals.case_opened.announce(cls, case=case, target=target, thing=thing)
        return case

    @classmethod
    @transaction.atomic
    def settle(cls, target: Target, thing: Any, *, kind: str, words: str = "") -> bool:
        """End the open case about `thing` of which nothing is left to decide; False
        where there is none.

        Nobody decided, so nobody is told; `words` say why, for moderators. A tab that
        still shows it as open learns that it was decided meanwhile.
        """
        rows = cls.objects.open().on(target, thing).filter(kind=kind)
        case = rows.select_for_update().first()
        if case is None:
            return False
        outcome = Action.SETTLE
        case.set(
            state=cls.State.RESOLVED,
            decided_at=timezone.now(),
            decided_by=None,
            outcome=outcome,
            decision=words[:300],
            batch=None,
        )
        case.events.create(what=CaseEvent.What.DECIDED, action=outcome, words=words)
        return True

    def _begin_again(self, **fields: Any) -> None:
        self.set(
            state=self.State.OPEN,
            round=self.round + 1,
            weight=0,
            report_count=0,
            reasons={},
            covered_at=None,
            assignee=None,
            opened_at=timezone.now(),
            decided_at=None,
            decided_by=None,
            outcome="",
            decision="",
            batch=None,
            **fields,
        )
        self.events.create(what=CaseEvent.What.REOPENED)

    def set(self, **fields: Any) -> None:
        """Write these fields, of a row that the caller holds."""
        type(self).objects.filter(pk=self.pk).update(**fields)
        for name, value in fields.items():
            setattr(self, name, value)

    def append(self, weight: int, reason: str) -> None:
        """Count one more report in; `Report.file` holds the row."""
        counted = {**self.reasons, reason: self.reasons.get(reason, 0) + 1}
        self.set(
            weight=self.weight + weight,
            report_count=self.report_count + 1,
            reasons=counted,
            # What most say stands at its head.
            reason=max(counted, key=lambda code: counted[code]),
        )

    @transaction.atomic
    def take(self, by: Any) -> bool:
        """Have `by` work on it; False when she does already or it is decided."""
        rows = type(self).objects.open().filter(pk=self.pk)
        if not rows.exclude(assignee=by).update(assignee=by, state=self.State.WORKING):
            return False
        self.events.create(what=CaseEvent.What.TAKEN, by=by)
        return True

    @transaction.atomic
    def release(self, by: Any) -> bool:
        """Give it back to all; False when nobody had it."""
        rows = type(self).objects.open().filter(pk=self.pk, assignee__isnull=False)
        if not rows.update(assignee=None, state=self.State.OPEN):
            return False
        self.events.create(what=CaseEvent.What.RELEASED, by=by)
        return True

    def note(self, by: Any, words: str) -> "CaseEvent":
        """Keep a note for the other moderators."""
        return self.events.create(what=CaseEvent.What.NOTE, by=by, words=words)

    def target_and_thing(self, member: Any) -> tuple[Target | None, Any]:
        """What it is about, as far as `member` may see it."""
        target = targets.get(self.target_kind)
        return target, target.load(self.target_id, member) if target else None


class CaseEvent(models.Model):
    """One line of a case's history, or a note; only moderators read it."""

    class What(models.TextChoices):
        NOTE = "note", _("Note")
        TAKEN = "taken", _("Taken")
        RELEASED = "released", _("Given back")
        COVERED = "covered", _("Hidden for now, by the weight of reports")
        DECIDED = "decided", _("Decided")
        RESTORED = "restored", _("Decision undone")
        REOPENED = "reopened", _("Opened again by a new report")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )
    what = models.CharField(max_length=10, choices=What)
    action = models.CharField(max_length=20, blank=True)
    words = models.TextField(max_length=LONGEST_NOTE, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.what} {self.case_id}"

    @property
    def said(self) -> "str | Promise":
        """Its words in the reader's language."""
        return reasons.said(self.words)

    @property
    def label(self) -> "str | Promise":
        """What happened, in words."""
        return Action(self.action).label if self.action else self.get_what_display()
