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
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import reduce
from operator import and_, or_
from pathlib import Path
from typing import Any, Literal

from whoosh import fields as whoosh_fields
from whoosh import index, query
from whoosh.analysis import SpaceSeparatedTokenizer
from whoosh.columns import NumericColumn
from whoosh.filedb.filestore import FileStorage
from whoosh.reading import IndexReader
from whoosh.searching import Searcher

from search.carrying import Need
from search.documents import Document
from search.engines import interface
from search.engines.files import damage_is_missing, hold_lock
from search.engines.interface import (
    CANDIDATES,
    EVERYTHING,
    SHARED,
    IndexMissing,
    index_version,
    surface_forms,
    terms,
    wanted_terms,
)
from search.filters import Counts, Filters
from search.query import LAYERS, Query

# Searchers of other processes may still read a directory that was replaced.
KEEP_OLD = 300.0
_SCHEMA_VERSION = 5
# Terms whose documents a searcher remembers: at 100,000 documents 12 kB each.
_REMEMBERED = 1000


def _schema() -> whoosh_fields.Schema:
    layer = whoosh_fields.TEXT(analyzer=SpaceSeparatedTokenizer(), phrase=False)
    return whoosh_fields.Schema(
        key=whoosh_fields.ID(unique=True),
        public=whoosh_fields.ID(),
        kind=whoosh_fields.ID(),
        year=whoosh_fields.ID(),
        series=whoosh_fields.ID(),
        moment=whoosh_fields.COLUMN(NumericColumn("q")),
        forms=whoosh_fields.ID(),
        data=whoosh_fields.STORED(),
        **dict.fromkeys(LAYERS, layer),
    )


