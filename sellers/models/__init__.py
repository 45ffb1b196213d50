"""Sellers, what they show, where they are."""

from .ask import ContactAsk
from .contact import Contact, GuestNetwork, Reveal
from .contact_change import ContactChange
from .draft import SellerDraft
from .item import ItemKeyReused, ShowcaseItem
from .known import Lookup, SellerWarning, WarningPhoto
from .look import ReviewLook
from .merge import MergedReview, SellerMerge, settle
from .photo import SellerPhoto
from .place import District, Upazila
from .proof import ProofUsed, ReviewProof
from .review import Aspect, Review, ReviewInvitation, ReviewVersion, ReviewVote
from .score import ASPECTS, SellerScore
from .seller import SECTIONS, ChangedMeanwhile, NameTaken, Seller, SellerQuerySet
from .unclaimed import SellerClaim, UnclaimedPage
from .word import SellerWord

__all__ = [
    "ASPECTS",
    "SECTIONS",
    "Aspect",
    "ChangedMeanwhile",
    "Contact",
    "ContactAsk",
    "ContactChange",
    "District",
    "GuestNetwork",
    "ItemKeyReused",
    "Lookup",
    "MergedReview",
    "NameTaken",
    "ProofUsed",
    "Reveal",
    "Review",
    "ReviewInvitation",
    "ReviewLook",
    "ReviewProof",
    "ReviewVersion",
    "ReviewVote",
    "Seller",
    "SellerClaim",
    "SellerDraft",
    "SellerMerge",
    "SellerPhoto",
    "SellerQuerySet",
    "SellerScore",
    "SellerWarning",
    "SellerWord",
    "ShowcaseItem",
    "UnclaimedPage",
    "Upazila",
    "WarningPhoto",
    "settle",
]
