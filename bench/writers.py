"""Many writers at once, and whether anything counted by them is wrong afterwards.

Eight processes for a minute, on SQLite and on PostgreSQL: they comment, answer, change
and hide posts and show them again, take their own back, react, start, move, close, split
and merge threads, all on the same few threads, and bring posts over as the worker does. Then `repair --check` says
what drifted, and every post that was acknowledged must be there once. Prints JSON; ends
with 1 when anything is lost, doubled or drifted, or a verb failed in another way than by
its own refusals. Part of `make faults`.
"""

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
import uuid
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.faults import ROOT, Site, postgresql_database

WRITERS = 8
SECONDS = 60.0
THREADS = 12
REFUSALS = {
    "CannotReact",
    "CannotRearrange",
    "EditedMeanwhile",
    "ParentGone",
    "ThreadClosed",
}

PREPARE = """
import uuid
from forum.models import Board, Thread
from profiles.models import Member
people = [
    Member.objects.create_user(f"writer{n}", None, display_name=f"Writer {n}")
    for n in range(%d)
]
people[0].make_moderator()
boards = [
    Board.objects.create(slug=f"b{n}", name_bn=f"B{n}", name_en=f"B{n}") for n in (1, 2)
]
for n in range(%d):
    Thread.start(boards[n %% 2], people[n %% len(people)], f"T{n}", "শুরু", uuid.uuid4())
"""
FINISH = """
import json
from forum.models import Post, PostMove, carry_waiting
from forum.repairing import find_drift
while PostMove.objects.exists():
    carry_waiting()
there = list(Post.objects.values_list("pk", flat=True))
print(json.dumps({
    "there": there,
    "drift": [drift.as_json() for drift in find_drift()],
}, default=str))
"""


class Writer:
    """What one process does; the verbs themselves, as views call them."""

    def __init__(self, number: int) -> None:
        # Django is set up by then.
        from forum import models as forum  # noqa: PLC0415
        from profiles.models import Member  # noqa: PLC0415

        self.forum = forum
        self.dice = random.Random(number)
        self.me = Member.objects.get(handle=f"writer{number}")
        self.moderator = Member.objects.get(handle="writer0")
        self.posted: list[int] = []
        self.done: Counter[str] = Counter()
        self.failed: Counter[str] = Counter()

    def work(self, seconds: float) -> None:
        """Do one thing after another, each by its weight."""
        acts: list[tuple[Callable[[], Any], int]] = [
            (self.comment, 40),
            (self.answer, 30),
            (self.change, 12),
            (self.hide, 12),
            (self.show, 8),
            (self.take_back, 6),
            (self.give_back, 3),
            (self.react, 8),
            (self.start, 3),
            (self.move, 3),
            (self.close, 2),
            (self.reopen, 4),
            (self.split, 3),
            (self.merge, 2),
            (self.carry, 12),
        ]
        chosen = [act for act, _ in acts]
        weights = [weight for _, weight in acts]
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            act = self.dice.choices(chosen, weights)[0]
            try:
                act()
                self.done[act.__name__] += 1
            except Exception as error:  # noqa: BLE001 - whatever it is, it is counted
                name = type(error).__name__
                if name in REFUSALS:
                    self.done[f"{act.__name__} refused"] += 1
                else:
                    self.failed[f"{act.__name__}: {name}: {error}"[:300]] += 1

    def thread(self) -> Any:
        """One of the threads there are."""
        threads = self.forum.Thread.objects.filter(merged_into=None)
        return self.dice.choice(list(threads))

    def post(self, **conditions: Any) -> Any:
        """One of the last posts."""
        posts = self.forum.Post.objects.filter(**conditions).select_related(
            "thread", "parent"
        )
        latest = list(posts.order_by("-pk")[:40])
        return self.dice.choice(latest) if latest else None

    def comment(self) -> None:
        post = self.thread().post(self.me, self.words(), client_key=uuid.uuid4())
        self.posted.append(post.pk)

    def answer(self) -> None:
        if parent := self.post(hidden_at=None, seq__gt=0):
            answer = parent.thread.post(
                self.me, self.words(), parent=parent, client_key=uuid.uuid4()
            )
            self.posted.append(answer.pk)

    def change(self) -> None:
        if post := self.post(author=self.me):
            post.edit(self.words())

    def hide(self) -> None:
        if post := self.post(hidden_at=None):
            post.hide(self.dice.choice([self.moderator, post.author]), "কারণ")

    def show(self) -> None:
        posts = self.forum.Post.objects.exclude(hidden_at=None).select_related("thread")
        if hidden := list(posts.order_by("-hidden_at")[:20]):
            self.dice.choice(hidden).unhide()

    def take_back(self) -> None:
        if post := self.post(author=self.me, hidden_at=None):
            post.take_back()

    def give_back(self) -> None:
        if post := self.post(hidden_by=self.me):
            post.give_back()

    def react(self) -> None:
        if post := self.post(hidden_at=None):
            kind = self.dice.choice(self.forum.Reaction.Kind.values)
            if self.dice.random() < 0.7:
                self.forum.Reaction.give(post, self.me, kind)
            else:
                self.forum.Reaction.take_back(post, self.me)

    def start(self) -> None:
        board = self.dice.choice(list(self.forum.Board.objects.all()))
        self.forum.Thread.start(
            board, self.me, f"T{uuid.uuid4().hex[:6]}", "শুরু", uuid.uuid4()
        )

    def move(self) -> None:
        board = self.dice.choice(list(self.forum.Board.objects.all()))
        self.thread().move(board, self.moderator, "কারণ")

    def close(self) -> None:
        self.thread().close(self.moderator, "কারণ")

    def reopen(self) -> None:
        self.thread().reopen(self.moderator, "কারণ")

    def split(self) -> None:
        if root := self.post(hidden_at=None, parent=None, seq__gt=0):
            board = self.dice.choice(list(self.forum.Board.objects.all()))
            root.thread.split([root], board, "আলাদা", self.moderator, "কারণ")

    def merge(self) -> None:
        self.thread().merge_into(self.thread(), self.moderator, "কারণ")

    def carry(self) -> None:
        self.forum.carry_waiting(0.5)

    def words(self) -> str:
        """Words nobody else writes."""
        return f"কথা {uuid.uuid4().hex}"


