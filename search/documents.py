"""The document: one thing that can be found, in the form every engine is given."""

import datetime
import zoneinfo
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from search.analysis import Features, Token, analyse, features

#: Fields that are looked through, with their weights. The title says most.
FIELD_WEIGHTS = {"title": 3.0, "topic": 2.0, "author": 1.2, "body": 1.0}

#: Where somebody's name stands: whose it is, and of these kinds the title too.
AUTHOR, NAMED_KINDS = "author", ("seller", "review")

#: What a comment answers, for who looks for it; not its own words.
CONTEXT = "context"

# A year begins where the members live.
_HERE = zoneinfo.ZoneInfo("Asia/Dhaka")


#: The words of each field, as `read_word` reads them.
Written = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Document:
    """One post, adda, thread, tip or seller as search sees it, phone numbers left out.

    `key` is kind and primary key (`post:12`). `moment` is what "newer" means for it
    (seconds since the epoch). `context` is what is answered: the title of the discussion;
    `home` names that discussion, alike for all that stands in it; `series` is the slug of
    the series it belongs to, if to one, and `place` the number of a comment there, `asks`
    whether that is a question. `is_public` says whether guests may find it;
    moderators find all.
    """

    key: str
    kind: str
    pk: int
    title: str = ""
    topic: str = ""
    author: str = ""
    body: str = ""
    context: str = ""
    home: str = ""
    place: int = 0
    asks: bool = False
    moment: float = 0.0
    is_public: bool = True
    series: str = ""
    words: Mapping[str, str] | None = None

    def tokens(self) -> dict[str, list[Token]]:
        """The tokens of every field that is looked through; of a document that comes
        from an index they have no offsets."""
        if self.words is not None:
            return {name: _read(words) for name, words in self.words.items()}
        return {name: _tokens(name, getattr(self, name)) for name in _FIELDS}

    def written(self) -> Written:
        """The words of its fields, for who needs not all that each is known by."""
        words = self.words
        if words is None:
            words = self.stored(self.tokens())["words"]
        return {name: said.split(" ") for name, said in words.items()}

    def stored(self, tokens: Mapping[str, list[Token]]) -> dict[str, Any]:
        """What an index keeps of a document with these tokens, as plain values: its
        words instead of its texts, so that nothing is analysed when it is found."""
        values = {
            name: getattr(self, name) for name in _DEFAULTS if name not in _FIELDS
        }
        values["words"] = {
            name: _written(tokens[name]) for name in _FIELDS if tokens[name]
        }
        return {
            name: value for name, value in values.items() if value != _DEFAULTS[name]
        }

    @classmethod
    def from_stored(cls, values: Mapping[str, Any]) -> "Document":
        """The document of which `stored` made these values. Older values may lack what
        there was no field for."""
        return cls(**values)

    def names_in(self, field: str) -> bool:
        """Whether what stands in a field is what somebody, or a shop, is called."""
        return field == AUTHOR or (field == "title" and self.kind in NAMED_KINDS)

    @property
    def year(self) -> int:
        """The year of its moment in Bangladesh."""
        return datetime.datetime.fromtimestamp(self.moment, _HERE).year

    def facets(self) -> dict[str, str]:
        """What it can be chosen by (search.filters), as text."""
        facets = {"kind": self.kind, "year": str(self.year), "series": self.series}
        return {name: value for name, value in facets.items() if value}


_FIELDS = (*FIELD_WEIGHTS, CONTEXT)
_DEFAULTS = {name: each.default for name, each in Document.__dataclass_fields__.items()}


def _tokens(name: str, text: str) -> list[Token]:
    # Names and what is answered come again with every comment.
    return _remembered(text) if name in ("author", CONTEXT) else analyse(text)


@lru_cache(maxsize=1024)
def _remembered(text: str) -> list[Token]:
    return analyse(text)


# Between a word and a concept that it has only beside others: the first of a phrase.
_MEANS = "\x1f"


def _written(tokens: list[Token]) -> str:
    return " ".join(_as_word(token.features) for token in tokens)


def _as_word(word: Features) -> str:
    more = word.concepts[len(features(word.w).concepts) :]
    return _MEANS.join((word.w, *more))


def _read(words: str) -> list[Token]:
    return [read_word(word) for word in words.split(" ")]


@lru_cache(maxsize=65_536)
def read_word(word: str) -> Token:
    """The token of a word as `Document.stored` writes it."""
    form, *more = word.split(_MEANS)
    known = features(form)
    if more:
        known = known._replace(concepts=(*known.concepts, *more))
    return Token(0, 0, known)
