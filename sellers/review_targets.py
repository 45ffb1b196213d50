"""Reviews and claims as things that moderators work on (see moderation.targets)."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from moderation import reasons
from moderation.kinds import CaseKind
from moderation.targets import Target
from sellers.models import Review, SellerClaim

CONTEST = CaseKind(
    "contest", _("A seller says that facts are wrong"), ("hide", "dismiss")
)
CLAIM = CaseKind("claim", _("A page to claim"), ("approve", "dismiss"))
PROOF = "review.proof"
NUMBER_FITS, NUMBER_OTHER = "claim.number", "claim.other"
reasons.HELD_FOR[PROOF] = _("A review: does the proof show a purchase?")
reasons.HELD_FOR[NUMBER_FITS] = _("She confirmed the number the page was begun with.")
reasons.HELD_FOR[NUMBER_OTHER] = _("Her confirmed number is not that of the page.")


class ReviewTarget(Target):
    """What a buyer wrote about a seller."""

    kind = "review"
    label = _("Review")

    def visible_to(self, member: Any) -> QuerySet[Any]:
        return Review.objects.visible_to(member).for_list()

    def title(self, thing: Review) -> str:
        return thing.seller.name

    def words(self, thing: Review) -> str:
        return f"{thing.by.display_name}: {thing.words}"

    def author(self, thing: Review) -> Any:
        return thing.by

    def before(self, thing: Review) -> str:
        return thing.seller.name

    def hold(self, thing: Review) -> None:
        thing.hold()

    def is_pending(self, thing: Review) -> bool:
        return thing.is_waiting

    def approve(self, thing: Review) -> bool:
        return thing.approve()

    def hold_back(self, thing: Review) -> bool:
        return thing.hold_back()


class ClaimTarget(Target):
    """A member's word that a page is hers."""

    kind = "claim"
    label = _("Claim of a page")
    is_reportable = False

    def visible_to(self, member: Any) -> QuerySet[Any]:
        claims = SellerClaim.objects.visible_to(member)
        return claims.select_related("seller__thread", "member")

    def title(self, thing: SellerClaim) -> str:
        return thing.seller.name

    def words(self, thing: SellerClaim) -> str:
        return f"{thing.member.display_name}: {thing.words}"

    def author(self, thing: SellerClaim) -> Any:
        return thing.member

    def is_hidden(self, thing: SellerClaim) -> bool:
        return False

    def hide(self, thing: SellerClaim, by: Any, reason: str) -> bool:
        return False

    def unhide(self, thing: SellerClaim) -> bool:
        return False

    def hold(self, thing: SellerClaim) -> None:
        thing.seller.hold()

    def is_pending(self, thing: SellerClaim) -> bool:
        return thing.status == SellerClaim.Status.WAITING

    def approve(self, thing: SellerClaim) -> bool:
        return thing.accept()

    def hold_back(self, thing: SellerClaim) -> bool:
        return thing.take_back()


REVIEWS, CLAIMS = ReviewTarget(), ClaimTarget()
