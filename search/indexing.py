"""Indexing: the one way into the index, for the worker and the commands.

Whoever holds the engine's writer lock takes rows of work, reads what they speak of
and writes it in one commit. A row goes only after its commit, so a kill in between
means the same work twice, never none.
"""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import ClassVar

from adda_posts.models import Adda
from forum.models import Post
from guidance.models import Tip
from search import suggestions
from search.documents import Document
from search.engines import Index, IndexBusy, search_index
from search.engines.interface import BATCH
from search.models import SearchJob
from search.sources import SOURCES, key_of
from sellers.models import Review

logger = logging.getLogger("uthan.search")

# Documents that a rebuild commits at once: so much a kill costs, and the fewer commits
# the fewer parts there are to look into.
REBUILD_BATCH = 20_000
# How long the worker rebuilds before it looks at its other work, in seconds.
SLICE_SECONDS = 1.0
# How often the worker looks whether the index can be read at all, in seconds.
LOOK_EVERY = 60.0
# Kinds of which nothing is suggested while she types.
NEVER_SUGGESTED = {"post", "review"}
Progress = Callable[[int], None]


class _Worker:
    """What this process remembers between two looks at the index."""

    looked_at: ClassVar[float | None] = None


def drain() -> int:
    """Do a batch of waiting work, or a second of rebuilding; how much was done.

    0 while another process writes, and when there was nothing to do but to tidy up. For
    `manage.py worker`.
    """
    index = search_index()
    try:
        if index.is_current() and not _is_wanted():
            _look_after(index)
            return 0
        with index.writing(wait=0):
            if not index.is_current():
                return _rebuild(index, SLICE_SECONDS)
            return _work(index)
    except IndexBusy:
        return 0


def _is_wanted() -> bool:
    return SearchJob.objects.waiting().exists()


def _is_time_to_look() -> bool:
    now, looked_at = time.monotonic(), _Worker.looked_at
    if looked_at is not None and now - looked_at < LOOK_EVERY:
        return False
    _Worker.looked_at = now
    return True


def _look_after(index: Index) -> None:
    """What there is to do while nothing waits. An index that was damaged is seen here,
    or nobody would find anything until somebody writes."""
    if _is_time_to_look() and not index.is_readable():
        with index.writing(wait=0):
            # Once more: it may have been the moment, and making it anew takes long.
            if not index.is_readable():
                logger.warning("the search index cannot be read and is made anew")
                index.discard()
        return
    if index.is_untidy():
        with index.writing(wait=0):
            index.tidy(_is_wanted)


def catch_up() -> None:
    """Have everything that was saved before now in the index; builds one if need be.

    Raises IndexBusy when another process writes for longer than LOCK_WAIT seconds.
    """
    index = search_index()
    with index.writing():
        if not (index.is_current() and index.is_readable()):
            _rebuild(index)
        while _work(index):
            pass


def rebuild(progress: Progress | None = None) -> int:
    """Build the index anew, or go on where a killed rebuild stopped; documents made.

    Searches go on in the old one until the new one takes its place. Raises IndexBusy.
    """
    index = search_index()
    with index.writing():
        made = _rebuild(index, progress=progress)
        while _work(index):
            pass
    return made


def purge() -> None:
    """As `catch_up`, and leave nothing of documents that were replaced or removed.

    Takes about as long as a rebuild; searches go on. Raises IndexBusy.
    """
    index = search_index()
    catch_up()
    with index.writing():
        index.purge()


@contextmanager
def starting_over(wait: float | None = None) -> Iterator[None]:
    """Stop using the index while the rows it was made from give way to others.

    It goes before they do: a restore that is killed half-way leaves no index of other
    rows behind. Afterwards the worker builds a new one. Raises IndexBusy when another
    process writes for longer than `wait` seconds (LOCK_WAIT).
    """
    index = search_index()
    with index.writing(wait):
        index.discard()
        suggestions.discard()
        yield


