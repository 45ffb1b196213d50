"""Sellers' pages as something that can be reported and hidden (moderation.targets)."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from moderation.targets import Target
from sellers.models import Seller


class SellerTarget(Target):
    """A seller's page, with all that she shows on it."""

    kind = "seller"
    label = _("Seller's page")

    def visible_to(self, member: Any) -> QuerySet[Any]:
        return Seller.objects.visible_to(member).for_list()

    def title(self, thing: Seller) -> str:
        return thing.name

    def words(self, thing: Seller) -> str:
        return "\n\n".join(filter(None, [thing.makes, thing.story]))

    def author(self, thing: Seller) -> Any:
        return thing.member

    def hold(self, thing: Seller) -> None:
        thing.hold()
