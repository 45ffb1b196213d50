"""By which forms the words of a seller's page are found in the list of sellers.

The room that knows how Bangla is spelt adds itself from its `ready()`: `READER.append`
one with a `version`, and `read(text)` that gives each word with the forms it is known by,
all of them strings. Until then a word is known by its folded spelling alone.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple, Protocol

from core import text

LONGEST_FORM = 48  # characters
MOST_FORMS = 2_000  # of one seller


class Word(NamedTuple):
    """A word as it was typed, folded; what it is known by; whether it says nothing."""

    text: str
    forms: tuple[str, ...]
    is_empty: bool = False


class Reader(Protocol):
    """Reads words; `version` changes with what it gives."""

    version: str

    def read(self, words: str) -> Iterable[Word]:
        """The words of a text, in order."""
        ...


class Plain:
    """Knows a word by its folded spelling."""

    version = "plain"

    def read(self, words: str) -> Iterable[Word]:
        found = (word.text for word in text.words(text.fold(words)))
        return [Word(each, (each,)) for each in found]


READER: list[Reader] = [Plain()]


def reader() -> Reader:
    """The one that was added last."""
    return READER[-1]


def read(words: str) -> list[Word]:
    """The words of a text, in order."""
    return [
        each._replace(forms=tuple(form[:LONGEST_FORM] for form in each.forms))
        for each in reader().read(words)
    ]


def joined(found: Sequence[Word]) -> list[Word]:
    """Neighbours as one word, for they are written in both ways (নকশী কাঁথা)."""
    return [
        next(iter(read(left.text + right.text)), Word("", ()))
        for left, right in pairwise(found)
    ]


def forms_of(words: str) -> list[str]:
    """All forms of the lines of a text, each once."""
    lines = [read(line) for line in words.splitlines()]
    every = [word for line in lines for word in (*line, *joined(line))]
    found = dict.fromkeys(form for word in every for form in word.forms)
    return list(found)[:MOST_FORMS]
