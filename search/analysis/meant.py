"""Words that are said to mean the same: where they would stand in the lexicon.

Nothing here knows Django.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from search.analysis import analyse
from search.analysis.keys import keys
from search.analysis.lexicon import CONCEPTS, Concept, lexicon, read


class Clash(Exception):
    """Two of the words stand in different concepts; both, each with its concept."""

    def __init__(self, one: tuple[str, str], other: tuple[str, str]) -> None:
        super().__init__(f"{one[0]}: {one[1]} and {other[0]}: {other[1]}")
        self.one, self.other = one, other


@dataclass(frozen=True, slots=True)
class Place:
    """The concept that some words share, new or not, and those that are new in it."""

    concept: str
    fresh: tuple[str, ...]
    is_new: bool


@dataclass(frozen=True, slots=True)
class Added:
    """Words that mean something beyond the list that ships: the concept by a stem, and
    the stems by a concept."""

    by_stem: Mapping[str, str]
    by_concept: Mapping[str, tuple[str, ...]]

    def concept_of(self, stems: Iterable[str]) -> str:
        """What a word with these stems means; empty for none."""
        return next(filter(None, map(self.by_stem.get, stems)), "")


NOTHING_ADDED = Added({}, {})


def added(pairs: Iterable[tuple[str, str]]) -> Added:
    """Make it from (concept, word); of phrases nothing can be looked up by a stem."""
    by_stem: dict[str, str] = {}
    for concept, word in pairs:
        if stem := stem_of(word):
            by_stem.setdefault(stem, concept)
    by_concept: dict[str, list[str]] = {}
    for stem, concept in by_stem.items():
        by_concept.setdefault(concept, []).append(stem)
    return Added(by_stem, {name: tuple(each) for name, each in by_concept.items()})


def stem_of(word: str) -> str:
    """The stem a word is looked up by; empty for a phrase."""
    tokens = analyse(word)
    return tokens[0].features.s[0] if len(tokens) == 1 else ""


def place(words: Iterable[str], beyond: Added = NOTHING_ADDED) -> Place:
    """Where words that mean the same belong; raises Clash where they stand apart."""
    words = list(words)
    known = {word: concept for word in words if (concept := concept_of(word, beyond))}
    for word, concept in known.items():
        first = next(iter(known.items()))
        if concept != first[1]:
            raise Clash(first, (word, concept))
    fresh = tuple(word for word in words if word not in known)
    concept = next(iter(known.values()), "") or _named_after(words[0])
    return Place(concept, fresh, is_new=not known)


def concept_of(word: str, beyond: Added = NOTHING_ADDED) -> str:
    """What a word or a phrase means by the lexicon or beyond it; empty for nothing."""
    tokens = [token.features for token in analyse(word)]
    if len(tokens) == 1:
        found = lexicon().of(tokens[0].s)
        return found[0] if found else beyond.concept_of(tokens[0].s)
    whole = (
        name
        for at, length, name in lexicon().phrases_in(
            [each.s for each in tokens], [each.is_stop for each in tokens]
        )
        if at == 0 and length == len(tokens)
    )
    return next(whole, "")


@lru_cache(maxsize=1)
def concepts() -> dict[str, Concept]:
    """The concepts that ship, by name."""
    return {concept.name: concept for concept in read()}


def _named_after(word: str) -> str:
    """A name for a new concept: how its first word sounds, as no other is called."""
    tokens = analyse(word)
    sound = next(iter(keys(tokens[0].features.w)), "") if tokens else ""
    name = sound or "new"
    return f"{name}_too" if name in concepts() else name


def is_too_common(word: str) -> bool:
    """Whether a word says nothing by itself, as a question word does."""
    tokens = [token.features for token in analyse(word)]
    return not tokens or all(token.is_stop for token in tokens)


def line_with(concept: str, words: Iterable[str]) -> str:
    """The line of concepts.tsv for a concept, with these words and phrases in it: the
    line as it ships, or a new one."""
    shipped = _lines().get(concept, concept)
    cells = [*shipped.split("\t"), "", "", "", ""][:5]
    for word in words:
        if " " in word:
            cells[4] = "; ".join(filter(None, [cells[4], word]))
        else:
            at = 3 if word.isascii() else 1
            cells[at] = " ".join(filter(None, [cells[at], word]))
    return "\t".join(cells)


@lru_cache(maxsize=1)
def _lines() -> dict[str, str]:
    lines = CONCEPTS.read_text("utf-8").splitlines()
    return {line.split("\t")[0].strip(): line for line in lines if "\t" in line}
