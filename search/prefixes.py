"""The prefix table: what begins with the letters typed so far, in one file.

A file holds entries in order of their worth, the terms they are found by in order of
their letters, and for each term the numbers of its entries:

    head                     magic, version, moment, seconds, lengths of what follows
    pks      uint64 each     what an entry is: its primary key
    marks    uint64 each     … what its texts were, hashed
    kinds    uint8 each      … and its kind, an index into what the caller knows
    ends     uint32 each     where the bytes of a term end
    stops    uint32 each     where the entries of a term end
    postings uint32 each     entries of a term, the worthiest first
    terms    bytes           all of them, in order

It is mapped and never read as a whole: opening one costs nothing, and the processes of a
site share the same pages of memory. A new one takes the place of the old at one stroke;
who still has the old one open goes on with it. Nothing here knows Django.
"""

import heapq
import mmap
import os
import struct
import tempfile
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, islice
from pathlib import Path
from typing import Literal, NamedTuple, TypeVar

MAGIC = b"UTHANPFX"
_HEAD = struct.Struct("<8s16sdd4Q")
#: Sorts after every letter that can follow: no byte of UTF-8 is this one.
_AFTER = b"\xff"
#: Terms that are looked at between two pauses.
AT_ONCE = 2_000

_Thing = TypeVar("_Thing")


class Head(NamedTuple):
    """What a file says of itself: who made it (16 hex digits), from what was there at
    which moment (seconds since the epoch), how many seconds that took."""

    version: str
    moment: float
    seconds: float


class Damaged(Exception):
    """A file that is no such table, or only a part of one."""


