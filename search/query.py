"""The query: what was typed, as words to look for and the forms they may have.

Stop words go as long as something else is left. A word nobody has written is taken
for a typing mistake: words of the index with the same key or skeleton stand in for it,
and guesses (search.guessing), at less weight. What is in quotes, after a minus
or after `author:` (search.syntax) must stand, or must not stand, in what is found.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

from core.text import MARKS, cut, normalise_line
from search import syntax
from search.analysis import Features, analyse, features
from search.analysis.keys import keys, skeleton
from search.analysis.letters import consonant_count, is_latin
from search.analysis.lexicon import lexicon
from search.analysis.meant import NOTHING_ADDED, Added
from search.analysis.names import is_title, listed_mark, near_marks
from search.analysis.stems import VERB_MARK
from search.analysis.stopwords import sounds_like_stop_word
from search.called import (
    NAMED,
    RATHER,
    ROLES,
    is_borne,
    marks_to_ask,
    named,
    sounding,
)
from search.guessing import (
    FUZZY,
    MIN_SOUNDING_KEY,
    guesses,
    near_sounds,
    slipped_concepts,
)
from search.vocabulary import Term, Vocabulary

#: Characters; the box takes some more, so that a long paste can be cut after a word.
MAX_QUERY = 255
MAX_WORDS = 12
# A shorter part of a word is there by chance.
MIN_PARTED = 2
# Guessing costs some 1,000 looks into the index for each word, so it has a limit.
MAX_GUESSED = 3

#: How much a match says by its layer: the same spelling most, bones least.
WORD, STEM, ROOT, KEY, SKELETON = 1.0, 0.95, 0.5, 0.6, 0.35
#: … and what a guess keeps of its weight where the index has a word of that sound.
HEARD = 0.7
#: … and a word that means the same.
CONCEPT, RELATED = 0.7, 0.25
#: In so few documents a phrase says no more than its words do.
RARELY = 1
#: The layers an engine keeps; a word's own form (w) only weighs in ranking.
LAYERS = ("s", "k", "c", "x")
#: The concepts that name a kind of answer, and that kind.
ANSWER_KINDS = {
    "review": "review",
    "seller": "seller",
    "shop": "seller",
    "advice": "tip",
}

_NUMBER = re.compile(r"n\d+")


@dataclass(frozen=True, slots=True)
class QueryWord:
    """A word looked for: (layer, term) → how much finding that says, and its rarity."""

    text: str
    terms: dict[Term, float]
    frequency: int
    is_guessed: bool
    is_common: bool = False
    #: Spelt as nobody spells it, whatever it sounds like.
    is_strange: bool = False
    #: Said of somebody who is named beside it: Karim the moderator need not say it.
    is_beside: bool = False

    @property
    def concepts(self) -> frozenset[str]:
        """What it means, as far as the lexicon knows that for certain."""
        said = self.terms.items()
        return frozenset(t for (layer, t), w in said if layer == "x" and w >= CONCEPT)


Run = tuple[Features, ...]


@dataclass(frozen=True, slots=True)
class Query:
    """The words of a query in order; none if there was nothing to look for.

    `is_cut` tells that more was typed than is looked for. `phrases` are runs of words
    that must stand in a text, `without` runs that must not, `authors` names of whom it
    must be, `not_by` of whom it must not. For an engine that is `must` (of each group
    one term) and `must_not`.
    """

    text: str
    words: tuple[QueryWord, ...]
    is_cut: bool
    phrases: tuple[Run, ...] = ()
    without: tuple[Run, ...] = ()
    authors: tuple[Run, ...] = ()
    not_by: tuple[Run, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.words or self.phrases or self.authors)

    @property
    def concepts(self) -> frozenset[str]:
        """What its words mean, as far as the lexicon knows them for certain."""
        return frozenset[str]().union(*(word.concepts for word in self.words))

    @property
    def must(self) -> tuple[frozenset[Term], ...]:
        """Groups of (layer, term), of each of which a document has one at least."""
        said = [_said_as(word) for run in self.phrases for word in run]
        named = [_named_as(word) for run in self.authors for word in run]
        return tuple(group for group in (*said, *named) if group)

    @property
    def must_not(self) -> frozenset[Term]:
        """Terms that no document may have: of a run of words only the run is unwanted,
        and of a name only what she wrote, which an engine need not know."""
        alone = (run[0] for run in self.without if len(run) == 1)
        return frozenset(("s", word.s[0]) for word in alone)


def understand(
    text: str, vocabulary: Vocabulary, beyond: Added = NOTHING_ADDED
) -> Query:
    """Read a query. Longer than MAX_QUERY characters or MAX_WORDS words is cut. `beyond`
    is what words mean besides the lexicon."""
    # Cleaning takes time by the length, so that is cut first.
    whole = normalise_line(text[: 4 * MAX_QUERY])
    text = cut(whole, MAX_QUERY)
    typed = syntax.read(text)
    if not (typed.plain or typed.phrases or typed.authors or typed.not_by):
        typed = syntax.Typed(text)
    runs = {
        name: tuple(filter(None, map(_run, getattr(typed, name))))
        for name in ("phrases", "without", "authors", "not_by")
    }
    found = [features(token.features.w) for token in analyse(typed.plain)]
    together = _together(found)
    found += [word for run in runs["phrases"] for word in run]
    _ask_at_once(found, vocabulary)
    whose = named(found, vocabulary)
    found = [
        part
        for word in found
        for part in ((word,) if word.w in whose else _parted(word, vocabulary))
    ]
    loud = [word for word in found if not word.is_stop or word.w in whose]
    chosen = _distinct(loud or found)
    joined = list(_joined(found[: 2 * MAX_WORDS], vocabulary))
    words: list[QueryWord] = []
    guessed = 0
    for word in [*chosen[:MAX_WORDS], *joined]:
        asked = _query_word(
            word, vocabulary, beyond, whose, guess=guessed < MAX_GUESSED
        )
        words.append(asked)
        guessed += words[-1].is_strange
        words[-1] = _in_phrases(word, words[-1], together, vocabulary)
    for concept, parts in together.items():
        if not any(concept in word.concepts for word in parts):
            words.append(_meant_word(concept, parts, vocabulary, beyond))
    is_cut = len(whole) > MAX_QUERY or len(chosen) > MAX_WORDS
    words = _beside_names([word for word in words if word.terms], whose)
    return Query(text, _each_its_own(words), is_cut, **runs)


def _beside_names(
    words: list[QueryWord], whose: Mapping[str, float]
) -> list[QueryWord]:
    """The words, those marked that only say who it is that another of them names."""
    are_names = [
        whose.get(word.text) == NAMED and not _is_title(word) for word in words
    ]
    if not any(are_names):
        return words
    return [
        replace(word, is_beside=True, is_common=True)
        if _is_title(word) or not word.concepts.isdisjoint(ROLES)
        else word
        for word in words
    ]


def _is_title(word: QueryWord) -> bool:
    return is_title(features(word.text))


def _together(words: list[Features]) -> dict[str, list[Features]]:
    """What some of the words mean together, with those words."""
    phrases = lexicon().phrases_in(
        [word.s for word in words], [word.is_stop for word in words]
    )
    return {name: words[at : at + length] for at, length, name in phrases}


def _in_phrases(
    word: Features,
    asked: QueryWord,
    together: dict[str, list[Features]],
    vocabulary: Vocabulary,
) -> QueryWord:
    """A word of a phrase is answered by what the phrase means, and says half of what it
    does alone, unless it means that itself."""
    meant = [name for name, parts in together.items() if word in parts]
    if not meant:
        return asked
    terms = {("x", name): CONCEPT for name in meant}
    # Where hardly anybody says it so, its words have to find what it is about.
    said = [name for name in meant if vocabulary.frequency("x", name) > RARELY]
    is_common = asked.is_common or bool(said and not set(word.concepts) & set(meant))
    return replace(asked, terms=asked.terms | terms, is_common=is_common)


def _meant_word(
    concept: str, parts: list[Features], vocabulary: Vocabulary, beyond: Added
) -> QueryWord:
    """A phrase as a word of its own: মন খারাপ is rarer than মন, and says more."""
    terms = dict(_meaning(concept, CONCEPT, beyond))
    text = " ".join(word.w for word in parts)
    frequency = _rarity_of(terms, vocabulary)
    # What am I to do says as little as what or do.
    is_common = lexicon().is_common((), (concept,))
    return QueryWord(text, terms, frequency, is_guessed=False, is_common=is_common)


def _meaning(
    concept: str, weight: float, beyond: Added
) -> Iterator[tuple[Term, float]]:
    """The terms by which a concept is found, its neighbours last."""
    yield ("x", concept), weight
    for stem in beyond.by_concept.get(concept, ()):
        yield ("s", stem), weight
    for near in lexicon().related.get(concept, ()):
        yield ("x", near), RELATED * weight / CONCEPT


def _each_its_own(words: list[QueryWord]) -> tuple[QueryWord, ...]:
    """The words without neighbours in meaning that another of them means itself: হ্যাকার
    পেজ is about a page once."""
    meant = {t for w in words for t, worth in w.terms.items() if _is_meant(t, worth)}
    return tuple(
        replace(
            word,
            terms={
                term: worth
                for term, worth in word.terms.items()
                if term not in meant or _is_meant(term, worth)
            },
        )
        for word in words
    )


def _is_meant(term: Term, worth: float) -> bool:
    return term[0] == "x" and worth > RELATED


def _run(text: str) -> Run:
    return tuple(token.features for token in analyse(text))[:MAX_WORDS]


def _said_as(word: Features) -> frozenset[Term]:
    return frozenset(("s", stem) for stem in word.s if not stem.endswith(VERB_MARK))


def _named_as(word: Features) -> frozenset[Term]:
    asked = filter(None, (listed_mark(word), *near_marks(word)))
    return _said_as(word) | {("k", mark) for mark in asked}


def _ask_at_once(words: list[Features], vocabulary: Vocabulary) -> None:
    """Ask for all that is asked for below: an engine may be at the end of a line, and
    remembers what it was asked."""
    here = words[: 2 * MAX_WORDS]
    pairs = (features(left.w + right.w) for left, right in pairwise(here))
    vocabulary.frequencies(
        {
            (layer, term)
            for word in here
            for layer in "skc"
            for term in getattr(word, layer)
        }
        | {("s", pair.s[0]) for pair in pairs}
        | {term for word in here for term in marks_to_ask(word)}
    )


def _distinct(words: list[Features]) -> list[Features]:
    return list({word.w: word for word in words}.values())


def _joined(words: list[Features], vocabulary: Vocabulary) -> Iterator[Features]:
    """Neighbours that members also write as one word: ক্যাশ অন → ক্যাশঅন."""
    for left, right in pairwise(words):
        pair = features(left.w + right.w)
        plain = (_is_weak(left) and _is_weak(right)) or pair.w.isdigit()
        is_written = vocabulary.frequency("s", pair.s[0]) or is_borne(pair, vocabulary)
        if not plain and is_written:
            yield pair


def _parted(word: Features, vocabulary: Vocabulary) -> tuple[Features, ...]:
    """A word nobody has written, as the two that members write instead of it: মিঠাজল →
    মিঠা জল. Where it sounds like another it is left as it is."""
    terms = [(layer, term) for layer in "skc" for term in getattr(word, layer)]
    if word.is_stop or word.concepts or vocabulary.frequencies(terms):
        return (word,)
    pairs = [
        (features(word.w[:at]), features(word.w[at:]))
        for at in range(MIN_PARTED, len(word.w) - MIN_PARTED + 1)
        if word.w[at] not in MARKS
    ]
    pairs = [pair for pair in pairs if all(map(_is_whole, pair))]
    there = vocabulary.frequencies(
        {("s", part.s[0]) for pair in pairs for part in pair}
    )
    known = [pair for pair in pairs if all(("s", part.s[0]) in there for part in pair)]
    # Neither half a scrap: the shorter one is as long as can be.
    return max(
        known, key=lambda pair: min(len(part.w) for part in pair), default=(word,)
    )


def _is_whole(part: Features) -> bool:
    return not part.is_stop and bool(
        len(part.w) > MIN_PARTED if is_latin(part.w) else consonant_count(part.w) > 1
    )


def _is_weak(word: Features) -> bool:
    return word.is_stop or lexicon().is_common(word.s, word.concepts)


def _query_word(
    word: Features,
    vocabulary: Vocabulary,
    beyond: Added,
    whose: Mapping[str, float],
    *,
    guess: bool,
) -> QueryWord:
    terms = {("w", word.w): WORD}
    for stem in word.s:
        terms["s", stem] = ROOT if stem.endswith(VERB_MARK) else STEM
    known = _frequency(terms, vocabulary)
    is_named = word.w in whose
    # Shaila is read as it is written: what English makes of it sounds like সেলাই.
    for key in word.k if not is_named or word.concepts else keys(word.w)[:1]:
        terms["k", key] = KEY
    terms |= sounding(word)
    heard = _frequency(terms, vocabulary)
    is_strange = guess and not (known or word.concepts or is_named)
    is_heard = bool(heard) or is_named
    if is_strange:
        is_heard = _put_guesses(terms, word, heard, vocabulary)
    if not (known or is_named):
        for bones in word.c:
            terms["c", bones] = SKELETON
    concepts = dict.fromkeys(word.concepts, CONCEPT)
    if agreed := beyond.concept_of(word.s):
        concepts[agreed] = CONCEPT
    if not (concepts or known or is_named):
        concepts = _sounding_like(word, vocabulary, guess=is_strange, is_heard=is_heard)
    for concept, weight in concepts.items():
        for term, worth in _meaning(concept, weight, beyond):
            terms[term] = max(worth, terms.get(term, 0.0))
    is_common = lexicon().is_common(word.s, word.concepts) or (
        not word.concepts and sounds_like_stop_word(word.w)
    )
    if is_named:
        says_little = word.is_stop or is_common
        if (says_little or word.concepts) and whose[word.w] == NAMED:
            terms = {term: worth * RATHER for term, worth in terms.items()}
            is_common = False
        terms["k", listed_mark(word)] = whose[word.w]
    frequency = _rarity_of(terms, vocabulary)
    is_guessed = is_strange and not is_heard
    return QueryWord(word.w, terms, frequency, is_guessed, is_common, is_strange)


def _put_guesses(
    terms: dict[Term, float], word: Features, heard: int, vocabulary: Vocabulary
) -> bool:
    """Put what may be meant into the terms of a word, and say whether what sounds like
    it, `heard` in so many documents, is rather meant: not where hardly anybody has it."""
    found = guesses(word, vocabulary)
    is_heard = bool(heard) and heard >= _frequency(found, vocabulary)
    for term, weight in found.items():
        terms.setdefault(term, weight * (HEARD if is_heard else 1))
    return is_heard


def _sounding_like(
    word: Features, vocabulary: Vocabulary, *, guess: bool, is_heard: bool
) -> dict[str, float]:
    """The concepts of words that are one slip away, sound like this one, or nearly so:
    the one that is spoken of most. What `is_heard` in the index is trusted more."""
    weight = FUZZY * CONCEPT
    found = _no_numbers(slipped_concepts(word)) if guess else set()
    if not found:
        long = [key for key in word.k if len(key) >= MIN_SOUNDING_KEY]
        found = _concepts_of(long)
        weight = (KEY if is_heard or not guess else FUZZY) * CONCEPT
    if not found and guess:
        near = list(near_sounds(word))
        # A vowel is left out sooner than a consonant: থ্রিপস is no টিপস.
        same = [key for key in near if skeleton(key) in word.c]
        found, weight = _concepts_of(same), KEY * CONCEPT
        if not found:
            found, weight = _concepts_of(near), FUZZY * CONCEPT
    counts = vocabulary.frequencies([("x", name) for name in found])
    best = sorted(found, key=lambda name: (-counts.get(("x", name), 0), name))
    return dict.fromkeys(best[:1], weight)


def _concepts_of(sounds: Iterable[str]) -> set[str]:
    """What words of these sounds mean."""
    by_key = lexicon().by_key
    return _no_numbers({name for key in sounds for name in by_key.get(key, ())})


def _no_numbers(names: set[str]) -> set[str]:
    """Numbers are short and sound like much else."""
    return {name for name in names if not _NUMBER.fullmatch(name)}


def _rarity_of(terms: dict[Term, float], vocabulary: Vocabulary) -> int:
    """In about how many documents it is spoken of: by the word, its meaning or its sound,
    and only where nobody does by its bones."""
    for least in (KEY, SKELETON):
        said = {term: weight for term, weight in terms.items() if weight >= least}
        if found := _frequency(said, vocabulary):
            return found
    return 0


def _frequency(terms: dict[Term, float], vocabulary: Vocabulary) -> int:
    """About how many documents have one of the terms: at least the commonest."""
    kept = (term for term in terms if term[0] in LAYERS)
    return max((vocabulary.frequency(*term) for term in kept), default=0)
