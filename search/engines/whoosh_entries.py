"""Wagtail's own search on Whoosh: an index directory for each family of models.

    <directory>/working.lock       held by whoever drains the queue
    <directory>/<root model>/
        current                    names the directory in use
        index-…/                   a Whoosh index and its VERSION; BROKEN: somebody met
                                   damage in it
        building/                  a rebuild under way; TOUCHED: keys written meanwhile
        writer.lock                held for one commit
        rebuild.lock               held as long as a rebuild lives

A rebuild fills `building/` while others search and write; who writes meanwhile writes
into both, and the rebuild leaves alone what was written after it began, since that is
newer than what it read. All locks are flock: they end with their process, so a killed
rebuild is seen by its free lock and swept away.
"""

import fcntl
import hashlib
import json
import math
import shutil
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from django.db.models import Model
from modelsearch.backends.base import get_model_root
from whoosh import fields as whoosh_fields
from whoosh import index, query
from whoosh.analysis import SpaceSeparatedTokenizer
from whoosh.filedb.filestore import FileStorage
from whoosh.reading import TermNotFound

from search.analysis import ANALYSER_VERSION
from search.engines.files import (
    IndexFolder,
    damage_is_missing,
    hold_lock,
    version_of,
)
from search.engines.interface import LOCK_WAIT, IndexBusy, IndexMissing
from search.entries import (
    LAYERS,
    SEARCHED,
    TYPED_AHEAD,
    Entry,
    Term,
    family,
    places,
)

_ENTRIES_VERSION = 1


class WhooshEntryEngine:
    """All families' indexes, under one directory."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._stores: dict[str, WhooshEntries] = {}

    def store(self, model: type[Model]) -> "WhooshEntries":
        """The index that holds the model's objects."""
        label = get_model_root(model)._meta.label_lower
        if label not in self._stores:
            self._stores[label] = WhooshEntries(self.directory / label, family(model))
        return self._stores[label]

    @contextmanager
    def working(self, wait: float) -> Iterator[None]:
        """Be the only one who drains the queue; raises IndexBusy after `wait` s."""
        self.directory.mkdir(parents=True, exist_ok=True)
        with hold_lock(self.directory / "working.lock", wait):
            yield


