"""What this room holds of a member (core.personal), her reviews apart: her page, her
contact details, who looked at them, at what she looked, and warnings.

Of those who looked or asked she takes along what her own page of it tells her, no more.
"""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core import phones
from core.personal import Holding
from sellers import wording
from sellers.models import (
    Contact,
    ContactAsk,
    Lookup,
    Reveal,
    Seller,
    SellerDraft,
    SellerWarning,
    ShowcaseItem,
)

AT_ONCE = 500  # rows read from a log at a time


def page(member: Any) -> Iterator[dict[str, Any]]:
    """Her page, as she wrote it."""
    for seller in Seller.objects.filter(member=member).for_list():
        yield {
            "name": seller.name,
            "makes": seller.makes,
            "story": seller.story,
            "place": seller.place,
            "areas": seller.delivery_areas,
            "time": seller.delivery_time,
            "payment": seller.pays_by,
            "advance": seller.advance_rule,
            "returns": seller.return_rule,
            "links": seller.links,
            "shown": seller.published_at,
            "hidden": seller.is_hidden,
            "where": f"{settings.SITE_URL}{seller.get_absolute_url()}",
        }


def items(member: Any) -> Iterator[dict[str, Any]]:
    """What she shows, and what she took out."""
    for item in ShowcaseItem.objects.filter(seller__member=member).order_by("pk"):
        yield {
            "name": item.name,
            "price": wording.price(item),
            "words": item.words,
            "photos": [f"photos/{each['id']}.jpg" for each in item.pictures],
            "out": item.taken_out_at,
        }


def drafts(member: Any) -> Iterator[dict[str, Any]]:
    """What she typed of her page and has not saved."""
    for draft in SellerDraft.objects.filter(seller__member=member).order_by("pk"):
        words = [value for values in draft.fields.values() for value in values]
        yield {"words": [each for each in words if each], "at": draft.updated_at}


def contacts(member: Any) -> Iterator[dict[str, Any]]:
    """Her numbers and addresses, those that she took back too."""
    hers = Contact.objects.filter(seller__member=member)
    for contact in hers.exclude(kind=Contact.Kind.PAGE).order_by("pk"):
        yield {
            "kind": str(contact.get_kind_display()),
            "value": contact.value,
            "mode": str(contact.get_mode_display()),
            "since": contact.created_at,
            "confirmed": contact.confirmed_at,
            "until": contact.removed_at,
        }


def seen(member: Any) -> Iterator[dict[str, Any]]:
    """Who looked at hers; guests without a word of where they were."""
    rows = Reveal.objects.filter(contact__seller__member=member).order_by("pk")
    for row in rows.select_related("contact", "member").iterator(AT_ONCE):
        yield {
            "what": str(row.contact.get_kind_display()),
            "who": f"@{row.member.handle}" if row.member else str(_("A guest")),
            "why": str(row.get_reason_display()),
            "at": row.at,
        }


def looked(member: Any) -> Iterator[dict[str, Any]]:
    """Whose numbers she looked at; not the digits, which are another's."""
    rows = Reveal.objects.of(member).order_by("pk")
    for row in rows.select_related("contact__seller").iterator(AT_ONCE):
        yield {
            "about": row.contact.seller.name,
            "what": str(row.contact.get_kind_display()),
            "why": str(row.get_reason_display()),
            "at": row.at,
        }


def asked(member: Any) -> Iterator[dict[str, Any]]:
    """For which numbers she asked; a no is not told, as on the page of it."""
    rows = ContactAsk.objects.of(member).order_by("pk")
    for row in rows.select_related("contact__seller").iterator(AT_ONCE):
        is_yes = row.answer == ContactAsk.Answer.YES
        yield {
            "about": row.contact.seller.name,
            "what": str(row.contact.get_kind_display()),
            "why": str(row.get_reason_display()),
            "at": row.asked_at,
            "answer": str(row.get_answer_display()) if is_yes else "",
        }


def asks(member: Any) -> Iterator[dict[str, Any]]:
    """Who asked for hers, and what she said."""
    rows = ContactAsk.objects.filter(contact__seller__member=member).order_by("pk")
    for row in rows.select_related("contact", "member").iterator(AT_ONCE):
        yield {
            "what": str(row.contact.get_kind_display()),
            "who": f"@{row.member.handle}",
            "why": str(row.get_reason_display()),
            "at": row.asked_at,
            "answer": str(row.get_answer_display()),
        }


