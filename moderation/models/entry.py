"""What is hidden and never deleted, and the trace of what moderators did."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

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
        PIN = "pin", _("Pinned")
        CHANGE_PIN = "change-pin", _("Pin changed")
        UNPIN = "unpin", _("Unpinned")
        CLOSE = "close", _("Closed")
        REOPEN = "reopen", _("Opened again")
        MOVE = "move", _("Moved")
        RETITLE = "retitle", _("Title corrected")
        MERGE = "merge", _("Merged")
        SPLIT = "split", _("Split")
        COVER = "cover", _("Hidden for now")
        APPROVE = "approve", _("Let through")
        WARN = "warn", _("Warned")
        SILENCE = "silence", _("Silenced")
        SUSPEND = "suspend", _("Suspended")
        LIFT = "lift", _("Sanction lifted")
        GIVE_ROLE = "give-role", _("Role given")
        TAKE_ROLE = "take-role", _("Role taken")
        LOOK_THROUGH = "look-through", _("Looked through")

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