class WhooshEntries(IndexFolder):
    """The entries of one family of models."""

    def __init__(self, root: Path, models: Sequence[Any]) -> None:
        super().__init__(root)
        self.models = models
        kinds = (SEARCHED, TYPED_AHEAD)
        self.places = sorted(p for kind in kinds for p in places(models, kind))
        made_with = json.dumps([ANALYSER_VERSION, _ENTRIES_VERSION, self.places])
        self.version = hashlib.sha256(made_with.encode()).hexdigest()[:16]
        self._kept = threading.local()

    def __str__(self) -> str:
        return self.root.name

    # Writing

    def write(self, put: Sequence[Entry], remove: Sequence[str]) -> None:
        """Put entries and remove keys in one commit, also of a rebuild under way.

        Where there is no index of this version nothing is kept of it: the rebuild
        that makes one reads it. Raises IndexBusy.
        """
        with self._writing():
            current = self.directory
            if current is not None and version_of(current) == self.version:
                _write(current, put, remove)
            if self._is_rebuilding() and self.building.is_dir():
                _write(self.building, put, remove)
                _touch(self.building, [entry.key for entry in put] + [*remove])

    def clear(self) -> None:
        """Leave nothing but an empty index. Raises IndexBusy."""
        self.begin_rebuild().finish()

    def discard(self) -> None:
        """Have no index any more, until one is made. Raises IndexBusy."""
        with self._writing():
            (self.root / "current").unlink(missing_ok=True)
            self.sweep(keep=0)
        self._kept.__dict__.clear()

    def purge(self) -> None:
        """Remove directories that are not in use, whoever may still read them."""
        with self._writing():
            self.sweep(keep=0)

    def begin_rebuild(self) -> "WhooshRebuild":
        """Begin an index anew; raises IndexBusy where another process rebuilds."""
        with self._writing():
            lock = open(self.root / "rebuild.lock", "w")  # noqa: SIM115 - held on
            if not _locked(lock):
                lock.close()
                raise IndexBusy
            shutil.rmtree(self.building, ignore_errors=True)
            self.building.mkdir()
            index.create_in(str(self.building), self._schema())
            (self.building / "VERSION").write_text(self.version, encoding="utf-8")
        return WhooshRebuild(self, lock)

    def _put_in_rebuild(self, entries: Sequence[Entry]) -> None:
        with self._writing():
            newer = _touched(self.building)
            fresh = [entry for entry in entries if entry.key not in newer]
            if fresh:
                _write(self.building, fresh, ())

    def _finish_rebuild(self) -> None:
        with self._writing():
            self.take_into_use()

    @contextmanager
    def _writing(self) -> Iterator[None]:
        self.root.mkdir(parents=True, exist_ok=True)
        with hold_lock(self.root / "writer.lock", LOCK_WAIT):
            yield

    def _is_rebuilding(self) -> bool:
        """Whether a rebuild lives; the leavings of a killed one are swept away."""
        if not self.building.is_dir():
            return False
        with open(self.root / "rebuild.lock", "w") as lock:
            if not _locked(lock):
                return True
        shutil.rmtree(self.building, ignore_errors=True)
        return False

    def _schema(self) -> whoosh_fields.Schema:
        layers = {
            _field(layer, place): whoosh_fields.TEXT(
                analyzer=SpaceSeparatedTokenizer(), phrase=layer == "w"
            )
            for layer in LAYERS
            for place in self.places
        }
        return whoosh_fields.Schema(
            key=whoosh_fields.ID(unique=True, stored=True),
            labels=whoosh_fields.KEYWORD(scorable=False),
            **layers,
        )

    # Reading

    def is_current(self) -> bool:
        """Whether there is an index that was made by this code."""
        directory = self.directory
        return (
            directory is not None
            and version_of(directory) == self.version
            and not (directory / "BROKEN").exists()
            and bool(index.exists_in(str(directory)))
        )

    def is_readable(self) -> bool:
        """Whether the index in use can be read from end to end."""
        try:
            with self.reading() as reader:
                reader.read_through()
        except IndexMissing:
            return False
        return True

    @contextmanager
    def reading(self) -> Iterator["WhooshEntryReader"]:
        """A reader of the newest state; raises IndexMissing where there is none or it
        is broken, also when that shows only while it is read."""
        try:
            with damage_is_missing():
                reader = self._reader()
            yield reader
        except IndexMissing:
            self._kept.__dict__.clear()
            self._tell_of_damage()
            raise

    def _tell_of_damage(self) -> None:
        """Let the worker know, which may be another process."""
        if self.directory is not None:
            with suppress(OSError):
                (self.directory / "BROKEN").touch()

    def _reader(self) -> "WhooshEntryReader":
        """This thread's reader, opened again only when the index changed."""
        directory = self.directory
        if directory is None:
            raise IndexMissing
        kept = self._kept.__dict__
        if kept.get("directory") != directory:
            kept.clear()
            # Without mmap: a file that is cut short under a map kills the process.
            storage = FileStorage(str(directory), supports_mmap=False)
            kept.update(directory=directory, index=storage.open_index())
        if "reader" not in kept or not kept["reader"].is_newest():
            if "reader" in kept:
                kept.pop("reader").close()
            kept["reader"] = WhooshEntryReader(kept["index"].searcher())
        return kept["reader"]


class WhooshRebuild:
    """A rebuild under way."""

    def __init__(self, entries: WhooshEntries, lock: IO[str]) -> None:
        self._entries = entries
        self._lock = lock

    def put(self, entries: Sequence[Entry]) -> None:
        """Put entries, but for those that somebody wrote since it began."""
        self._entries._put_in_rebuild(entries)

    def finish(self) -> None:
        """Make it the index in use."""
        self._entries._finish_rebuild()
        self.abandon()

    def abandon(self) -> None:
        """Let another one begin; without `finish` nothing is left of it."""
        self._lock.close()


