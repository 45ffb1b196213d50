"""Queries whose SQL is written once in a process and asked again with other numbers.

Django writes the SQL of a queryset anew at each use, and for one with a few EXISTS that
costs ten times what the database needs to answer. A page asks the same few questions at
each request, of another member at another moment:

    STANDING = Prepared(lambda member, at: Sanction.objects.of(member, at).values_list("pk"))
    STANDING.rows(member=5, at=timezone.now())

The query stays a queryset, built from the same `visible_to` as everything else.
"""

import re
from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

# What stands for a number or a moment while the SQL is written; no row has them.
_FIRST_NUMBER = 2_000_000_011
_FIRST_MOMENT = datetime(2999, 12, 31, 23, 59, 58, 123456, tzinfo=UTC)
_DATE = re.compile(r"\d{4}-\d\d-\d\d")

Given = int | datetime | Sequence[int]
Shape = tuple[tuple[str, Hashable], ...]


class _Written(NamedTuple):
    """SQL, and for each of its parameters the place among what is given, or a value."""

    sql: str
    places: tuple[int | None, ...]
    constants: tuple[Any, ...]


class Prepared:
    """A query for rows of plain values (`values_list` of what needs no converting:
    numbers and text), built by `make` from numbers and moments.

    `make` takes by name what `rows` is given: whole numbers, sequences of them, moments.
    It must put each into the query, and may decide nothing by them: it is called once
    for each shape (how long the sequences are, and `shape`).
    """

    def __init__(self, make: Callable[..., "QuerySet[Any, Any]"]) -> None:
        self._make = make
        self._written: dict[Hashable, _Written | None] = {}

    def rows(self, *, shape: Shape = (), **given: Given) -> list[tuple[Any, ...]]:
        """Ask; `shape` are further arguments of `make`, by which the SQL differs.

        Raises ValueError where `make` left out a number that it was given, or put in a
        moment of its own.
        """
        kinds = tuple((name, _kind(value)) for name, value in given.items())
        key = (connection.vendor, kinds, shape)
        try:
            written = self._written[key]
        except KeyError:
            written = self._written[key] = self._write(kinds, dict(shape))
        if written is None:
            return []
        values = [_adapted(each) for value in given.values() for each in _each(value)]
        params = [
            constant if place is None else values[place]
            for place, constant in zip(written.places, written.constants, strict=True)
        ]
        with connection.cursor() as cursor:
            cursor.execute(written.sql, params)
            return list(cursor.fetchall())

    def _write(
        self, kinds: Iterable[tuple[str, object]], arguments: dict[str, Any]
    ) -> _Written | None:
        stands: dict[Any, int] = {}
        for name, kind in kinds:
            first = len(stands)
            arguments[name] = _stand_in(kind, first)
            for each in _each(arguments[name]):
                stands[_adapted(each)] = len(stands)
        try:
            sql, params = self._make(**arguments).query.sql_with_params()
        except EmptyResultSet:
            return None
        places = tuple(
            stands.get(value) if isinstance(value, Hashable) else None
            for value in params
        )
        numbers = {place for value, place in stands.items() if isinstance(value, int)}
        if left_out := numbers - set(places):
            raise ValueError(
                f"the query leaves out {len(left_out)} of what it is given"
            )
        for value, place in zip(params, places, strict=True):
            if place is None and _is_moment(value):
                raise ValueError(f"the query has a moment of its own: {value}")
        return _Written(sql, places, tuple(params))


def _kind(value: Given) -> object:
    """What the SQL depends on: a moment, a number, or how many numbers."""
    if isinstance(value, datetime):
        return "moment"
    return None if isinstance(value, int) else len(value)


def _stand_in(kind: object, first: int) -> Given:
    if kind == "moment":
        return _FIRST_MOMENT + timedelta(seconds=first)
    if isinstance(kind, int):
        return [_FIRST_NUMBER + first + n for n in range(kind)]
    return _FIRST_NUMBER + first


def _each(value: Given) -> Sequence[int | datetime]:
    return [value] if isinstance(value, int | datetime) else value


def _adapted(value: int | datetime) -> Any:
    """As the database takes it."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return value


def _is_moment(value: Any) -> bool:
    return isinstance(value, datetime) or (
        isinstance(value, str) and bool(_DATE.match(value))
    )
