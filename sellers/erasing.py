"""Taking a member out of the sellers' room (core.personal.Step): her page goes, her
numbers with who looked at them, what she looked up and for which numbers she asked.

What she said of sellers stays as a deleted member's, and so does in their logs that
somebody looked, until the logs are forgotten (sellers.logs): whoever calls a woman at
night must not take the trace along. A warning about her stays told while it holds, by
its hash alone: nothing says any more whose number that was.
"""

from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from core.personal import Going, Step, let_go
from core.traces import NAME_BN
from profiles.models import Member
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
    SellerWarning,
    ShowcaseItem,
    WarningPhoto,
)


def empty_page(going: Going) -> bool:
    """Leave of her page what others' questions and reviews hang on, and nothing else."""
    contacts = Contact.objects.filter(seller__member=going.member)
    for logged in (Reveal, ContactAsk):
        if let_go(logged.objects.filter(contact__in=contacts)):
            return True
    hers = Q(member=going.member) | Q(merged_into__member=going.member)
    for seller in Seller.objects.filter(hers):
        _empty(seller)
    return False


@transaction.atomic
def _empty(seller: Seller) -> None:
    seller.hold()
    contacts = Contact.objects.filter(seller=seller)
    for logged in (Reveal, ContactAsk):
        # Somebody may have looked while the others were let go of.
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
    seller.renamed()


def drop_lookups(going: Going) -> bool:
    """Forget what she looked up and asked for, and take her photos from her reviews."""
    for logged in (Lookup, ContactAsk):
        if let_go(logged.objects.filter(member=going.member)):
            return True
    hers = Review.objects.filter(by=going.member)
    ReviewVersion.objects.filter(review__in=hers).update(pictures=[])
    hers.update(pictures=[])
    return False


def drop_warnings(going: Going) -> bool:
    """Leave of warnings what protects others: the hash, the reason, others' words."""
    member = going.member
    by_her = SellerWarning.objects.filter(by=member)
    # What nobody has decided yet nobody could ask her about any more.
    waiting = by_her.filter(upheld_at=None, refused_at=None)
    waiting.update(refused_at=timezone.now())
    if going.takes_words:
        by_her.update(words="")
    WarningPhoto.objects.filter(warning__in=by_her).delete()
    numbers = Q(about=member) | Q(value__in=going.trace.phones)
    about_her = SellerWarning.objects.filter(numbers)
    about_her.update(about=None, value="", answer="", answered_at=None)
    return False


def numbers_of(member: Any) -> list[str]:
    """Her numbers as a seller, which may stand in others' words
    (profiles.erasure.NUMBERS). Nobody has proved them: one that another has too, to
    sign in or to be called by, is not taken for hers."""
    numbers = Contact.objects.filter(kind__in=Contact.NUMBERS)
    hers = set(numbers.filter(seller__member=member).values_list("value", flat=True))
    others = numbers.filter(value__in=hers).exclude(seller__member=member)
    members = Member.objects.filter(phone__in=hers).exclude(pk=member.pk)
    taken = [*others.values_list("value"), *members.values_list("phone")]
    return sorted(hers - {number for (number,) in taken})


STEPS = (
    # Before the pages: whom a warning is about follows from her numbers.
    Step("seller-warnings", drop_warnings, place=8),
    Step("seller-page", empty_page, place=9),
    Step("seller-lookups", drop_lookups, place=9),
)
