"""Ranking: the order of the candidates, by what their words say about the query.

An engine finds candidates by rough scores; this reads each of them again, with the
same analyser, and weighs rare words over common ones, close likeness over loose,
title over body, all the words over some, near over far. Then it looks at what the best
of them are about, and raises those that are about the same: a comment that answers a
question often shares no word with it, but shares many with the other answers
(pseudo-relevance feedback; Rocchio 1971, Lavrenko & Croft 2001).
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from search import about
from search.analysis import Features
from search.analysis.letters import is_latin
from search.analysis.names import marks
from search.analysis.stopwords import is_stop_word
from search.carrying import CARRIES
from search.documents import CONTEXT, FIELD_WEIGHTS, Document, Written, read_word
from search.fitting import fits, is_named
from search.query import ANSWER_KINDS, KEY, Query, QueryWord

# BM25's usual saturation, with a mild hand on length: a comment of two lines is
# not better than one of ten only because it is short.
_SATURATION = 0.75
_LENGTH = 0.7
_USUAL_LENGTH = 52
# What half the query's words, by weight, are worth against all of them.
_COVERAGE = 1.0
_NEAR = 6
# Whose it is says as much however long it is. Who types a name looks for her, her shop
# and what she began, before any word of hers.
_NAMED = {"seller": 1.5, "thread": 1.25, "adda": 1.25, "post": 0.9}
# What is no stop word and says little all the same (search/data/common.txt).
_COMMON = 0.5
# Rare words lead, but not alone: who types three wants more than the rarest.
_RARE = 0.9
_NEAR_BONUS = 0.27
# What a text begins with it is about: a bonus that is gone after so many words.
_EARLY, _EARLY_WORDS = 0.15, 12
# What the discussion is about counts less than what is said in it.
_AROUND, _AROUND_AMOUNT = 0.6, 0.3
# Who asks for a review of someone, a seller, advice, is helped most by just that.
_KIND_BONUS = 1.5
# Tips are long and in both languages: they meet any common word. And an adda is no
# answer, only where there are some.
_PRIOR = {"tip": 0.85, "adda": 0.9}
# What being about the same as the best is worth, against the best score.
_ALIKE = 0.7
# … and to stand in the discussion that answers best, by so many of its texts.
_BESIDE, _BESIDE_BEST = 0.25, 8
# … and to stand beside a comment that answers well, by how far away.
_NEXT = 0.15
_STEPS = ((-1, 1.0), (1, 0.6), (-2, 0.5), (2, 0.4))
# What a comment of no words loses against one of _LONG, and one that only asks.
_SHORT, _LONG = 0.25, 12
_ASKS = 0.1


@dataclass(frozen=True, slots=True)
class Ranked:
    """A document with its score, higher first; `match` is how well its own words
    answer, against the best one's, in 0…1."""

    document: Document
    score: float
    match: float


Pairs = tuple[tuple[int, float], ...]


#: The layers of how a word sounds.
SOUNDS = "kc"


