"""The list of sellers: by words, place and what is verified, in two orders, in pages by
place; and in words what it was narrowed by, each with a way to take it back."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import text
from sellers import pages, words
from sellers.models import District, Seller, SellerQuerySet, SellerWord, Upazila
from sellers.models.place import Place, PlaceQuerySet
from sellers.words import Word

PER_PAGE = 20
LONGEST_QUERY = 200  # characters
MOST_WORDS = 8
NEWEST, RATING = "newest", "rating"
SORTS: dict[str, "str | Promise"] = {
    NEWEST: gettext_lazy("Newest first"),
    RATING: gettext_lazy("Best reviews first"),
}
# What people add that says nothing of the thing they look for.
EMPTY_WORDS = frozenset(
    {"বিক্রেতা", "বিক্রেতার", "seller", "sellers", "bikreta", "in", "of", "এর", "থেকে"}
    | {"রিভিউ", "review", "reviews", "দোকান", "shop"}
)
# Endings of a place: সিলেটে, ঢাকায়, ঢাকার.
ENDINGS = ("এর", "তে", "\u09dfের", "\u09df", "ের", "ে", "র")
_RATED = re.compile(r"([0-9]{1,3})-([0-9]{1,18})", re.ASCII)


@dataclass(frozen=True)
class Picked:
    """One thing by which the list was narrowed, in words, and the list without it."""

    label: "str | Promise"
    url: str


@dataclass(frozen=True)
class Wanted:
    """What a reader looks for; `query` as she typed it, `said` the words of it that are
    the place."""

    query: str = ""
    words: tuple[Word, ...] = ()
    district: District | None = None
    upazila: Upazila | None = None
    filters: tuple[str, ...] = ()
    sort: str = NEWEST
    said: str = ""

    @property
    def is_all(self) -> bool:
        """Whether nothing is asked for."""
        return not (self.words or self.district or self.upazila or self.filters)

    @property
    def place(self) -> str:
        """Where, in the reader's language; empty for anywhere."""
        return ", ".join(each.name for each in (self.upazila, self.district) if each)

    @property
    def about(self) -> str:
        """The words that are no place, folded."""
        return " ".join(word.text for word in self.words)

    def address(self, **more: Any) -> str:
        """The query string of this list."""
        said: dict[str, Any] = {"q": self.query} if self.query else {}
        # A place that stands in the words follows from them.
        if self.district and not self.said:
            said["district"] = self.district.slug
        if self.upazila and not self.said:
            said["upazila"] = self.upazila.code
        said |= dict.fromkeys(self.filters, "1")
        if self.sort != NEWEST:
            said["sort"] = self.sort
        return f"?{urlencode(said | more)}"

    def picked(self) -> Iterator[Picked]:
        """What narrows it, in words, each with the list without that."""
        if self.words:
            url = replace(self, query=self.said, words=()).address()
            yield Picked(_("Words: %(words)s") % {"words": self.about}, url)
        if self.place:
            query = self.about if self.said else self.query
            anywhere = replace(self, query=query, district=None, upazila=None, said="")
            yield Picked(
                _("Place: %(place)s") % {"place": self.place}, anywhere.address()
            )
        for name in self.filters:
            left = tuple(each for each in self.filters if each != name)
            url = replace(self, filters=left).address()
            yield Picked(pages.FILTERS[name].label, url)

    def sorts(self) -> "list[tuple[str | Promise, str, bool]]":
        """The orders: label, address, whether it is this one."""
        return [
            (label, replace(self, sort=name).address(), name == self.sort)
            for name, label in SORTS.items()
        ]


def wanted(request: HttpRequest) -> Wanted:
    """Read what is asked for. A word that names a district or an upazila asks for
    sellers there; an unknown `?district=` or `?upazila=` is none."""
    asked = request.GET
    typed = text.normalise_line(asked.get("q", ""))[:LONGEST_QUERY]
    district = _district(asked.get("district", ""))
    upazila = _upazila(asked.get("upazila", ""), district)
    if upazila is not None:
        district = upazila.district
    found = words.read(typed)[:MOST_WORDS]
    left = [word for word in found if word.text not in EMPTY_WORDS]
    place, said = named(left) if left else (None, "")
    if district is None and isinstance(place, Upazila):
        district, upazila = place.district, place
    elif district is None and isinstance(place, District):
        district = place
    elif place is None or place not in (district, upazila):
        said, place = "", None
    if place is not None:
        left = [word for word in left if word.text != said]
    telling = [word for word in left if not word.is_empty] or left
    return Wanted(
        query=typed,
        words=tuple(word for word in telling if word.forms),
        district=district,
        upazila=upazila,
        filters=tuple(name for name in pages.FILTERS if asked.get(name) == "1"),
        sort=RATING if asked.get("sort") == RATING else NEWEST,
        said=said,
    )


