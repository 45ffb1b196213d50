"""The analyser: what a text says, in tokens that every engine is fed with.

The same code runs when a text is indexed and when it is looked for; an engine only
ever sees finished tokens. A token has one layer per kind of likeness, from the
strictest to the loosest:

    w  the word, folded                         কাস্টমারদের
    s  its stems (endings off, spelling forgiven), verb roots end in ~
    k  its phonetic keys, the same for Bangla and Latin letters
    c  its consonant skeletons, of at least three
    x  what it means, by the lexicon (`lexicon.py`): কাস্টমার and ক্রেতা are one

Nothing here knows Django.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from core.text import MARKS, to_ascii_digits, words
from search.analysis.keys import keys, skeleton
from search.analysis.letters import word_form
from search.analysis.lexicon import lexicon
from search.analysis.stems import VERB_MARK, stems
from search.analysis.stopwords import is_stop_word

#: Raise it with any change of what `analyse` gives: indexes made before are stale.
ANALYSER_VERSION = 10

MAX_FORM = 40


class Features(NamedTuple):
    """What a word is known by, one field a layer."""

    w: str
    s: tuple[str, ...]
    k: tuple[str, ...]
    c: tuple[str, ...]
    concepts: tuple[str, ...]
    is_stop: bool


class Token(NamedTuple):
    """A word of a text: its offsets into the raw text, and its features."""

    start: int
    end: int
    features: Features


_RUN = re.compile(rf"\d+|[^\W\d](?:[^\W\d]|[{MARKS}\u200c\u200d'’])*")
_DIGIT = re.compile(r"\d")
_GROUPED = re.compile(r"\d{1,3}(?:,\d{2,3}){0,6},\d{3}(?!\d)")


def analyse(text: str) -> list[Token]:
    """The tokens of a raw text, in order; the first of a phrase means it too."""
    tokens = [
        Token(start, end, features(text[start:end])) for start, end in _spans(text)
    ]
    roots = [token.features.s for token in tokens]
    small = [token.features.is_stop for token in tokens]
    for at, _length, concept in lexicon().phrases_in(roots, small):
        found = tokens[at].features
        if concept not in found.concepts:
            meant = found._replace(concepts=(*found.concepts, concept))
            tokens[at] = tokens[at]._replace(features=meant)
    return tokens


@lru_cache(maxsize=65_536)
def features(word: str) -> Features:
    """The features of one word as it stands in a text."""
    form = word_form(word)[:MAX_FORM]
    if form.isdigit() or "," in form:
        number = form.replace(",", "")
        return Features(number, (number,), (), (), (f"n{number}",), is_stop=False)
    roots = stems(form)
    is_stop = is_stop_word(form)
    if is_stop:
        # আমরা is no mango and নিলে nothing blue.
        roots = (roots[0], *(root for root in roots[1:] if VERB_MARK in root))
    sounds = _unique(k for stem in roots if VERB_MARK not in stem for k in keys(stem))
    bones = _unique(c for key in sounds if (c := skeleton(key)))
    meant = lexicon().of(roots)
    return Features(form, roots, sounds, bones, meant, is_stop)


def _unique(values: Iterator[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """Where the tokens are: 24hour is two, 15,00,000 is one."""
    if not _DIGIT.search(text):
        yield from ((word.start, word.end) for word in words(text))
        return
    end = 0
    ascii_text = to_ascii_digits(text)
    for word in words(text):
        if word.start < end:
            continue
        grouped = _GROUPED.match(ascii_text, word.start)
        if grouped:
            end = grouped.end()
            yield word.start, end
            continue
        for run in _RUN.finditer(word.text):
            yield word.start + run.start(), word.start + run.end()
        end = word.end
