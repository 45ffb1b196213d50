"""Files of an index: a lock that dies with its process, and damage met while reading."""

import fcntl
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from search.engines.interface import IndexBusy, IndexMissing

logger = logging.getLogger(__name__)


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
