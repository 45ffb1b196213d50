"""Fills a site with made-up threads and posts, to see how it carries a load.

The rows are written in bulk, not by the verbs, and are what the verbs would have left:
`manage.py repair --check` finds nothing to mend. Everything is brought up to the numbers
asked for, a slice a transaction, so that a run that was stopped is simply run again.
"""

import datetime as dt
import itertools
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from forum.models import Board, Post, ReadMark, Thread
from profiles.models import Member

HANDLE = "sample"
ROWS_PER_SLICE = 400
ROOT_EVERY = 3  # one comment, then two answers
BODIES = 300
UNREAD = 40  # posts that a mark leaves unread
WORDS = [
    "আমার",
    "কাঁথা",
    "শাড়ি",
    "ডেলিভারি",
    "কাস্টমার",
    "দাম",
    "অর্ডার",
    "পেজ",
    "রিভিউ",
    "ছবি",
    "আপু",
    "ভাই",
    "কাজ",
    "হাতে",
    "সময়",
    "বাজার",
    "ঢাকা",
    "খুলনা",
    "সিলেট",
    "নকশি",
    "পাট",
    "চামড়া",
    "গয়না",
    "আচার",
    "পিঠা",
    "মধু",
    "price",
    "delivery",
    "customer",
    "order",
    "thik",
    "ache",
    "valo",
    "lage",
    "korte",
    "pari",
    "টাকা",
    "বিকাশ",
    "পার্সেল",
    "ফেরত",
    "ভালো",
    "খারাপ",
    "নতুন",
    "পুরোনো",
]


@dataclass(frozen=True)
class Wanted:
    """How much there is to be in the end; `largest` are the posts of the first thread,
    None for as many as in the others."""

    threads: int
    posts: int
    members: int
    largest: int | None = None
    read_marks: int = 0

    def share(self, number: int) -> int:
        """How many comments thread `number` (from 0) gets."""
        if self.largest is None or self.threads == 1:
            rest, threads, place = self.posts, self.threads, number
        elif number == 0:
            return self.largest
        else:
            rest, threads, place = (
                self.posts - self.largest,
                self.threads - 1,
                number - 1,
            )
        return rest // threads + (place < rest % threads)


