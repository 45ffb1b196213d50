"""The editors' search: keeps the entries of Wagtail's own search up to date.

What is saved or deleted on the editors' side leaves an EntryJob in its own transaction
(`search.backends`); the worker does the rows here. A row goes only after the entry is
written, so a kill in between means the same work twice, never none.
"""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

from django.apps import apps
from modelsearch.backends import get_search_backend
from modelsearch.index import get_indexed_instance, get_indexed_models

from search.backends.base import EntryBackend, EntryIndex
from search.engines.interface import LOCK_WAIT, IndexBusy
from search.entries import Entry, entry_of
from search.models import EntryJob

logger = logging.getLogger("uthan.search")

#: Objects that are read and written in one commit, and rows done at once.
BATCH = 100
# How long the worker rebuilds before it looks at its other work, in seconds.
SLICE_SECONDS = 1.0
# How often it makes sure that what there is was made by this code.
LOOK_EVERY = 30.0

Progress = Callable[[int], None]


class _Worker:
    """What the worker's process remembers between its rounds."""

    rebuilding: Iterator[int] | None = None
    looked_at: float | None = None


def drain() -> int:
    """Do a batch of waiting rows, or a second of rebuilding; how much was done.

    0 while another process does it. For `manage.py worker`.
    """
    if not (_may_rebuild() or EntryJob.objects.waiting().exists()):
        return 0
    try:
        with _backend().engine.working(wait=0):
            return _rebuild_slice() or _work()
    except IndexBusy:
        return 0


def catch_up() -> None:
    """Have everything that was saved before now in the indexes, which are made anew
    where they have to be. Raises IndexBusy."""
    with _backend().engine.working(LOCK_WAIT):
        for _ in _rebuilding(_stale(read_through=True)):
            pass
        while _work():
            pass


def rebuild(progress: Progress | None = None) -> int:
    """Make every index anew; searches and writers go on. Entries made.

    Raises IndexBusy where another process rebuilds.
    """
    made = 0
    for made in _rebuilding(list(_indexes())):
        if progress:
            progress(made)
    return made


def purge() -> None:
    """Make every index anew and leave no byte of the old ones. Raises IndexBusy."""
    rebuild()
    for index in _indexes():
        index.store.purge()


def discard() -> None:
    """Forget the indexes while the rows they were made from give way to others; the
    worker makes new ones. Raises IndexBusy."""
    for index in _indexes():
        index.store.discard()
    _Worker.looked_at = None


def _backend() -> EntryBackend:
    return get_search_backend("default")


def _indexes() -> Iterator[EntryIndex]:
    return _backend().all_indexes()


def _stale(*, read_through: bool) -> list[EntryIndex]:
    """The indexes that are missing, made by other code or, if looked for, broken."""
    return [
        index
        for index in _indexes()
        if not index.store.is_current()
        or (read_through and not index.store.is_readable())
    ]


def _may_rebuild() -> bool:
    """Whether a rebuild is under way here, or it is time to see if one is called for."""
    looked_at = _Worker.looked_at
    return (
        _Worker.rebuilding is not None
        or looked_at is None
        or time.monotonic() - looked_at > LOOK_EVERY
    )


def _rebuild_slice() -> int:
    """Go on for SLICE_SECONDS with a rebuild, if one is called for; entries made."""
    if not _may_rebuild():
        return 0
    if _Worker.rebuilding is None:
        # Reading all of it is for the first time, and for after a failure.
        stale = _stale(read_through=_Worker.looked_at is None)
        _Worker.rebuilding = _rebuilding(stale)
    started = time.monotonic()
    try:
        for made in _Worker.rebuilding:
            if time.monotonic() - started > SLICE_SECONDS:
                return max(made, 1)
    except IndexBusy:
        logger.info("another process makes the editors' index anew")
    except BaseException:
        _Worker.rebuilding = None
        raise
    _Worker.rebuilding, _Worker.looked_at = None, time.monotonic()
    return 0


def _rebuilding(indexes: list[EntryIndex]) -> Iterator[int]:
    """Make indexes anew, some objects at a time; yields how many entries were made."""
    made = 0
    for index in indexes:
        rebuilder = _backend().rebuilder_class(index)
        new = rebuilder.start()
        try:
            for model in index.store.models:
                for things in _in_slices(model):
                    new.add_items(model, things)
                    made += len(things)
                    yield made
            rebuilder.finish()
        finally:
            rebuilder.abandon()


def _in_slices(model: Any) -> Iterator[list[Any]]:
    """What there is to index of a model, in order of primary key."""
    rows = model.get_indexed_objects().order_by("pk")
    things = list(rows[:BATCH])
    while things:
        yield things
        things = list(rows.filter(pk__gt=things[-1].pk)[:BATCH])


def _work() -> int:
    """Do one batch of rows; no other process is at it."""
    if EntryJob.objects.orphaned().exists():
        EntryJob.objects.orphaned().update(lease=None, leased_until=None)
    if not EntryJob.objects.due().exists():
        return 0
    jobs = EntryJob.objects.claim(BATCH)
    if not jobs:
        # Somebody has every row in hand at this moment.
        return 0
    try:
        _do(jobs)
    except Exception:
        logger.exception("a batch of %d entry jobs failed", len(jobs))
        # Looked at anew: an index that broke is made again.
        _Worker.looked_at = None
        # One bad row must not hold up the others.
        for job in jobs:
            _do_alone(job)
    return len(jobs)


def _do_alone(job: EntryJob) -> None:
    try:
        _do([job])
    except Exception as error:
        logger.exception("entry job %s failed", job)
        job.fail(repr(error))


def _do(jobs: list[EntryJob]) -> None:
    changes: dict[str, tuple[EntryIndex, dict[str, Entry | None]]] = {}
    for job in jobs:
        with suppress(LookupError):  # a model that is no more has no entries
            model = apps.get_model(job.label)
            index = _backend().get_index_for_model(model)
            _, entries = changes.setdefault(index.get_key(), (index, {}))
            # A page that is gone as one model may be there as another.
            entries[job.key] = _entry(model, job.key) or entries.get(job.key)
    for index, entries in changes.values():
        index.store.write(
            [entry for entry in entries.values() if entry],
            [key for key, entry in entries.items() if not entry],
        )
    EntryJob.objects.finish_all([job.pk for job in jobs], jobs[0].lease)


def _entry(model: Any, key: str) -> Entry | None:
    """The entry of an object as it is now; None where it has none."""
    thing = model._base_manager.filter(pk=key).first()
    indexed = get_indexed_instance(thing) if thing is not None else None
    if indexed is None or type(indexed) not in get_indexed_models():
        return None
    return entry_of(indexed)
