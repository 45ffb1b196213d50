"""Rows of work: claimed with a lease, done idempotently, finished or tried again.

A worker that dies leaves a lease that runs out; another worker then takes the row.
"""

import uuid
from collections.abc import Iterable
from datetime import timedelta
from typing import Any, Self

from django.db import connection, models, transaction
from django.db.models import F, Q
from django.utils import timezone

LEASE_SECONDS = 60
LONGEST_WAIT_SECONDS = 3600


class LeasedQuerySet(models.QuerySet[Any]):
    """Claiming; used through `objects` of a `Leased` model."""

    def due(self) -> Self:
        """Rows whose time has come and that nobody holds."""
        now = timezone.now()
        return self.filter(due_at__lte=now).filter(
            Q(leased_until=None) | Q(leased_until__lt=now)
        )

    def claim(self, limit: int, seconds: int = LEASE_SECONDS) -> list[Any]:
        """Take up to `limit` due rows for `seconds` and return them, oldest first."""
        token = uuid.uuid4()
        with transaction.atomic():
            rows = self.due().order_by("due_at", "pk")
            if connection.features.has_select_for_update_skip_locked:
                rows = rows.select_for_update(skip_locked=True)
            ids = list(rows.values_list("pk", flat=True)[:limit])
            # Asked again in the UPDATE: without row locks (SQLite) two workers may
            # have read the same ids.
            self.due().filter(pk__in=ids).update(
                lease=token,
                leased_until=timezone.now() + timedelta(seconds=seconds),
                attempts=F("attempts") + 1,
            )
        return list(self.filter(pk__in=ids, lease=token).order_by("due_at", "pk"))

    def finish_all(self, pks: Iterable[int], lease: uuid.UUID | None) -> None:
        """Remove rows that are still held under `lease`.

        Those that a verb has in hand at this moment are left: it takes them back, and
        to wait for it while holding others could be waiting for each other.
        """
        with transaction.atomic():
            rows = self.filter(pk__in=list(pks), lease=lease)
            if connection.features.has_select_for_update_skip_locked:
                rows = rows.select_for_update(skip_locked=True)
            free = list(rows.values_list("pk", flat=True))
            self.filter(pk__in=free).delete()


class Leased(models.Model):
    """A row of work."""

    due_at = models.DateTimeField(default=timezone.now, db_index=True)
    leased_until = models.DateTimeField(null=True, editable=False)
    lease = models.UUIDField(null=True, editable=False)
    attempts = models.PositiveIntegerField(default=0, editable=False)
    last_error = models.TextField(blank=True, editable=False)

    objects = LeasedQuerySet.as_manager()

    class Meta:
        abstract = True

    def held(self) -> "models.QuerySet[Any]":
        """This row while the lease is still ours; empty once another took it."""
        return type(self)._default_manager.filter(pk=self.pk, lease=self.lease)

    def renew(self, seconds: int = LEASE_SECONDS) -> bool:
        """Hold the row for `seconds` more; False when it was lost meanwhile."""
        until = timezone.now() + timedelta(seconds=seconds)
        return bool(self.held().update(leased_until=until))

    def finish(self) -> bool:
        """Remove the row; False when another worker holds it now."""
        return bool(self.held().delete()[0])

    def fail(self, error: str) -> None:
        """Give the row back, to be tried again after 2, 4, 8 … seconds (1 h at most)."""
        wait = min(2 ** min(self.attempts, 12), LONGEST_WAIT_SECONDS)
        self.held().update(
            due_at=timezone.now() + timedelta(seconds=wait),
            leased_until=None,
            lease=None,
            last_error=error[:2000],
        )
