"""Ranking: the order of the candidates, by what their words say about the query.

An engine finds candidates by rough scores; this reads each of them again, with the
same analyser, and weighs rare words over common ones, close likeness over loose,
title over body, all the words over some, near over far.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from search.analysis import Features, Token
from search.documents import FIELD_WEIGHTS, Document
from search.query import Query, QueryWord

# BM25's usual saturation, with a mild hand on length: a comment of two lines is
# not better than one of ten only because it is short.
_SATURATION = 1.2
_LENGTH = 0.4
_USUAL_LENGTH = 45
# What half the query's words, by weight, are worth against all of them.
_COVERAGE = 1.5
_NEAR = 6
_NEAR_BONUS = 0.25


@dataclass(frozen=True, slots=True)
class Ranked:
    """A document with its score, higher first."""

    document: Document
    score: float


class Matcher:
    """Says for a word of a text which words of the query it answers, and how well."""

    def __init__(self, query: Query) -> None:
        self._words = query.words
        self._known: dict[str, tuple[tuple[int, float], ...]] = {}

    def match(self, word: Features) -> tuple[tuple[int, float], ...]:
        """Pairs of the query word's position and the match's weight in 0…1."""
        known = self._known.get(word.w)
        if known is None:
            pairs = ((i, _best(q, word)) for i, q in enumerate(self._words))
            known = tuple((i, weight) for i, weight in pairs if weight)
            self._known[word.w] = known
        return known


def _best(query_word: QueryWord, word: Features) -> float:
    terms = query_word.terms
    best = terms.get(("w", word.w), 0.0)
    for layer, values in (("s", word.s), ("k", word.k), ("c", word.c)):
        for value in values:
            best = max(best, terms.get((layer, value), 0.0))
    return best


def rank(
    query: Query, documents: Sequence[Document], document_count: int
) -> list[Ranked]:
    """Order documents by falling score, equal ones newest first.

    Documents that answer no word of the query are left out. Scores are rounded, so
    that equal texts are equal on every machine.
    """
    matcher = Matcher(query)
    rarity = [_rarity(word, document_count) for word in query.words]
    ranked = [Ranked(doc, _score(doc, matcher, rarity)) for doc in documents]
    return sorted(
        (item for item in ranked if item.score > 0),
        key=lambda item: (-item.score, -item.document.moment, -item.document.pk),
    )


def _rarity(word: QueryWord, document_count: int) -> float:
    count = max(document_count, word.frequency)
    return math.log(1 + (count - word.frequency + 0.5) / (word.frequency + 0.5))


def _score(document: Document, matcher: Matcher, rarity: list[float]) -> float:
    amounts = [0.0] * len(rarity)
    best = [0.0] * len(rarity)
    near = 0.0
    length = 0
    for name, tokens in document.tokens().items():
        length += len(tokens)
        near += _read(tokens, FIELD_WEIGHTS[name], matcher, amounts, best)
    if not any(amounts):
        return 0.0
    slack = _SATURATION * (1 - _LENGTH + _LENGTH * length / _USUAL_LENGTH)
    parts = [
        weight * likeness * amount / (amount + slack) * (1 + _SATURATION)
        for weight, likeness, amount in zip(rarity, best, amounts, strict=True)
    ]
    total = sum(rarity) or 1.0
    covered = sum(w * b for w, b in zip(rarity, best, strict=True)) / total
    score = sum(parts) * covered**_COVERAGE * (1 + _NEAR_BONUS * min(near, 2.0))
    return round(score, 6)


def _read(
    tokens: list[Token],
    field_weight: float,
    matcher: Matcher,
    amounts: list[float],
    best: list[float],
) -> float:
    """Count a field's matches into `amounts` and `best`; return how near they stand."""
    near = 0.0
    last_place, last_words = -_NEAR, frozenset[int]()
    for place, token in enumerate(tokens):
        pairs = matcher.match(token.features)
        if not pairs:
            continue
        for index, weight in pairs:
            amounts[index] += field_weight * weight
            best[index] = max(best[index], weight)
        here = frozenset(index for index, _ in pairs)
        if here - last_words and place - last_place < _NEAR and last_words:
            near += 1 / (place - last_place)
        last_place, last_words = place, here
    return near
