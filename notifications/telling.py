"""Telling those whom a new post concerns: what the worker does with a NoticeJob.

First those whom the post speaks to (named in it, answered by it), then those who
follow, in the order of their ids, a slice in each transaction. `NoticeJob.place` moves
with the notices of its slice: stopped anywhere, it goes on after the last one told.
"""

import logging
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any

from django.db import transaction
from django.db.models import Q, Value
from django.db.models.functions import Coalesce, Greatest, Least
from django.utils import timezone

from core import text
from core.slices import REST_SECONDS
from forum import following
from forum.models import ReadMark, ReadStretch, Subscription, Thread
from notifications.models import Call, Delivery, NoticeJob, Notification
from profiles.models import Block, Member

log = logging.getLogger("uthan.notices")

EVERY_SECONDS = 0.5
#: Followers in one transaction, and seconds of work after which the worker looks
#: whether something else is due.
SLICE_ROWS = 100
BUSY_SECONDS = 0.3
#: Of all who are named in one post, the first so many are told.
MENTIONED_AT_MOST = 20
#: How long a post waits that is being carried to the thread which its own became part of.
ON_ITS_WAY = timedelta(seconds=5)

Level = Subscription.Level
Kind = Notification.Kind


class LeaseLost(Exception):
    """Another worker does this job now."""


def drain() -> int:
    """Do what is due for a moment; how many jobs were taken in hand."""
    until = time.monotonic() + BUSY_SECONDS
    taken = 0
    while time.monotonic() < until:
        job = next(iter(NoticeJob.objects.claim(1)), None)
        if job is None:
            break
        taken += 1
        work(job, until)
    return taken


def work(job: NoticeJob, until: float) -> None:
    """Do `job`, or as much of it as there is time for."""
    try:
        telling = Telling(job)
        if telling.must_wait():
            return
        while telling.concerns_anybody and telling.step():
            if time.monotonic() >= until:
                give_back(job)
                return
            time.sleep(REST_SECONDS)
        conclude(job)
    except LeaseLost:
        pass
    except Exception as error:
        log.exception("notices of %s failed", job)
        job.fail(repr(error))


def give_back(job: NoticeJob) -> None:
    """Let go of a job that is not done: others that wait go first."""
    job.held().update(due_at=timezone.now(), lease=None, leased_until=None, attempts=0)


def conclude(job: NoticeJob) -> None:
    """The job is done, when those are told whom an edit named meanwhile; that an opening
    was told is remembered."""
    if not job.post_id:
        job.held().update(waiting=True, lease=None, leased_until=None)
        return
    with transaction.atomic():
        # Held, so that no edit adds a name to a job that is going.
        rows = job.held().select_for_update()
        if added := rows.values_list("added", flat=True).first():
            tell_added(job.pk, added)
        job.finish()


def tell_added(job: int, handles: list[str]) -> None:
    """Tell those whom an edit named, as of something that is shown late: they may have
    read past it."""
    now = NoticeJob.objects.select_related("post__parent").get(pk=job)
    now.is_late = True
    telling = Telling(now)
    if now.post.is_hidden or now.post.pending or not telling.concerns_anybody:
        return
    ids = telling.hearing(telling.named_later(handles))
    telling.write(ids, None)
    telling.write_calls(ids)


