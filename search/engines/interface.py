"""What an engine has to be able to do, and what engines have in common.

Whoosh (`whoosh_engine.py`) and PostgreSQL (`postgresql_engine.py`) are engines. The rest
of the site knows these names alone, so a third is one more module here and one more line
in `search/engines/__init__.py`. An engine is handed finished tokens, layer by layer, and
never a text to analyse.
"""

import hashlib
import json
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

from search.analysis import ANALYSER_VERSION, Features, Token
from search.analysis.keys import keys
from search.analysis.lexicon import lexicon_version
from search.analysis.names import marks, names_version
from search.carrying import Need
from search.documents import CONTEXT, Document
from search.filters import EVERYTHING, Counts, Filters
from search.query import LAYERS, Query
from search.vocabulary import Vocabulary

#: Documents that are read from the database and written in one commit.
BATCH = 500
CANDIDATES = 200
#: Seconds that a writer waits for another one.
LOCK_WAIT = 30.0


class IndexMissing(Exception):
    """There is no index, or it cannot be read: `update_index` builds one."""


class IndexBusy(Exception):
    """Another process holds the writer's lock longer than one was ready to wait."""


class Reader(Protocol):
    """One state of an engine's index. Damage leaves `Index.reading` as IndexMissing."""

    def vocabulary(self, *, public_only: bool) -> Vocabulary:
        """The words of the documents that one may find, or of all."""
        ...

    def candidates(
        self,
        wanted: Query,
        *,
        public_only: bool,
        limit: int = CANDIDATES,
        filters: Filters = EVERYTHING,
    ) -> list[Document]:
        """The `limit` documents most likely meant of those that `filters` admit,
        unranked. What they narrow down to is looked through as deep as all would be."""
        ...

    def newest(
        self,
        need: Need,
        *,
        public_only: bool,
        limit: int = CANDIDATES,
        filters: Filters = EVERYTHING,
    ) -> list[Document]:
        """The `limit` newest documents that carry enough."""
        ...

    def counts(
        self,
        need: Need,
        *,
        public_only: bool,
        filters: Filters = EVERYTHING,
        keys: Sequence[str] = (),
    ) -> Counts:
        """How many documents carry enough, of what, and which of `keys` do."""
        ...

    def forms(self, keys: Iterable[str]) -> dict[str, int]:
        """The words that are spelt whole with one of these phonetic keys, as members
        write them, and in how many public documents: two at least."""
        ...


class Index(Protocol):
    """An engine's index, as those who write and those who search use it.

    One process writes at a time, under the lock of `writing`; searches never wait for it.
    """

    def is_current(self) -> bool:
        """Whether there is an index and this code made it (see `index_version`)."""
        ...

    def is_readable(self) -> bool:
        """Whether the index in use opens and counts its documents."""
        ...

    def writing(self, wait: float | None = None) -> AbstractContextManager[None]:
        """Hold the writer's lock, which dies with its process.

        Raises IndexBusy when it is not free within `wait` seconds (LOCK_WAIT).
        """
        ...

    def write(self, put: Sequence[Document], remove: Sequence[str]) -> None:
        """Put documents and remove keys, in one commit; the lock must be held.

        A rebuild that waits to be taken up again gets them too, or it would end
        with what it read before. Raises IndexMissing where there is no index.
        """
        ...

    def begin_rebuild(self) -> dict[str, Any]:
        """Start a new index beside the one in use, or take up one that was begun.

        Returns the place that was kept, {} for a new one. The lock must be held until
        `finish_rebuild`, or the rebuild be taken up again from its place.
        """
        ...

    def rebuild(self, put: Sequence[Document], place: dict[str, Any]) -> None:
        """Put a slice into the rebuild and keep `place` to go on from, in one commit."""
        ...

    def finish_rebuild(self) -> None:
        """Make the rebuilt index the one in use, at one stroke."""
        ...

    def is_untidy(self) -> bool:
        """Whether `tidy` has something to do; costs next to nothing."""
        ...

    def tidy(self, is_wanted: Callable[[], bool]) -> bool:
        """Bring what many small writes left into a better form, for a second or so;
        whether anything was done. Gives up when `is_wanted` says that somebody waits;
        the lock must be held."""
        ...

    def purge(self) -> None:
        """Leave no byte of what was replaced or removed; the lock must be held."""
        ...

    def discard(self) -> None:
        """Forget the index in use and any rebuild begun; the lock must be held."""
        ...

    def reading(self) -> AbstractContextManager[Reader]:
        """A reader of the newest state.

        Raises IndexMissing where there is none or it is broken, also when that
        shows only while it is read.
        """
        ...


#: What is kept of what a comment answers.
CONTEXT_LAYERS = ("s", "k", "x")


def index_version(schema: int) -> str:
    """What an index must have been made with to be up to date; `schema` counts the
    changes of an engine's own form."""
    lists = lexicon_version(), names_version()
    made_with = json.dumps([ANALYSER_VERSION, *lists, schema, LAYERS])
    return hashlib.sha256(made_with.encode()).hexdigest()[:16]


def terms(
    field: str, words: Iterable[Features], *, are_names: bool = False
) -> Iterator[tuple[str, str]]:
    """Every (layer, term) of a field's words that an engine keeps, as often as it
    stands there; what sounds alike is not kept of what a comment answers."""
    layers = CONTEXT_LAYERS if field == CONTEXT else LAYERS
    for word in words:
        by_layer = {"s": word.s, "k": word.k, "c": word.c, "x": word.concepts}
        for layer in layers:
            for term in by_layer[layer]:
                yield layer, term
        if are_names:
            yield from (("k", mark) for mark in marks(word))


def wanted_terms(wanted: Query) -> list[tuple[str, dict[tuple[str, str], float]]]:
    """For each word of a query the terms that an engine looks up, with their weights;
    words that have none are left out."""
    words = (
        (word.text, {t: weight for t, weight in word.terms.items() if t[0] in LAYERS})
        for word in wanted.words
    )
    return [(text, found) for text, found in words if found]


#: Documents in which a word must stand before it is shown as one that members write.
SHARED = 2
_SHORTEST_KEY, _LONGEST_FORM = 3, 30


def surface_forms(
    document: Document, fields: Mapping[str, Sequence[Token]]
) -> frozenset[str]:
    """What `Reader.forms` is answered from: "key word" for each word of a document that
    all may read. No numbers, and nothing of what a document answers."""
    if not document.is_public:
        return frozenset()
    said = (tokens for name, tokens in fields.items() if name != CONTEXT)
    words = {token.features.w: token.features for tokens in said for token in tokens}
    return frozenset(
        f"{key} {word.w}"
        for word in words.values()
        if not word.is_stop and len(word.w) <= _LONGEST_FORM
        for key in keys(word.w)[:1]
        if len(key) >= _SHORTEST_KEY
    )


def rarity(frequency: int, documents: int) -> float:
    """How much finding a word says that so many of the documents have."""
    return math.log(
        1 + (max(documents, frequency) - frequency + 0.5) / (frequency + 0.5)
    )
