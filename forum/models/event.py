"""ThreadEvent: a line in a thread that says what a moderator did, and why."""

from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from .post import ROOTS_PER_PAGE

if TYPE_CHECKING:
    from .thread import Thread


class ThreadEventQuerySet(models.QuerySet["ThreadEvent"]):
    """Reading lines; the caller got the thread by `visible_to`."""

    def on_page(self, thread: "Thread", page: int) -> Self:
        """Those that stand on page `page` of a thread, in their order."""
        first = (page - 1) * ROOTS_PER_PAGE + 1
        here = Q(after_root_no__gte=first, after_root_no__lt=first + ROOTS_PER_PAGE)
        if page == 1:
            here |= Q(after_root_no=0)
        rows = self.filter(here, thread=thread)
        return rows.select_related("by").order_by("after_root_no", "pk")

    def since(self, thread: "Thread", version: int) -> Self:
        """Those written after the thread had `version`."""
        rows = self.filter(thread=thread, version__gt=version)
        return rows.select_related("by").order_by("pk")


class ThreadEvent(models.Model):
    """One act of a moderator on a thread, as its readers see it.

    It stands after the root with number `after_root_no` (0: before all of them);
    `after_seq` is that root's seq, for pages that are open. `data` is what the sentence
    needs: names of boards in both languages, a title, the ids of roots that went.
    """

    class Kind(models.TextChoices):
        CLOSE = "close"
        REOPEN = "reopen"
        MOVE = "move"
        RETITLE = "retitle"
        MERGE = "merge"
        SPLIT = "split"
        BEGIN = "begin"  # the new thread's side of a split

    thread = models.ForeignKey(
        "forum.Thread", on_delete=models.PROTECT, related_name="events"
    )
    kind = models.CharField(max_length=10, choices=Kind)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(max_length=300)
    at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField()
    after_root_no = models.PositiveIntegerField()
    after_seq = models.PositiveIntegerField()
    data = models.JSONField(default=dict)

    objects = ThreadEventQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["thread", "after_root_no"]),
            models.Index(fields=["thread", "version"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.thread_id}"

    @property
    def page(self) -> int:
        """The page of the thread it stands on (from 1)."""
        return max(self.after_root_no - 1, 0) // ROOTS_PER_PAGE + 1

    @property
    def moved_roots(self) -> list[int]:
        """Ids of the roots that went elsewhere with it."""
        moved: list[Any] = self.data.get("roots", [])
        return moved
