"""Report: what members and guests say against something."""

import uuid
from typing import Any, Self

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from moderation.targets import Target

LONGEST_WORDS = 2000  # characters of a report


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