class WhooshIndex:
    """The index under one directory, as writers and searchers use it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._kept = threading.local()

    @property
    def directory(self) -> Path | None:
        """The index in use, or None where there is none."""
        try:
            name = (self.root / "current").read_text(encoding="utf-8").strip()
        except OSError:
            return None
        directory = self.root / name
        return directory if name and directory.is_dir() else None

    def is_current(self) -> bool:
        """Whether there is an index that can be read and was made by this code."""
        directory = self.directory
        if directory is None or _version_of(directory) != index_version(
            _SCHEMA_VERSION
        ):
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
        for target in (directory, self._building):
            if target.is_dir():
                _write(target, put, remove)

    def purge(self) -> None:
        """Join all segments, so that no byte stays of what was replaced or removed, and
        remove what is not in use; the lock must be held."""
        directory = self.directory
        shutil.rmtree(self._building, ignore_errors=True)
        if directory is not None:
            index.open_dir(str(directory)).writer().commit(optimize=True)
        for old in self.root.glob("index-*"):
            if old != directory:
                shutil.rmtree(old, ignore_errors=True)

    @property
    def _building(self) -> Path:
        return self.root / "building"

    def begin_rebuild(self) -> dict[str, Any]:
        """Open `building/` and return the place a killed rebuild had reached, or {}.

        The lock must be held until `finish_rebuild`.
        """
        if self._building.is_dir():
            place = _read_place(self._building)
            if (
                _version_of(self._building) == index_version(_SCHEMA_VERSION)
                and place is not None
            ):
                return place
            shutil.rmtree(self._building)
        self._building.mkdir(parents=True)
        index.create_in(str(self._building), _schema())
        (self._building / "VERSION").write_text(
            index_version(_SCHEMA_VERSION), encoding="utf-8"
        )
        _write_place(self._building, {})
        return {}

    def rebuild(self, put: Sequence[Document], place: dict[str, Any]) -> None:
        """Put a slice into the rebuild and keep `place` to go on from."""
        _write(self._building, put, ())
        _write_place(self._building, place)

    def finish_rebuild(self) -> None:
        """Make the rebuilt index the one in use and sweep up what nobody reads."""
        name = f"index-{time.time_ns()}"
        self._building.rename(self.root / name)
        pointer = self.root / "current.new"
        pointer.write_text(name, encoding="utf-8")
        os.replace(pointer, self.root / "current")
        self._sweep(name)

    def _sweep(self, used: str) -> None:
        for old in self.root.glob("index-*"):
            if old.name != used and time.time() - old.stat().st_mtime > KEEP_OLD:
                shutil.rmtree(old, ignore_errors=True)

    @contextmanager
    def reading(self) -> Iterator["WhooshReader"]:
        """A reader of the newest state.

        Raises IndexMissing where there is none or it is broken, also when that
        shows only while it is read.
        """
        try:
            with damage_is_missing():
                searcher = self._searcher()
            yield WhooshReader(searcher, self._kept.bitmaps)
        except IndexMissing:
            self._kept.__dict__.clear()
            raise

    def is_readable(self) -> bool:
        """Whether the index in use opens and counts its documents."""
        try:
            with self.reading() as reader:
                reader.document_count()
        except IndexMissing:
            return False
        return True

    def discard(self) -> None:
        """Forget the index in use and any rebuild begun; the lock must be held."""
        (self.root / "current").unlink(missing_ok=True)
        shutil.rmtree(self._building, ignore_errors=True)
        self._kept.__dict__.clear()

    def _searcher(self) -> Searcher:
        """This thread's searcher, opened again only when the index changed.

        Looking costs a tenth of a millisecond, opening at 100,000 documents some 80.
        """
        directory = self.directory
        if directory is None:
            raise IndexMissing
        kept = self._kept.__dict__
        if kept.get("directory") != directory:
            # Without mmap: a file that is cut short under a map kills the process.
            storage = FileStorage(str(directory), supports_mmap=False)
            kept.update(directory=directory, index=storage.open_index())
            kept.pop("searcher", None)
        if "searcher" not in kept or not kept["searcher"].up_to_date():
            # Not Searcher.refresh(): in 2.7.5 it goes on with segments that were
            # replaced, and what was removed is found again.
            if "searcher" in kept:
                kept.pop("searcher").close()
            kept["searcher"] = kept["index"].searcher()
            kept["bitmaps"] = _Bitmaps(kept["searcher"].reader())
        return kept["searcher"]


class WhooshReader:
    """One state of the index: its vocabulary and its documents."""

    def __init__(self, searcher: Searcher, bitmaps: "_Bitmaps") -> None:
        self._searcher = searcher
        self._bitmaps = bitmaps
        self._reader = searcher.reader()
        self._known: dict[tuple[str, str], int] = {}

    def document_count(self) -> int:
        """How many documents there are."""
        with damage_is_missing():
            return int(self._reader.doc_count())

    def frequency(self, layer: str, term: str) -> int:
        """In how many documents a term of a layer occurs."""
        known = self._known.get((layer, term))
        if known is None:
            known = self._known[layer, term] = self._asked(layer, term)
        return known

    def _asked(self, layer: str, term: str) -> int:
        with damage_is_missing():
            # Asked first: a miss in doc_frequency is a costly exception inside.
            if (layer, term) not in self._reader:
                return 0
            return int(self._reader.doc_frequency(layer, term))

    def frequencies(
        self, terms: Iterable[tuple[str, str]]
    ) -> dict[tuple[str, str], int]:
        """The frequency of every (layer, term) that occurs at all."""
        counted = ((term, self.frequency(*term)) for term in terms)
        return {term: count for term, count in counted if count}

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
        boosts: dict[tuple[str, str], float] = {}
        for _, word in wanted_terms(wanted):
            for term, weight in word.items():
                boosts[term] = max(weight, boosts.get(term, 0.0))
        either = query.Or(
            [query.Term(layer, term, boost=b) for (layer, term), b in boosts.items()]
        )
        if wanted.must:
            needed = query.And(
                [
                    query.Or([query.Term(*term) for term in sorted(group)])
                    for group in wanted.must
                ]
            )
            either = query.AndMaybe(needed, either) if boosts else needed
        if wanted.must_not:
            unwanted = query.Or([query.Term(*term) for term in sorted(wanted.must_not)])
            either = query.AndNot(either, unwanted)
        shown = [query.Term("public", "1")] if public_only else []
        if self._has_facets:
            shown += [query.Term(*chosen) for chosen in filters.facets().items()]
        with damage_is_missing():
            results = self._searcher.search(
                either, limit=limit, filter=query.And(shown) if shown else None
            )
            return [Document.from_stored(hit["data"]) for hit in results]

    @property
    def _has_facets(self) -> bool:
        """Whether this code's form of the index made it, or an older one."""
        return "kind" in self._searcher.schema

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
            moments = self._reader.column_reader("moment")
            latest = heapq.nlargest(limit, ((moments[n], n) for n in _numbers(bits)))
            return [
                Document.from_stored(self._reader.stored_fields(number)["data"])
                for _moment, number in latest
            ]

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
            carrying = frozenset(key for key in keys if bits & self._bits("key", key))
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
                for term in self._reader.expand_prefix("forms", f"{key} "):
                    form = term.decode().partition(" ")[2]
                    # Not doc_frequency: that still counts what was removed.
                    count = self._bits("forms", term.decode()).bit_count()
                    if count >= SHARED:
                        found[form] = count
        return found

    def _bits(self, field: str, term: str) -> int:
        return self._bitmaps.of(field, term)

    def _any(self, terms: Iterable[tuple[str, str]]) -> int:
        return reduce(or_, (self._bits(*term) for term in terms), 0)

    def _carrying(self, need: Need, public_only: bool) -> int:
        """The documents that carry enough and may be found."""
        shown = self._bits("public", "1")
        if not public_only:
            shown |= self._bits("public", "0")
        for group in need.must:
            shown &= self._any(group)
        shown &= ~self._any(need.must_not)
        words = [self._any(word) for word in need.words]
        ways = (reduce(and_, (words[at] for at in way), shown) for way in need.ways)
        return reduce(or_, ways, 0)

    def _chosen(self, bits: int, filters: Filters) -> int:
        return reduce(and_, (self._bits(*f) for f in filters.facets().items()), bits)

    def _spread(
        self, name: Literal["kind", "year", "series"], bits: int, filters: Filters
    ) -> dict[str, int]:
        """How many of `bits` there are of each value, the other filters kept."""
        chosen = self._chosen(bits, filters.without(name))
        counted = (
            (value, (chosen & self._bits(name, value)).bit_count())
            for value in self._reader.field_terms(name)
        )
        return {value: count for value, count in counted if count}


