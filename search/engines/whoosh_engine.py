"""Whoosh: the embedded engine, one index directory under `DATA_DIR/search`.

    current                 a file that names the directory in use
    index-…/                a Whoosh index and its VERSION
    building/               a rebuild that has not ended, with its place kept
    writer.lock             held (flock) by the one process that writes

Searches go on while a rebuild runs: it fills `building/`, which then becomes an
`index-…` by one rename and one `os.replace` of `current`. flock dies with its
process, so a killed writer leaves no lock behind. Only names of plain `whoosh` are
used, so that a successor of Whoosh-Reloaded can take its place.
"""

import heapq
import json
import os
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import reduce
from itertools import chain
from operator import and_, or_
from pathlib import Path
from typing import Any, Literal

from whoosh import index

from search.carrying import Need
from search.documents import Document
from search.engines import interface
from search.engines.bitmaps import Scores, numbers
from search.engines.files import (
    IndexFolder,
    damage_is_missing,
    hold_lock,
    version_of,
)
from search.engines.interface import (
    CANDIDATES,
    SHARED,
    IndexMissing,
    index_version,
    rarity,
)
from search.engines.whoosh_segments import Segments, State
from search.engines.whoosh_writing import LENGTHS, MANY, optimize, schema, tidy, write
from search.filters import EVERYTHING, Counts, Filters
from search.query import LAYERS, Query, QueryWord, Term

_SCHEMA_VERSION = 6
# In a rebuild that was begun: somebody else has written there too.
_TOUCHED = "TOUCHED"
# … and one in which a slice was begun whose place is not kept yet.
_BEGUN = "BEGUN"
# As many terms of a layer are asked for when a word may be a slip of the finger.
_MANY = 40
# How finely documents are told apart: what all the words of a query are worth together,
_STEPS = 100
# and more where they stand in a title or often, less where the document only answers one
# who said them; and being short.
_OFTEN, _BESIDE, _SHORT = 0.3, 0.4, 0.1


class WhooshIndex(IndexFolder):
    """The index under one directory, as writers and searchers use it."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self._lock = threading.Lock()
        self._opened: tuple[Path, Segments] | None = None

    def is_current(self) -> bool:
        """Whether there is an index that can be read and was made by this code."""
        directory = self.directory
        if directory is None or version_of(directory) != index_version(_SCHEMA_VERSION):
            return False
        return bool(index.exists_in(str(directory)))

    @contextmanager
    def writing(self, wait: float | None = None) -> Iterator[None]:
        """Hold the writer's lock; raises IndexBusy after `wait` seconds (LOCK_WAIT)."""
        self.root.mkdir(parents=True, exist_ok=True)
        with hold_lock(
            self.root / "writer.lock", interface.LOCK_WAIT if wait is None else wait
        ):
            yield

    def write(self, put: Sequence[Document], remove: Sequence[str]) -> None:
        """Put documents and remove keys, in one commit; the lock must be held.

        A rebuild that waits to be taken up again gets them too, or it would end
        with what it read before. Raises IndexMissing where there is no index.
        """
        directory = self.directory
        if directory is None:
            raise IndexMissing
        for target in (directory, self.building):
            if target.is_dir():
                # First, for who is killed has not told it afterwards.
                (target / _TOUCHED).touch()
                write(target, put, remove)

    def purge(self) -> None:
        """Join all segments, so that no byte stays of what was replaced or removed, and
        remove what is not in use; the lock must be held."""
        directory = self.directory
        shutil.rmtree(self.building, ignore_errors=True)
        if directory is not None:
            optimize(directory)
        self.sweep(keep=0)

    def is_untidy(self) -> bool:
        """Whether there are more than MANY segments."""
        try:
            with damage_is_missing():
                return self._segments().state().segment_count > MANY
        except IndexMissing:
            return False

    def tidy(self, is_wanted: Callable[[], bool]) -> bool:
        """Merge small segments when there are many; the lock must be held."""
        directory = self.directory
        return directory is not None and tidy(directory, is_wanted)

    def begin_rebuild(self) -> dict[str, Any]:
        """Open `building/` and return the place a killed rebuild had reached, or {}.

        The lock must be held until `finish_rebuild`.
        """
        if self.building.is_dir():
            place = _read_place(self.building)
            if (
                version_of(self.building) == index_version(_SCHEMA_VERSION)
                and place is not None
            ):
                return place
            shutil.rmtree(self.building)
        self.building.mkdir(parents=True)
        index.create_in(str(self.building), schema())
        (self.building / "VERSION").write_text(
            index_version(_SCHEMA_VERSION), encoding="utf-8"
        )
        _write_place(self.building, {})
        return {}

    def rebuild(self, put: Sequence[Document], place: dict[str, Any]) -> None:
        """Put a slice into the rebuild and keep `place` to go on from."""
        touched, begun = self.building / _TOUCHED, self.building / _BEGUN
        if begun.exists():
            # One ended before its place was kept: what it put may come once more,
            touched.touch()
        begun.touch()
        # … and what a write put there meanwhile.
        write(self.building, put, (), new=not touched.exists())
        _write_place(self.building, place)
        begun.unlink()

    def finish_rebuild(self) -> None:
        """Make the rebuilt index the one in use and sweep up what nobody reads."""
        self.take_into_use()

    @contextmanager
    def reading(self) -> Iterator["WhooshReader"]:
        """A reader of the newest state.

        Raises IndexMissing where there is none or it is broken, also when that
        shows only while it is read.
        """
        try:
            with damage_is_missing():
                state = self._segments().state()
            yield WhooshReader(state)
        except IndexMissing:
            self._opened = None
            raise

    def is_readable(self) -> bool:
        """Whether the index in use opens and counts its documents."""
        try:
            # By one who remembers nothing.
            with WhooshIndex(self.root).reading() as reader:
                reader.vocabulary(public_only=False).document_count()
        except IndexMissing:
            return False
        return True

    def discard(self) -> None:
        """Forget the index in use and any rebuild begun; the lock must be held."""
        (self.root / "current").unlink(missing_ok=True)
        shutil.rmtree(self.building, ignore_errors=True)
        self._opened = None

    def _segments(self) -> Segments:
        directory = self.directory
        if directory is None:
            raise IndexMissing
        with self._lock:
            # Read once: who finds it broken forgets it without the lock.
            opened = self._opened
            if opened is None or opened[0] != directory:
                opened = self._opened = directory, Segments(directory)
            return opened[1]


