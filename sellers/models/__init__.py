"""Sellers, what they show, where they are."""

from .draft import SellerDraft
from .item import ShowcaseItem
from .photo import SellerPhoto
from .place import District, Upazila
from .seller import ChangedMeanwhile, NameTaken, Seller, SellerQuerySet

__all__ = [
    "ChangedMeanwhile",
    "District",
    "NameTaken",
    "Seller",
    "SellerDraft",
    "SellerPhoto",
    "SellerQuerySet",
    "ShowcaseItem",
    "Upazila",
]
