"""SellerPhoto: which photos stand on a seller's page."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import models

from photos.models import MOST_PHOTOS, Photo, PhotosGone

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


def show(
    seller: Seller,
    item: ShowcaseItem | None,
    standing: Sequence[Mapping[str, Any]],
    wanted: Mapping[int, str],
) -> list[dict[str, Any]]:
    """Let her page (or `item` of it) show these photos instead of those that stand
    there; returns what is kept of them. Inside a verb; raises PhotosGone."""
    before = {each["id"]: each["alt"] for each in standing}
    if [*wanted.items()] == [*before.items()]:
        return [dict(each) for each in standing]
    if len(wanted) > MOST_PHOTOS:
        raise PhotosGone([*wanted][MOST_PHOTOS:])
    fresh = {pk: alt for pk, alt in wanted.items() if pk not in before}
    found = {photo.pk: photo for photo in Photo.claim(seller.member, fresh)}
    found |= Photo.objects.in_bulk([pk for pk in wanted if pk in before])
    shown = [found[pk].describe(alt) for pk, alt in wanted.items()]
    SellerPhoto.objects.filter(seller=seller, item=item).delete()
    SellerPhoto.objects.bulk_create(
        SellerPhoto(seller=seller, item=item, photo=photo, position=place)
        for place, photo in enumerate(shown)
    )
    Photo.release(set(before) - set(wanted))
    return [photo.as_json() for photo in shown]
