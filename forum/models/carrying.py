"""PostMove: posts on their way from one thread to another.

Merging and splitting say at once what becomes of the threads and leave one row of work
here; the posts follow in slices, by whoever comes first: the moderator's own request,
or the worker. A slice is one transaction, so a process that dies loses nothing, and
what is left is found by asking which posts are still in the old thread.
"""

import time
from typing import Self

from django.db import models, transaction
from django.db.models import F, Q, QuerySet

from core.leases import Leased, LeasedQuerySet
from core.slices import REST_SECONDS, SLICE_SECONDS
from forum import signals

from .post import Post

ROWS_PER_SLICE = 50
# Slices done before the lease is renewed: far less than it lasts.
SLICES_PER_RENEWAL = 20


class PostMoveQuerySet(LeasedQuerySet):
    """Claiming, and asking what is on its way."""

    def of(self, *threads: models.Model) -> Self:
        """Moves from or to one of these threads."""
        return self.filter(Q(source__in=threads) | Q(target__in=threads))


class PostMove(Leased):
    """One merge or split; `roots` are the ids that go with what answers them, None all.

    `opening` is the root that became the opening of a new thread: what answered it
    becomes comments there, and is counted as answers until it has.
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

    objects = PostMoveQuerySet.as_manager()  # type: ignore[misc]

    def __str__(self) -> str:
        return f"{self.source_id} → {self.target_id}"

    def left(self) -> "QuerySet[Post]":
        """Posts that have not come over yet, in their order."""
        posts = Post.objects.filter(thread=self.source_id).order_by("seq")
        if self.roots is not None:
            posts = posts.filter(Q(pk__in=self.roots) | Q(parent__in=self.roots))
        return posts

    def carry(self, seconds: float) -> bool:
        """Bring posts over for about `seconds`; True when all are there.

        The caller holds the lease (`claim`); it is given back when time runs out.
        """
        end = time.monotonic() + seconds
        slices = 0
        while self._carry_slice():
            slices += 1
            if slices % SLICES_PER_RENEWAL == 0 and not self.renew():
                return False
            if time.monotonic() > end:
                self.held().update(leased_until=None, lease=None)
                return False
            time.sleep(REST_SECONDS)
        return self.finish()

    @transaction.atomic
    def _carry_slice(self) -> bool:
        """One transaction's worth; False when nothing was left.

        Whole slices are decided with both threads held, so that two who carry at the
        same time take turns and never bring a post over twice.
        """
        threads = type(self.source).objects
        source, target = threads.hold_both(self.source_id, self.target_id)
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
        source.raise_version(post_count=F("post_count") - counted)
        version = target.raise_version(
            last_seq=seq, last_root_no=root_no, post_count=F("post_count") + new
        )
        Post.objects.filter(pk__in=carried).update(version=version)
        if self.opening_id and freed:
            openings = Post.objects.filter(pk=self.opening_id)
            openings.update(reply_count=F("reply_count") - freed)
        return True


def carry_waiting(seconds: float = 20) -> int:
    """Carry one move that waits; returns how many were worked on (0 or 1)."""
    for move in PostMove.objects.claim(1):
        move.carry(seconds)
        return 1
    return 0