class WhooshVocabulary:
    """The words of a set of documents."""

    def __init__(self, state: State, among: int) -> None:
        self._state = state
        self._among = among

    def document_count(self) -> int:
        """How many documents there are."""
        return self._among.bit_count()

    def frequency(self, layer: str, term: str) -> int:
        """In how many documents a term of a layer occurs."""
        with damage_is_missing():
            return (self._state.posted(layer, term).all & self._among).bit_count()

    def frequencies(
        self, terms: Iterable[tuple[str, str]]
    ) -> dict[tuple[str, str], int]:
        """The frequency of every (layer, term) that occurs at all."""
        asked: dict[str, list[str]] = {}
        for layer, term in terms:
            asked.setdefault(layer, []).append(term)
        with damage_is_missing():
            for layer, some in asked.items():
                if len(some) > _MANY:
                    asked[layer] = self._state.occurring(layer, some)
        there = [(layer, term) for layer, some in asked.items() for term in some]
        counted = ((term, self.frequency(*term)) for term in there)
        return {term: count for term, count in counted if count}


class WhooshReader:
    """One state of the index: its vocabulary and its documents."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._read_as: dict[str, int] = {}

    def vocabulary(self, *, public_only: bool) -> WhooshVocabulary:
        """The words of the documents that one may find, or of all."""
        with damage_is_missing():
            return WhooshVocabulary(self._state, self._shown((), (), public_only))

    def candidates(
        self,
        wanted: Query,
        *,
        public_only: bool,
        limit: int = CANDIDATES,
        filters: Filters = EVERYTHING,
    ) -> list[Document]:
        """The `limit` documents most likely meant of those that `filters` admit."""
        if not wanted:
            return []
        with damage_is_missing():
            shown = self._shown(wanted.must, wanted.must_not, public_only)
            scores, matching = self._scores(wanted, public_only=public_only)
            if not wanted.must:
                shown &= matching
            return self._read(scores.best(self._chosen(shown, filters), limit))

    @property
    def _has_facets(self) -> bool:
        """Whether this code's form of the index made it, or an older one."""
        return "kind" in self._state.schema

    def newest(
        self,
        need: Need,
        *,
        public_only: bool,
        limit: int = CANDIDATES,
        filters: Filters = EVERYTHING,
    ) -> list[Document]:
        """The `limit` newest documents that carry enough."""
        if not self._has_facets:
            return []
        with damage_is_missing():
            bits = self._chosen(self._carrying(need, public_only), filters)
            dated = ((self._state.moment(number), number) for number in numbers(bits))
            latest = heapq.nlargest(limit, dated)
            return self._read(number for _moment, number in latest)

    def counts(
        self,
        need: Need,
        *,
        public_only: bool,
        filters: Filters = EVERYTHING,
        keys: Sequence[str] = (),
    ) -> Counts:
        """How many documents carry enough, of what, and which of `keys` do."""
        with damage_is_missing():
            bits = self._carrying(need, public_only)
            carrying = frozenset(key for key in keys if self._is_among(key, bits))
            if not self._has_facets:
                return Counts(bits.bit_count(), bits.bit_count(), carrying=carrying)
            by_year = self._spread("year", bits, filters)
            return Counts(
                count=self._chosen(bits, filters).bit_count(),
                everywhere=bits.bit_count(),
                kinds=self._spread("kind", bits, filters),
                years={int(year): count for year, count in by_year.items()},
                series=self._spread("series", bits, filters),
                carrying=carrying,
            )

    def forms(self, keys: Iterable[str]) -> dict[str, int]:
        """The words with one of these keys, and in how many public documents."""
        found: dict[str, int] = {}
        if not self._has_facets:
            return found
        with damage_is_missing():
            for key in keys:
                for term in self._state.terms("forms", f"{key} "):
                    # Not doc_frequency: that still counts what was removed.
                    count = self._bits("forms", term).bit_count()
                    if count >= SHARED:
                        found[term.partition(" ")[2]] = count
        return found

    def _is_among(self, key: str, bits: int) -> bool:
        """Whether a document, mostly one that was just read, is in a set."""
        number = self._read_as.get(key)
        if number is None:
            return bool(self._bits("key", key) & bits)
        return bool(bits >> number & 1)

    def _shown(
        self,
        must: Iterable[Iterable[Term]],
        must_not: Iterable[Term],
        public_only: bool,
    ) -> int:
        """The documents that may be found, with what is demanded of them."""
        shown = self._bits("public", "1")
        if not public_only:
            shown |= self._bits("public", "0")
        for group in must:
            shown &= self._any(group)
        return shown & ~self._any(must_not)

    def _carrying(self, need: Need, public_only: bool) -> int:
        """The documents that carry enough and may be found."""
        shown = self._shown(need.must, need.must_not, public_only)
        if need.words:
            shown &= self._any_own(chain.from_iterable(need.words))
        words = [self._any(word) for word in need.words]
        ways = (reduce(and_, (words[at] for at in way), shown) for way in need.ways)
        return reduce(or_, ways, 0)

    def _chosen(self, bits: int, filters: Filters) -> int:
        facets = filters.facets().items() if self._has_facets else ()
        return reduce(and_, (self._bits(*facet) for facet in facets), bits)

    def _spread(
        self, name: Literal["kind", "year", "series"], bits: int, filters: Filters
    ) -> dict[str, int]:
        """How many of `bits` there are of each value, the other filters kept."""
        chosen = self._chosen(bits, filters.without(name))
        counted = (
            (value, (chosen & self._bits(name, value)).bit_count())
            for value in self._state.values(name)
        )
        return {value: count for value, count in counted if count}

    def _scores(self, wanted: Query, *, public_only: bool) -> tuple[Scores, int]:
        """What the words of a query say about each document, and who has one at all.

        As in ranking, rare words count more than common ones, of a word the strictest
        likeness counts, and short documents that have it come before long ones.
        """
        scores = Scores()
        matching = 0
        count = self.vocabulary(public_only=public_only).document_count()
        weighed = [(word, rarity(word.frequency, count)) for word in wanted.words]
        unit = _STEPS / (sum(weight for _word, weight in weighed) or 1.0)
        for word, weight in weighed:
            seen = 0
            for likeness, terms in _by_likeness(word):
                posted = [self._state.posted(*term) for term in terms]
                often = reduce(or_, (each.often for each in posted), 0)
                own = reduce(or_, (each.all & ~each.beside for each in posted), 0)
                every = reduce(or_, (each.all for each in posted), 0)
                amount = weight * likeness * unit
                scores.add(often & ~seen, round(amount * _OFTEN))
                scores.add(own & ~seen, round(amount * (1 - _BESIDE)))
                scores.add(every & ~seen, round(amount * _BESIDE))
                seen |= every
            matching |= seen
        for longer in range(len(LENGTHS)):
            short = (len(LENGTHS) - longer) / len(LENGTHS)
            alike = self._bits("length", str(longer)) & matching
            scores.add(alike, round(_STEPS * _SHORT * short))
        return scores, matching

    def _bits(self, field: str, term: str) -> int:
        return self._state.posted(field, term).all

    def _any(self, terms: Iterable[Term]) -> int:
        return reduce(or_, (self._bits(*term) for term in terms), 0)

    def _any_own(self, terms: Iterable[Term]) -> int:
        """The documents that say one of the terms themselves, and not only what they
        answer."""
        posted = (self._state.posted(*term) for term in terms)
        return reduce(or_, (each.all & ~each.beside for each in posted), 0)

    def _read(self, chosen: Iterable[int]) -> list[Document]:
        found = []
        for number in chosen:
            found.append(Document.from_stored(self._state.stored(number)))
            self._read_as[found[-1].key] = number
        return found


def _by_likeness(word: QueryWord) -> list[tuple[float, list[Term]]]:
    """The terms of a word that an index keeps, the strictest likeness first."""
    found: dict[float, list[Term]] = {}
    for term, likeness in word.terms.items():
        if term[0] in LAYERS:
            found.setdefault(likeness, []).append(term)
    return sorted(found.items(), reverse=True)


def _read_place(directory: Path) -> dict[str, Any] | None:
    try:
        place = json.loads((directory / "PLACE").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return place if isinstance(place, dict) else None


def _write_place(directory: Path, place: dict[str, Any]) -> None:
    new = directory / "PLACE.new"
    new.write_text(json.dumps(place), encoding="utf-8")
    os.replace(new, directory / "PLACE")
