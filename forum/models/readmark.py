"""ReadMark: how far a member has read a thread."""

from datetime import datetime
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection, models
from django.db.models import F, OuterRef
from django.utils import timezone

from core.prepared import Prepared

from .post import Post
from .thread import Thread

if TYPE_CHECKING:
    from profiles.models import Member

# Posts of one thread that a list counts; where there are so many it says so.
MOST_COUNTED = 100

# One statement on both engines: made or moved on, never back, never past the thread's
# end, and never over what stands between her mark and `after`.
_MOVE = """
INSERT INTO forum_readmark (member_id, thread_id, last_read_seq, moved_at)
SELECT %(member)s, id, CASE WHEN last_seq < %(seq)s THEN last_seq ELSE %(seq)s END,
       %(now)s
FROM forum_thread
WHERE id = %(thread)s AND (%(after)s = 0 OR EXISTS (
    SELECT 1 FROM forum_readmark AS mark
    WHERE mark.member_id = %(member)s AND mark.thread_id = %(thread)s
      AND mark.last_read_seq >= %(after)s
))
ON CONFLICT (member_id, thread_id) DO UPDATE
SET last_read_seq = excluded.last_read_seq, moved_at = excluded.moved_at
WHERE forum_readmark.last_read_seq < excluded.last_read_seq
"""


class CountOf(models.Subquery):
    """How many rows a query has, of which it may be a slice."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = models.IntegerField()


class ReadMarkQuerySet(models.QuerySet["ReadMark"]):
    """Reading marks; each is its member's own."""

    def unread_counts(self, member: Any, threads: list[int]) -> dict[int, int]:
        """How many unread posts each of `threads` has for her, MOST_COUNTED at most;
        those without are left out. One query, however many threads and posts.

        A thread that she never opened has none: to her it is new as a whole.
        """
        if not threads or not member.is_authenticated:
            return {}
        counts = _UNREAD_COUNTS.rows(
            member=member.pk, all_read_at=member.all_read_at, threads=threads
        )
        return {thread: count for thread, count in counts if count}


def _unread_counts(
    member: int, all_read_at: datetime, threads: list[int]
) -> "models.QuerySet[ReadMark, tuple[int, int]]":
    reader = SimpleNamespace(pk=member, all_read_at=all_read_at)
    unread = Post.objects.unread_by(reader, OuterRef("last_read_seq"))
    some = unread.filter(thread=OuterRef("thread")).values("pk")[:MOST_COUNTED]
    marks = ReadMark.objects.filter(member=member, thread__in=threads)
    marks = marks.filter(last_read_seq__lt=F("thread__last_seq"))
    return marks.annotate(unread=CountOf(some)).values_list("thread", "unread")


_UNREAD_COUNTS = Prepared(_unread_counts)


class ReadMark(models.Model):
    """One member's place in one thread: the `seq` up to which she has read it.

    One row per member and thread, never one per post. What a reader has to count is
    `Post.objects.unread_by`; `Member.all_read_at` counts where it is later.
    """

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="read_marks"
    )
    thread = models.ForeignKey(
        Thread, on_delete=models.CASCADE, related_name="read_marks"
    )
    last_read_seq = models.PositiveIntegerField(default=0)
    moved_at = models.DateTimeField(default=timezone.now)

    objects = ReadMarkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member", "thread"], name="one_mark_per_member_and_thread"
            )
        ]

    def __str__(self) -> str:
        return f"{self.member_id} in {self.thread_id}: {self.last_read_seq}"

    @classmethod
    def move(
        cls, member: "Member", thread: Thread, seq: int, *, after: int = 0
    ) -> bool:
        """Say that she has read `thread` up to `seq`; False when she had already.

        With `after` only what stands behind that seq was shown: the mark stays where
        it is when it has not come so far. It never goes back, nor past the thread's
        end; one statement, so that it may be said again at any time.
        """
        values: dict[str, int | datetime] = {
            "member": member.pk,
            "thread": thread.pk,
            "seq": seq,
            "after": after,
            "now": timezone.now(),
        }
        with connection.cursor() as cursor:
            cursor.execute(_MOVE, values)
            return bool(cursor.rowcount > 0)
