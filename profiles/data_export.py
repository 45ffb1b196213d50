"""DataExport: a copy of all that a member has here, made in the background."""

import secrets
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from core.leases import LEASE_SECONDS, Leased, LeasedQuerySet
from profiles import signals

if TYPE_CHECKING:
    from profiles.models import Member

VALID = timedelta(hours=24)
# Asked again so soon it is the same copy: a second tap, an impatient thumb.
SAME = timedelta(minutes=5)


def folder() -> Path:
    """Where copies lie; never among the public media."""
    return Path(settings.DATA_DIR) / "exports"


class DataExportQuerySet(LeasedQuerySet):
    """Claiming those that are still to be made, and finding hers."""

    def due(self) -> Self:
        return super().due().filter(ready_at=None)

    def of(self, member: Any) -> Self:
        """Hers, the latest first."""
        return self.filter(member=member.pk).order_by("-pk")

    def valid(self) -> Self:
        """Those that can be fetched now."""
        return self.filter(ready_at__gt=timezone.now() - VALID)

    def over(self) -> Self:
        """Those whose day is over."""
        return self.filter(ready_at__lte=timezone.now() - VALID)


class DataExport(Leased):
    """One copy: waiting or being made until `ready_at`, then there for a day.

    `token` names the file and stands in its address. `steps_done` of `steps` says how
    far the worker is.
    """

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="exports"
    )
    token = models.CharField(max_length=43, unique=True, editable=False)
    asked_at = models.DateTimeField(default=timezone.now)
    steps_done = models.PositiveSmallIntegerField(default=0)
    steps = models.PositiveSmallIntegerField(default=0)
    ready_at = models.DateTimeField(null=True, db_index=True)
    size = models.PositiveBigIntegerField(default=0)

    objects = DataExportQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member"],
                condition=models.Q(ready_at=None),
                name="one_export_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"export of {self.member_id}"

    @property
    def path(self) -> Path:
        """The file, once it is ready."""
        return folder() / f"{self.token}.zip"

    @property
    def until(self) -> datetime | None:
        """When it goes."""
        return self.ready_at and self.ready_at + VALID

    # --- verbs ---

    @classmethod
    def ask(cls, member: "Member") -> "DataExport":
        """Have a copy made; one that is being made, or was made just now, is the same."""
        try:
            with transaction.atomic():
                return cls._ask(member)
        except IntegrityError:
            # Two taps at the same moment: the other one was first.
            return cls.objects.of(member).filter(ready_at=None)[:1].get()

    @classmethod
    def _ask(cls, member: "Member") -> "DataExport":
        recent = models.Q(ready_at__gt=timezone.now() - SAME)
        hers = cls.objects.of(member)
        if there := hers.filter(models.Q(ready_at=None) | recent).first():
            return there
        # Its file is swept away as one that no row names.
        hers.delete()
        return cls.objects.create(member=member, token=secrets.token_urlsafe(32))

    def step_on(self) -> bool:
        """Say that one more step is done and hold the row on; False where it was lost."""
        self.steps_done += 1
        until = timezone.now() + timedelta(seconds=LEASE_SECONDS)
        held = self.held()
        return bool(held.update(steps_done=self.steps_done, leased_until=until))

    @transaction.atomic
    def publish(self, size: int) -> bool:
        """Let her have it from now on for a day; False where another worker did."""
        rows = self.held().filter(ready_at=None)
        now = timezone.now()
        if not rows.update(ready_at=now, size=size, lease=None, leased_until=None):
            return False
        self.ready_at, self.size = now, size
        signals.export_ready.announce(type(self), member=self.member)
        return True
