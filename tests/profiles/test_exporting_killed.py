"""A worker that is killed while it makes a copy leaves nothing half-made."""

import sqlite3
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from tests.conftest import ROOT, own_environment

POSTS = 6000
MAKE = f"""
import uuid
from forum.models import Board, Post, Thread
from profiles.data_export import DataExport
from profiles.models import Member
author = Member.objects.create_user("rahima", display_name="রহিমা")
board = Board.objects.create(name_bn="কথা", name_en="Talk")
thread = Thread.start(board, author, "দাম", "কত?", uuid.uuid4())
words = Post.compiled("অনেক কথা " * 40)
Post.objects.bulk_create(
    Post(thread=thread, author=author, seq=n, root_no=n, version=1, **words)
    for n in range(1, {POSTS} + 1)
)
DataExport.ask(author)
"""


def ask(folder: Path, sql: str) -> list[tuple[object, ...]]:
    """Ask the site's database, as another process."""
    with closing(sqlite3.connect(folder / "uthan.sqlite3", timeout=20)) as database:
        found = database.execute(sql).fetchall()
        database.commit()
    return found


def test_killed_worker_leaves_the_copy_to_the_next(
    data_dir: Path, manage: Callable[..., subprocess.CompletedProcess[str]]
):
    assert manage("shell", "-c", MAKE, DATA_DIR=data_dir).returncode == 0
    worker = subprocess.Popen(
        [sys.executable, str(ROOT / "manage.py"), "worker"],
        env=own_environment(DATA_DIR=data_dir),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    steps = "SELECT steps_done FROM profiles_dataexport WHERE steps_done > 0"
    try:
        deadline = time.monotonic() + 60
        while not ask(data_dir, steps) and time.monotonic() < deadline:
            time.sleep(0.002)
    finally:
        worker.kill()
        worker.wait()
    ready = "SELECT ready_at FROM profiles_dataexport"
    assert ask(data_dir, steps)
    assert ask(data_dir, ready) == [(None,)]
    assert not list((data_dir / "exports").glob("*.zip"))

    # Its lease would run out in a minute.
    ask(data_dir, "UPDATE profiles_dataexport SET leased_until = '2020-01-01'")
    assert manage("worker", "--once", DATA_DIR=data_dir).returncode == 0

    (copy,) = (data_dir / "exports").glob("*.zip")
    with zipfile.ZipFile(copy) as archive:
        assert archive.testzip() is None
        assert archive.read("index.html").decode().count("অনেক কথা") > POSTS
    assert ask(data_dir, ready) != [(None,)]
    assert ask(data_dir, "SELECT kind FROM notifications_notification") == [("export",)]