class PrefixTable:
    """One table, mapped. Raises Damaged, and OSError where there is none."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            if size < _HEAD.size:
                raise Damaged(path)
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        magic, version, moment, seconds, *lengths = _HEAD.unpack_from(self._map)
        entries, terms, postings, letters = lengths
        wanted = 17 * entries + 8 * terms + 4 * postings + letters
        if magic != MAGIC or size < _HEAD.size + wanted:
            raise Damaged(path)
        self.head = Head(version.decode(), moment, seconds)
        self.size = size
        self._cut(memoryview(self._map)[_HEAD.size :], entries, terms, postings)

    def _cut(self, rest: memoryview, entries: int, terms: int, postings: int) -> None:
        def part(form: Literal["Q", "I", "B"], count: int) -> memoryview:
            nonlocal rest
            length = count * array(form).itemsize
            found, rest = rest[:length], rest[length:]
            return found.cast(form)

        self._pks = part("Q", entries)
        self.marks = part("Q", entries)
        self._ends = part("I", terms)
        self._stops = part("I", terms)
        self._postings = part("I", postings)
        self._kinds = part("B", entries)
        self._terms = rest

    def __len__(self) -> int:
        return len(self._pks)

    def term_count(self) -> int:
        """How many different terms there are."""
        return len(self._ends)

    def entry(self, number: int) -> tuple[int, int]:
        """Kind and primary key of an entry."""
        return self._kinds[number], self._pks[number]

    def with_term(self, term: str) -> Sequence[int]:
        """The entries that have this term, the worthiest first."""
        wanted = term.encode()
        at = bisect_left(range(self.term_count()), wanted, key=self._term)
        if at < self.term_count() and self._term(at) == wanted:
            return self._entries(at)
        return ()

    def beginning(self, prefix: str) -> Iterator[Sequence[int]]:
        """For each term that begins so its entries, the worthiest first."""
        wanted = prefix.encode()
        terms = range(self.term_count())
        first = bisect_left(terms, wanted, key=self._term)
        last = bisect_left(terms, wanted + _AFTER, lo=first, key=self._term)
        return map(self._entries, range(first, last))

    def by_term(self) -> Iterator[tuple[str, Sequence[int]]]:
        """Each term with its entries."""
        for at in range(self.term_count()):
            yield self._term(at).decode(), self._entries(at)

    def _term(self, at: int) -> bytes:
        return bytes(self._terms[self._ends[at - 1] if at else 0 : self._ends[at]])

    def _entries(self, at: int) -> Sequence[int]:
        start = self._stops[at - 1] if at else 0
        return self._postings[start : self._stops[at]]


def in_pieces(things: Iterable[_Thing]) -> Iterator[list[_Thing]]:
    """AT_ONCE of them at a time."""
    rest = iter(things)
    while piece := list(islice(rest, AT_ONCE)):
        yield piece


class Known:
    """What the texts of a table are found by, turned round from its lists: nearly all are
    those of the next table, and reading words takes ten times as long. To be `read`
    before it is asked."""

    def __init__(self, table: PrefixTable) -> None:
        self._table = table
        self._numbers: dict[int, int] = {}
        self._terms: list[str] = []
        self._starts = self._found = array("I")

    def read(self) -> Iterator[None]:
        """Turn it round, a piece between one and the next of what this gives."""
        counts = array("I", bytes(4 * (len(self._table) + 1)))
        for piece in in_pieces(self._table.by_term()):
            for term, numbers in piece:
                self._terms.append(term)
                for number in numbers:
                    counts[number + 1] += 1
            yield
        self._starts = array("I", accumulate(counts))
        self._found = array("I", bytes(4 * self._starts[-1]))
        free = self._starts[:]
        for places in in_pieces(enumerate(self._table.by_term())):
            for at, (_term, numbers) in places:
                for number in numbers:
                    self._found[free[number]] = at
                    free[number] += 1
            yield
        self._numbers = {mark: number for number, mark in enumerate(self._table.marks)}

    def terms(self, mark: int) -> list[str] | None:
        """The terms of the texts with this mark; None where they are new."""
        number = self._numbers.get(mark)
        if number is None:
            return None
        found = self._found[self._starts[number] : self._starts[number + 1]]
        return [self._terms[at] for at in found]


class Builder:
    """Collects entries, the worthiest first, lays them out and writes the file."""

    def __init__(self) -> None:
        self._pks = array("Q")
        self._marks = array("Q")
        self._kinds = array("B")
        self._found: dict[str, array[int]] = {}
        self._ends, self._stops = array("I"), array("I")
        self._postings, self._letters = array("I"), bytearray()

    def add(self, kind: int, pk: int, mark: int, terms: Iterable[str]) -> None:
        """Put the next entry, found by `terms` (each counts once); `mark` says which
        texts they are of (64 bits)."""
        number = len(self._pks)
        self._pks.append(pk)
        self._marks.append(mark)
        self._kinds.append(kind)
        for term in set(terms):
            self._found.setdefault(term, array("I")).append(number)

    def __len__(self) -> int:
        return len(self._pks)

    def lay_out(self) -> Iterator[None]:
        """Put the terms in order for `write`, a piece between one and the next of what
        this gives. Nothing is added any more."""
        runs = []
        for piece in in_pieces(self._found):
            runs.append(sorted(term.encode() for term in piece))
            yield
        for ordered in in_pieces(heapq.merge(*runs)):
            for term in ordered:
                self._letters += term
                self._postings += self._found[term.decode()]
                self._ends.append(len(self._letters))
                self._stops.append(len(self._postings))
            yield

    def write(self, path: Path, head: Head) -> int:
        """Put the file at `path` at one stroke; its size in bytes."""
        lengths = (
            len(self._pks),
            len(self._ends),
            len(self._postings),
            len(self._letters),
        )
        first = _HEAD.pack(MAGIC, head.version.encode(), *head[1:], *lengths)
        parts = (
            first,
            self._pks,
            self._marks,
            self._ends,
            self._stops,
            self._postings,
            self._kinds,
            self._letters,
        )
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "wb") as file:
            for part in parts:
                file.write(part)
            file.flush()
            os.fsync(file.fileno())
        # Web processes may be another user's; what everyone may read stands in it.
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
        return sum(memoryview(part).nbytes for part in parts)