def _district(typed: str) -> District | None:
    slug = text.slug(typed[:60])
    return District.objects.filter(slug=slug).first() if slug else None


def _upazila(typed: str, district: District | None) -> Upazila | None:
    """The one of this code, in the district where one is asked for."""
    code = text.to_ascii_digits(typed)
    if not (code.isascii() and code.isdigit() and len(code) < 5):
        return None
    rows = Upazila.objects.select_related("district").filter(code=int(code))
    found = rows.first()
    fits = found is not None and district in (None, found.district)
    return found if fits else None


def named(found: list[Word]) -> tuple[Place | None, str]:
    """The first district, or else upazila, that one of the words names, and that word.
    Two queries. An upazila whose name two districts have is none."""
    spellings = {each: word.text for word in found for each in bare(word.text)}
    asked = reduce(
        Q.__or__, (PlaceQuerySet.keyed(each) for each in spellings), Q(pk=None)
    )
    places: list[Place] = [*District.objects.filter(asked)]
    there = [*Upazila.objects.filter(asked).select_related("district")]
    names = [each.name_bn for each in there]
    places += [each for each in there if names.count(each.name_bn) == 1]
    said = (
        (place, word)
        for place in places
        for spelling, word in spellings.items()
        if place.is_called(spelling)
    )
    return next(said, (None, ""))


def bare(word: str) -> list[str]:
    """A word, and what is left of it without the ending of a place."""
    ends = [word[: -len(end)] for end in ENDINGS if word.endswith(end)]
    return [word, *(each for each in ends if len(each) > 2)]


def narrowed(sellers: SellerQuerySet, asked: Wanted) -> SellerQuerySet:
    """Those that fit."""
    for forms in forms_asked(asked.words):
        rows = SellerWord.objects.filter(form__in=forms)
        sellers = sellers.filter(pk__in=rows.values("seller"))
    if asked.upazila:
        sellers = sellers.filter(upazila=asked.upazila)
    elif asked.district:
        sellers = sellers.filter(district=asked.district)
    for name in asked.filters:
        sellers = pages.FILTERS[name].narrow(sellers)
    return sellers


def forms_asked(found: Sequence[Word]) -> list[set[str]]:
    """What answers each word: its own forms, and those of it and its neighbour as one."""
    answers = [set(word.forms) for word in found]
    for place, pair in enumerate(words.joined(found)):
        answers[place].update(pair.forms)
        answers[place + 1].update(pair.forms)
    return answers


def page_of(
    sellers: SellerQuerySet, asked: Wanted, typed: str
) -> tuple[list[Seller], str]:
    """A page in the order asked for, below the place `typed` in the list, and the place
    of its last where there are more; Http404 for what is no place."""
    rows = sellers.for_list()
    if asked.sort == RATING:
        rows = rows.filter(_below_rank(typed)) if typed else rows
        found = list(rows.best()[: PER_PAGE + 1])
    else:
        rows = rows.filter(_before(typed)) if typed else rows
        found = list(rows.newest()[: PER_PAGE + 1])
    if len(found) <= PER_PAGE:
        return found, ""
    last = found[PER_PAGE - 1]
    place = f"{last.rank}-{last.pk}" if asked.sort == RATING else str(last.pk)
    return found[:PER_PAGE], place


def _below_rank(typed: str) -> Q:
    match = _RATED.fullmatch(text.to_ascii_digits(typed[:60]))
    if match is None:
        raise Http404("no such place in the list")
    rank, pk = int(match[1]), int(match[2])
    return Q(rank__lte=rank) & (Q(rank__lt=rank) | Q(pk__lt=pk))


def _before(typed: str) -> Q:
    number = text.to_ascii_digits(typed)
    if not number.isascii() or not number.isdigit() or len(number) > 18:
        raise Http404("no such place in the list")
    last = Seller.objects.filter(pk=int(number)).values_list("published_at", flat=True)
    shown_at = last.first()
    if shown_at is None:
        raise Http404("no such place in the list")
    earlier = Q(published_at__lt=shown_at) | Q(pk__lt=int(number))
    return Q(published_at__lte=shown_at) & earlier


def upazilas_of(asked: Wanted) -> list[Upazila]:
    """Those to choose from once the district is known, in the reader's order."""
    if asked.district is None:
        return []
    there = Upazila.objects.filter(district=asked.district)
    return sorted(there, key=lambda each: each.name)
