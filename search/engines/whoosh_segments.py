"""Segments: what a process has read of a Whoosh index, and reads no second time.

An index is a list of segments. One never changes once it is written; what was removed
from it is noted beside it. So which documents of a segment have a term stays true as
long as there is the segment, and a save costs a search the reading of one small new one.
All threads of a process share one reader and what it remembers, which has a bound.
"""

import threading
from array import array
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC
from whoosh.reading import SegmentReader

from search.engines.bitmaps import bitmap

#: Bytes of bitmaps that a process keeps of all segments together, and of the whole.
REMEMBERED = 24_000_000
_NAME = "MAIN"
_TRIES = 10
# A document says a word often when it weighs as much, and only beside others when less.
OFTEN, OWN = 2.0, 1.0


class Posted(NamedTuple):
    """The documents with a term: all, those that say it often (in a title or more than
    once), and those that only answer one who said it."""

    all: int
    often: int = 0
    beside: int = 0


NOWHERE = Posted(0)


class _Remembered:
    """What was read, up to so many bytes; what was asked for longest ago goes first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: dict[Any, tuple[Posted, int]] = {}
        self._size = 0

    def get(self, key: Any) -> Posted | None:
        found = self._kept.pop(key, None)
        if found is None:
            return None
        self._kept[key] = found
        return found[0]

    def put(self, key: Any, posted: Posted) -> None:
        size = 200 + sum(bits.bit_length() // 8 for bits in posted)
        self._kept[key] = posted, size
        self._size += size
        while self._size > self._most:
            self._size -= self._kept.pop(next(iter(self._kept)))[1]


class _Segment:
    """One segment, opened once."""

    def __init__(self, storage: FileStorage, schema: Any, segment: Any) -> None:
        self.name: str = segment.segment_id()
        self.size: int = segment.doc_count_all()
        self.reader = SegmentReader(storage, schema, segment)
        self.known: dict[str, frozenset[bytes]] = {}
        self.moments: array[int] | None = None

    def __del__(self) -> None:
        # Other threads may have gone on reading when the next state was opened.
        with suppress(Exception):
            self.reader.close()

    def posted(self, field: str, term: str) -> Posted:
        """The documents with a term, removed ones perhaps among them."""
        if (field, term) not in self.reader:
            return NOWHERE
        every, often, beside = array("I"), array("I"), array("I")
        matcher = self.reader.postings(field, term)
        while matcher.is_active():
            number, weight = matcher.id(), matcher.weight()
            every.append(number)
            if weight >= OFTEN:
                often.append(number)
            elif weight < OWN:
                beside.append(number)
            matcher.next()
        return Posted(
            *(
                bitmap(found, self.size) if found else 0
                for found in (every, often, beside)
            )
        )

    def has(self, field: str, term: bytes) -> bool:
        """Whether a term occurs; asked some hundred times for a typing mistake."""
        known = self.known.get(field)
        if known is None:
            known = self.known[field] = frozenset(self.reader.lexicon(field))
        return term in known


class State:
    """The index as it was after one commit."""

    def __init__(
        self,
        generation: int,
        schema: Any,
        segments: list[tuple[_Segment, Any]],
        shared: "Segments",
    ) -> None:
        self.generation = generation
        self.schema = schema
        self._shared = shared
        self._segments: list[tuple[int, _Segment]] = []
        self._values: dict[str, list[str]] = {}
        self.alive = 0
        self.size = 0
        for segment, now in segments:
            alive = (1 << segment.size) - 1
            alive ^= (
                bitmap(now.deleted_docs(), segment.size) if now.has_deletions() else 0
            )
            self.alive |= alive << self.size
            self._segments.append((self.size, segment))
            self.size += segment.size

    @property
    def segment_count(self) -> int:
        """How many segments there are."""
        return len(self._segments)

    def posted(self, field: str, term: str) -> Posted:
        """The documents with a term of a field."""
        key = self.generation, field, term
        with self._shared.lock:
            known = self._shared.whole.get(key)
            if known is None:
                known = self._joined(field, term)
                self._shared.whole.put(key, known)
        return known

    def _joined(self, field: str, term: str) -> Posted:
        joined = [0, 0, 0]
        for base, segment in self._segments:
            posted = self._shared.posted(segment, field, term)
            if posted.all:
                for at, bits in enumerate(posted):
                    joined[at] |= bits << base
        return Posted(*(bits & self.alive for bits in joined)) if joined[0] else NOWHERE

    def occurring(self, field: str, terms: list[str]) -> list[str]:
        """Those of many terms of a field that occur, in removed documents perhaps."""
        coded = [(term, term.encode()) for term in terms]
        with self._shared.lock:
            return [
                term
                for term, code in coded
                if any(segment.has(field, code) for _base, segment in self._segments)
            ]

    def terms(self, field: str, prefix: str = "") -> Iterator[str]:
        """The terms of a field that begin so, each once, in removed documents perhaps."""
        with self._shared.lock:
            found = {
                term
                for _base, segment in self._segments
                for term in segment.reader.expand_prefix(field, prefix)
            }
        for term in sorted(found):
            yield term.decode()

    def values(self, field: str) -> list[str]:
        """All terms of a field that has few, in removed documents perhaps."""
        known = self._values.get(field)
        if known is None:
            known = self._values[field] = list(self.terms(field))
        return known

    def moment(self, number: int) -> int:
        """When a document was (whole microseconds since the epoch)."""
        segment, there = self.place(number)
        if segment.moments is None:
            with self._shared.lock:
                segment.moments = array("q", segment.reader.column_reader("moment"))
        return segment.moments[there]

    def place(self, number: int) -> tuple[_Segment, int]:
        """The segment of a document, and its number there."""
        for base, segment in reversed(self._segments):
            if number >= base:
                return segment, number - base
        raise IndexError(number)

    def stored(self, number: int) -> dict[str, Any]:
        """What is kept of a document."""
        segment, there = self.place(number)
        with self._shared.lock:
            data: dict[str, Any] = segment.reader.stored_fields(there)["data"]
        return data


class Segments:
    """The segments of one index directory, shared by the threads of a process."""

    def __init__(self, directory: Path) -> None:
        # Without mmap: a file that is cut short under a map kills the process.
        self._storage = FileStorage(str(directory), supports_mmap=False)
        self._index = self._storage.open_index()
        self.lock = threading.RLock()
        self.whole = _Remembered(REMEMBERED)
        self._parts = _Remembered(REMEMBERED)
        self._opened: dict[str, _Segment] = {}
        self._state: State | None = None

    def state(self) -> State:
        """The newest state; looking costs a tenth of a millisecond."""
        with self.lock:
            newest = self._index.latest_generation()
            if self._state is None or self._state.generation != newest:
                self._state = self._read()
            return self._state

    def _read(self) -> State:
        for left in range(_TRIES, 0, -1):
            try:
                toc = TOC.read(self._storage, _NAME)
                segments = [
                    (self._open(toc.schema, each), each) for each in toc.segments
                ]
            except FileNotFoundError:
                # A commit came between the list and its files.
                if left == 1:
                    raise
                continue
            self._opened = {segment.name: segment for segment, _now in segments}
            return State(toc.generation, toc.schema, segments, self)
        raise AssertionError

    def _open(self, schema: Any, segment: Any) -> _Segment:
        known = self._opened.get(segment.segment_id())
        return known or _Segment(self._storage, schema, segment)

    def posted(self, segment: _Segment, field: str, term: str) -> Posted:
        """The documents of a segment with a term."""
        key = segment.name, field, term
        with self.lock:
            known = self._parts.get(key)
            if known is None:
                known = segment.posted(field, term)
                self._parts.put(key, known)
        return known
