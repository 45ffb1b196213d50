"""Reading many rows without holding a transaction, or all of them in memory."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

#: Rows of one question.
AT_ONCE = 2_000


def by_pk(rows: QuerySet[Any], *names: str) -> Iterator[tuple[Any, ...]]:
    """The primary key and these values of each row, in the order of their keys."""
    last: Any = None
    while True:
        rest = rows if last is None else rows.filter(pk__gt=last)
        found = list(rest.order_by("pk").values_list("pk", *names)[:AT_ONCE])
        yield from found
        if len(found) < AT_ONCE:
            return
        last = found[-1][0]
