"""Sentences about sellers' pages that several places say."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import text
from sellers import links
from sellers.prices import HIGHEST
from theme.templatetags.words import money as in_taka
from theme.templatetags.words import reader_language

if TYPE_CHECKING:
    from sellers.models import Seller, ShowcaseItem


def spoken(number: int) -> str:
    """A number in the reader's digits."""
    return text.number(number, reader_language())


def price(item: "ShowcaseItem") -> str:
    """What a thing costs: ৳১,২০০, or ৳৫০০–৳৮০০."""
    low = in_taka(item.price)
    return low if item.price_to is None else f"{low}–{in_taka(item.price_to)}"


def no_price(code: str) -> str:
    """Why what she typed is no price (sellers.prices.NoPrice)."""
    sentences = {
        "empty": _("Write what it costs, such as 1200 or 500-800."),
        "inbox": _(
            "“Inbox” is no price. Buyers here see what a thing costs before they ask: "
            "write a price, or from-to, such as 500-800."
        ),
        "whole": _("Write whole taka, without paisa."),
        "free": _("A price begins at 1 taka."),
        "high": _("This is more than %(most)s. Is there a digit too many?")
        % {"most": in_taka(HIGHEST)},
        "unclear": _("This does not read as a price. Write it like 1200 or 500-800."),
    }
    return sentences[code]


def too_many_items() -> str:
    """What she reads who has very many things in her showcase."""
    return _(
        "Your showcase is full. Take out what you do not make any more, then add this."
    )


def name_taken() -> str:
    """What she reads whose name another seller has, or nearly."""
    return _(
        "Another seller is called so, or in a way that looks the same. Add a word, "
        "your place for example, so that buyers can tell you apart."
    )


def name_of_member() -> str:
    """What she reads whose business is called like another member."""
    return _(
        "Another member is called so, or in a way that looks the same. Choose a name "
        "by which nobody takes you for her."
    )


def link(address: str) -> str:
    """What a link is called: Facebook, or its host."""
    host = links.host_of(address)
    names = {
        "facebook": _("Facebook"),
        "instagram": _("Instagram"),
        "youtube": _("YouTube"),
        "tiktok": _("TikTok"),
        "pinterest": _("Pinterest"),
        "daraz": _("Daraz"),
        "linkedin": _("LinkedIn"),
    }
    return names.get(links.KNOWN.get(host, ""), host)


def photos(count: int) -> str:
    """How many photos; empty for none."""
    if not count:
        return ""
    return ngettext("%(count)s photo", "%(count)s photos", count) % {
        "count": spoken(count)
    }


def advance(seller: "Seller") -> str:
    """What is paid in advance; empty where she has not said."""
    if seller.advance_percent is None:
        return ""
    if seller.advance_percent == 0:
        return _("Nothing in advance")
    percent = spoken(seller.advance_percent)
    return _("%(percent)s%% in advance") % {"percent": percent}


def between(first: str, last: str) -> str:
    """From one hour to another; empty without them."""
    if not first or not last:
        return ""
    return _("from %(first)s to %(last)s") % {"first": first, "last": last}
