"""District and Upazila: where a seller is, found however the name is spelt."""

from collections.abc import Iterable
from typing import Self

from django.db import models
from django.utils.translation import get_language

from core import text

# Between the keys of one place, in no key itself.
BAR = "|"


def key_of(name: str) -> str:
    """The form in which spellings of one name are equal: no case, spaces or signs."""
    letters = "".join(word.text for word in text.words(text.fold(name)))
    return letters.replace("'", "").replace("’", "")


def keys_of(names: Iterable[str]) -> str:
    """All keys of a place as its row keeps them."""
    found = dict.fromkeys(filter(None, map(key_of, names)))
    return f"{BAR}{BAR.join(found)}{BAR}"


class PlaceQuerySet(models.QuerySet["Place"]):
    """Reading places; all of them are public."""

    def called(self, typed: str) -> Self:
        """Those of this name, in any spelling we know; none for an empty one."""
        key = key_of(typed[:200])
        return self.filter(self.keyed(key)) if key else self.none()

    @staticmethod
    def keyed(key: str) -> models.Q:
        """The condition of having this key (see `key_of`)."""
        return models.Q(keys__contains=f"{BAR}{key}{BAR}")


class Place(models.Model):
    """What districts and upazilas share; `code` is its number in the source."""

    code = models.PositiveSmallIntegerField(unique=True)
    name_bn = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60)
    keys = models.CharField(max_length=600, editable=False)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name_bn

    def is_called(self, key: str) -> bool:
        """Whether this is one of its keys."""
        return f"{BAR}{key}{BAR}" in self.keys

    @property
    def name(self) -> str:
        """Its name in the reader's language."""
        is_english = (get_language() or "bn").startswith("en")
        return self.name_en if is_english else self.name_bn


class District(Place):
    """One of the 64 districts (জেলা); `slug` stands in addresses."""

    slug = models.CharField(max_length=40, unique=True)


class Upazila(Place):
    """One of the some 494 upazilas (উপজেলা); names come twice, in two districts."""

    district = models.ForeignKey(
        District, on_delete=models.PROTECT, related_name="upazilas"
    )
