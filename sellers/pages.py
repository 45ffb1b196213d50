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
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.functional import Promise

from sellers.models import Seller, SellerQuerySet

# Where a section stands: under her name (buttons, masked contact), after what we know
# of her, and after her showcase.
HEAD, BODY, END = "head", "body", "end"
# What a fact says: checked or counted by us; to be careful with; not known.
KNOWN, CAUTION, UNKNOWN = "known", "caution", "unknown"


@dataclass(frozen=True)
class Fact:
    """One line of the trust card, in the reader's language: `words` says it, `because`
    how and when we know. Few words: the whole card has at most 60."""

    tone: str
    words: str
    because: str = ""
    order: int = 50


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
    """The lines of the trust card: what we know, then what to mind, then what we do
    not know."""
    tones = (KNOWN, CAUTION, UNKNOWN)
    found = [line for read in FACTS for line in read(request, seller)]
    return sorted(found, key=lambda line: (tones.index(line.tone), line.order))


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