class _Bitmaps:
    """Which documents of a searcher have a term, a bit for each document's number."""

    def __init__(self, reader: IndexReader) -> None:
        self._reader = reader
        self._known: dict[tuple[str, str], int] = {}

    def of(self, field: str, term: str) -> int:
        """The documents with a term; 0 for none."""
        bits = self._known.pop((field, term), None)
        if bits is None:
            bits = self._read(field, term)
        # Put last: what was asked for longest ago goes first.
        self._known[field, term] = bits
        if len(self._known) > _REMEMBERED:
            del self._known[next(iter(self._known))]
        return bits

    def _read(self, field: str, term: str) -> int:
        if (field, term) not in self._reader:
            return 0
        marks = bytearray(self._reader.doc_count_all() // 8 + 1)
        for number in self._reader.postings(field, term).all_ids():
            marks[number >> 3] |= 1 << (number & 7)
        return int.from_bytes(marks, "little")


def _numbers(bits: int) -> Iterator[int]:
    """The numbers of the documents that are marked."""
    for place, byte in enumerate(bits.to_bytes((bits.bit_length() + 7) // 8, "little")):
        if byte:
            yield from (place * 8 + bit for bit in range(8) if byte >> bit & 1)


def _write(directory: Path, put: Sequence[Document], remove: Sequence[str]) -> None:
    writer = index.open_dir(str(directory)).writer()
    try:
        for key in remove:
            writer.delete_by_term("key", key)
        for document in put:
            writer.update_document(**_row(document))
    except BaseException:
        writer.cancel()
        raise
    writer.commit()


def _row(document: Document) -> dict[str, Any]:
    layers: dict[str, list[str]] = {layer: [] for layer in LAYERS}
    fields = document.tokens()
    for name, tokens in fields.items():
        for layer, term in terms(name, (token.features for token in tokens)):
            layers[layer].append(term)
    return {
        "key": document.key,
        "public": "1" if document.is_public else "0",
        "data": document.stored(fields),
        "moment": int(document.moment * 1_000_000),
        "forms": sorted(surface_forms(document, fields)),
        **document.facets(),
        **layers,
    }


def _version_of(directory: Path) -> str:
    try:
        return (directory / "VERSION").read_text(encoding="utf-8")
    except OSError:
        return ""


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
