"""What all pages share on which a seller writes her own."""

from typing import cast

from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _

from core.permissions import require
from profiles.models import Member
from sellers.models import Seller, ShowcaseItem


def own_seller(request: HttpRequest, slug: str) -> Seller:
    """Her own page at an address; 404 where she may not know of one, 403 where it is
    somebody else's."""
    seller = Seller.objects.visible_to(request.user).for_list()
    found = seller.select_related("thread").filter(slug=slug).first()
    if found is None:
        raise Http404("no such seller for this reader")
    require(found.is_of(request.user), _("Only she whose page it is can change it."))
    return found


def own_item(request: HttpRequest, slug: str, item_id: int) -> ShowcaseItem:
    """Something in her own showcase, or 404."""
    seller = own_seller(request, slug)
    item = ShowcaseItem.objects.filter(
        seller=seller, pk=min(item_id, 2**63 - 1)
    ).first()
    if item is None:
        raise Http404("no such thing in her showcase")
    item.seller = seller
    return item


def member_of(request: HttpRequest) -> Member:
    """Who asks; the caller has seen that she is signed in."""
    return cast(Member, request.user)
