"""What stands on a seller's page. Each part of this room adds its own, from a module
that `SellersConfig.ready` imports, and touches no template but its own:

    pages.section("reviews", "sellers/_reviews.html", read, place=pages.BODY, order=30)
    pages.fact(phone_fact)
    pages.mark(verified_marks)
    pages.filter("verified", _("Number verified"), narrow)
    pages.own(phone_row)
    pages.structured(rating)

Guests' pages are kept until `seller.version` rises: a verb that changes what is shown
here calls `seller.raise_version()` in its transaction. What is drawn for a guest holds
no form and no token; what follows from the clock alone may be an hour old.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Any

from django.http import HttpRequest
from django.utils.functional import Promise

from core import text
from sellers.models import Seller, SellerQuerySet

# Where a section stands: under her name (buttons, masked contact), after what we know
# of her, and after her showcase.
HEAD, BODY, END = "head", "body", "end"
# What a fact says: checked or counted by us; to be careful with; not known.
KNOWN, CAUTION, UNKNOWN = "known", "caution", "unknown"
# So much of the trust card is lines; with its title and "More" it has 60 words at most.
CARD_WORDS, CARD_LINES = 48, 8


@dataclass(frozen=True)
class Fact:
    """One line of the trust card, in the reader's language: `words` says it, `because`
    how and when we know. Few words: the whole card has at most 60, and lines that are
    too many stand behind "More", those with a low `order` last; one that is `needed`
    (since when, how she answers) hardly ever."""

    tone: str
    words: str
    because: str = ""
    order: int = 50
    needed: bool = False

    @property
    def length(self) -> int:
        """How many words it takes."""
        return len(text.words(f"{self.words} {self.because}"))


@dataclass(frozen=True)
class Card:
    """The trust card: what stands on it, and what stands behind "More"."""

    lines: Sequence[Fact]
    more: Sequence[Fact]


@dataclass(frozen=True)
class Section:
    """A part of the page. `read(request, seller)` gives what its template draws, which
    finds it as `part`, beside `seller`; None leaves the section out."""

    name: str
    template: str
    read: Callable[[HttpRequest, Seller], Mapping[str, Any] | None]
    place: str = BODY
    order: int = 50


@dataclass(frozen=True)
class Filter:
    """A way to have fewer sellers in the list: `?<name>=1`."""

    name: str
    label: "str | Promise"
    narrow: Callable[[SellerQuerySet], SellerQuerySet]


@dataclass(frozen=True)
class OwnRow:
    """A line on the page where she changes hers: what it is, what stands there in a few
    words (empty: nothing yet), where it is changed."""

    name: str
    label: "str | Promise"
    says: str
    url: str
    order: int = 50


FactReader = Callable[[HttpRequest, Seller], Iterable[Fact]]
MarkReader = Callable[[Sequence[Seller]], Mapping[int, Sequence[str]]]

SECTIONS: dict[str, Section] = {}
FACTS: list[FactReader] = []
MARKS: list[MarkReader] = []
FILTERS: dict[str, Filter] = {}
OWN: list[Callable[[HttpRequest, Seller], Iterable[OwnRow]]] = []
STRUCTURED: list[Callable[[Seller], Mapping[str, Any]]] = []


def section(
    name: str,
    template: str,
    read: Callable[[HttpRequest, Seller], Mapping[str, Any] | None],
    place: str = BODY,
    order: int = 50,
) -> None:
    """Have one more section on every seller's page."""
    SECTIONS[name] = Section(name, template, read, place, order)


def fact(read: FactReader) -> FactReader:
    """Have `read` asked for lines of the trust card."""
    FACTS.append(read)
    return read


def mark(read: MarkReader) -> MarkReader:
    """Have `read` asked, once for a list, for a word or two to each seller (by id)."""
    MARKS.append(read)
    return read


def filter(
    name: str,
    label: "str | Promise",
    narrow: Callable[[SellerQuerySet], SellerQuerySet],
) -> None:
    """Let readers of the list see those alone that `narrow` leaves."""
    FILTERS[name] = Filter(name, label, narrow)


def own(
    read: Callable[[HttpRequest, Seller], Iterable[OwnRow]],
) -> Callable[[HttpRequest, Seller], Iterable[OwnRow]]:
    """Have `read` asked for lines of the page where she changes hers."""
    OWN.append(read)
    return read


def structured(
    read: Callable[[Seller], Mapping[str, Any]],
) -> Callable[[Seller], Mapping[str, Any]]:
    """Have `read` add to what search engines are told (schema.org)."""
    STRUCTURED.append(read)
    return read


# --- what the page asks ---


@dataclass(frozen=True)
class Drawn:
    """A section with what its template draws."""

    template: str
    part: Mapping[str, Any]


def sections(request: HttpRequest, seller: Seller, place: str) -> list[Drawn]:
    """The sections of one place, in their order."""
    wanted = [each for each in SECTIONS.values() if each.place == place]
    read = [
        (each, each.read(request, seller))
        for each in sorted(wanted, key=lambda each: each.order)
    ]
    return [Drawn(each.template, part) for each, part in read if part is not None]


def facts(request: HttpRequest, seller: Seller) -> list[Fact]:
    """All lines of the trust card: what we know, then what to mind, then what we do
    not know."""
    found = [line for read in FACTS for line in read(request, seller)]
    return sorted(found, key=_place)


def _place(line: Fact) -> tuple[int, int]:
    return (KNOWN, CAUTION, UNKNOWN).index(line.tone), line.order


def card(request: HttpRequest, seller: Seller) -> Card:
    """The trust card within CARD_WORDS and CARD_LINES, whatever is registered: what to
    mind comes first, then since when and how she answers, then in turn what we know and
    what we do not. How we know is said beside as many of them as there is room for."""
    every = _by_weight(facts(request, seller))
    left = CARD_WORDS
    chosen: dict[int, Fact] = {}
    for number, line in enumerate(every):
        bare = replace(line, because="")
        if bare.length <= left and len(chosen) < CARD_LINES:
            chosen[number] = bare
            left -= bare.length
    for number, bare in chosen.items():
        more = every[number].length - bare.length
        if more <= left:
            chosen[number] = every[number]
            left -= more
    short = [line for number, line in enumerate(every) if chosen.get(number) != line]
    return Card(sorted(chosen.values(), key=_place), sorted(short, key=_place))


def _by_weight(lines: Sequence[Fact]) -> list[Fact]:
    minded = [line for line in lines if line.tone == CAUTION]
    needed = [line for line in lines if line.needed and line not in minded]
    known, unknown = (
        [line for line in lines if line.tone == tone and line not in needed]
        for tone in (KNOWN, UNKNOWN)
    )
    in_turn = [each for pair in zip_longest(known, unknown) for each in pair if each]
    return [*minded, *needed, *in_turn]


def own_rows(request: HttpRequest, seller: Seller) -> list[OwnRow]:
    """What she can change, in order."""
    found = [row for read in OWN for row in read(request, seller)]
    return sorted(found, key=lambda row: row.order)


def marks(sellers: Sequence[Seller]) -> dict[int, list[str]]:
    """The words beside each seller in a list, by her id."""
    said: dict[int, list[str]] = {seller.pk: [] for seller in sellers}
    for read in MARKS:
        for pk, words in read(sellers).items():
            said[pk].extend(words)
    return said
