"""Without an index: the newest of what is here, asked of the database.

For the minutes in which an index is missing or broken. It looks at the NEWEST rows of
each kind and no further, whatever the site's size, and finds words as they are written:
no other spelling, no other script. A word with a digit in it is left out, and what is
shown has to hold the words with its numbers masked: a number is not found here either.
"""

from collections.abc import Iterable
from functools import reduce
from operator import and_, or_
from typing import Any

from django.db.models import Model, Q, QuerySet

from core.text import fold, normalise_line
from search.analysis import analyse
from search.query import Query, understand
from search.ranking import Matcher
from search.results import Result
from search.sources import SOURCES, Shown

#: Rows of each kind that are looked at, and results shown of all of them.
NEWEST = 1000
SHOWN = 20
#: Words that are looked for at most.
WORDS = 6

# Where a kind keeps what a reader reads; those that name something come first.
_FIELDS = {
    "tip": ("page__title", "page__title_en"),
    "adda": ("page__title", "page__topic"),
    "thread": ("title",),
    "seller": ("name", "makes"),
    "post": ("source",),
}


class _NoVocabulary:
    """What a query asks of an index that is not there."""

    def document_count(self) -> int:
        """None."""
        return 0

    def frequency(self, layer: str, term: str) -> int:
        """None."""
        return 0

    def frequencies(
        self, terms: Iterable[tuple[str, str]]
    ) -> dict[tuple[str, str], int]:
        """None."""
        return {}


def search_database(text: str, member: Any) -> list[Result]:
    """The newest things that `member` may read and that hold all the words of `text`,
    SHOWN at most; none where nothing is left of it to look for."""
    words = _words(text)
    if not words:
        return []
    query = understand(text, _NoVocabulary())
    found: list[Shown] = []
    for kind, fields in _FIELDS.items():
        ids = _ids(SOURCES[kind].readable(member), fields, words)
        things = SOURCES[kind].show(ids, member) if ids else []
        place = {pk: at for at, pk in enumerate(ids)}
        found += sorted(things, key=lambda thing: place[thing.pk])
    return _results([each for each in found if _holds(each, words)][:SHOWN], query)


def _words(text: str) -> list[str]:
    """The words to look for, as they are stored: normalised, not folded."""
    line = normalise_line(text)
    tokens = analyse(line)
    said = [token for token in tokens if not token.features.is_stop] or tokens
    typed = (line[token.start : token.end] for token in said)
    kept = (word for word in typed if not any(sign.isdigit() for sign in word))
    return list(dict.fromkeys(kept))[:WORDS]


def _ids(
    readable: QuerySet[Any, Any], fields: tuple[str, ...], words: list[str]
) -> list[int]:
    model: type[Model] = readable.model
    newest = readable.order_by("-pk").values("pk")[:NEWEST]
    holds = (
        reduce(or_, (Q(**{f"{field}__icontains": word}) for field in fields))
        for word in words
    )
    rows = model._default_manager.filter(reduce(and_, holds), pk__in=newest)
    return list(rows.order_by("-pk").values_list("pk", flat=True)[:SHOWN])


def _holds(thing: Shown, words: list[str]) -> bool:
    """Whether it holds the words as it is shown, its numbers masked."""
    said = fold(f"{thing.title}\n{thing.text}\n{thing.author}")
    return all(fold(word) in said for word in words)


def _results(things: list[Shown], query: Query) -> list[Result]:
    matcher = Matcher(query)
    return [Result.of(thing, matcher) for thing in things]