class Sample:
    """One run; `say` tells how far it is."""

    def __init__(self, wanted: Wanted, say: Callable[[str], None]) -> None:
        self.wanted, self.say = wanted, say
        # The same every time, so that two measurements see the same site.
        self.dice = random.Random(7)  # noqa: S311
        self.bodies = [Post.compiled(self.words()) for _ in range(BODIES)]
        self.added = 0

    def make(self) -> float:
        """Bring everything up to what is wanted; returns the seconds that posts took."""
        members = self.members()
        boards = list(Board.objects.all()) or [self.board()]
        began, threads = time.monotonic(), []
        for number in range(self.wanted.threads):
            threads.append(self.thread(number, members, boards))
            self.fill(threads[-1], members, self.wanted.share(number))
        seconds = time.monotonic() - began
        self.mark_read(threads, members)
        return seconds

    def mark_read(self, threads: list[Thread], members: list[int]) -> None:
        """Let members have read most of threads, one after the other."""
        pairs = ((thread, member) for thread in threads for member in members)
        wanted = itertools.islice(pairs, self.wanted.read_marks)
        made = 0
        while rows := list(itertools.islice(wanted, ROWS_PER_SLICE)):
            ReadMark.objects.bulk_create(
                [
                    ReadMark(
                        member_id=member,
                        thread=thread,
                        last_read_seq=max(0, thread.last_seq - UNREAD),
                    )
                    for thread, member in rows
                ],
                ignore_conflicts=True,
            )
            made += len(rows)
            self.say(f"{made} read marks")

    def words(self) -> str:
        """Some lines of a comment, about 300 characters."""
        return " ".join(self.dice.choices(WORDS, k=self.dice.randint(20, 70)))

    def members(self) -> list[int]:
        """Ids of the sample's members, the missing ones made."""
        known = Member.objects.filter(handle__startswith=HANDLE).count()
        for first in range(known, self.wanted.members, ROWS_PER_SLICE):
            last = min(first + ROWS_PER_SLICE, self.wanted.members)
            Member.objects.bulk_create(
                self.member(number) for number in range(first + 1, last + 1)
            )
            self.say(f"{last} members")
        rows = Member.objects.filter(handle__startswith=HANDLE).order_by("pk")
        return list(rows.values_list("pk", flat=True)[: self.wanted.members])

    @staticmethod
    def member(number: int) -> Member:
        """One who cannot sign in."""
        member = Member(handle=f"{HANDLE}{number}", display_name=f"নমুনা সদস্য {number}")
        member.set_unusable_password()
        member.handle_key = member.handle
        return member

    @staticmethod
    def board() -> Board:
        """Where a site without boards gets its threads."""
        return Board.objects.create(
            slug=HANDLE, name_bn="নমুনা", name_en="Sample", about_bn="", about_en=""
        )

    def thread(self, number: int, members: list[int], boards: list[Board]) -> Thread:
        """Thread `number` (from 0) with its opening, made where it is missing."""
        title = f"নমুনা আলোচনা {number + 1}"
        found = Thread.objects.filter(
            title=title, author__handle__startswith=HANDLE
        ).first()
        if found:
            return found
        author = members[number % len(members)]
        with transaction.atomic():
            thread = Thread.objects.create(
                board=boards[number % len(boards)],
                title=title,
                author_id=author,
                visible_from=timezone.now(),
                version=1,
            )
            Post.objects.create(
                thread=thread, author_id=author, seq=0, version=1, **self.body()
            )
        return thread

    def body(self) -> dict[str, Any]:
        """The fields of one of the bodies."""
        return self.dice.choice(self.bodies)

    def fill(self, thread: Thread, members: list[int], share: int) -> None:
        """Write comments until the thread has `share`."""
        while thread.last_seq < share:
            missing = share - thread.last_seq
            with transaction.atomic():
                thread.hold()
                thread.refresh_from_db()
                self.write(thread, members, min(missing, ROWS_PER_SLICE))
            self.added += min(missing, ROWS_PER_SLICE)
            self.say(f"{self.added} posts")

    def write(self, thread: Thread, members: list[int], count: int) -> None:
        """One slice: comments, and under each the answers that follow it."""
        begin = timezone.now() - dt.timedelta(days=1)
        posts = list(self.posts(thread, members, count, begin))
        roots = posts[::ROOT_EVERY]
        Post.objects.bulk_create(roots)
        for place, post in enumerate(posts):
            if place % ROOT_EVERY:
                post.parent = posts[place - place % ROOT_EVERY]
        replies = [post for post in posts if post.parent is not None]
        Post.objects.bulk_create(replies)
        Thread.objects.filter(pk=thread.pk).update(
            last_seq=thread.last_seq + count,
            last_root_no=thread.last_root_no + len(roots),
            version=thread.version + 1,
            post_count=thread.post_count + count,
            active_at=posts[-1].created_at,
            changed_at=timezone.now(),
        )
        thread.refresh_from_db()

    def posts(
        self, thread: Thread, members: list[int], count: int, begin: dt.datetime
    ) -> Iterator[Post]:
        """The rows of a slice, roots without their answers' ids yet."""
        root_no = thread.last_root_no
        for place in range(count):
            is_root = place % ROOT_EVERY == 0
            root_no += is_root
            seq = thread.last_seq + place + 1
            yield Post(
                thread=thread,
                author_id=self.dice.choice(members),
                seq=seq,
                root_no=root_no if is_root else None,
                version=thread.version + 1,
                reply_count=min(ROOT_EVERY - 1, count - place - 1) if is_root else 0,
                created_at=begin + dt.timedelta(milliseconds=seq),
                **self.body(),
            )
