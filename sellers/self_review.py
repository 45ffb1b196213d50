"""A seller says nothing of herself: she is known by more than her account."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from core.permissions import refuse, require
from profiles import devices
from profiles.models import Block
from sellers import matching

if TYPE_CHECKING:
    from profiles.models import Member
    from sellers.models import Seller

WAITS = "waiting"  # SellerClaim.Status


def require_other(member: "Member", seller: "Seller") -> None:
    """Raise Refused where `member` and the seller are one, or keep apart.

    The same account, or one that says the page is hers, the same number (to sign in, to
    be called, to be paid), or the same browser within 180 days. What they have in
    common is not said: the sentence would tell a stranger whose number it is.
    """
    is_hers = seller.is_of(member) or (
        seller.member is None
        and seller.claims.filter(member=member, status=WAITS).exists()
    )
    require(not is_hers, _("Others write about your page, not you."), "own")
    if seller.member is not None and Block.objects.between(member, seller.member):
        refuse(_("You cannot write about this seller."), "blocked")
    own = matching.digest(matching.PHONE, member.phone) if member.phone else ""
    same_number = bool(own) and own in matching.numbers_of(seller)
    same_device = seller.member is not None and devices.are_shared(
        member, seller.member
    )
    if same_number or same_device:
        refuse(
            _(
                "We cannot take a review of this seller from this account: nobody "
                "reviews herself here, and we look at more than the account. Nobody is "
                "blamed: if you bought from her, tell the moderators."
            ),
            "self",
        )
