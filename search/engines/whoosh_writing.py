"""Writing: how documents become segments of a Whoosh index, and small ones a larger one.

No commit of a save merges anything. `tidy` does that when there is nothing to do, and
gives up when there is. A killed writer or merge leaves files that the next commit removes;
what is in use is named by one file that is replaced at the end.
"""

from array import array
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from whoosh import fields, formats, index
from whoosh.codec.whoosh3 import W3Codec
from whoosh.columns import NumericColumn
from whoosh.reading import SegmentReader
from whoosh.writing import SegmentWriter

from search.documents import CONTEXT, FIELD_WEIGHTS, Document
from search.engines.interface import surface_forms, terms
from search.query import LAYERS

#: Segments that there may be before small ones are merged, and that are left then.
MANY, FEW = 8, 4
# … and from which on a merge is not given up, though somebody waits.
TOO_MANY, AT_ONCE = 24, 4_000
# What only stands in what a document answers weighs less than one word of its own.
BESIDE = 0.3
# The lengths at which a document counts as longer, in words.
LENGTHS = (8, 15, 25, 40, 65, 110, 200)
# How many postings of a merge are read between two looks at who waits.
_BETWEEN = 20_000


class TermField(fields.FieldType):  # type: ignore[misc]
    """A field that is given its terms with their weights, without text or lengths."""

    def __init__(self) -> None:
        super().__init__(format=formats.Existence(), analyzer=None)

    def index(
        self, value: Mapping[str, float], **_: Any
    ) -> Iterator[tuple[bytes, int, float, bytes]]:
        """The terms as a writer wants them."""
        for term, weight in value.items():
            yield term.encode(), 1, weight, b""


class Codec(W3Codec):  # type: ignore[misc]
    """Whoosh's own codec with larger blocks, and no statistics that only scoring asks."""

    length_stats = False

    def __init__(self) -> None:
        super().__init__(blocklimit=1024, compression=1)


def schema() -> fields.Schema:
    """The form of the index; `length` is the class of LENGTHS a document is of."""
    return fields.Schema(
        key=fields.ID(unique=True),
        public=fields.ID(),
        kind=fields.ID(),
        year=fields.ID(),
        series=fields.ID(),
        moment=fields.COLUMN(NumericColumn("q")),
        length=fields.ID(),
        forms=TermField(),
        data=fields.STORED(),
        **{layer: TermField() for layer in LAYERS},
    )


class Interrupted(Exception):
    """A merge was given up."""


class _Watched(SegmentReader):  # type: ignore[misc]
    """A segment that is read for a merge."""

    def __init__(self, writer: SegmentWriter, segment: Any) -> None:
        super().__init__(writer.storage, writer.schema, segment)
        self._tick = writer.pool.tick

    def iter_docs(self) -> Iterator[tuple[int, dict[str, Any]]]:
        """What is kept of each document."""
        for each in super().iter_docs():
            self._tick(100)
            yield each

    def iter_postings(self) -> Iterator[tuple[str, bytes, int, float, bytes]]:
        """Who has which term."""
        for each in super().iter_postings():
            self._tick(1)
            yield each


class _Postings:
    """Postings of a segment that is being written, in the order it wants them: Whoosh's
    own pool sorts tuples, this appends numbers, in a tenth of the memory."""

    def __init__(self, check: Callable[[], None]) -> None:
        self._found: dict[tuple[str, bytes], tuple[array[int], array[float]]] = {}
        self._check = check
        self._count = 0

    def add(self, item: tuple[str, bytes, int, float, bytes]) -> None:
        """Take one posting; documents come in the order of their numbers."""
        field, term, number, weight, _value = item
        posted = self._found.get((field, term))
        if posted is None:
            posted = self._found[field, term] = array("I"), array("f")
        posted[0].append(number)
        posted[1].append(weight)

    def iter_postings(self) -> Iterator[tuple[str, bytes, int, float, bytes]]:
        """All of them, by field, term and number."""
        for field, term in sorted(self._found):
            numbers, weights = self._found[field, term]
            self.tick(len(numbers))
            for number, weight in zip(numbers, weights, strict=True):
                yield field, term, number, weight, b""

    def cleanup(self) -> None:
        """Forget them."""
        self._found = {}

    def tick(self, count: int) -> None:
        """So much was done: look now and then whether to go on."""
        self._count += count
        if self._count >= _BETWEEN:
            self._count = 0
            self._check()


