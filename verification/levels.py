"""How far a seller has shown who she is: a level that follows from what stands now.

Each level has all of those below it (docs/decisions/0035-verification.md).
"""

from collections.abc import Collection

from django.db.models import IntegerChoices
from django.utils.translation import gettext_lazy as _


class Level(IntegerChoices):
    """In words; a number alone says nothing to a buyer."""

    ACCOUNT = 0, _("An account, nothing checked")
    PHONE = 1, _("Her number is confirmed")
    PAYOUT = 2, _("Her number and the number she is paid at are checked")
    IDENTITY = 3, _("Her numbers and her identity are checked")
    BUSINESS = 4, _("Her numbers, identity, address and registration are checked")


#: What each level asks for beyond the one below: of each group one kind.
ASKS: dict[Level, tuple[tuple[str, ...], ...]] = {
    Level.PHONE: (("phone",),),
    Level.PAYOUT: (("payout",),),
    Level.IDENTITY: (("identity",),),
    Level.BUSINESS: (("licence", "dbid"), ("address",)),
}


def level_of(kinds: Collection[str]) -> Level:
    """The level of one of whom these kinds stand."""
    reached = Level.ACCOUNT
    for level, groups in ASKS.items():
        if not all(any(name in kinds for name in group) for group in groups):
            break
        reached = level
    return reached
