"""Choosing: what a results page can be narrowed down to, as links.

Every choice keeps the others and can be taken off; what an address says that is no
choice is left out, so that an old or a mangled link still answers.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from django.http import QueryDict
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from adda_posts.models import Series
from core import phones
from core.text import cut, normalise_line, to_ascii_digits
from search.filters import EVERYTHING, Counts, Filters
from search.query import MAX_QUERY
from theme.templatetags.words import digits

#: The order in which kinds are offered.
KINDS = ("tip", "adda", "post", "thread", "seller", "review")
NEWEST = "new"
FIRST_YEAR, LAST_YEAR = 2000, 2100
LONGEST_SLUG = 60
SERIES_OFFERED = 20


@dataclass(frozen=True, slots=True)
class Wish:
    """What is looked for and how, as the address says it; `page` counts from 1. Where
    `is_cut`, more was typed than is looked for."""

    typed: str = ""
    filters: Filters = EVERYTHING
    is_newest: bool = False
    page: int = 1
    is_cut: bool = field(default=False, compare=False)

    def address(self, **changes: Any) -> str:
        """The address of this with `changes`, from its first page on unless one is
        named among them."""
        wish = replace(self, **{"page": 1, **changes})
        said = {
            "q": wish.typed,
            **wish.filters.facets(),
            "sort": NEWEST if wish.is_newest else "",
            "page": str(wish.page) if wish.page > 1 else "",
        }
        return "?" + urlencode({name: value for name, value in said.items() if value})

    def with_filter(self, **chosen: Any) -> str:
        """The address of this with another kind, year or series."""
        return self.address(filters=replace(self.filters, **chosen))


def read(asked: QueryDict) -> Wish:
    """The wish of an address; of a parameter that is repeated the last one counts."""
    kind = asked.get("kind", "")
    series = asked.get("series", "")
    whole = normalise_line(asked.get("q", "")[: 4 * MAX_QUERY])
    return Wish(
        typed=cut(whole, MAX_QUERY),
        filters=Filters(
            kind=kind if kind in KINDS else "",
            year=_year(asked.get("year", "")),
            # Whether there is such a series is known when it has a name.
            series=series if len(series) <= LONGEST_SLUG and "\0" not in series else "",
        ),
        is_newest=asked.get("sort", "") == NEWEST,
        page=_page(asked.get("page", "")),
        is_cut=len(whole) > MAX_QUERY,
    )


def _whole(typed: str, longest: int) -> int:
    number = to_ascii_digits(typed[:20].strip())
    fits = number.isascii() and number.isdigit() and len(number) <= longest
    return int(number) if fits else 0


def _year(typed: str) -> int:
    year = _whole(typed, 4)
    return year if FIRST_YEAR <= year <= LAST_YEAR else 0


def _page(typed: str) -> int:
    return max(_whole(typed, 4), 1)


def named(wish: Wish, member: Any) -> tuple[Wish, str]:
    """The wish, less a series that `member` knows nothing of, and what the series is
    called; asks the database only where one is wished for."""
    slug = wish.filters.series
    if not slug:
        return wish, ""
    series = Series.objects.visible_to(member).filter(slug=slug).first()
    if series is None:
        return replace(wish, filters=wish.filters.without("series")), ""
    return wish, phones.mask(series.label)


@dataclass(frozen=True, slots=True)
class Choice:
    """A link that narrows down or widens; `count` is what there would be, None where
    that is not counted; where `is_least`, that and maybe more."""

    label: str
    url: str
    count: int | None = None
    is_on: bool = False
    is_least: bool = False


@dataclass(frozen=True, slots=True)
class Choices:
    """All that a results page offers: kinds with "all" first (none where there is one
    kind alone), years and series and orders, and `taken`: what is chosen, each with the
    address without it."""

    kinds: list[Choice]
    years: list[Choice]
    series: list[Choice]
    orders: list[Choice]
    taken: list[Choice]

    @property
    def has_more(self) -> bool:
        """Whether there is anything to choose beside the kind."""
        return bool(self.years or self.series or self.orders)


def choices(wish: Wish, counts: Counts, member: Any, series_name: str = "") -> Choices:
    """What can be chosen where `counts` were found; one query where a series is among
    it. `series_name` is that of the series that is chosen."""
    return Choices(
        kinds=_kinds(wish, counts),
        years=_years(wish, counts),
        series=_series(wish, counts, member),
        orders=_orders(wish, counts),
        taken=[*taken(wish, series_name), *_order_taken(wish)],
    )


def kind_name(kind: str) -> str:
    """What things of a kind are called, many of them."""
    return {
        "tip": pgettext("what was found", "Tips"),
        "adda": _("Addas"),
        "post": _("Comments"),
        "thread": _("Discussions"),
        "seller": _("Sellers"),
        "review": _("Reviews"),
    }[kind]


def _kinds(wish: Wish, counts: Counts) -> list[Choice]:
    chosen = wish.filters.kind
    there = [kind for kind in KINDS if counts.kinds.get(kind) or kind == chosen]
    if not chosen and len(there) < 2:
        return []
    all_of_them = Choice(
        _("Everything"),
        wish.with_filter(kind=""),
        sum(counts.kinds.values()),
        is_on=not chosen,
        is_least=_is_least(counts, is_on=not chosen),
    )
    return [
        all_of_them,
        *(
            Choice(
                kind_name(kind),
                wish.with_filter(kind=kind),
                counts.kinds.get(kind, 0),
                is_on=kind == chosen,
                is_least=_is_least(counts, is_on=kind == chosen),
            )
            for kind in there
        ),
    ]


def _years(wish: Wish, counts: Counts) -> list[Choice]:
    chosen = wish.filters.year
    if not chosen and len(counts.years) < 2:
        return []
    return [
        Choice(
            digits(year),
            wish.with_filter(year=year),
            counts.years[year],
            is_on=year == chosen,
            is_least=_is_least(counts, is_on=year == chosen),
        )
        for year in sorted(counts.years, reverse=True)
    ]


def _series(wish: Wish, counts: Counts, member: Any) -> list[Choice]:
    if not counts.series:
        return []
    rows = Series.objects.visible_to(member).filter(slug__in=list(counts.series))
    found = [
        Choice(
            phones.mask(each.label),
            wish.with_filter(series=each.slug),
            counts.series[each.slug],
            is_on=each.slug == wish.filters.series,
            is_least=_is_least(counts, is_on=each.slug == wish.filters.series),
        )
        for each in rows
    ]
    most = sorted(found, key=lambda choice: (-(choice.count or 0), choice.label))
    return most[:SERIES_OFFERED]


def _is_least(counts: Counts, *, is_on: bool) -> bool:
    """Whether the number beside a choice is a least one: of what is chosen it is the
    count itself."""
    return counts.is_least if is_on else counts.is_more


def _orders(wish: Wish, counts: Counts) -> list[Choice]:
    if counts.count < 2 and not wish.is_newest:
        return []
    return [
        Choice(
            _("Best answer first"),
            wish.address(is_newest=False),
            is_on=not wish.is_newest,
        ),
        Choice(_("Newest first"), wish.address(is_newest=True), is_on=wish.is_newest),
    ]


def taken(wish: Wish, series_name: str) -> Iterator[Choice]:
    """The year and the series that are chosen, each with the address without it."""
    if wish.filters.year:
        yield Choice(digits(wish.filters.year), wish.with_filter(year=0))
    if wish.filters.series:
        yield Choice(series_name, wish.with_filter(series=""))


def _order_taken(wish: Wish) -> Iterator[Choice]:
    if wish.is_newest:
        yield Choice(_("Newest first"), wish.address(is_newest=False))
