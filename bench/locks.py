"""How long each act keeps SQLite's one write lock: nobody else writes meanwhile.

A site of its own is filled, then each act runs alone while a trace of the connection
times every transaction from BEGIN to COMMIT. Prints, for each act, its transactions and
the longest of them in milliseconds; the floor is one row inserted. Part of `make bench`.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

AIM_MS = 200
FOLLOWERS = 5000
COMMENTS = 1000
PROLIFIC = 5000


class Held:
    """The lengths of the transactions of one connection, in seconds."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        self.lengths: list[float] = []
        self._began: float | None = None

    def _traced(self, sql: str) -> None:
        word = sql.split(None, 1)[0].upper() if sql else ""
        if word == "BEGIN":
            self._began = time.perf_counter()
        elif word in {"COMMIT", "ROLLBACK"} and self._began is not None:
            self.lengths.append(time.perf_counter() - self._began)
            self._began = None

    @contextmanager
    def timing(self) -> Iterator[None]:
        """Time every transaction of the block."""
        self.connection.ensure_connection()
        self.lengths, self._began = [], None
        self.connection.connection.set_trace_callback(self._traced)
        try:
            yield
        finally:
            self.connection.connection.set_trace_callback(None)


def acts() -> dict[str, Callable[[], object]]:
    """What is timed, in order; fills the site first."""
    from django.db import transaction  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from forum.models import Board, PostMove, Subscription, Tag, Thread  # noqa: PLC0415
    from notifications import telling  # noqa: PLC0415
    from notifications.models import NoticeJob  # noqa: PLC0415
    from profiles import claiming, erasing  # noqa: PLC0415
    from profiles.models import Erasure, Member, NameClaim  # noqa: PLC0415

    moderator = Member.objects.create_user("mod", display_name="মডারেটর")
    moderator.make_moderator()
    writer = Member.objects.create_user("writer", display_name="লেখক")
    board = Board.objects.create(slug="b", name_bn="বোর্ড", name_en="Board")
    first, second = (
        Thread.start(board, writer, f"আলোচনা {n}", "শুরুর কথা", uuid.uuid4())
        for n in range(2)
    )
    for n in range(COMMENTS):
        first.post(writer, f"{n} নম্বর মন্তব্য, দাম আগে জানিয়ে দিলে ভালো")
    NoticeJob.objects.all().delete()
    followers = Member.objects.bulk_create(
        Member(handle=f"f{n}", handle_key=f"f{n}", display_name=f"পাঠক {n}")
        for n in range(FOLLOWERS)
    )
    Subscription.objects.bulk_create(
        Subscription(member=member, kind="thread", target_id=second.pk, level="all")
        for member in followers
    )

    def insert() -> None:
        with transaction.atomic():
            Tag.objects.create(name="এক", slug="এক")

    def tell() -> None:
        while telling.drain():
            pass

    def carry() -> None:
        first.merge_into(second, moderator, "একই কথা")
        while moves := PostMove.objects.claim(1):
            moves[0].carry(60)

    going, name = prolific(board, "prolific"), prolific(board, "")

    def erase() -> None:
        Erasure.ask(going, takes_words=True)
        Erasure.objects.update(due_at=timezone.now())
        while erasing.drain():
            pass

    def claim() -> None:
        NameClaim.ask(name, writer, "এটা আমি").grant()
        while claiming.drain():
            pass

    return {
        "floor: one row": insert,
        "one comment": lambda: second.post(writer, "সবাইকে জানানো হবে"),
        f"telling {FOLLOWERS} followers": tell,
        f"carrying {COMMENTS} comments": carry,
        f"a name with {PROLIFIC} posts finds her": claim,
        f"erasing one with {PROLIFIC} posts": erase,
    }


def prolific(board: Any, handle: str) -> Any:
    """A member, or without `handle` a name from imported text, who wrote very much."""
    from forum.models import Post, Thread  # noqa: PLC0415
    from profiles.models import Member  # noqa: PLC0415

    if handle:
        member = Member.objects.create_user(handle, display_name="শাপলা রানী দাস")
    else:
        member = Member.objects.create_unclaimed("মিতু আক্তার")
    per_thread = PROLIFIC // 10
    for number in range(10):
        thread = Thread.start(board, member, f"কথা {number}", "শুরু", uuid.uuid4())
        words = Post.compiled(f"@{member.handle} শাপলা রানী দাস বলছি, দাম কত?")
        Post.objects.bulk_create(
            Post(thread=thread, author=member, seq=n, root_no=n, version=1, **words)
            for n in range(1, per_thread + 1)
        )
        counts = dict.fromkeys(("last_seq", "post_count", "root_count"), per_thread)
        Thread.objects.filter(pk=thread.pk).update(
            **{field: at for field, at in counts.items() if hasattr(thread, field)}
        )
    return member


def measure() -> list[dict[str, Any]]:
    """Run every act once and say how long it held the lock."""
    import django  # noqa: PLC0415

    django.setup()
    from django.db import connection  # noqa: PLC0415

    held, rows = Held(connection), []
    for name, act in acts().items():
        with held.timing():
            act()
        longest = max(held.lengths, default=0.0) * 1000
        rows.append(
            {
                "act": name,
                "transactions": len(held.lengths),
                "longest_ms": round(longest, 1),
                "aim_ms": AIM_MS,
                "met": longest <= AIM_MS,
            }
        )
    return rows


def main() -> None:
    """Fill a site of its own, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="uthan-locks-") as folder:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DATA_DIR": folder,
            "DATABASE_URL": "",
            "WRITING_LIMIT": "0",
        }
        subprocess.run(
            [sys.executable, "manage.py", "migrate", "--verbosity=0"], check=True
        )
        rows = measure()
    if options.json:
        sys.stdout.write(json.dumps(rows, indent=1) + "\n")
        return
    for row in rows:
        said = "" if row["met"] else f"  over the aim of {AIM_MS} ms"
        sys.stdout.write(
            f"{row['act']:32}{row['transactions']:6} transactions, the longest "
            f"{row['longest_ms']:7.1f} ms{said}\n"
        )


if __name__ == "__main__":
    main()
