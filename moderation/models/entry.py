"""What is hidden and never deleted, and the trace of what moderators did."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from moderation.reasons import Reason, said
from moderation.targets import Target

LONGEST_REASON = 300  # characters
#: Stands as the reason where reports alone hid something, until a moderator has looked.
COVERED = gettext_noop("Many members reported this. A moderator looks at it soon.")


def spoken(reason: str) -> str:
    """A reason as readers see it: moderators' words as they are, ours translated."""
    return gettext(reason) if reason == COVERED else str(said(reason))


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

    @property
    def hidden_because(self) -> str:
        """The reason as readers see it."""
        return spoken(self.hidden_reason)

    @property
    def is_covered(self) -> bool:
        """Whether reports alone hide it, until a moderator has looked."""
        return self.hidden_reason == COVERED


class EntryQuerySet(models.QuerySet["ModerationEntry"]):
    """Reading the trace."""

    def on(self, target: Target, thing: Any) -> Self:
        """What was done with one thing."""
        return self.filter(target_kind=target.kind, target_id=thing.pk)

    def before(self, pk: int) -> Self:
        """Those older than the one with this id."""
        return self.filter(pk__lt=pk)

    def newest(self) -> Self:
        """The latest first; stable, also where a moment is the same."""
        return self.order_by("-pk")


class ModerationEntry(models.Model):
    """One act of a moderator: what, on what, by whom, why."""

    class Action(models.TextChoices):
        HIDE = "hide", pgettext_lazy("what a moderator did", "Hidden")
        UNHIDE = "unhide", _("Shown again")
        PUBLISH = "publish", _("Published")
        UNDO = "undo", _("Undone")
        DISMISS = "dismiss", _("Dismissed")
        PIN = "pin", _("Pinned")
        CHANGE_PIN = "change-pin", _("Pin changed")
        UNPIN = "unpin", _("Unpinned")
        CLOSE = "close", _("Closed")
        REOPEN = "reopen", _("Opened again")
        MOVE = "move", _("Moved")
        RETITLE = "retitle", _("Title corrected")
        MERGE = "merge", _("Merged")
        SPLIT = "split", _("Split")
        LIST_WORD = "list-word", _("Word listed")
        CHANGE_WORD = "change-word", _("Listed word changed")
        UNLIST_WORD = "unlist-word", _("Word taken off the list")
        MAKE = "make", _("Made")
        CHANGE = "change", _("Changed")
        ARRANGE = "arrange", _("Put in another order")
        REMOVE = "remove", _("Removed")
        RETAG = "retag", _("Tags changed")
        COVER = "cover", _("Hidden for now")
        APPROVE = "approve", _("Let through")
        WARN = "warn", _("Warned")
        SILENCE = "silence", _("Silenced")
        SUSPEND = "suspend", _("Suspended")
        LIFT = "lift", _("Sanction lifted")
        GIVE_ROLE = "give-role", _("Role given")
        TAKE_ROLE = "take-role", _("Role taken")
        LOOK_THROUGH = "look-through", _("Looked through")
        DROP_FACTOR = "drop-factor", _("Second step taken away")
        SETTLE = "settle", _("Settled by itself")
        PROMOTE = "promote", _("Put first for a query")
        DEMOTE = "demote", _("No longer put first")

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
    category = models.CharField(max_length=20, choices=Reason, blank=True)
    # What was done with one tap, so that one tap undoes it.
    batch = models.UUIDField(null=True, blank=True, db_index=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["target_kind", "target_id"])]
        ordering = ["-at", "-pk"]
        verbose_name_plural = "moderation entries"

    def __str__(self) -> str:
        return f"{self.action} {self.target_kind} {self.target_id}"

    @property
    def spoken(self) -> str:
        """The reason in the reader's language where it is ours."""
        return spoken(self.reason)
