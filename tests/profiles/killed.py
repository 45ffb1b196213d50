"""A worker that is killed (SIGKILL) in the middle of its work, and the next that goes on."""

import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from tests.conftest import ROOT, own_environment


def ask(folder: Path, sql: str) -> list[tuple[object, ...]]:
    """Ask the site's database, as another process."""
    with closing(sqlite3.connect(folder / "uthan.sqlite3", timeout=20)) as database:
        found = database.execute(sql).fetchall()
        database.commit()
    return found


def number(folder: Path, sql: str) -> int:
    """The one number that a question is answered with."""
    ((count,),) = ask(folder, sql)
    return int(str(count))


def kill_worker_once(folder: Path, begun: Callable[[], object]) -> None:
    """Let a worker run until `begun()`, asked without a pause, says that it is in the
    middle; kill it then. Gives up after 90 s."""
    worker = subprocess.Popen(
        [sys.executable, str(ROOT / "manage.py"), "worker"],
        env=own_environment(DATA_DIR=folder),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        deadline = time.monotonic() + 90
        while not begun() and time.monotonic() < deadline:
            time.sleep(0.003)
    finally:
        worker.kill()
        worker.wait()


def let_the_next_begin(folder: Path, table: str) -> None:
    """End the lease that the killed one holds; by itself it runs out in a minute."""
    ask(folder, f"UPDATE {table} SET leased_until = '2020-01-01'")  # noqa: S608