def lookups(member: Any) -> Iterator[dict[str, Any]]:
    """When she asked whether somebody is known; what she asked is not kept."""
    kinds = {
        "phone": _("Mobile number"),
        "page": _("Page elsewhere"),
        "name": _("Name"),
    }
    for row in Lookup.objects.filter(member=member).order_by("pk").iterator(AT_ONCE):
        yield {
            "what": str(kinds.get(row.kind, "")),
            "found": row.found,
            "at": row.at,
        }


def warned(member: Any) -> Iterator[dict[str, Any]]:
    """What she warned of, and what became of it."""
    for row in SellerWarning.objects.by(member).order_by("pk"):
        is_number = row.kind == "phone"
        yield {
            "about": phones.national(row.value) if is_number else row.value,
            "why": str(row.get_reason_display()),
            "words": row.words,
            "at": row.at,
            "upheld": row.upheld_at,
            "refused": row.refused_at,
            "decision": row.decision,
        }


def warnings(member: Any) -> Iterator[dict[str, Any]]:
    """Warnings about her, without who gave them or by which of her numbers."""
    for row in SellerWarning.objects.about(member).order_by("pk"):
        yield {
            "why": str(row.get_reason_display()),
            "words": phones.mask(row.words),
            "upheld": row.upheld_at,
            "until": row.until,
            "answer": row.answer,
        }


_ABOUT = _("About")
_WHAT = _("What")
_WHO = _("Who")
_WHY = _("Why")
_WHEN = _("When")
_WORDS = _("Words")
_ANSWER = _("Answer")
HOLDINGS = (
    Holding(
        "seller-page",
        _("Your page as a seller"),
        {
            "name": _("Name"),
            "makes": _("What you make"),
            "story": _("Your story"),
            "place": _("Where you are"),
            "areas": _("Where you deliver"),
            "time": _("How long delivery takes"),
            "payment": _("How one can pay"),
            "advance": _("Advance"),
            "returns": _("Returns"),
            "links": _("Pages elsewhere"),
            "shown": _("Shown since"),
            "hidden": _("Is hidden"),
            "where": _("Where"),
        },
        page,
        place=4,
    ),
    Holding(
        "showcase",
        _("What you show"),
        {
            "name": _("Name"),
            "price": _("Price"),
            "words": _WORDS,
            "photos": _("Photos"),
            "out": _("Taken out"),
        },
        items,
        place=4,
    ),
    Holding(
        "seller-drafts",
        _("What you typed of your page"),
        {"words": _WORDS, "at": _WHEN},
        drafts,
        place=4,
    ),
    Holding(
        "contacts",
        _("Your numbers and addresses"),
        {
            "kind": _WHAT,
            "value": _("The number, or the address"),
            "mode": _("Who may see it?"),
            "since": _("Since"),
            "confirmed": _("Confirmed"),
            "until": _("Until"),
        },
        contacts,
        place=5,
    ),
    Holding(
        "seen",
        _("Who looked at your numbers"),
        {"what": _WHAT, "who": _WHO, "why": _WHY, "at": _WHEN},
        seen,
        place=5,
    ),
    Holding(
        "asks",
        _("Who asked for your numbers"),
        {"what": _WHAT, "who": _WHO, "why": _WHY, "at": _WHEN, "answer": _ANSWER},
        asks,
        place=5,
    ),
    Holding(
        "looked",
        _("Numbers you looked at"),
        {"about": _ABOUT, "what": _WHAT, "why": _WHY, "at": _WHEN},
        looked,
        place=5,
    ),
    Holding(
        "asked",
        _("Numbers you asked for"),
        {"about": _ABOUT, "what": _WHAT, "why": _WHY, "at": _WHEN, "answer": _ANSWER},
        asked,
        place=5,
    ),
    Holding(
        "lookups",
        _("When you asked whether somebody is known"),
        {"what": _WHAT, "found": _("Something was known"), "at": _WHEN},
        lookups,
        place=5,
    ),
    Holding(
        "warned",
        _("What you warned of"),
        {
            "about": _ABOUT,
            "why": _WHY,
            "words": _WORDS,
            "at": _WHEN,
            "upheld": _("Upheld"),
            "refused": _("Not upheld"),
            "decision": _("Moderators said"),
        },
        warned,
        place=5,
    ),
    Holding(
        "warnings",
        _("Warnings about you"),
        {
            "why": _WHY,
            "words": _WORDS,
            "upheld": _("Upheld"),
            "until": _("Until"),
            "answer": _("Your answer"),
        },
        warnings,
        place=5,
    ),
)
