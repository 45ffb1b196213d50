"""PostMove: posts on their way from one thread to another.

Merging and splitting say at once what becomes of the threads and leave one row of work
here; the posts follow in slices, by whoever comes first: the moderator's own request,
or the worker. A slice is one transaction, so a process that dies loses nothing, and
what is left is found by asking which posts are still in the old thread. After the posts
of a merge follow the notices of them (CARRIED_ALONG), then how far each member had read.
"""

import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Self

from django.db import models, transaction
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from core.leases import Leased, LeasedQuerySet
from core.slices import REST_SECONDS, SLICE_SECONDS
from forum import signals

from .post import Post
from .stretch import ReadStretch

ROWS_PER_SLICE = 50
# Slices done before the lease is renewed: far less than it lasts.
SLICES_PER_RENEWAL = 20
#: Members whose marks come over in one transaction, and stretches they have at most.
MARKS_PER_SLICE = 200
STRETCHES_PER_SLICE = 1000
#: What higher rooms keep of a thread that is merged: each is called with the PostMove
#: once its posts are there, does one transaction's worth, and is False where nothing was
#: left. Their `ready()` adds it.
CARRIED_ALONG: "list[Callable[[PostMove], bool]]" = []


class PostMoveQuerySet(LeasedQuerySet):
    """Claiming, and asking what is on its way."""

    def of(self, *threads: models.Model) -> Self:
        """Moves from or to one of these threads."""
        return self.filter(Q(source__in=threads) | Q(target__in=threads))