def work(number: int, seconds: float) -> None:
    """The part of one process: what it did, as JSON."""
    import django  # noqa: PLC0415

    django.setup()
    writer = Writer(number)
    writer.work(seconds)
    report = {
        "posted": writer.posted,
        "done": writer.done,
        "failed": writer.failed,
    }
    sys.stdout.write(json.dumps(report))


def try_engine(database_url: str, writers: int, seconds: float) -> dict[str, Any]:
    """Do all of it on one engine."""
    folder = Path(tempfile.mkdtemp(prefix="uthan-writers-"))
    site = Site(folder, database_url)
    try:
        site.command("migrate", "--verbosity", "0")
        site.command("shell", "-v0", "-c", PREPARE % (writers, THREADS))
        processes = [
            subprocess.Popen(
                [
                    *(sys.executable, "-m", "bench.writers"),
                    *("--work", str(number), "--seconds", str(seconds)),
                ],
                cwd=ROOT,
                env=site.environment,
                stdout=subprocess.PIPE,
                encoding="utf-8",
            )
            for number in range(writers)
        ]
        reports = [json.loads(process.communicate()[0]) for process in processes]
        seen = json.loads(site.command("shell", "-v0", "-c", FINISH))
        return summary(reports, seen)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def summary(reports: list[dict[str, Any]], seen: dict[str, Any]) -> dict[str, Any]:
    """What was done, and what is wrong with it."""
    posted = [pk for report in reports for pk in report["posted"]]
    there = set(seen["there"])
    done: Counter[str] = Counter()
    failed: Counter[str] = Counter()
    for report in reports:
        done.update(report["done"])
        failed.update(report["failed"])
    return {
        "done": dict(sorted(done.items())),
        "acknowledged": len(posted),
        "lost": sum(pk not in there for pk in posted),
        "doubled": len(posted) - len(set(posted)),
        "failed": dict(failed),
        "drift": seen["drift"],
    }


def main() -> int:
    """Try the engines asked for, print JSON, return the exit status."""
    options = argparse.ArgumentParser(description="Many writers; look for drift.")
    options.add_argument("--seconds", type=float, default=SECONDS)
    options.add_argument("--writers", type=int, default=WRITERS)
    options.add_argument("--engine", choices=["sqlite", "postgresql"], default="")
    options.add_argument("--work", type=int, default=None, help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.work is not None:
        os.chdir(ROOT)
        work(chosen.work, chosen.seconds)
        return 0
    report: dict[str, dict[str, Any]] = {}
    if chosen.engine != "postgresql":
        report["sqlite"] = try_engine("", chosen.writers, chosen.seconds)
    if chosen.engine != "sqlite":
        try:
            with postgresql_database() as address:
                report["postgresql"] = try_engine(
                    address, chosen.writers, chosen.seconds
                )
        except OSError as error:
            report["postgresql"] = {"skipped": str(error)}
    sys.stdout.write(json.dumps(report, indent=2, ensure_ascii=False) + "\n")
    wrong = ("lost", "doubled", "failed", "drift")
    bad = any(part.get(fault) for part in report.values() for fault in wrong)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
