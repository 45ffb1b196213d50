"""Filters: what a search is narrowed down to, and how much there is of what."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from search.documents import Document

Facet = Literal["kind", "year", "series"]
FACETS: tuple[Facet, ...] = "kind", "year", "series"

#: Counts are exact up to here; of more, an engine may say "more than that".
COUNTED = 10_000


@dataclass(frozen=True, slots=True)
class Filters:
    """One kind (`post`), one year of its moment, one series (its slug); "" and 0 are
    all. `Filters()` leaves everything in."""

    kind: str = ""
    year: int = 0
    series: str = ""

    def __bool__(self) -> bool:
        return bool(self.kind or self.year or self.series)

    def without(self, name: Facet) -> "Filters":
        """The same with one of them taken off."""
        if name == "year":
            return replace(self, year=0)
        return replace(self, kind="") if name == "kind" else replace(self, series="")

    def facets(self) -> dict[str, str]:
        """What is chosen, as `Document.facets` says it of a document."""
        chosen = {"kind": self.kind, "year": self.year, "series": self.series}
        return {name: str(value) for name, value in chosen.items() if value}

    def admit(self, document: Document) -> bool:
        """Whether a document is of what is chosen."""
        return self.facets().items() <= document.facets().items()


#: Filters that leave everything in.
EVERYTHING = Filters()


@dataclass(frozen=True, slots=True)
class Counts:
    """How many documents carry enough of a query (search.carrying) and may be found.

    `count` is with the filters, `everywhere` without any; `kinds`, `years` and `series`
    are what there would be if that one were chosen instead, the other filters kept.
    Where `is_more`, there are more than these numbers say: they are at least that;
    `count` too, where it `is_least`.
    `carrying` are keys, of those that were asked for.
    """

    count: int = 0
    everywhere: int = 0
    kinds: Mapping[str, int] = field(default_factory=dict)
    years: Mapping[int, int] = field(default_factory=dict)
    series: Mapping[str, int] = field(default_factory=dict)
    is_more: bool = False
    carrying: frozenset[str] = frozenset()
    is_least: bool = False