class PostMove(Leased):
    """One merge or split; `roots` are the ids that go with what answers them, None all.

    `opening` is the root that became the opening of a new thread: what answered it
    becomes comments there, and is counted as answers until it has. `runs` are those that
    came over: `[seq there, seq here, how many in a row]`.
    """

    source = models.ForeignKey(
        "forum.Thread", on_delete=models.PROTECT, related_name="+"
    )
    target = models.ForeignKey(
        "forum.Thread", on_delete=models.PROTECT, related_name="+"
    )
    roots = models.JSONField(null=True)
    opening = models.ForeignKey(
        Post, on_delete=models.PROTECT, null=True, related_name="+"
    )
    runs = models.JSONField(default=list)

    objects = PostMoveQuerySet.as_manager()  # type: ignore[misc]

    def __str__(self) -> str:
        return f"{self.source_id} → {self.target_id}"

    def left(self) -> "QuerySet[Post]":
        """Posts that have not come over yet, in their order."""
        posts = Post.objects.filter(thread=self.source_id).order_by("seq")
        if self.roots is not None:
            posts = posts.filter(Q(pk__in=self.roots) | Q(parent__in=self.roots))
        return posts

    def brought(self, first: int, last: int) -> Iterator[tuple[int, int]]:
        """Where what stood from seq `first` to `last` stands now, in stretches."""
        low = high = None
        for there, here, count in self.runs:
            begin, end = max(first, there), min(last, there + count - 1)
            if begin > end:
                continue
            begin, end = here + begin - there, here + end - there
            if high is not None and begin == high + 1:
                high = end
                continue
            if low is not None and high is not None:
                yield low, high
            low, high = begin, end
        if low is not None and high is not None:
            yield low, high

    def place_of(self, seq: int) -> int:
        """Up to where she reads here who has read up to `seq` there; of a place behind
        the last post, one behind the last."""
        here = end = 0
        for there, begin, count in self.runs:
            if there <= seq:
                here = begin + min(seq - there, count - 1)
            end = there + count - 1
        return here + 1 if self.runs and seq > end else here

    def carry(self, seconds: float) -> bool:
        """Bring posts over for about `seconds`; True when all is there.

        The caller holds the lease (`claim`); it is given back when time runs out.
        """
        end = time.monotonic() + seconds
        slices = 0
        for carry_slice in self._steps():
            while carry_slice():
                slices += 1
                if slices % SLICES_PER_RENEWAL == 0 and not self.renew():
                    return False
                if time.monotonic() > end:
                    self.held().update(leased_until=None, lease=None)
                    return False
                time.sleep(REST_SECONDS)
        return self.finish()

    def _steps(self) -> Iterator[Callable[[], bool]]:
        """What is carried, in this order: notices ask how far a member has read."""
        yield self._carry_slice
        if self.roots is None:
            for step in CARRIED_ALONG:
                yield partial(step, self)
            yield self._carry_marks

    @transaction.atomic
    def _carry_slice(self) -> bool:
        """One transaction's worth; False when nothing was left.

        Whole slices are decided with both threads held, so that two who carry at the
        same time take turns and never bring a post over twice.
        """
        threads = type(self.source).objects
        source, target = threads.hold_both(self.source_id, self.target_id)
        row = type(self).objects.filter(pk=self.pk)
        self.runs = row.values_list("runs", flat=True).first() or []
        started, carried, counted = time.monotonic(), [], 0
        seq, root_no, new = target.last_seq, target.last_root_no, 0
        freed = 0
        for post in self.left()[:ROWS_PER_SLICE]:
            seq += 1
            parent = post.parent_id if post.parent_id != self.opening_id else None
            root_no += parent is None
            Post.objects.filter(pk=post.pk).update(
                thread=target,
                seq=seq,
                parent=parent,
                root_no=root_no if parent is None else None,
            )
            carried.append(post.pk)
            self._note_place(post.seq, seq)
            visible = not post.is_hidden and not post.pending
            freed += visible and post.parent_id is not None and parent is None
            counted += visible and post.seq > 0
            new += visible
            if time.monotonic() - started > SLICE_SECONDS:
                break
        if not carried:
            for thread in (source, target):
                signals.thread_changed.announce(type(self), thread=thread)
            return False
        row.update(runs=self.runs)
        source.raise_version(post_count=F("post_count") - counted)
        version = target.raise_version(
            last_seq=seq, last_root_no=root_no, post_count=F("post_count") + new
        )
        Post.objects.filter(pk__in=carried).update(version=version)
        if self.opening_id and freed:
            openings = Post.objects.filter(pk=self.opening_id)
            openings.update(reply_count=F("reply_count") - freed)
        return True

    def _note_place(self, there: int, here: int) -> None:
        """Remember that the post with seq `there` is the one with seq `here` now."""
        last = self.runs[-1] if self.runs else None
        if last and (last[0] + last[2], last[1] + last[2]) == (there, here):
            last[2] += 1
        else:
            self.runs.append([there, here, 1])

    @transaction.atomic
    def _carry_marks(self) -> bool:
        """Let some members go on where they had come to; False when none was left.

        Who had read only the thread that went finds in the other what is new to her:
        all of it, and what she had not read here.
        """
        there = self.source.read_marks.all()
        most = min(MARKS_PER_SLICE, 1 + STRETCHES_PER_SLICE // max(1, len(self.runs)))
        marks = list(there.order_by("pk")[:most])
        if not marks:
            return False
        members = [mark.member_id for mark in marks]
        known = ReadStretch.objects.filter(thread=self.source, member__in=members)
        read = [(mark.member_id, 0, mark.last_read_seq) for mark in marks]
        read += known.values_list("member", "first_seq", "last_seq")
        ReadStretch.objects.bulk_create(
            (
                ReadStretch(
                    member_id=member, thread=self.target, first_seq=low, last_seq=high
                )
                for member, first, last in read
                for low, high in self.brought(first, last)
            ),
            ignore_conflicts=True,
        )
        self._mark(members)
        known.delete()
        there.filter(pk__in=[mark.pk for mark in marks]).delete()
        return True

    def _mark(self, members: list[int]) -> None:
        """Give each a mark here, and move it over a stretch that begins behind it."""
        here = self.target.read_marks.all()
        rows = [here.model(member_id=pk, thread=self.target) for pk in members]
        here.model.objects.bulk_create(rows, ignore_conflicts=True)
        stretches = ReadStretch.objects.filter(thread=self.target, member__in=members)
        next_to = stretches.filter(
            member=OuterRef("member"),
            first_seq__lte=OuterRef("last_read_seq") + 1,
            last_seq__gt=OuterRef("last_read_seq"),
        ).order_by("-last_seq")
        end = Subquery(next_to.values("last_seq")[:1])
        moved = here.filter(member__in=members).annotate(end=end)
        moved.exclude(end=None).update(last_read_seq=end, moved_at=timezone.now())
        mark = here.filter(member=OuterRef("member")).values("last_read_seq")
        stretches.filter(last_seq__lte=Subquery(mark)).delete()


def carry_waiting(seconds: float = 20) -> int:
    """Carry one move that waits; returns how many were worked on (0 or 1)."""
    for move in PostMove.objects.claim(1):
        move.carry(seconds)
        return 1
    return 0