class Matcher:
    """Says for a word of a text which words of the query it answers, and how well."""

    def __init__(self, query: Query) -> None:
        self._count = len(query.words)
        self._authors = tuple(chain.from_iterable(query.authors))
        self._asks_stops = all(is_stop_word(word.text) for word in query.words)
        self._asked: dict[str, dict[str, Pairs]] = {layer: {} for layer in "wskcx"}
        for index, word in enumerate(query.words):
            for (layer, term), weight in word.terms.items():
                if weight:
                    said = self._asked[layer].get(term, ())
                    self._asked[layer][term] = (*said, (index, weight))
        self._meant = [word.concepts for word in query.words]
        self._is_latin = [is_latin(word.text) for word in query.words]
        self._terms = frozenset(chain.from_iterable(self._asked.values()))
        # By identity: hashing all that a word is known by costs more than the rest.
        self._known: dict[int, tuple[Features, Pairs]] = {}

    def nothing(self) -> list[float]:
        """A zero for each word of the query."""
        return [0.0] * self._count

    def match(self, word: Features) -> Pairs:
        """Pairs of the query word's position and the match's weight in 0…1."""
        known = self._known.get(id(word))
        if known is None:
            known = self._known[id(word)] = word, self._pairs(word)
        return known[1]

    def _pairs(self, word: Features) -> Pairs:
        # Most words have no term in common with the query, whatever its layer.
        has_none = self._terms.isdisjoint
        if (
            word.w not in self._terms
            and has_none(word.s)
            and has_none(word.k)
            and has_none(word.c)
            and has_none(word.concepts)
        ):
            return ()
        best: dict[int, float] = {}
        # What sounds like করতে is hardly ever meant by who types something else.
        loose = ((), ()) if word.is_stop and not self._asks_stops else (word.k, word.c)
        layers = ((word.w,), word.s, *loose, word.concepts)
        for layer, terms in zip(self._asked, layers, strict=True):
            for term in terms:
                for index, weight in self._asked[layer].get(term, ()):
                    if layer in SOUNDS and self._is_another(index, word):
                        continue
                    best[index] = max(weight, best.get(index, 0.0))
        return tuple(sorted(best.items()))

    def _is_another(self, index: int, word: Features) -> bool:
        """Whether a word that sounds like one of the query is another one all the same:
        the lexicon knows both, in the same letters, as different things."""
        meant, known = self._meant[index], word.concepts
        if not (meant and known) or not meant.isdisjoint(known):
            return False
        return is_latin(word.w) == self._is_latin[index]

    def match_name(self, word: Features) -> Pairs:
        """The same for a name: হ্যাক is rather a hacker than Haque."""
        return self._called(
            word,
            {
                index: weight if weight > KEY or not self._meant[index] else weight / 2
                for index, weight in self.match(word)
            },
        )

    def match_title(self, word: Features) -> Pairs:
        """The same for what a shop is called, which is made of words."""
        return self._called(word, dict(self.match(word)))

    def is_author(self, word: Features) -> bool:
        """Whether a word of a name is that of an author who was asked for by it."""
        return any(is_named(asked, word) for asked in self._authors)

    def _called(self, word: Features, best: dict[int, float]) -> Pairs:
        for mark in marks(word):
            for index, weight in self._asked["k"].get(mark, ()):
                best[index] = max(weight, best.get(index, 0.0))
        return tuple(sorted(best.items()))


class _Words:
    """What the words of some documents say to a query, each word read once."""

    def __init__(
        self, texts: Sequence[Written], matcher: Matcher, titles: Iterable[str] = ()
    ) -> None:
        fields = chain.from_iterable(text.values() for text in texts)
        words = set(chain.from_iterable(fields))
        said = {word: read_word(word).features for word in words}
        answers = ((word, matcher.match(known)) for word, known in said.items())
        self.nothing = matcher.nothing
        self.answers = {word: pairs for word, pairs in answers if pairs}
        names = set(chain.from_iterable(text.get("author", ()) for text in texts))
        called = ((word, matcher.match_name(said[word])) for word in names)
        self.names = {word: pairs for word, pairs in called if pairs}
        called = ((word, matcher.match_title(said[word])) for word in set(titles))
        self.titles = self.answers | {word: pairs for word, pairs in called if pairs}
        self.stops = frozenset(word for word, known in said.items() if known.is_stop)
        self.topics = {word: about.topics(known) for word, known in said.items()}


def rank(
    query: Query, documents: Sequence[Document], document_count: int
) -> list[Ranked]:
    """Order documents by falling score, equal ones newest first.

    Documents that answer no word of the query are left out. Scores are rounded, so
    that equal texts are equal on every machine.
    """
    rarity = [_rarity(word, document_count) for word in query.words]
    fitting = [document for document in documents if fits(query, document)]
    texts = [document.written() for document in fitting]
    called = (
        text.get("title", ())
        for document, text in zip(fitting, texts, strict=True)
        if document.names_in("title")
    )
    words = _Words(texts, Matcher(query), chain.from_iterable(called))
    kinds = {ANSWER_KINDS[name] for name in query.concepts if name in ANSWER_KINDS}
    scored = []
    for document, text in zip(fitting, texts, strict=True):
        said = _Said(text, words, document.names_in("title"))
        score = _score(said, rarity, _named(document))
        if score > 0:
            scored.append((document, text, score * _worth(document, kinds)))
    scored.sort(key=lambda item: (-item[2], -item[0].moment, -item[0].pk))
    alike = about.likeness(
        [text for _document, text, _score in scored],
        [score for _document, _text, score in scored],
        words.topics,
    )
    best = scored[0][2] if scored else 1.0
    beside = _beside([(document.home, score / best) for document, _t, score in scored])
    spoken = {
        (document.home, document.place): score / best
        for document, _tokens, score in scored
        if document.kind == "post"
    }
    ranked = [
        Ranked(
            document,
            round(
                _substance(document, text, words)
                * (
                    score / best
                    + _ALIKE * likeness
                    + _BESIDE * beside[document.home]
                    + _NEXT * _next(document, spoken)
                ),
                6,
            ),
            score / best,
        )
        for (document, text, score), likeness in zip(scored, alike, strict=True)
    ]
    return sorted(ranked, key=lambda i: (-i.score, -i.document.moment, -i.document.pk))


