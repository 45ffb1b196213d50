"""A worker that is killed while it makes a copy leaves nothing half-made."""

import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

from tests.profiles.killed import ask, kill_worker_once, let_the_next_begin

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


def test_killed_worker_leaves_the_copy_to_the_next(
    data_dir: Path, manage: Callable[..., subprocess.CompletedProcess[str]]
):
    assert manage("shell", "-c", MAKE, DATA_DIR=data_dir).returncode == 0
    steps = "SELECT steps_done FROM profiles_dataexport WHERE steps_done > 0"
    kill_worker_once(data_dir, lambda: ask(data_dir, steps))
    ready = "SELECT ready_at FROM profiles_dataexport"
    assert ask(data_dir, steps)
    assert ask(data_dir, ready) == [(None,)]
    assert not list((data_dir / "exports").glob("*.zip"))

    let_the_next_begin(data_dir, "profiles_dataexport")
    assert manage("worker", "--once", DATA_DIR=data_dir).returncode == 0

    (copy,) = (data_dir / "exports").glob("*.zip")
    with zipfile.ZipFile(copy) as archive:
        assert archive.testzip() is None
        assert archive.read("index.html").decode().count("অনেক কথা") > POSTS
    assert ask(data_dir, ready) != [(None,)]
    assert ask(data_dir, "SELECT kind FROM notifications_notification") == [("export",)]
