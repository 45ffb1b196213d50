"""Finding: from what was typed to a ranked list, over any engine."""

from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import TypeVar

from search.analysis.meant import NOTHING_ADDED, Added
from search.carrying import need
from search.documents import AUTHOR, Document, read_word
from search.engines import Reader
from search.filters import EVERYTHING, FACETS, Counts, Filters
from search.guessing import SLIP
from search.query import Query, understand
from search.ranking import Matcher, Ranked, rank

#: How many results can be paged through; what lies further down nobody reads.
DEPTH = 200
#: What carries less than enough counts as found all the same when it scores this much
#: of the best: it says the same in other words.
AS_GOOD = 0.25
#: Where fewer than these were found, what matches only a part follows, this many.
FEW = PARTLY = 20

_Value = TypeVar("_Value", str, int)


@dataclass(frozen=True, slots=True)
class Found:
    """What a search gave.

    `ranked` are the best DEPTH that were found, and after them, if these are few, some
    that match only a part of the query: the last `partly` ones. `counts` are of all that
    was found, also further down.
    """

    query: Query
    ranked: list[Ranked]
    counts: Counts
    partly: int = 0

    @property
    def count(self) -> int:
        """How many were found under the filters."""
        return self.counts.count

    def parts(self) -> tuple[list[Ranked], list[Ranked]]:
        """Those that carry enough, and those that match a part."""
        at = len(self.ranked) - self.partly
        return self.ranked[:at], self.ranked[at:]

    def without(self, gone: Iterable[Ranked]) -> "Found":
        """The same less some that the reader may not see."""
        lost = {item.document.key for item in gone}
        whole, _partly = self.parts()
        kept = [item for item in self.ranked if item.document.key not in lost]
        counts = _changed(
            self.counts, [i.document for i in whole if i.document.key in lost], -1
        )
        partly = len(kept) - sum(item.document.key not in lost for item in whole)
        return replace(self, ranked=kept, counts=counts, partly=partly)


def find(
    text: str,
    reader: Reader,
    *,
    public_only: bool,
    filters: Filters = EVERYTHING,
    is_newest: bool = False,
    beyond: Added = NOTHING_ADDED,
) -> Found:
    """Search for `text`; nothing to look for finds nothing.

    `is_newest` asks for the newest of what is found, not of all that share a word: who
    looks for what is new on a matter wants it to be about that matter. Only where nothing
    carries enough (search.carrying) are those that match a part sorted; and where more do
    than can be paged through, none are sorted with them that say it in other words.
    """
    vocabulary = reader.vocabulary(public_only=public_only)
    query = understand(text, vocabulary, beyond)
    if not query:
        return Found(query, [], Counts())
    wanted = need(query, vocabulary)
    documents = []
    if is_newest:
        documents = reader.newest(
            wanted, public_only=public_only, limit=DEPTH, filters=filters
        )
    is_whole = len(documents) < DEPTH
    is_of_best = not documents
    if is_of_best:
        documents = reader.candidates(
            query, public_only=public_only, limit=DEPTH, filters=filters
        )
    # An index made before there were filters leaves them to us.
    documents = [document for document in documents if filters.admit(document)]
    of_all = documents
    if is_whole and (filters or not is_of_best):
        of_all = reader.candidates(query, public_only=public_only, limit=DEPTH)
    read = {document.key: document for document in chain(documents, of_all)}
    counts = reader.counts(
        wanted, public_only=public_only, filters=filters, keys=list(read)
    )
    size = vocabulary.document_count()
    ranked = rank(query, documents, size)
    ranked_all = ranked if of_all is documents else rank(query, of_all, size)
    there = {item.document.key for item in chain(ranked, ranked_all)}
    unfit = [read[key] for key in read if key in counts.carrying and key not in there]
    counts = _changed(counts, unfit, -1, filters)
    besides = []
    if is_whole and counts.everywhere:
        besides = _as_good(ranked_all, counts.carrying)
    counts = _changed(counts, besides, 1, filters)
    is_found = counts.carrying.union(document.key for document in besides)
    if is_newest:
        here = {item.document.key for item in ranked}
        ranked += [
            item
            for item in ranked_all
            if item.document.key in is_found - here and filters.admit(item.document)
        ]
    return _parted(query, ranked, counts, is_found, is_newest=is_newest)


def _as_good(ranked: Sequence[Ranked], carrying: Container[str]) -> list[Document]:
    """Those that say the same in other words. They are measured by the best of all,
    whatever is chosen, so that a choice leads to as many as it was counted with."""
    least = AS_GOOD * max((item.score for item in ranked), default=0.0)
    return [
        item.document
        for item in ranked
        if item.score >= least and item.document.key not in carrying
    ]


def _parted(
    query: Query,
    ranked: list[Ranked],
    counts: Counts,
    is_found: Container[str],
    *,
    is_newest: bool,
) -> Found:
    """The ranked ones parted into those that were found, by their keys, and those that
    match partly."""
    found = [item for item in ranked if item.document.key in is_found]
    rest = [item for item in ranked if item.document.key not in is_found]
    if is_newest:
        found, rest = _by_moment(found), _by_moment(rest) if not found else []
    room = PARTLY if len(found) < FEW else 0
    partly = list(islice(rest if found else _saying_a_word(rest, query), room))
    return Found(query, found + partly, counts, len(partly))


def _saying_a_word(ranked: list[Ranked], query: Query) -> Iterator[Ranked]:
    """Those that have a word of the query: where nothing was found, a guess at a part of
    it is no answer."""
    matcher = Matcher(query)
    for item in ranked:
        words = set(chain.from_iterable(item.document.written().values()))
        said = [matcher.match(read_word(word).features) for word in words]
        names = item.document.written().get(AUTHOR, ())
        said += [matcher.match_name(read_word(word).features) for word in names]
        matches = chain.from_iterable(said)
        if not query.words or any(weight > SLIP for _index, weight in matches):
            yield item


def _by_moment(ranked: list[Ranked]) -> list[Ranked]:
    return sorted(ranked, key=lambda i: (-i.document.moment, -i.document.pk))


def _changed(
    counts: Counts,
    documents: Sequence[Document],
    by: int,
    filters: Filters = EVERYTHING,
) -> Counts:
    """Counts under `filters` with some documents more or less."""
    if not documents:
        return counts

    def admitted(chosen: Filters) -> list[Document]:
        return [document for document in documents if chosen.admit(document)]

    kinds, years, series = (admitted(filters.without(name)) for name in FACETS)
    return replace(
        counts,
        count=max(counts.count + by * len(admitted(filters)), 0),
        everywhere=max(counts.everywhere + by * len(documents), 0),
        kinds=_moved(counts.kinds, kinds, lambda each: each.kind, by),
        years=_moved(counts.years, years, lambda each: each.year, by),
        series=_moved(counts.series, series, lambda each: each.series, by),
    )


def _moved(
    counted: Mapping[_Value, int],
    documents: list[Document],
    value: Callable[[Document], _Value],
    by: int,
) -> dict[_Value, int]:
    moved = Counter(counted)
    for document in documents:
        if value(document):
            moved[value(document)] += by
    return {each: count for each, count in moved.items() if count > 0}
