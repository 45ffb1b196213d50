"""Taking a member out of the sellers' room (core.personal.Step): her page goes, and what
she looked up; what she said of sellers stays as a deleted member's."""

from typing import Any

from django.db import transaction

from core.personal import Going, Step
from core.traces import NAME_BN
from sellers.models import (
    Contact,
    ContactAsk,
    Lookup,
    Reveal,
    Review,
    ReviewVersion,
    Seller,
    SellerDraft,
    SellerPhoto,
    ShowcaseItem,
)


def empty_page(going: Going) -> bool:
    """Leave of her page what others' questions and reviews hang on, and nothing else."""
    for seller in Seller.objects.filter(member=going.member):
        _empty(seller)
    return False


@transaction.atomic
def _empty(seller: Seller) -> None:
    contacts = Contact.objects.filter(seller=seller)
    for logged in (Reveal, ContactAsk):
        logged.objects.filter(contact__in=contacts).delete()
    contacts.delete()
    SellerDraft.objects.filter(seller=seller).delete()
    SellerPhoto.objects.filter(seller=seller).delete()
    items = ShowcaseItem.objects.filter(seller=seller)
    items.update(name=NAME_BN, words="", pictures=[])
    blank: dict[str, Any] = dict.fromkeys(
        ("makes", "story", "delivery_areas", "delivery_time"), ""
    )
    Seller.objects.filter(pk=seller.pk).update(
        **blank,
        name=NAME_BN,
        look=f"deleted {seller.pk}",
        slug=f"deleted-{seller.pk}",
        advance_rule="",
        return_rule="",
        links=[],
        pictures=[],
        district=None,
        upazila=None,
    )
    if seller.thread is not None:
        seller.thread.hold()
        seller.thread.change(title=NAME_BN)


def drop_lookups(going: Going) -> bool:
    """Forget what she looked up, and take her photos from her reviews."""
    Lookup.objects.filter(member=going.member).delete()
    hers = Review.objects.filter(by=going.member)
    ReviewVersion.objects.filter(review__in=hers).update(pictures=[])
    hers.update(pictures=[])
    return False


STEPS = (
    Step("seller-page", empty_page, place=9),
    Step("seller-lookups", drop_lookups, place=9),
)
