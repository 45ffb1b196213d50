"""What members may say against something, and the trace of what moderators did."""

import uuid
from typing import Any, Self

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from moderation.targets import Target

LONGEST_WORDS = 2000  # characters of a report
LONGEST_REASON = 300  # characters


class Hideable(models.Model):
    """Something members write: hidden, never deleted; who did it and why is kept."""

    hidden_at = models.DateTimeField(null=True, blank=True, editable=False)
    hidden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    hidden_reason = models.CharField(max_length=300, blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def is_hidden(self) -> bool:
        return self.hidden_at is not None


class ModerationEntry(models.Model):
    """One act of a moderator: what, on what, by whom, why."""

    class Action(models.TextChoices):
        HIDE = "hide", _("Hidden")
        UNHIDE = "unhide", _("Shown again")
        PUBLISH = "publish", _("Published")
        UNDO = "undo", _("Undone")
        DISMISS = "dismiss", _("Dismissed")

    at = models.DateTimeField(default=timezone.now, db_index=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="moderation_entries",
    )
    action = models.CharField(max_length=20, choices=Action)
    target_kind = models.CharField(max_length=30)
    target_id = models.PositiveBigIntegerField()
    reason = models.CharField(max_length=300)

    class Meta:
        indexes = [models.Index(fields=["target_kind", "target_id"])]
        ordering = ["-at", "-pk"]
        verbose_name_plural = "moderation entries"

    def __str__(self) -> str:
        return f"{self.action} {self.target_kind} {self.target_id}"


class ReportQuerySet(models.QuerySet["Report"]):
    """Reading reports; only moderators do."""

    def open(self) -> Self:
        """Those that wait."""
        return self.filter(state=Report.State.OPEN)

    def on(self, target: Target, thing: Any) -> Self:
        """Those about one thing."""
        return self.filter(target_kind=target.kind, target_id=thing.pk)

    def before(self, pk: int) -> Self:
        """Those older than the one with this id."""
        return self.filter(pk__lt=pk)

    def newest(self) -> Self:
        """The latest first; stable."""
        return self.order_by("-pk")


class Report(models.Model):
    """A member's or a guest's word that something should go: a report, a takedown.

    A takedown is asked for by a person named in imported text, without an account.
    """

    class Kind(models.TextChoices):
        REPORT = "report", _("A report")
        TAKEDOWN = "takedown", _("Takedown request")

    class State(models.TextChoices):
        OPEN = "open", _("Waiting")
        DONE = "done", _("Done")
        DISMISSED = "dismissed", _("Dismissed")

    kind = models.CharField(max_length=10, choices=Kind)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    target_kind = models.CharField(max_length=30)
    target_id = models.PositiveBigIntegerField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reports",
    )
    name = models.CharField(max_length=100, blank=True)
    contact = models.CharField(max_length=200, blank=True)
    words = models.TextField(max_length=2000)
    client_key = models.UUIDField(unique=True)
    at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    objects = ReportQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["state", "-at", "-id"]),
            models.Index(fields=["target_kind", "target_id"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} on {self.target_kind} {self.target_id}"

    @classmethod
    def file(
        cls, target: Target, thing: Any, client_key: uuid.UUID, **fields: Any
    ) -> "Report":
        """Keep a report or a takedown request (`kind`, `by`, `name`, `contact`, `words`).

        The same `client_key` again gives the one that is there.
        """
        try:
            with transaction.atomic():
                return cls.objects.create(
                    target_kind=target.kind,
                    target_id=thing.pk,
                    client_key=client_key,
                    **fields,
                )
        except IntegrityError:
            return cls.objects.get(client_key=client_key)


def act(target: Target, thing: Any, action: str, by: Any, reason: str) -> bool:
    """Hide, unhide or dismiss (ModerationEntry.Action), and write down who and why.

    Hiding and dismissing answer every open report on the thing. Returns False, and
    writes nothing, where there was nothing to do.
    """
    is_large = action == ModerationEntry.Action.HIDE and target.in_slices
    hidden = is_large and target.hide(thing, by, reason)
    with transaction.atomic():
        return _act(target, thing, action, by, reason, hidden)


def _act(
    target: Target, thing: Any, action: str, by: Any, reason: str, hidden: bool
) -> bool:
    """The part of `act` that is one transaction; `hidden` is what went before it."""
    if action == ModerationEntry.Action.HIDE:
        changed = hidden if target.in_slices else target.hide(thing, by, reason)
        answered = _answer(target, thing, Report.State.DONE, by)
    elif action == ModerationEntry.Action.UNHIDE:
        changed, answered = target.unhide(thing), 0
    else:
        changed, answered = False, _answer(target, thing, Report.State.DISMISSED, by)
    if not changed and not answered:
        return False
    ModerationEntry.objects.create(
        by=by,
        action=action,
        target_kind=target.kind,
        target_id=thing.pk,
        reason=reason,
    )
    return True


def _answer(target: Target, thing: Any, state: str, by: Any) -> int:
    waiting = Report.objects.on(target, thing).open()
    return waiting.update(state=state, decided_at=timezone.now(), decided_by=by)
