"""One running site for a folder of data: `run` and `restore` keep each other out."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class SiteRuns(Exception):
    """A site runs on this folder already."""


@contextmanager
def alone(data_dir: Path) -> Iterator[bool]:
    """Hold `data_dir`; True when the holder before was killed. Raises SiteRuns.

    The kernel lets go of the lock however we end; the process id in the file stays
    when that was not in good order.
    """
    data_dir.mkdir(parents=True, exist_ok=True)
    with (data_dir / "run.lock").open("a+", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SiteRuns from None
        former_was_killed = file.tell() > 0
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        try:
            yield former_was_killed
        finally:
            file.truncate(0)
