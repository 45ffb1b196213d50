"""Which numbers verification knows of a seller (sellers.matching.NUMBERS), and whether
one to call was proved (sellers.contacting.PROVED)."""

from collections.abc import Iterable

from sellers.models import Seller
from verification.models import Verification


def digests_of(seller: Seller) -> Iterable[str]:
    """The digests of the numbers that she says she is paid at: their key is that of a
    phone number."""
    alive = (Verification.State.WAITING, Verification.State.STANDING)
    rows = Verification.objects.filter(seller=seller, kind="payout", state__in=alive)
    return rows.exclude(key="").values_list("key", flat=True)


def is_proved(seller: Seller) -> bool:
    """Whether a number of hers was confirmed by a code."""
    return Verification.objects.standing().filter(seller=seller, kind="phone").exists()