def _rebuild(
    index: Index, seconds: float | None = None, progress: Progress | None = None
) -> int:
    """Rebuild for `seconds` (to the end if None); documents made in this call."""
    started = time.monotonic()
    place = index.begin_rebuild()
    made = 0
    for kind, source in SOURCES.items():
        last = place.get(kind, 0)
        waiting: list[Document] = []
        while last is not None:
            documents = source.after(last, BATCH)
            last = documents[-1].pk if len(documents) == BATCH else None
            waiting += documents
            made += len(documents)
            if progress:
                progress(made)
            late = seconds is not None and time.monotonic() - started > seconds
            if late or last is None or len(waiting) >= REBUILD_BATCH:
                place[kind] = last
                index.rebuild(waiting, place)
                waiting = []
            if late:
                return max(made, 1)
    index.finish_rebuild()
    return max(made, 1) if seconds is not None else made


def _work(index: Index) -> int:
    """Do one batch of rows; the lock is held, so no other holder is alive."""
    if SearchJob.objects.orphaned().exists():
        SearchJob.objects.orphaned().update(lease=None, leased_until=None)
    if not SearchJob.objects.due().exists():
        return 0
    jobs = SearchJob.objects.claim(BATCH)
    if not jobs:
        # Somebody has every row in hand at this moment.
        return 0
    try:
        _do(index, jobs)
    except Exception:
        logger.exception("a batch of %d search jobs failed", len(jobs))
        if not index.is_readable():
            index.discard()
            raise
        # One bad row must not hold up the others.
        for job in jobs:
            _do_alone(index, job)
    return len(jobs)


def _do_alone(index: Index, job: SearchJob) -> None:
    try:
        _do(index, [job])
    except Exception as error:
        logger.exception("search job %s failed", job)
        job.fail(repr(error))


def _do(index: Index, jobs: list[SearchJob]) -> None:
    wanted: dict[str, set[int]] = {kind: set() for kind in SOURCES}
    unfinished = [job for job in jobs if not _collect(job, wanted)]
    put: list[Document] = []
    for kind, ids in wanted.items():
        put += SOURCES[kind].documents(ids)
    there = {document.key for document in put}
    keys = (key_of(kind, pk) for kind, ids in wanted.items() for pk in ids)
    gone = [key for key in keys if key not in there]
    if put or gone:
        index.write(put, gone)
    if any(ids for kind, ids in wanted.items() if kind not in NEVER_SUGGESTED):
        suggestions.note_change()
    done = {job.pk for job in jobs} - {job.pk for job in unfinished}
    SearchJob.objects.finish_all(done, jobs[0].lease)
    for job in unfinished:
        job.held().update(place=job.place, lease=None, leased_until=None, attempts=0)


def _collect(job: SearchJob, wanted: dict[str, set[int]]) -> bool:
    """Add what a job speaks of to `wanted`; False when there is no room for all."""
    room = BATCH - sum(map(len, wanted.values()))
    if room <= 0:
        return False
    if job.kind == SearchJob.Kind.THREAD_POSTS:
        posts = Post.objects.filter(thread=job.object_id, seq__gt=job.place)
        found = list(posts.order_by("seq").values_list("pk", "seq")[:room])
        wanted["post"].update(pk for pk, _ in found)
        job.place = found[-1][1] if found else job.place
        return len(found) < room
    if job.kind == SearchJob.Kind.SELLER_REVIEWS:
        reviews = Review.objects.filter(seller=job.object_id, pk__gt=job.place)
        ids = list(reviews.order_by("pk").values_list("pk", flat=True)[:room])
        wanted["review"].update(ids)
        job.place = ids[-1] if ids else job.place
        return len(ids) < room
    wanted[job.kind].add(job.object_id)
    if job.kind == SearchJob.Kind.THREAD:
        addas = Adda.objects.filter(thread=job.object_id)
        wanted["adda"].update(addas.values_list("pk", flat=True))
        tips = Tip.objects.filter(thread=job.object_id)
        wanted["tip"].update(tips.values_list("pk", flat=True))
    return True
