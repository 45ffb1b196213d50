"""A worker that is killed in the middle tells nobody twice and forgets nobody."""

import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from tests.conftest import ROOT, own_environment

FOLLOWERS = 4000
MAKE = f"""
import uuid
from forum.models import Board, Subscription, Thread
from profiles.models import Member
author = Member.objects.create_user("rahima", display_name="রহিমা")
board = Board.objects.create(name_bn="কথা", name_en="Talk")
thread = Thread.start(board, author, "দাম", "কত?", uuid.uuid4())
people = Member.objects.bulk_create(
    Member(handle=f"onek{{n}}", handle_key=f"onek{{n}}", display_name="অনেকে", password="!")
    for n in range({FOLLOWERS})
)
Subscription.objects.bulk_create(
    Subscription(member=each, kind="thread", target_id=thread.pk) for each in people
)
thread.post(author, "আরেকটা কথা")
"""


def ask(folder: Path, sql: str) -> list[tuple[int, ...]]:
    """Ask the site's database, as another process."""
    with closing(sqlite3.connect(folder / "uthan.sqlite3", timeout=20)) as database:
        found = database.execute(sql).fetchall()
        database.commit()
    return found


def told(folder: Path) -> int:
    """How many notices there are."""
    return ask(folder, "SELECT count(*) FROM notifications_notification")[0][0]


def test_killed_worker_tells_each_follower_once(
    data_dir: Path, manage: Callable[..., subprocess.CompletedProcess[str]]
):
    assert manage("shell", "-c", MAKE, DATA_DIR=data_dir).returncode == 0
    worker = subprocess.Popen(
        [sys.executable, str(ROOT / "manage.py"), "worker"],
        env=own_environment(DATA_DIR=data_dir),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        deadline = time.monotonic() + 60
        while not told(data_dir) and time.monotonic() < deadline:
            time.sleep(0.002)
    finally:
        worker.kill()
        worker.wait()
    assert 0 < told(data_dir) < FOLLOWERS

    # Its lease would run out in a minute.
    ask(data_dir, "UPDATE notifications_noticejob SET leased_until = '2020-01-01'")
    assert manage("worker", "--once", DATA_DIR=data_dir).returncode == 0

    twice = ask(
        data_dir,
        "SELECT member_id FROM notifications_notification "
        "GROUP BY member_id HAVING count(*) > 1",
    )
    assert twice == []
    assert told(data_dir) == FOLLOWERS
