"""Names: one person's, however it is spelt and in whichever script.

Ahmed, Ahmad and আহমেদ are one name, though no rule of spelling says so: `data/names.tsv`
lists common ones with their spellings, one name a line. What is not in the list is known
by its sound, a vowel more or less. An index keeps `marks` for what somebody is called, as
terms that no word of a text has, so that a name finds people and not what they talk of.

Nothing here knows Django.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from search.analysis import Features
from search.analysis.keys import keys, name_keys
from search.analysis.letters import is_bangla, spelling_form, word_form
from search.analysis.lexicon import NAMES
from search.analysis.stems import VERB_MARK

#: What a mark begins with, and one of a listed name: no key has these signs.
MARK, LISTED = "@", "@="
# What is put before a name and may as well be left out.
_TITLES = ("মোহাম্মদ", "মোসাম্মৎ")
# A shorter sound is that of too many names.
_SHORTEST, _SHORTEST_LISTED = 3, 4


class NamesError(Exception):
    """A spelling stands in the list twice."""


@dataclass(frozen=True, slots=True)
class Names:
    """The list, ready to be asked: each name is called by the first of its spellings."""

    by_form: dict[str, str]
    by_key: dict[str, str]

    def of(self, word: Features) -> str:
        """The name that a word is, or may be an ending of; empty where none is listed."""
        stems = (stem for stem in word.s if not stem.endswith(VERB_MARK))
        for form in (_form(word.w), *stems):
            if name := self.by_form.get(form):
                return name
        return ""

    def sounding_like(self, word: Features) -> str:
        """The name that an unlisted word sounds like."""
        sounds = keys(word.w)[:1]
        return next((self.by_key[key] for key in sounds if key in self.by_key), "")


def read(path: Path = NAMES) -> Iterator[tuple[str, ...]]:
    """The spellings of each name of a list."""
    for line in path.read_text("utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            yield tuple(line.split())


def build(listed: Iterable[tuple[str, ...]]) -> Names:
    """Make Names; raises NamesError where a spelling stands twice."""
    by_form: dict[str, str] = {}
    by_key: dict[str, set[str]] = {}
    for spellings in listed:
        name = _form(spellings[0])
        for spelling in spellings:
            form = _form(spelling)
            if form in by_form:
                raise NamesError(f"{spelling}: {by_form[form]} and {name}")
            by_form[form] = name
            for key in keys(form)[:1]:
                by_key.setdefault(key, set()).add(name)
    certain = {
        key: next(iter(found))
        for key, found in by_key.items()
        if len(found) == 1 and len(key) >= _SHORTEST_LISTED
    }
    return Names(by_form, certain)


@lru_cache(maxsize=1)
def names() -> Names:
    """The list as it ships, read once."""
    return build(read(NAMES))


@lru_cache(maxsize=1)
def names_version() -> str:
    """What tells one state of the list from another: an index keeps marks of it."""
    return hashlib.sha256(NAMES.read_bytes()).hexdigest()[:8]


@lru_cache(maxsize=16_384)
def marks(word: Features) -> tuple[str, ...]:
    """The marks that an index keeps of a word of somebody's name."""
    name = names().by_form.get(_form(word.w)) or names().sounding_like(word)
    return (LISTED + name,) if name else tuple(MARK + key for key in word.k)


@lru_cache(maxsize=4_096)
def listed_mark(word: Features) -> str:
    """The mark by which a word of a query, with an ending or not, is a listed name."""
    name = names().of(word)
    return LISTED + name if name else ""


@lru_cache(maxsize=4_096)
def near_marks(word: Features) -> tuple[str, ...]:
    """The marks of names that sound as a word of a query does, or by a vowel more or
    less."""
    like = "" if listed_mark(word) else names().sounding_like(word)
    near = (key for key in name_keys(word.k) if len(key) >= _SHORTEST or key in word.k)
    return tuple(filter(None, (like and LISTED + like, *(MARK + key for key in near))))


def is_title(word: Features) -> bool:
    """Whether it is what half of all names begin with, as Md is."""
    return names().of(word) in map(_form, _TITLES)


def _form(word: str) -> str:
    form = word_form(word)
    return spelling_form(form) if is_bangla(form) else form
