"""SearchJob and EntryJob: rows that say what the indexes have to look at again."""

from collections.abc import Iterable
from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.leases import Leased, LeasedQuerySet


class IndexWorkQuerySet(LeasedQuerySet):
    """Rows that only the one who holds an index's lock does."""

    def waiting(self) -> Self:
        """Rows that can be done now by the one who holds the lock."""
        return self.filter(Q(due_at__lte=timezone.now()) | ~Q(lease=None))

    def orphaned(self) -> Self:
        """Rows whose holder died: true of every held row under the lock."""
        return self.exclude(lease=None)


class SearchJobQuerySet(IndexWorkQuerySet):
    """Queueing; a thing that waits already is not queued twice."""

    def queue(
        self, kind: str, ids: Iterable[int], *, at: datetime | None = None
    ) -> None:
        """Have things looked at, now or once more at a moment to come.

        Takes a row back from whoever holds it: what she read is old now.
        """
        due = at or timezone.now()
        self.bulk_create(
            [
                self.model(kind=kind, object_id=pk, later=at is not None, due_at=due)
                for pk in ids
            ],
            update_conflicts=True,
            unique_fields=["kind", "object_id", "later"],
            update_fields=["due_at", "place", "attempts", "lease", "leased_until"],
        )


class SearchJob(Leased):
    """One thing to index again; what there is to say about it is read when done.

    `later` rows wait for a moment at which guests may see it. `place` is the seq
    up to which a thread's posts are done, or the id up to which a seller's reviews are.
    """

    class Kind(models.TextChoices):
        POST = "post"
        THREAD = "thread"
        THREAD_POSTS = "thread-posts"
        ADDA = "adda"
        TIP = "tip"
        REVIEW = "review"
        SELLER = "seller"
        SELLER_REVIEWS = "seller-reviews"

    kind = models.CharField(max_length=20, choices=Kind)
    object_id = models.PositiveBigIntegerField()
    later = models.BooleanField(default=False)
    place = models.PositiveIntegerField(default=0)

    objects = SearchJobQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "object_id", "later"], name="one_job_per_thing"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"


class EntryJobQuerySet(IndexWorkQuerySet):
    """Queueing what Wagtail's own search has to look at again."""

    def queue(self, things: Iterable[models.Model]) -> None:
        """Have the entries of saved or deleted objects written, one row for each.

        Takes a row back from whoever holds it: what she read is old now.
        """
        rows = {(type(thing)._meta.label, str(thing.pk)) for thing in things}
        self.bulk_create(
            [self.model(label=label, key=key) for label, key in sorted(rows)],
            update_conflicts=True,
            unique_fields=["label", "key"],
            update_fields=["due_at", "attempts", "lease", "leased_until"],
        )


class EntryJob(Leased):
    """One object of Wagtail's (a page, an image) whose entry is to be written again.

    `label` is its model (`guidance.GuidancePage`), `key` its primary key as text. What
    there is to say about it, or that it is gone, is read when the row is done.
    """

    label = models.CharField(max_length=120)
    key = models.CharField(max_length=50)

    objects = EntryJobQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["label", "key"], name="one_entry_job_per_object"
            )
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.key}"