def _next(document: Document, spoken: Mapping[tuple[str, int], float]) -> float:
    """How well the comments around this one answer: people take each other up."""
    if document.kind != "post":
        return 0.0
    home, place = document.home, document.place
    return max(spoken.get((home, place + step), 0.0) * w for step, w in _STEPS)


def _substance(document: Document, text: Written, words: _Words) -> float:
    """How much a comment can say at all, in 0…1: thanks and questions answer little."""
    if document.kind != "post":
        return 1.0
    body = text.get("body", ())
    said = len(body) - sum(map(words.stops.__contains__, body))
    worth = 1 - _SHORT * max(0.0, 1 - said / _LONG)
    return worth * (1 - _ASKS) if document.asks else worth


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


def _named(document: Document) -> float:
    return _NAMED.get(document.kind, 1.0)


def _rarity(word: QueryWord, document_count: int) -> float:
    count = max(document_count, word.frequency)
    rarity = math.log(1 + (count - word.frequency + 0.5) / (word.frequency + 0.5))
    return rarity**_RARE * (_COMMON if word.is_common else 1.0)


class _Said:
    """What a document says to each word of a query: how much and how well, in its own
    words, around it, and by whom; how near to one another, in how many words."""

    def __init__(self, text: Written, words: _Words, is_called: bool) -> None:
        answers, nothing = words.answers, words.nothing
        self.amounts, self.best = nothing(), nothing()
        self.around, self.names, self.early = nothing(), nothing(), nothing()
        self.near, self.length = 0.0, 0
        for name, said in text.items():
            if name == CONTEXT:
                _read(said, 1.0, answers, nothing(), self.around)
            elif name == "author":
                self.near += _read(said, 1.0, words.names, nothing(), self.names)
            else:
                weight = FIELD_WEIGHTS[name]
                known = words.titles if is_called and name == "title" else answers
                self.length += len(said)
                self.near += _read(said, weight, known, self.amounts, self.best)
            if name in ("title", "body"):
                _read_beginning(said, answers, self.early)
        for index, weight in enumerate(self.around):
            self.amounts[index] = max(self.amounts[index], _AROUND_AMOUNT * weight)
            self.best[index] = max(self.best[index], _AROUND * weight)


def _score(said: _Said, rarity: list[float], named_worth: float) -> float:
    if not rarity:
        return 1.0  # nothing was asked but whose it is
    if not any(said.amounts) and not any(said.names):
        return 0.0
    slack = _SATURATION * (1 - _LENGTH + _LENGTH * said.length / _USUAL_LENGTH)
    parts = (
        max(
            likeness * amount / (amount + slack) * (1 + _SATURATION),
            named * named_worth,
        )
        * (1 + _EARLY * early)
        for likeness, amount, named, early in zip(
            said.best, said.amounts, said.names, said.early, strict=True
        )
    )
    score = sum(weight * part for weight, part in zip(rarity, parts, strict=True))
    best = map(max, said.best, said.names)
    answered = sum(weight * part for weight, part in zip(rarity, best, strict=True))
    covered = answered / (sum(rarity) or 1.0)
    near = 1 + _NEAR_BONUS * min(said.near, 2.0)
    return round(score * covered**_COVERAGE * near, 6)


def _read_beginning(
    words: Sequence[str], answers: Mapping[str, Pairs], early: list[float]
) -> None:
    """How near the beginning each word of the query is first answered, in 0…1; by a
    neighbour of its meaning does not count."""
    for place, word in enumerate(words[:_EARLY_WORDS]):
        for index, weight in answers.get(word, ()):
            if weight >= CARRIES:
                early[index] = max(early[index], 1 - place / _EARLY_WORDS)


def _read(
    words: Iterable[str],
    field_weight: float,
    answers: Mapping[str, Pairs],
    amounts: list[float],
    best: list[float],
) -> float:
    """Count a field's matches into `amounts` and `best`; return how near they stand."""
    near = 0.0
    last_place, last_words = -_NEAR, frozenset[int]()
    for place, word in enumerate(words):
        pairs = answers.get(word)
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
