"""Carrying: how much of a query a document must have to count as found.

Any word in common makes a candidate, and of a hundred candidates ninety are noise. What
she is told was found carries enough: both words where there are two, of more at least
half of what they say together, a rare word saying more than a common one. A word is
carried as it is spelt, as it sounds or by what it means; by its bones only where the
index has nothing nearer, and never by a neighbour of its meaning. One of the words a
document must say itself: of a hundred answers to a question about couriers, those count
that speak of couriers.
"""

import math
from collections.abc import Iterable, Iterator
from itertools import combinations, pairwise
from typing import NamedTuple

from search.query import (
    ANSWER_KINDS,
    CONCEPT,
    LAYERS,
    Query,
    QueryWord,
)
from search.vocabulary import Term, Vocabulary

# The weight from which on a term of a word stands for it (see search.query), and from
# which on it does where the index has nothing nearer.
CARRIES, AT_LEAST = 0.4, 0.3
ENOUGH = 0.5
# Words that decide at most, the rarest: with eight there are up to seventy ways.
MOST_WORDS = 8


class Need(NamedTuple):
    """What carries enough: for each word the terms that stand for it, and the `ways`:
    sets of words, by number, of which one whole set must be there. No way at all
    where nothing carries enough; `must` and `must_not` are the query's demands."""

    words: tuple[frozenset[Term], ...]
    ways: tuple[tuple[int, ...], ...]
    must: tuple[frozenset[Term], ...] = ()
    must_not: frozenset[Term] = frozenset()


def need(query: Query, vocabulary: Vocabulary) -> Need:
    """What a document must carry of `query`, by the words this index knows."""
    documents = vocabulary.document_count()
    # All at once: an engine may be at the end of a line, and remembers what it said.
    vocabulary.frequencies(_kept(t for word in query.words for t in word.terms))
    asked = tuple(word for word in query.words if _is_asked(word))
    parted = list(_parted(asked))
    said = [word for word in parted if not _goes_without(*word)] or parted
    words = sorted(said, key=lambda word: word[0].frequency)[:MOST_WORDS]
    standing = tuple(
        frozenset(_standing(terms, vocabulary, is_guessed=word.is_guessed))
        for word, terms in words
    )
    weights = [_rarity(word, documents) for word, _terms in words]
    ways = tuple(_ways(weights)) if words or query.must else ()
    known = (way for way in ways if all(standing[at] for at in way))
    return Need(standing, tuple(known), query.must, query.must_not)


def _is_asked(word: QueryWord) -> bool:
    """Whether it may be demanded: what words mean together only where somebody has said
    it, and where it says something (কী করব does not)."""
    return " " not in word.text or (word.frequency > 0 and not word.is_common)


def _parted(
    words: tuple[QueryWord, ...],
) -> Iterator[tuple[QueryWord, dict[Term, float]]]:
    """Each word with the terms it may be found by; two that stand as one stand for both
    of them and are no word of their own."""
    joined = {one.text + other.text: (one, other) for one, other in pairwise(words)}
    both: dict[str, dict[Term, float]] = {}
    for word in words:
        for part in joined.get(word.text, ()):
            both.setdefault(part.text, {}).update(word.terms)
    for word in words:
        if word.text not in joined:
            yield word, both.get(word.text, {}) | word.terms


def _goes_without(word: QueryWord, terms: dict[Term, float]) -> bool:
    """Whether nobody need say it who is looked for by it."""
    return word.is_beside or _names_a_kind(terms)


def _names_a_kind(terms: dict[Term, float]) -> bool:
    # A seller's page does not say that it is one.
    meant = (term for term, weight in terms.items() if weight >= CONCEPT)
    return any(layer == "x" and name in ANSWER_KINDS for layer, name in meant)


def _standing(
    terms: dict[Term, float], vocabulary: Vocabulary, *, is_guessed: bool
) -> Iterator[Term]:
    there = vocabulary.frequencies(_kept(terms))
    near = [
        term
        for term in there
        if terms[term] >= CARRIES
        # What a guess means is as good as the guess.
        or (is_guessed and term[0] == "x" and terms[term] >= AT_LEAST)
    ]
    yield from near or [term for term in there if terms[term] >= AT_LEAST]


def _kept(terms: Iterable[Term]) -> list[Term]:
    return [term for term in terms if term[0] in LAYERS]


def _rarity(word: QueryWord, documents: int) -> float:
    count = max(documents, word.frequency)
    return math.log(1 + (count - word.frequency + 0.5) / (word.frequency + 0.5))


def _ways(weights: list[float]) -> Iterator[tuple[int, ...]]:
    """The smallest sets of words that weigh enough together."""
    if len(weights) <= 2:
        yield tuple(range(len(weights)))
        return
    enough = ENOUGH * sum(weights)
    found: list[set[int]] = []
    for size in range(1, len(weights) + 1):
        for way in combinations(range(len(weights)), size):
            heavy = sum(weights[at] for at in way) >= enough - 1e-9
            if heavy and not any(less <= set(way) for less in found):
                found.append(set(way))
                yield way
