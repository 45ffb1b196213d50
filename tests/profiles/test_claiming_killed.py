"""A worker that is killed while it carries a name's posts leaves the rest to the next."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.profiles.killed import ask, kill_worker_once, let_the_next_begin, number

POSTS = 600
MAKE = f"""
import uuid
from forum.models import Board, Post, Thread
from profiles.models import Member, NameClaim
rahima = Member.objects.create_user("rahima", display_name="রহিমা", email="r@example.org")
name = Member.objects.create_unclaimed("মিতু আক্তার")
board = Board.objects.create(name_bn="কথা", name_en="Talk")
thread = Thread.start(board, rahima, "দাম", "কত?", uuid.uuid4())
words = Post.compiled("পুরোনো কথা")
Post.objects.bulk_create(
    Post(thread=thread, author=name, seq=n, root_no=n, version=1, **words)
    for n in range(1, {POSTS} + 1)
)
NameClaim.ask(name, rahima, "এটা আমি").grant()
"""
TAKE_BACK = """
from profiles.models import NameClaim
NameClaim.objects.get().take_back()
"""
OF_NAME = (
    "SELECT count(*) FROM forum_post p JOIN profiles_member m ON m.id = p.author_id "
    "WHERE m.claimed = 0"
)
CARRIED = "SELECT count(*) FROM profiles_claimedrow WHERE kind = 'post'"


@pytest.mark.parametrize("way", ["to her", "and back"])
def test_killed_worker_leaves_the_rest_to_the_next(
    way: str,
    data_dir: Path,
    manage: Callable[..., subprocess.CompletedProcess[str]],
):
    made = manage("shell", "-c", MAKE, DATA_DIR=data_dir)
    assert made.returncode == 0, made.stderr
    if way == "and back":
        assert manage("worker", "--once", DATA_DIR=data_dir).returncode == 0
        assert number(data_dir, OF_NAME) == 0
        assert manage("shell", "-c", TAKE_BACK, DATA_DIR=data_dir).returncode == 0
    before = number(data_dir, OF_NAME)

    kill_worker_once(data_dir, lambda: number(data_dir, OF_NAME) != before)

    assert 0 < number(data_dir, OF_NAME) < POSTS
    # What was carried and what is remembered of it are one.
    assert number(data_dir, CARRIED) == POSTS - number(data_dir, OF_NAME)
    let_the_next_begin(data_dir, "profiles_nameclaim")
    ended = manage("worker", "--once", DATA_DIR=data_dir, timeout=300)
    assert ended.returncode == 0, ended.stderr
    left = {"to her": 0, "and back": POSTS}[way]
    assert number(data_dir, OF_NAME) == left
    assert number(data_dir, CARRIED) == POSTS - left
    assert ask(data_dir, "SELECT moving FROM profiles_nameclaim") == [(0,)]