@contextmanager
def _writing(
    directory: Path, check: Callable[[], None] = lambda: None
) -> Iterator[SegmentWriter]:
    """A writer whose caller commits; whatever goes wrong, nothing is changed."""
    writer = SegmentWriter(index.open_dir(str(directory)), codec=Codec())
    writer.pool.cleanup()
    writer.pool = _Postings(check)
    try:
        yield writer
    except BaseException:
        writer.cancel()
        raise


def write(
    directory: Path,
    put: Sequence[Document],
    remove: Sequence[str],
    *,
    new: bool = False,
) -> None:
    """Put documents and remove keys in one commit, which is one new segment at most.

    With `new` none of the documents is there yet, and none is looked for.
    """
    latest = {document.key: document for document in put}
    with _writing(directory) as writer:
        if not new:
            _remove(writer, [*latest, *remove])
        for document in latest.values():
            writer.add_document(**_row(document))
        writer.commit(merge=False)


def _remove(writer: SegmentWriter, keys: Sequence[str]) -> None:
    for segment in writer.segments:
        reader = SegmentReader(writer.storage, writer.schema, segment)
        for key in keys:
            if ("key", key) in reader:
                for number in list(reader.postings("key", key).all_ids()):
                    segment.delete_document(number)
        reader.close()


def optimize(directory: Path) -> None:
    """Make it one segment, in which nothing is left of what was replaced or removed."""
    with _writing(directory) as writer:
        writer.commit(optimize=True)


def tidy(directory: Path, is_wanted: Callable[[], bool]) -> bool:
    """Merge the small ones when there are more than MANY segments; whether it did.

    Gives up, with nothing changed, when `is_wanted` says that somebody waits, unless
    there are more than TOO_MANY. Takes about half a millisecond a document.
    """
    segments = index.open_dir(str(directory))._segments()
    if len(segments) <= MANY:
        return False
    must = len(segments) > TOO_MANY

    def check() -> None:
        if not must and is_wanted():
            raise Interrupted

    small = _smallest(segments, must)
    try:
        with _writing(directory, check) as writer:
            writer.commit(mergetype=lambda *_: _merged(writer, small))
    except Interrupted:
        return False
    return True


def _smallest(segments: Sequence[Any], must: bool) -> set[str]:
    """The names of those that become one: the small ones, so that FEW are left; no more
    than AT_ONCE documents where it has to be, for nothing else is done meanwhile."""
    by_size = sorted(segments, key=lambda segment: segment.doc_count_all())
    chosen = by_size[: len(segments) - FEW + 1]
    while (
        must
        and len(chosen) > 2
        and sum(each.doc_count_all() for each in chosen) > (AT_ONCE)
    ):
        chosen.pop()
    return {segment.segment_id() for segment in chosen}


def _merged(writer: SegmentWriter, small: set[str]) -> list[Any]:
    kept = []
    for segment in writer.segments:
        if segment.segment_id() not in small:
            kept.append(segment)
        elif segment.doc_count():
            reader = _Watched(writer, segment)
            writer.add_reader(reader)
            reader.close()
    return kept


def _row(document: Document) -> dict[str, Any]:
    tokens = document.tokens()
    layers: dict[str, Counter[str]] = {layer: Counter() for layer in LAYERS}
    length = 0
    for name, said in tokens.items():
        weight = FIELD_WEIGHTS.get(name, BESIDE)
        length += len(said) if name != CONTEXT else 0
        features = (token.features for token in said)
        are_names = document.names_in(name)
        for layer, term in terms(name, features, are_names=are_names):
            if name != CONTEXT:
                layers[layer][term] += weight  # type: ignore[assignment]
            else:
                layers[layer].setdefault(term, weight)  # type: ignore[arg-type]
    return {
        "key": document.key,
        "public": "1" if document.is_public else "0",
        "length": str(sum(length > each for each in LENGTHS)),
        "data": document.stored(tokens),
        "moment": int(document.moment * 1_000_000),
        "forms": dict.fromkeys(sorted(surface_forms(document, tokens)), 1.0),
        **document.facets(),
        **layers,
    }
