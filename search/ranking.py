"""Ranking: the order of the candidates, by what their words say about the query.

An engine finds candidates by rough scores; this reads each of them again, with the
same analyser, and weighs rare words over common ones, close likeness over loose,
title over body, all the words over some, near over far. Then it looks at what the best
of them are about, and raises those that are about the same: a comment that answers a
question often shares no word with it, but shares many with the other answers
(pseudo-relevance feedback; Rocchio 1971, Lavrenko & Croft 2001).
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from search import about
from search.analysis import Features, Token
from search.documents import CONTEXT, FIELD_WEIGHTS, Document
from search.fitting import fits
from search.query import Query, QueryWord

# BM25's usual saturation, with a mild hand on length: a comment of two lines is
# not better than one of ten only because it is short.
_SATURATION = 0.9
_LENGTH = 0.4
_USUAL_LENGTH = 45
# What half the query's words, by weight, are worth against all of them.
_COVERAGE = 1.25
_NEAR = 6
_NEAR_BONUS = 0.15
# What the discussion is about counts less than what is said in it.
_AROUND, _AROUND_AMOUNT = 0.5, 0.3
# Who asks for a review of someone, a seller, advice, is helped most by just that.
_KINDS = {"review": "review", "seller": "seller", "shop": "seller", "advice": "tip"}
_KIND_BONUS = 1.5
# Tips are long and in both languages: they meet any common word.
_PRIOR = {"tip": 0.85}
# What being about the same as the best is worth, against the best score.
_ALIKE = 0.4
# … and to stand in the discussion that answers best, by so many of its texts.
_BESIDE, _BESIDE_BEST = 0.25, 4


@dataclass(frozen=True, slots=True)
class Ranked:
    """A document with its score, higher first; `match` is how well its own words
    answer, against the best one's, in 0…1."""

    document: Document
    score: float
    match: float


Pairs = tuple[tuple[int, float], ...]


class Matcher:
    """Says for a word of a text which words of the query it answers, and how well."""

    def __init__(self, query: Query) -> None:
        self._asked: dict[str, dict[str, Pairs]] = {layer: {} for layer in "wskcx"}
        for index, word in enumerate(query.words):
            for (layer, term), weight in word.terms.items():
                if weight:
                    said = self._asked[layer].get(term, ())
                    self._asked[layer][term] = (*said, (index, weight))
        # By identity: hashing all that a word is known by costs more than the rest.
        self._known: dict[int, tuple[Features, Pairs]] = {}

    def match(self, word: Features) -> Pairs:
        """Pairs of the query word's position and the match's weight in 0…1."""
        known = self._known.get(id(word))
        if known is None:
            known = self._known[id(word)] = word, self._pairs(word)
        return known[1]

    def _pairs(self, word: Features) -> Pairs:
        best: dict[int, float] = {}
        layers = ((word.w,), word.s, word.k, word.c, word.concepts)
        for asked, terms in zip(self._asked.values(), layers, strict=True):
            for term in terms:
                for index, weight in asked.get(term, ()):
                    best[index] = max(weight, best.get(index, 0.0))
        return tuple(sorted(best.items())) if best else ()


def rank(
    query: Query, documents: Sequence[Document], document_count: int
) -> list[Ranked]:
    """Order documents by falling score, equal ones newest first.

    Documents that answer no word of the query are left out. Scores are rounded, so
    that equal texts are equal on every machine.
    """
    matcher = Matcher(query)
    rarity = [_rarity(word, document_count) for word in query.words]
    read = [(document, document.tokens()) for document in documents]
    kinds = {_KINDS[name] for name in query.concepts if name in _KINDS}
    scored = [
        (document, tokens, score * _worth(document, kinds))
        for document, tokens in read
        if fits(query, tokens) and (score := _score(tokens, matcher, rarity)) > 0
    ]
    scored.sort(key=lambda item: (-item[2], -item[0].moment, -item[0].pk))
    alike = about.likeness(
        [tokens for _document, tokens, _score in scored],
        [score for _document, _tokens, score in scored],
    )
    best = scored[0][2] if scored else 1.0
    beside = _beside([(document.home, score / best) for document, _t, score in scored])
    ranked = [
        Ranked(
            document,
            round(
                score / best + _ALIKE * likeness + _BESIDE * beside[document.home], 6
            ),
            score / best,
        )
        for (document, _tokens, score), likeness in zip(scored, alike, strict=True)
    ]
    return sorted(ranked, key=lambda i: (-i.score, -i.document.moment, -i.document.pk))


def _beside(scored: Sequence[tuple[str, float]]) -> dict[str, float]:
    """How well each discussion answers as a whole, against the best one, in 0…1."""
    found: dict[str, list[float]] = {}
    for home, score in scored:
        found.setdefault(home, []).append(score)
    found.pop("", None)
    sums = {home: sum(scores[:_BESIDE_BEST]) for home, scores in found.items()}
    most = max(sums.values(), default=1.0)
    return {home: total / most for home, total in sums.items()} | {"": 0.0}


def _worth(document: Document, kinds: set[str]) -> float:
    return _PRIOR.get(document.kind, 1.0) * (
        _KIND_BONUS if document.kind in kinds else 1.0
    )


def _rarity(word: QueryWord, document_count: int) -> float:
    count = max(document_count, word.frequency)
    return math.log(1 + (count - word.frequency + 0.5) / (word.frequency + 0.5))


def _score(
    fields: Mapping[str, list[Token]], matcher: Matcher, rarity: list[float]
) -> float:
    amounts = [0.0] * len(rarity)
    best = [0.0] * len(rarity)
    near = 0.0
    length = 0
    around = [0.0] * len(rarity)
    for name, tokens in fields.items():
        if name == CONTEXT:
            _read(tokens, 1.0, matcher, [0.0] * len(rarity), around)
            continue
        length += len(tokens)
        near += _read(tokens, FIELD_WEIGHTS[name], matcher, amounts, best)
    if not rarity:
        return 1.0  # nothing was asked but whose it is
    for index, weight in enumerate(around):
        amounts[index] = max(amounts[index], _AROUND_AMOUNT * weight)
        best[index] = max(best[index], _AROUND * weight)
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
