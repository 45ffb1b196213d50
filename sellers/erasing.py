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
    seller.hold()
    contacts = Contact.objects.filter(seller=seller)
    for logged in (Reveal, ContactAsk):
        logged.objects.filter(contact__in=contacts).delete()
    contacts.delete()
    SellerDraft.objects.filter(seller=seller).delete()
    SellerPhoto.objects.filter(seller=seller).delete()
    items = ShowcaseItem.objects.filter(seller=seller)
    items.update(name=NAME_BN, words="", pictures=[], price=0, price_to=None)
    blank: dict[str, Any] = dict.fromkeys(
        ("makes", "story", "delivery_areas", "delivery_time"), ""
    )
    hours = ("opens_at", "closes_at", "quiet_from", "quiet_until")
    blank |= dict.fromkeys((*hours, "advance_percent", "published_at"), None)
    blank |= {name: [] for name in ("payment_ways", "closed_days")}
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
    seller.refresh_from_db()
    if seller.thread is not None:
        # Its address has her old one in it, and leads nowhere any more.
        address = seller.get_absolute_url()
        seller.thread.change(title=NAME_BN, home_url=address, visible_from=None)
    # What is looked through follows from the words; the list of sellers is drawn anew.
    seller.raise_version()


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
