"""Sellers' pages as something that can be reported and hidden (moderation.targets)."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from moderation.targets import Target
from sellers.models import Seller, ShowcaseItem


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


class ItemTarget(Target):
    """One thing in a showcase, such as one with somebody else's photo."""

    kind = "item"
    label = _("In a showcase")

    def visible_to(self, member: Any) -> QuerySet[Any]:
        items = ShowcaseItem.objects.visible_to(member)
        return items.select_related("seller__member", "seller__thread")

    def title(self, thing: ShowcaseItem) -> str:
        return thing.name

    def words(self, thing: ShowcaseItem) -> str:
        alts = [each["alt"] for each in thing.pictures]
        return "\n".join(filter(None, [thing.name, thing.words, *alts]))

    def author(self, thing: ShowcaseItem) -> Any:
        return thing.seller.member

    def hold(self, thing: ShowcaseItem) -> None:
        thing.seller.hold()
