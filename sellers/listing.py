"""The list of sellers: by words, district and what is verified, in pages by place."""

from dataclasses import dataclass
from functools import reduce
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest
from django.utils.http import urlencode

from core import text
from sellers import pages
from sellers.models import District, Seller, SellerQuerySet
from sellers.models.place import PlaceQuerySet

PER_PAGE = 20
LONGEST_QUERY = 200  # characters
MOST_WORDS = 8
# What people add that says nothing of the thing they look for.
EMPTY_WORDS = frozenset(
    {"বিক্রেতা", "বিক্রেতার", "seller", "sellers", "bikreta", "in", "of", "এর", "থেকে"}
)
# Endings of a place: সিলেটে, ঢাকায়, ঢাকার.
ENDINGS = ("এর", "তে", "\u09dfের", "\u09df", "ের", "ে", "র")


@dataclass(frozen=True)
class Wanted:
    """What a reader looks for; `query` as she typed it."""

    query: str
    words: tuple[str, ...]
    district: District | None
    filters: tuple[str, ...]

    @property
    def is_all(self) -> bool:
        """Whether nothing is asked for."""
        return not self.words and self.district is None and not self.filters

    def address(self, **more: Any) -> str:
        """The query string of this list."""
        said: dict[str, Any] = {"q": self.query} if self.query else {}
        if self.district:
            said["district"] = self.district.slug
        said |= dict.fromkeys(self.filters, "1")
        return f"?{urlencode(said | more)}"


def wanted(request: HttpRequest) -> Wanted:
    """Read what is asked for. A word that names a district asks for sellers there; an
    unknown `?district=` is none."""
    typed = text.normalise_line(request.GET.get("q", ""))[:LONGEST_QUERY]
    slug = text.slug(request.GET.get("district", "")[:60])
    district = District.objects.filter(slug=slug).first() if slug else None
    found = [word.text for word in text.words(text.fold(typed))][:MOST_WORDS]
    left = [word for word in found if word not in EMPTY_WORDS]
    if district is None and left:
        district, left = named(left)
    filters = tuple(name for name in pages.FILTERS if request.GET.get(name) == "1")
    return Wanted(typed, tuple(left), district, filters)


def named(words: list[str]) -> tuple[District | None, list[str]]:
    """The first district that one of the words names, and the other words. One query."""
    spellings = {each: word for word in words for each in bare(word)}
    asked = reduce(
        Q.__or__, (PlaceQuerySet.keyed(each) for each in spellings), Q(pk=None)
    )
    for district in District.objects.filter(asked):
        for spelling, word in spellings.items():
            if district.is_called(spelling):
                return district, [each for each in words if each != word]
    return None, words


def bare(word: str) -> list[str]:
    """A word, and what is left of it without the ending of a place."""
    ends = [word[: -len(end)] for end in ENDINGS if word.endswith(end)]
    return [word, *(each for each in ends if len(each) > 2)]


def narrowed(sellers: SellerQuerySet, asked: Wanted) -> SellerQuerySet:
    """Those that fit."""
    for word in asked.words:
        sellers = sellers.filter(found_by__contains=word)
    if asked.district:
        sellers = sellers.filter(district=asked.district)
    for name in asked.filters:
        sellers = pages.FILTERS[name].narrow(sellers)
    return sellers


def after(sellers: SellerQuerySet, typed: str) -> SellerQuerySet:
    """Those below the one with this id; Http404 for what is no place in the list."""
    if not typed:
        return sellers
    number = text.to_ascii_digits(typed)
    if not number.isascii() or not number.isdigit() or len(number) > 18:
        raise Http404("no such place in the list")
    last = Seller.objects.filter(pk=int(number)).values_list("published_at", flat=True)
    shown_at = last.first()
    if shown_at is None:
        raise Http404("no such place in the list")
    earlier = Q(published_at__lt=shown_at) | Q(
        published_at=shown_at, pk__lt=int(number)
    )
    return sellers.filter(earlier)
