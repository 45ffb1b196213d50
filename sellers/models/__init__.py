"""Sellers, what they show, where they are."""

from .ask import ContactAsk
from .contact import Contact, Reveal
from .draft import SellerDraft
from .item import ShowcaseItem
from .known import Lookup, SellerWarning, WarningPhoto
from .photo import SellerPhoto
from .place import District, Upazila
from .seller import ChangedMeanwhile, NameTaken, Seller, SellerQuerySet

__all__ = [
    "ChangedMeanwhile",
    "Contact",
    "ContactAsk",
    "District",
    "Lookup",
    "NameTaken",
    "Reveal",
    "Seller",
    "SellerDraft",
    "SellerPhoto",
    "SellerQuerySet",
    "SellerWarning",
    "ShowcaseItem",
    "Upazila",
    "WarningPhoto",
]
