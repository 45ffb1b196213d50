"""Which photos are shown by sellers' pages (photos.models.SHOWN_IN)."""

from typing import Any

from photos.models import Photo
from sellers.models import Seller


def where(photo: Photo, member: Any) -> str:
    """The address of the seller's page that shows `photo` to `member`; empty for none."""
    sellers = Seller.objects.visible_to(member)
    seller = sellers.filter(photos__photo=photo).first()
    return seller.get_absolute_url() if seller else ""
