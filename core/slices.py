"""Many small writes in transactions that others hardly wait for.

SQLite has one write lock for all; what takes longer than a blink commits in slices and
can be stopped and begun again.
"""

import time
from collections.abc import Callable, Iterable

from django.db import transaction

#: Seconds of work and rows in one transaction at most, and seconds of rest before
#: the next, in which other writers get the lock.
SLICE_SECONDS = 0.05
SLICE_ROWS = 20
REST_SECONDS = 0.01


def in_slices(pks: Iterable[int], act: Callable[[int], object]) -> None:
    """Call `act` with each, committing before others have waited long."""
    waiting = iter(list(pks))
    pk = next(waiting, None)
    while pk is not None:
        with transaction.atomic():
            started = time.monotonic()
            for _row in range(SLICE_ROWS):
                if pk is not None and time.monotonic() - started < SLICE_SECONDS:
                    act(pk)
                    pk = next(waiting, None)
        time.sleep(REST_SECONDS)
