"""Which photos are shown by sellers' pages (photos.models.SHOWN_IN)."""

from typing import Any

from django.db.models import Q

from photos.models import Photo
from sellers.models import SellerPhoto
from sellers.models.seller import Seller


def where(photo: Photo, member: Any) -> str:
    """The address of the seller's page that shows `photo` to `member`; empty for none.

    What she took out of her showcase, or a moderator hid, is shown to nobody by it.
    """
    stands = Q(item=None) | Q(item__hidden_at=None, item__taken_out_at=None)
    shown = SellerPhoto.objects.filter(
        stands, photo=photo, seller__in=Seller.objects.visible_to(member)
    )
    found = shown.select_related("seller").first()
    return found.seller.get_absolute_url() if found else ""
