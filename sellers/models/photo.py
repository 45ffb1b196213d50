"""SellerPhoto: which photos stand on a seller's page."""

from django.db import models

from photos.models import Photo

from .item import ShowcaseItem
from .seller import Seller


class SellerPhoto(models.Model):
    """A photo on her page, among those of an item of the showcase or of herself."""

    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="photos")
    item = models.ForeignKey(
        ShowcaseItem, on_delete=models.PROTECT, null=True, related_name="photos"
    )
    photo = models.OneToOneField(
        Photo, on_delete=models.PROTECT, related_name="on_seller"
    )
    position = models.PositiveSmallIntegerField()

    def __str__(self) -> str:
        return f"{self.seller_id}/{self.position}"
