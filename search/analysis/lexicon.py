"""The lexicon: what members mean, however they say it.

`data/concepts.tsv` lists concepts of this community's life, one a line: native words,
loan words, romanised and English words, and phrases. A word is looked up by its stems,
so that every inflection of পণ্য, প্রোডাক্ট and product is `product`; a phrase is the
words of it standing together (ক্যাশ অন ডেলিভারি). A verb stands in the list by its
plain form and is known by its root; in Latin letters by a root whose forms are made
here (tul~: tulbo, tulsi), where they are no word of the list.

Nothing here knows Django.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from operator import contains
from pathlib import Path
from types import MappingProxyType

from core.text import fold
from search.analysis.keys import keys
from search.analysis.letters import VOWELS, consonant_count, is_latin, word_form
from search.analysis.stems import VERB_MARK, first_stem, stems
from search.analysis.stopwords import is_stop_word, latin_forms

DATA = Path(__file__).resolve().parent.parent / "data"
CONCEPTS, RELATED = DATA / "concepts.tsv", DATA / "related.tsv"
# Folding makes a space of a tab.
_PARTED = "|"
COMMON = DATA / "common.txt"
SAME, NAMES = DATA / "same.txt", DATA / "names.tsv"
PLACES = DATA / "places.txt"
# Shorter words stand side by side by chance, and mean something else as one.
MIN_APART, MIN_JOINED = 2, 6


class LexiconError(Exception):
    """The list says one thing twice, or a line of it cannot be read."""


@dataclass(frozen=True, slots=True)
class Concept:
    """One line of the list: its name, its words, its phrases (each some words)."""

    name: str
    words: tuple[str, ...]
    phrases: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Lexicon:
    """The list, ready to be asked: by stems, and by the first word of a phrase."""

    words: dict[str, str]
    phrases: dict[str, tuple[tuple[tuple[str, ...], str], ...]]
    related: dict[str, tuple[str, ...]]
    common: frozenset[str] = frozenset()
    #: Forms of verbs in Latin letters, made of their roots.
    forms: dict[str, str] = field(default_factory=dict)
    #: Phrases of two words written as one: হোমডেলিভারি.
    joined: dict[str, str] = field(default_factory=dict)
    #: What stands for a word in phrases: টাকা for টেকা.
    same: dict[str, str] = field(default_factory=dict)

    @cached_property
    def by_key(self) -> dict[str, tuple[str, ...]]:
        """The concepts by how their words sound, made when first asked for: it takes
        longer than all the rest."""
        found: dict[str, dict[str, None]] = {}
        for stem, name in self.words.items():
            for key in keys(stem) if VERB_MARK not in stem else ():
                found.setdefault(key, {})[name] = None
        return {key: tuple(names) for key, names in found.items()}

    def is_common(self, roots: Sequence[str], concepts: Sequence[str] = ()) -> bool:
        """Whether a word of these stems and concepts says little wherever it stands."""
        return not self.common.isdisjoint((*roots, *concepts))

    def of(self, roots: Sequence[str]) -> tuple[str, ...]:
        """The concepts of a word with these stems, of the fullest reading alone."""
        for root in roots:
            if name := self.words.get(root):
                return (name,)
        name = self.forms.get(roots[0]) or self.joined.get(roots[0])
        return (name,) if name else ()

    def phrases_in(
        self, words: Sequence[tuple[str, ...]], small: Sequence[bool]
    ) -> Iterator[tuple[int, int, str]]:
        """Where phrases stand in a text of words, each given by its stems and whether it
        is a stop word: (the first word, how many, the concept), the longest at each
        place. One stop word may stand in between: টাকা তো ফেরত."""
        words = self._as_one(words)
        begins_none = self.phrases.keys().isdisjoint
        for at, roots in enumerate(words):
            found = [
                (len(phrase), length, name)
                for root in (() if begins_none(roots) else roots)
                for phrase, name in self._going_on(root, words, small, at)
                if (length := _length(phrase, words, small, at))
            ]
            if found:
                _least, length, name = max(found)
                yield at, length, name
            elif at + 1 < len(words) and (
                name := self._written_apart(roots[0], words[at + 1])
            ):
                yield at, 2, name

    def _as_one(self, words: Sequence[tuple[str, ...]]) -> Sequence[tuple[str, ...]]:
        """The words, those that are said otherwise with what stands for them too."""
        are_plain = self.same.keys().isdisjoint
        return [
            roots
            if are_plain(roots)
            else (*roots, *(self.same[root] for root in roots if root in self.same))
            for roots in words
        ]

    def _written_apart(self, left: str, rights: tuple[str, ...]) -> str:
        """What two words mean that are one word of the list, written apart: থ্রি পিস."""
        if not _is_apart(left):
            return ""
        whole = (left + right for right in rights if _is_apart(right))
        return next(filter(None, map(self.words.get, whole)), "")

    @cached_property
    def _by_two(self) -> dict[tuple[str, str], list[tuple[tuple[str, ...], str]]]:
        """The phrases by how they begin; টাকা alone begins some hundred."""
        found: dict[tuple[str, str], list[tuple[tuple[str, ...], str]]] = {}
        for first, phrases in self.phrases.items():
            for phrase, name in phrases:
                second = phrase[1] if len(phrase) > 1 else ""
                found.setdefault((first, second), []).append((phrase, name))
        return found

    def _going_on(
        self,
        root: str,
        words: Sequence[tuple[str, ...]],
        small: Sequence[bool],
        at: int,
    ) -> Iterator[tuple[tuple[str, ...], str]]:
        """The phrases that begin with a root and go on as the words do."""
        seconds = ["", *(words[at + 1] if at + 1 < len(words) else ())]
        if at + 2 < len(words) and small[at + 1]:
            seconds += words[at + 2]
        for second in dict.fromkeys(seconds):
            yield from self._by_two.get((root, second), ())


@lru_cache(maxsize=65_536)
def _is_apart(stem: str) -> bool:
    """Whether a stem may be half of a word: চা দর is no চাদর."""
    if is_latin(stem):
        return len(stem) > MIN_APART
    return consonant_count(stem) + (stem[:1] in VOWELS) >= MIN_APART


# These turn it round: টাকা না ফেরত.
_NOT = frozenset(("না", "নাই", "নেই", "নয়", "na", "nai", "nei", "noy", "no", "not"))


def _length(
    phrase: tuple[str, ...],
    words: Sequence[tuple[str, ...]],
    small: Sequence[bool],
    at: int,
) -> int:
    """How many words a phrase takes here, with the one in between; none where it does
    not stand."""
    there = words[at : at + len(phrase)]
    if len(there) == len(phrase) and all(map(contains, there, phrase)):
        return len(phrase)
    longer = words[at : at + len(phrase) + 1]
    if len(longer) <= len(phrase):
        return 0
    for between in range(1, len(phrase)):
        if phrase[between - 1] not in longer[between - 1]:
            return 0
        if small[at + between] and _NOT.isdisjoint(longer[between]):
            rest = longer[between + 1 :]
            if all(map(contains, rest, phrase[between:])):
                return len(phrase) + 1
    return 0


def read(path: Path = CONCEPTS) -> Iterator[Concept]:
    """The concepts of a list, its words folded as `word_form` does; raises LexiconError
    for a line without five columns."""
    text = path.read_text("utf-8").replace("\t", _PARTED).replace("'", "")
    # All at once: one by one the words would take ten times as long.
    for number, line in enumerate(fold(text).splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = line.split(_PARTED)
        if len(cells) > 5 or len(cells) < 4:
            raise LexiconError(f"{path.name}, line {number}: {len(cells)} columns")
        name, *columns = (*cells, "")[:5]
        words = tuple(word for column in columns[:3] for word in column.split())
        phrases = tuple(
            tuple(phrase.split()) for phrase in columns[3].split(";") if phrase.strip()
        )
        yield Concept(name.strip(), words, phrases)


def read_related(path: Path = RELATED) -> dict[str, tuple[str, ...]]:
    """What stands close to each concept."""
    lines = (line.split("\t") for line in path.read_text("utf-8").splitlines())
    return {
        cells[0]: tuple(cells[1].split())
        for cells in lines
        if len(cells) == 2 and not cells[0].startswith("#")
    }


def read_common(path: Path = COMMON) -> tuple[str, ...]:
    """The words that say little, verbs with their mark."""
    lines = path.read_text("utf-8").splitlines()
    return tuple(
        word for line in lines if not line.startswith("#") for word in line.split()
    )


def read_same(path: Path = SAME) -> dict[str, str]:
    """What stands for words that are said otherwise, by their stems."""
    lines = path.read_text("utf-8").splitlines()
    rows = (line.split() for line in lines if not line.startswith("#"))
    return {
        stem_of(word): stem_of(first)
        for first, *others in rows
        for word in others
        if stem_of(word) != stem_of(first)
    }


def build(
    concepts: Iterator[Concept],
    related: dict[str, tuple[str, ...]],
    common: Sequence[str] = (),
    same: Mapping[str, str] = MappingProxyType({}),
) -> Lexicon:
    """Make a Lexicon; raises LexiconError where a word or a phrase stands in two
    concepts, a phrase also where its words are only said otherwise there."""
    words: dict[str, str] = {}
    together: dict[tuple[str, ...], str] = {}
    for concept in concepts:
        for word in concept.words:
            stem = _stem(word)
            if words.setdefault(stem, concept.name) != concept.name:
                raise LexiconError(f"{word}: {words[stem]} and {concept.name}")
        for phrase in concept.phrases:
            stems_of = map(_stem, phrase)
            parts = tuple(same.get(stem, stem) for stem in stems_of)
            if together.setdefault(parts, concept.name) != concept.name:
                said = " ".join(phrase)
                raise LexiconError(f"{said}: {together[parts]} and {concept.name}")
    phrases: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for parts, name in together.items():
        phrases.setdefault(parts[0], []).append((parts, name))
    return Lexicon(
        words,
        {first: tuple(found) for first, found in phrases.items()},
        related,
        _common(common, words),
        _forms(words),
        _joined(phrases, words),
        dict(same),
    )


def _joined(
    phrases: dict[str, list[tuple[tuple[str, ...], str]]], words: dict[str, str]
) -> dict[str, str]:
    """The phrases of two words as people write them in one."""
    joined: dict[str, str] = {}
    for phrase, name in (each for found in phrases.values() for each in found):
        whole = "".join(phrase)
        is_long = len(phrase) == 2 and len(whole) >= MIN_JOINED
        is_other = whole in words or VERB_MARK in whole or is_stop_word(whole)
        if is_long and not is_other:
            joined.setdefault(whole, name)
    return joined


def _forms(words: dict[str, str]) -> dict[str, str]:
    """The forms of verbs in Latin letters that are no words of the list and nobody's
    name: Tuli, Hashina."""
    listed = NAMES.read_text("utf-8").splitlines()
    names = {word_form(name) for line in listed for name in line.split()}
    forms: dict[str, str] = {}
    for stem, name in words.items():
        root = stem.removesuffix(VERB_MARK)
        if root != stem and is_latin(root):
            for form in latin_forms(root):
                is_other = form in words or form in names or is_stop_word(form)
                if not is_other:
                    forms.setdefault(form, name)
    return forms


def _common(listed: Sequence[str], words: dict[str, str]) -> frozenset[str]:
    """The stems that are common, and the concepts that one of them means."""
    roots = [stem_of(word) for word in listed]
    return frozenset(roots) | {words[root] for root in roots if root in words}


def stem_of(word: str) -> str:
    """The one stem a word of the list is kept under: the root where it ends in `~`."""
    return _stem(word_form(word))


def _stem(form: str) -> str:
    if not form.endswith(VERB_MARK):
        return first_stem(form)
    if is_latin(form.removesuffix(VERB_MARK)):
        return form
    roots = stems(form.removesuffix(VERB_MARK))
    marked = [root for root in roots if root.endswith(VERB_MARK)]
    if not marked:
        raise LexiconError(f"{form} is no verb by its looks")
    return marked[0]


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The list as it ships, read once."""
    return build(read(CONCEPTS), read_related(RELATED), read_common(), read_same())


@lru_cache(maxsize=1)
def places() -> frozenset[str]:
    """The concepts that are places: districts, towns, quarters."""
    return frozenset(read_common(PLACES))


@lru_cache(maxsize=1)
def lexicon_version() -> str:
    """What tells one state of the concepts from another: an index keeps them."""
    return hashlib.sha256(CONCEPTS.read_bytes() + SAME.read_bytes()).hexdigest()[:8]