class WhooshEntryReader:
    """One state of the index."""

    def __init__(self, searcher: Any) -> None:
        self._searcher = searcher
        self._reader = searcher.reader()
        self._keys: dict[int, str] = {}
        self._labelled: dict[str, frozenset[int]] = {}

    def is_newest(self) -> bool:
        """Whether nothing was written since."""
        return bool(self._searcher.up_to_date())

    def close(self) -> None:
        """Let go of the files."""
        self._searcher.close()

    def read_through(self) -> None:
        """Read every list of terms; raises IndexMissing where one is broken."""
        with damage_is_missing():
            for field, text in self._reader.all_terms():
                for _ in self._postings(field, text):
                    pass

    def every(self, model: type[Model]) -> set[str]:
        """The keys of the model's objects and of those that descend from it."""
        with damage_is_missing():
            return {self._key(number) for number in self._of(model)}

    def matching(
        self, model: type[Model], boosts: Mapping[str, float], terms: Sequence[Term]
    ) -> dict[str, float]:
        """Key → score of what has one of the terms in one of the places: the best
        term counts, times the place's boost, more in a short text."""
        found: dict[int, float] = {}
        with damage_is_missing():
            among = self._of(model)
            for place, boost in boosts.items():
                for number, weight in self._best(place, terms).items():
                    if number in among:
                        score = boost * weight / self._length(number, place)
                        found[number] = found.get(number, 0.0) + score
            return {self._key(number): score for number, score in found.items()}

    def phrase(
        self, model: type[Model], boosts: Mapping[str, float], words: Sequence[str]
    ) -> dict[str, float]:
        """Key → score of what has the words, one behind the other."""
        found: dict[int, float] = {}
        with damage_is_missing():
            among = self._of(model)
            for place, boost in boosts.items():
                field = _field("w", place)
                if field not in self._searcher.schema:
                    continue
                wanted = query.Phrase(field, list(words))
                if len(words) == 1:
                    wanted = query.Term(field, words[0])
                for number in self._searcher.docs_for_query(wanted):
                    if number in among:
                        score = boost / self._length(number, place)
                        found[number] = found.get(number, 0.0) + score
            return {self._key(number): score for number, score in found.items()}

    def _best(self, place: str, terms: Sequence[Term]) -> dict[int, float]:
        best: dict[int, float] = {}
        for term in terms:
            field = _field(term.layer, place)
            for text in self._written(field, term):
                for number in self._postings(field, text):
                    best[number] = max(term.weight, best.get(number, 0.0))
        return best

    def _written(self, field: str, term: Term) -> list[Any]:
        if field not in self._searcher.schema:
            return []
        if term.is_start:
            return list(self._reader.expand_prefix(field, term.text))
        return [term.text]

    def _postings(self, field: str, text: Any) -> Iterator[int]:
        try:
            matcher = self._reader.postings(field, text)
        except TermNotFound:
            return
        while matcher.is_active():
            yield matcher.id()
            matcher.next()

    def _of(self, model: type[Model]) -> frozenset[int]:
        label = model._meta.label
        if label not in self._labelled:
            self._labelled[label] = frozenset(self._postings("labels", label))
        return self._labelled[label]

    def _length(self, number: int, place: str) -> float:
        words = self._reader.doc_field_length(number, _field("w", place), 1)
        return 1 + math.log(max(words, 1))

    def _key(self, number: int) -> str:
        if number not in self._keys:
            self._keys[number] = self._reader.stored_fields(number)["key"]
        return self._keys[number]


def _field(layer: str, place: str) -> str:
    return f"{layer}.{place}"


def _write(directory: Path, put: Sequence[Entry], remove: Sequence[str]) -> None:
    writer = index.open_dir(str(directory)).writer()
    try:
        for key in remove:
            writer.delete_by_term("key", key)
        for entry in put:
            writer.update_document(**_row(entry))
    except BaseException:
        writer.cancel()
        raise
    writer.commit()


def _row(entry: Entry) -> dict[str, Any]:
    row: dict[str, Any] = {"key": entry.key, "labels": " ".join(entry.labels)}
    for place, words in entry.words.items():
        row[_field("w", place)] = [word.w for word in words]
        row[_field("s", place)] = [term for word in words for term in word.s]
        row[_field("k", place)] = [term for word in words for term in word.k]
        row[_field("c", place)] = [term for word in words for term in word.c]
    return row


def _locked(lock: IO[str]) -> bool:
    try:
        fcntl.flock(lock.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _touch(building: Path, keys: Sequence[str]) -> None:
    with open(building / "TOUCHED", "a", encoding="utf-8") as file:
        file.writelines(f"{json.dumps(key)}\n" for key in keys)


def _touched(building: Path) -> set[str]:
    try:
        lines = (building / "TOUCHED").read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return set()
    return {json.loads(line) for line in lines}
