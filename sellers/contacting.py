"""What a seller's contact details put on her page, and what follows from her links."""

import uuid
from collections.abc import Callable, Iterator
from datetime import datetime, time
from typing import Any

from django.dispatch import receiver
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from sellers import matching, pages
from sellers.models import Contact, Reveal, Seller
from sellers.signals import seller_changed
from theme.templatetags.words import clock, reader_language
from theme.wording import in_dhaka

#: Whether a number that she gives was proved otherwise than by signing in with it; the
#: room that knows adds itself from its `ready()`.
PROVED: list[Callable[[Seller], bool]] = []
#: The name of the address where one confirms a number (takes its id), told by the room
#: that sends codes.
CONFIRM: list[str] = []


def hers(seller: Seller) -> list[Contact]:
    """Her ways to be reached; each knows its seller without asking for her again."""
    contacts = list(Contact.objects.of(seller))
    for each in contacts:
        each.seller = seller
    return contacts


def shown(request: HttpRequest, seller: Seller) -> dict[str, Any] | None:
    """The ways to reach her, masked, for the section under her name; the owner has a
    way to change them."""
    contacts = hers(seller)
    is_member = request.user.is_authenticated
    is_hers = seller.is_of(request.user)
    if not contacts and not is_hers:
        return None
    return {
        "contacts": [(each, each.masked(reader_language())) for each in contacts],
        "is_hers": is_hers,
        "quiet": quiet_words(seller),
        "reasons": Reveal.Reason.choices,
        "key": uuid.uuid4() if is_member else None,
        # A guest's page carries no token. An include with `only` brings none along.
        "csrf": get_token(request) if is_member else "",
    }


pages.section("contact", "sellers/_contact.html", shown, place=pages.HEAD, order=20)
# Somebody may have been given another number, or another page, than those here.
pages.section(
    "known", "sellers/_ask_known.html", lambda *_: {}, place=pages.END, order=90
)


@pages.fact
def number_given(request: HttpRequest, seller: Seller) -> Iterator[pages.Fact]:
    """Whether there is a number to call, and whether a code proved it."""
    numbers = [each for each in hers(seller) if each.is_number]
    if not numbers:
        yield pages.Fact(pages.UNKNOWN, _("No number to call yet"), order=20)
    elif any(each.is_confirmed for each in numbers) or any(
        proved(seller) for proved in PROVED
    ):
        because = _("She answered a code sent to it")
        yield pages.Fact(pages.KNOWN, _("Her number is confirmed"), because, order=20)
    else:
        yield pages.Fact(
            pages.UNKNOWN, _("A number is given; we have not checked it"), order=20
        )


@pages.own
def her_contacts(request: HttpRequest, seller: Seller) -> Iterator[pages.OwnRow]:
    """Her numbers and address, among what she can change."""
    said = ", ".join(
        each.masked(reader_language()) or str(each.get_kind_display())
        for each in Contact.objects.of(seller)
    )
    url = reverse("sellers:contacts")
    yield pages.OwnRow("contacts", _("Numbers and address"), said, url, order=35)


# --- quiet hours ---


def is_quiet(seller: Seller, at: datetime | None = None) -> bool:
    """Whether she wants no calls now (or `at`); quiet hours may go over midnight."""
    begins, ends = seller.quiet_from, seller.quiet_until
    if begins is None or ends is None or begins == ends:
        return False
    now: time = in_dhaka(at or timezone.now()).time()
    if begins < ends:
        return begins <= now < ends
    return now >= begins or now < ends


def quiet_words(seller: Seller) -> str:
    """When she wants no calls, in words; empty where she named no hours."""
    begins, ends = seller.quiet_from, seller.quiet_until
    if begins is None or ends is None or begins == ends:
        return ""
    hours = {"begins": clock(begins), "ends": clock(ends)}
    return _("From %(begins)s to %(ends)s she takes no calls.") % hours


# --- what follows from her links ---


@receiver(seller_changed)
def follow_links(seller: Seller, **_: Any) -> None:
    """Keep a row for each of her pages elsewhere, by which they are found again."""
    wanted = {}
    for link in seller.links or ():
        address = link.get("url", "") if isinstance(link, dict) else str(link)
        try:
            form = matching.one_address(address)
        except ValueError:
            continue
        wanted[Contact.key_of(Contact.Kind.PAGE, form)] = form
    rows = Contact.objects.standing().filter(seller=seller, kind=Contact.Kind.PAGE)
    there = set(rows.values_list("match_key", flat=True))
    if gone := there - set(wanted):
        rows.filter(match_key__in=gone).update(removed_at=timezone.now())
    Contact.objects.bulk_create(
        [
            Contact(
                seller=seller,
                kind=Contact.Kind.PAGE,
                value=form,
                match_key=key,
                mode=Contact.Mode.BUSINESS,
            )
            for key, form in wanted.items()
            if key not in there
        ],
        ignore_conflicts=True,
    )


def digests_of(seller: Seller) -> list[str]:
    """The digests of her numbers, in whichever way she gives them (matching.NUMBERS)."""
    rows = Contact.objects.standing().filter(seller=seller, kind__in=Contact.NUMBERS)
    return list(rows.values_list("match_key", flat=True))


def shown_by(digest: str) -> Seller | None:
    """Whose number or page it is, where she lets it be known (matching.OWNERS)."""
    found = Contact.objects.matching(digest).select_related("seller").order_by("pk")
    contact = found.first()
    return contact.seller if contact else None


matching.NUMBERS.append(digests_of)
matching.OWNERS.append(shown_by)