@dataclass
class Telling:
    """One job with what is known of its post."""

    job: NoticeJob

    @cached_property
    def thread(self) -> Thread:
        """Where the post stands now: it may have been moved since it was written."""
        post = self.job.post
        return Thread.objects.get(pk=post.thread_id if post else self.job.thread_id)

    @cached_property
    def threads(self) -> list[int]:
        """The thread and those that became part of it: who followed one follows it."""
        merged = Thread.objects.filter(merged_into=self.thread)
        return [self.thread.pk, *merged.values_list("pk", flat=True)]

    @property
    def author_id(self) -> int | None:
        return self.job.post.author_id if self.job.post else None

    @property
    def seq(self) -> int:
        return self.job.post.seq if self.job.post else 0

    @property
    def first_seq(self) -> int | None:
        """From where on there is something new for a follower; None where it stands
        by itself: an opening, a post that was shown late."""
        return None if self.job.post is None or self.job.is_late else self.seq

    @property
    def until_seq(self) -> int:
        """Up to where she has to read for this to be read: past what was there, when
        it was shown late."""
        return self.thread.last_seq + 1 if self.job.is_late else self.seq

    @cached_property
    def places(self) -> dict[str, list[int]]:
        return following.places_of(self.thread)

    @property
    def concerns_anybody(self) -> bool:
        """Whether everyone may know of it: what only some see is told to nobody."""
        return self.thread.is_public

    def must_wait(self) -> bool:
        """Put a post that is not shown aside until it is, and one that is on its way to
        another thread for a moment; True if it was put aside."""
        post = self.job.post
        if post is not None and self.thread.merged_into_id:
            soon = timezone.now() + ON_ITS_WAY
            self.job.held().update(
                due_at=soon, lease=None, leased_until=None, attempts=0
            )
            return True
        if post is None or not (post.pending or post.is_hidden):
            return False
        with transaction.atomic():
            # Under the thread's lock, or its being shown just now would be missed.
            self.thread.hold()
            post.refresh_from_db(fields=["pending", "hidden_at"])
            if not (post.pending or post.is_hidden):
                return False
            self.job.held().update(
                waiting=True, lease=None, leased_until=None, attempts=0
            )
        return True

    # --- whom ---

    @cached_property
    def called(self) -> dict[int, str]:
        """Ids of those whom the post speaks to, and how; a mention says more than an
        answer does."""
        post = self.job.post
        if post is None:
            return {}
        handles = post.openings.get("mentions", [])[:MENTIONED_AT_MOST]
        named = Member.objects.filter(
            handle_key__in=[text.fold(each) for each in handles]
        )
        called = dict.fromkeys(
            named.order_by("pk").values_list("pk", flat=True), Call.Kind.MENTION.value
        )
        if post.parent is not None:
            called.setdefault(post.parent.author_id, Call.Kind.REPLY.value)
        levels = self.levels(called)
        heard = {
            Call.Kind.MENTION.value: {Level.ALL, Level.OFF, Level.MENTIONS},
            Call.Kind.REPLY.value: {Level.ALL, Level.OFF},
        }
        return {
            pk: kind
            for pk, kind in called.items()
            if levels.get(pk, Level.OFF) in heard[kind]
        }

    def named_later(self, handles: Iterable[str]) -> list[int]:
        """Of `handles` those who are to be told: not told of the post before, neither by
        a call nor among what they follow, and not across a block. All that its author
        calls by one post, however often she edits it, are MENTIONED_AT_MOST."""
        post = self.job.post
        if post is None:
            return []
        keys = [text.fold(handle) for handle in handles]
        named = Member.objects.filter(handle_key__in=keys, pk__in=self.called)
        calls = Call.objects.filter(post=post)
        told = Notification.objects.filter(
            thread=self.thread, first_seq__lte=self.seq, until_seq__gte=self.seq
        )
        blocks = Block.objects.around(post.author, [*self.called])
        apart = {pk for pair in blocks.values_list("member", "other") for pk in pair}
        named = (
            named.exclude(pk__in=calls.values("notification__member"))
            .exclude(pk__in=told.values("member"))
            .exclude(pk__in=apart)
        )
        room = MENTIONED_AT_MOST - calls.filter(kind=Call.Kind.MENTION).count()
        return list(named.order_by("pk").values_list("pk", flat=True)[: max(0, room)])

    def levels(self, members: Iterable[int]) -> dict[int, str]:
        """How closely each follows this: what she said of the thread counts before
        what she said of a place, and of two places the one that wants less."""
        rows = Subscription.objects.filter(member__in=list(members))
        levels: dict[int, str] = {}
        for kind, ids in self.places.items():
            for pk, level in rows.filter(kind=kind, target_id__in=ids).values_list(
                "member", "level"
            ):
                levels[pk] = less(levels.get(pk, level), level)
        threads = rows.filter(kind="thread", target_id__in=self.threads)
        # Of the thread itself last: it counts before those that became part of it.
        for pk, _target, level in sorted(
            threads.values_list("member", "target_id", "level"),
            key=lambda row: row[1] == self.thread.pk,
        ):
            levels[pk] = level
        return levels

    def followers(self, after: int) -> list[int]:
        """The next ids after `after` of those who follow what the job tells of: the
        thread of a comment, the places of a thread that begins."""
        followed = Q(kind="thread", target_id__in=self.threads)
        if not self.seq:
            followed = Q(pk=None)  # nobody, where it stands in no place
            for kind, targets in self.places.items():
                followed |= Q(kind=kind, target_id__in=targets)
        rows = Subscription.objects.filter(followed, level=Level.ALL, member__gt=after)
        ids = rows.order_by("member").values_list("member", flat=True).distinct()
        return list(ids[:SLICE_ROWS])

    def wanting(self, followers: list[int]) -> list[int]:
        """Those of `followers` who want to hear of this one."""
        levels = self.levels(followers)
        wanting = [pk for pk in followers if levels[pk] == Level.ALL]
        if self.seq:
            return wanting
        # Who has a word on the thread itself began it, or was there before.
        on_it = Subscription.objects.on("thread", self.thread.pk)
        there = set(on_it.filter(member__in=wanting).values_list("member", flat=True))
        return [pk for pk in wanting if pk not in there]

    def hearing(self, members: Iterable[int]) -> list[int]:
        """Those of `members` who may be told: who are here, did not write it, have not
        read it, and no block stands between them and its author."""
        post = self.job.post
        ids = set(members) - {self.author_id}
        here = Member.objects.filter(pk__in=ids, is_active=True)
        if post is not None:
            blocked = Block.objects.filter(
                member__in=ids, other=self.author_id, other__is_moderator=False
            )
            here = here.exclude(pk__in=blocked.values("member"))
            kept_away = Block.objects.filter(
                member=self.author_id, member__is_moderator=False
            )
            here = here.exclude(pk__in=kept_away.values("other"))
        if post is not None and not self.job.is_late:
            marks = ReadMark.objects.filter(
                thread=self.thread, member__in=ids, last_read_seq__gte=post.seq
            )
            here = here.filter(all_read_at__lt=post.created_at)
            here = here.exclude(pk__in=marks.values("member"))
            # … nor where it stood before a merge brought it.
            known = ReadStretch.objects.filter(
                thread=self.thread, first_seq__lte=post.seq, last_seq__gte=post.seq
            )
            here = here.exclude(pk__in=known.values("member"))
        return list(here.order_by("pk").values_list("pk", flat=True))

    # --- telling them ---

    def step(self) -> bool:
        """Tell the next slice; False when there is none after it."""
        if self.job.place is None:
            ids = self.hearing(self.called)
            levels = self.levels(ids)
            following = {pk for pk in ids if levels.get(pk) == Level.ALL}
            with self.moving_to(0):
                self.write([pk for pk in ids if pk in following], self.first_seq)
                self.write([pk for pk in ids if pk not in following], None)
                self.write_calls(ids)
            return True
        followers = self.followers(self.job.place)
        if not followers:
            return False
        ids = self.hearing(set(self.wanting(followers)) - set(self.called))
        with self.moving_to(followers[-1]):
            self.write(ids, self.first_seq)
            if self.job.is_late:
                self.write_calls(ids)
        return len(followers) == SLICE_ROWS

    @contextmanager
    def moving_to(self, place: int) -> Iterator[None]:
        """A transaction in which the job moves on; raises LeaseLost, undoing all, when
        another worker has it."""
        with transaction.atomic():
            if not self.job.held().update(place=place):
                raise LeaseLost
            yield
        self.job.place = place

    def write(self, members: list[int], seq: int | None) -> None:
        """Have each of `members` find the post in her notice of this thread: in the one
        that she has not read, or in a new one.

        `seq` is where what she follows begins, None where she is only called.
        """
        if not members:
            return
        now = timezone.now()
        standing = Notification.objects.standing().filter(thread=self.thread)
        standing = standing.filter(member__in=members)
        standing.read_elsewhere().update(read_at=now)
        there = list(
            standing.select_for_update(no_key=True)
            .order_by("member")
            .values_list("pk", "member")
        )
        changes: dict[str, Any] = {
            "at": now,
            "until_seq": Greatest("until_seq", Value(self.until_seq)),
        }
        if seq is not None:
            changes["first_seq"] = Least(Coalesce("first_seq", Value(seq)), Value(seq))
        Notification.objects.filter(pk__in=[pk for pk, _ in there]).update(**changes)
        told = {member for _, member in there}
        made = Notification.objects.bulk_create(
            Notification(
                member_id=pk,
                kind=Kind.THREAD if self.job.post else Kind.OPENED,
                thread=self.thread,
                first_seq=seq,
                until_seq=self.until_seq,
                at=now,
            )
            for pk in members
            if pk not in told
        )
        Delivery.to_inbox(notice.pk for notice in made)

    def write_calls(self, members: list[int]) -> None:
        """Say in their notices that the post speaks to them."""
        standing = Notification.objects.standing().filter(thread=self.thread)
        notices = standing.filter(member__in=members).values_list("pk", "member")
        Call.objects.bulk_create(
            [
                Call(
                    notification_id=pk,
                    post=self.job.post,
                    kind=self.called.get(member, Call.Kind.FOLLOWED.value),
                    is_late=self.job.is_late,
                )
                for pk, member in notices
            ],
            ignore_conflicts=True,
        )


def less(one: str, another: str) -> str:
    """Of two levels the one that wants to hear less."""
    order = [Level.MUTED, Level.MENTIONS, Level.OFF, Level.ALL]
    return min(one, another, key=lambda level: order.index(Level(level)))
