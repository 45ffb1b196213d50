"""What the community knows of a number, a page or a name."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from core import text
from sellers import pages
from sellers.models import Contact, Seller, SellerWarning, UnclaimedPage
from sellers.pasted import NAME, Pasted

MOST_SELLERS = 5
MOST_WARNINGS = 10
SHORTEST_BEGINNING = 3  # letters of a name that may only begin like it

#: Tips for where nothing is known: (title, address) of each. The room that knows tips
#: and sellers adds itself from its `ready()`.
TIPS: list[Callable[[], Iterable[tuple[str, str]]]] = []


@dataclass
class Known:
    """What is told: sellers with words about each, and upheld warnings."""

    sellers: list[tuple[Seller, Sequence[str]]] = field(default_factory=list)
    warnings: list[SellerWarning] = field(default_factory=list)

    @property
    def is_something(self) -> bool:
        return bool(self.sellers or self.warnings)


def known(pasted: Pasted) -> Known:
    """All that may be told of what was pasted; the same queries whatever is found.

    A number or a page matches whole, by its hash, and only where a seller lets members
    see it. A name is looked for among those of public pages.
    """
    sellers = _named(pasted) if pasted.kind == NAME else _owners(pasted.key)
    said = pages.marks(sellers)
    keys = {pasted.key, *_keys_of(sellers)}
    warnings = SellerWarning.objects.told(keys)[:MOST_WARNINGS]
    return Known([(each, said[each.pk]) for each in sellers], list(warnings))


def _owners(key: str) -> list[Seller]:
    contacts = Contact.objects.matching(key)
    begun = UnclaimedPage.objects.filter(digest=key)
    hers = Q(pk__in=contacts.values("seller")) | Q(pk__in=begun.values("seller"))
    hers |= Q(pk__in=begun.values("seller__merged_into"))
    rows = Seller.objects.public().filter(hers)
    return list(rows.for_list().newest()[:MOST_SELLERS])


def _named(pasted: Pasted) -> list[Seller]:
    rows = Seller.objects.public().for_list()
    exact = list(rows.filter(look=pasted.form))
    if exact or len(text.clusters(pasted.form)) < SHORTEST_BEGINNING:
        return exact
    alike = rows.filter(look__startswith=pasted.form)
    return list(alike.newest()[:MOST_SELLERS])


def _keys_of(sellers: Sequence[Seller]) -> list[str]:
    """The hashes of what these let members see: a warning about one is told with her."""
    if not sellers:
        return []
    rows = Contact.objects.standing().filter(
        Contact.TO_MATCH, seller__in=[each.pk for each in sellers]
    )
    shown = rows.filter(mode__in=(Contact.Mode.MEMBERS, Contact.Mode.BUSINESS))
    return list(shown.values_list("match_key", flat=True))


def tips() -> list[tuple[str, str]]:
    """Up to three tips, (title, address) each."""
    return [tip for read in TIPS for tip in read()][:3]


def where(photo: Any, member: Any) -> str:
    """The address of the warning that `photo` proves, for its reporter and moderators
    (photos.models.SHOWN_IN)."""
    rows = SellerWarning.objects.filter(photos__photo=photo)
    if not getattr(member, "is_moderator", False):
        rows = rows.filter(by=member.pk)
    found = rows.first()
    return found.get_absolute_url() if found else ""
