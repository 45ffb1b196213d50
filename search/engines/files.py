"""Files of an index: a folder of its directories, a lock that dies with its process, and
damage met while reading."""

import fcntl
import logging
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from search.engines.interface import IndexBusy, IndexMissing

logger = logging.getLogger(__name__)

#: Searchers of other processes may still read a directory that was replaced; seconds.
KEEP_OLD = 300.0


class IndexFolder:
    """A folder with the index in use, which its file `current` names, and perhaps one
    that is being built."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @property
    def directory(self) -> Path | None:
        """The index in use, or None where there is none."""
        try:
            name = (self.root / "current").read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError):
            return None
        directory = self.root / name
        return directory if name and directory.is_dir() else None

    @property
    def building(self) -> Path:
        """Where a rebuild is made."""
        return self.root / "building"

    def take_into_use(self) -> None:
        """Make what was built the index in use, at one stroke."""
        name = f"index-{time.time_ns()}"
        self.building.rename(self.root / name)
        pointer = self.root / "current.new"
        pointer.write_text(name, encoding="utf-8")
        os.replace(pointer, self.root / "current")
        self.sweep()

    def sweep(self, keep: float = KEEP_OLD) -> None:
        """Remove directories that were replaced more than `keep` seconds ago."""
        used = self.directory
        for old in self.root.glob("index-*"):
            if old != used and time.time() - old.stat().st_mtime >= keep:
                shutil.rmtree(old, ignore_errors=True)


def version_of(directory: Path) -> str:
    """What an index was made with, "" where that is not known."""
    try:
        return (directory / "VERSION").read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


@contextmanager
def hold_lock(path: Path, wait: float) -> Iterator[None]:
    """Hold `path` (flock); raises IndexBusy when another has it after `wait` seconds."""
    deadline = time.monotonic() + wait
    with open(path, "w") as lock:
        while True:
            try:
                fcntl.flock(lock.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    raise IndexBusy from None
                time.sleep(0.02)
            else:
                break
        yield


@contextmanager
def damage_is_missing() -> Iterator[None]:
    """Whoosh meets a damaged file with whatever error its reader stumbles over."""
    try:
        yield
    except IndexMissing:
        raise
    except Exception as error:
        logger.warning("A search index cannot be read: %r", error)
        raise IndexMissing from error
