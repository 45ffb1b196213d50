"""A worker that is killed while it erases a member leaves the rest to the next."""

import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from tests.profiles.killed import ask, kill_worker_once, let_the_next_begin, number

POSTS = 500
HANDLE, NAME = "shapla_rani", "শাপলা রানী দাস"
MAKE = f"""
import uuid
from django.utils import timezone
from forum.models import Board, Post, Thread
from profiles.erasure import Erasure
from profiles.models import Member
shapla = Member.objects.create_user("{HANDLE}", display_name="{NAME}", email="s@example.org")
tania = Member.objects.create_user("tania", display_name="তানিয়া")
board = Board.objects.create(name_bn="কথা", name_en="Talk")
thread = Thread.start(board, tania, "{NAME}", "কত?", uuid.uuid4())
words = Post.compiled("@{HANDLE} {NAME}কে বলি")
Post.objects.bulk_create(
    Post(thread=thread, author=tania, seq=n, root_no=n, version=1, **words)
    for n in range(1, {POSTS} + 1)
)
Erasure.ask(shapla, takes_words=False)
Erasure.objects.update(due_at=timezone.now())
"""
LEFT = "SELECT count(*) FROM forum_post WHERE source LIKE '%shapla_rani%'"


def test_killed_worker_leaves_the_rest_to_the_next(
    data_dir: Path, manage: Callable[..., subprocess.CompletedProcess[str]]
):
    assert manage("shell", "-c", MAKE, DATA_DIR=data_dir).returncode == 0
    kill_worker_once(data_dir, lambda: number(data_dir, LEFT) < POSTS)
    assert 0 < number(data_dir, LEFT) < POSTS

    let_the_next_begin(data_dir, "profiles_erasure")
    ended = manage("worker", "--once", DATA_DIR=data_dir, timeout=300)
    assert ended.returncode == 0, ended.stderr

    assert ask(data_dir, LEFT) == [(0,)]
    ((done,),) = ask(data_dir, "SELECT finished_at IS NOT NULL FROM profiles_erasure")
    assert done
    with closing(sqlite3.connect(data_dir / "uthan.sqlite3")) as database:
        rows = "\n".join(database.iterdump())
    assert HANDLE not in rows
    assert NAME not in rows
    assert (data_dir / "erased").read_text().count("\n") == 1
