"""Where a seller's token may stand, and whether it does: pure, given a page.

In the head of a page only its owner writes; so a token there counts by itself. Anywhere
else somebody may have put it into a comment or a review, and a person looks.
"""

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings

from core.fetching import Page
from sellers import links, matching

if TYPE_CHECKING:
    from sellers.models import Contact, Seller

PREFIX = "uthan-"
META = "uthan"  # <meta name="uthan" content="uthan-…">


def meta_of(token: str) -> str:
    """The line for the head of a website's code in which a token counts by itself."""
    return f'<meta name="{META}" content="{token}">'


def can_be_read(page: str) -> bool:
    """Whether our server may go and read a page (as Contact keeps it): where the site
    lets it out, and not to hosts that show pages to members of theirs alone."""
    host = page.partition("/")[0]
    return settings.OUTSIDE_FETCH and host not in links.KNOWN


def address_of(seller: "Seller", contact: "Contact") -> str:
    """The address of a page as she typed it; what is kept for finding lacks parts."""
    for link in seller.links or ():
        try:
            if matching.one_address(link) == contact.value:
                return str(link)
        except ValueError:
            continue
    return f"https://{contact.value}"


def same_site(address: str, page: str) -> bool:
    """Whether an address is of the same host as a page (as Contact keeps it), "www."
    and "m." aside: to another one anybody's page may lead."""
    try:
        found = matching.one_address(f"{urlsplit(address).netloc.lower()}/")
    except ValueError:
        return False
    return found.partition("/")[0] == page.partition("/")[0]


def place_of(page: Page, token: str) -> str:
    """Where the token stands in a page: "head", "text" or "" for nowhere."""
    sought = re.compile(rf"(?<![a-z0-9-]){re.escape(token)}(?![a-z0-9-])", re.I)
    if not sought.search(page.text):
        return ""
    said = _said_in_head(page.text)
    return "head" if any(sought.fullmatch(each) for each in said) else "text"


LONGEST_HEAD = 64 * 1024  # characters
_MARK = re.compile(
    r"<!--|-->|<[!?][^<>]*>|<(?P<end>/?)(?P<tag>[a-z][a-z0-9]*)\b(?P<rest>[^<>]*)>",
    re.I | re.ASCII,
)
_ATTRIBUTE = re.compile(
    r"""(name|content)\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+)""", re.I | re.ASCII
)
_COMMENT = "--"
# Elements whose words are no markup: a review within JSON-LD may look like some.
_RAW = frozenset({"title", "script", "style", "noscript", "template"})
_IN_HEAD = _RAW | {"html", "head", "meta", "link", "base"}


def _said_in_head(text: str) -> list[str]:
    """What the head of a page says under our name, in one pass; a page whose head does
    not end says nothing. The body begins with anything that no head may hold (HTML
    standard, 13.2.6.4.4)."""
    said: list[str] = []
    inside, after = "", 0
    for mark in _MARK.finditer(text, 0, LONGEST_HEAD):
        between, after = text[after : mark.start()], mark.end()
        tag = (mark["tag"] or "").lower()
        if inside:
            is_end = mark.group() == "-->" if inside == _COMMENT else bool(mark["end"])
            if is_end and tag == inside.strip("-"):
                inside = ""
            continue
        is_body = bool(tag) and tag not in _IN_HEAD
        if is_body or between.strip("\ufeff \t\r\n\f") or _ends_head(mark):
            return said
        if mark.group() == "<!--":
            inside = _COMMENT
        elif tag in _RAW and not mark["end"]:
            inside = tag
        elif tag == "meta":
            said += _content(mark["rest"])
    return []


def _ends_head(mark: re.Match[str]) -> bool:
    return bool(mark["end"]) and mark["tag"].lower() == "head"


def _content(attributes: str) -> list[str]:
    told = {
        name.lower(): value.strip("\"'").strip()
        for name, value in _ATTRIBUTE.findall(attributes)
    }
    return [told.get("content", "")] if told.get("name", "").lower() == META else []
