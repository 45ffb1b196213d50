"""Telling that two numbers or two pages are the same without showing either.

Where only "is it the same?" is asked, a number or a link is kept as a keyed hash
(HMAC-SHA-256 under MATCH_KEY): numbers of a country can be tried out one by one, so a
hash without a key would hide nothing. With another MATCH_KEY nothing matches any more,
so it is not the SECRET_KEY, which one must be free to change.

Other parts say which numbers they know of a seller, and whose page a number is:

    matching.NUMBERS.append(lambda seller: digests)
    matching.OWNERS.append(lambda digest: seller_or_none)
"""

import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote, urlsplit

from django.conf import settings
from django.utils.crypto import salted_hmac

from core import phones, text

if TYPE_CHECKING:
    from sellers.models import Seller

PHONE, PAGE, PAYMENT = "phone", "page", "payment"
LONGEST_LINK = 300  # characters

#: The digests of all numbers known to be a seller's: calls, payouts.
NUMBERS: "list[Callable[[Seller], Iterable[str]]]" = []
#: The seller who shows a number or page (its digest) as hers on her page, or None.
OWNERS: "list[Callable[[str], Seller | None]]" = []

_HOST_ALIASES = dict.fromkeys(("fb.com", "fb.me", "m.me"), "facebook.com")
# Where the first part of the path says whose page it is, whatever follows.
_BY_FIRST_PART = frozenset({"facebook.com", "instagram.com", "tiktok.com"})
_NUMBERED = re.compile(r"(?:people|pages|p)/(?:.*[-/])?(\d{5,})(?:/.*)?", re.ASCII)
_BEFORE_HOST = re.compile(
    r"^(?:www|m|mbasic|web|mobile|touch|bn-in|en-gb)\.(?=[^.]+\.)"
)


def digest(kind: str, value: str) -> str:
    """The keyed hash of a value in its one form; 64 hexadecimal digits."""
    salt = f"sellers.matching.{kind}"
    key = settings.MATCH_KEY()
    return salted_hmac(salt, value, secret=key, algorithm="sha256").hexdigest()


def of_phone(typed: str) -> str:
    """The digest of a Bangladeshi mobile number, as it may be typed.

    Raises ValueError for what is none.
    """
    return digest(PHONE, phones.parse(typed))


def of_page(typed: str) -> str:
    """The digest of the address of a page elsewhere; raises ValueError for none."""
    return digest(PAGE, one_address(typed))


def one_address(typed: str) -> str:
    """An address in the one form in which all ways to write it are equal: without
    scheme, "www." and "m.", and without what only says where one came from.

    Raises ValueError for what is no address of a page.
    """
    line = text.normalise_line(typed)
    if len(line) > LONGEST_LINK or " " in line:
        raise ValueError("no address")
    parts = urlsplit(line if "://" in line else f"https://{line}")
    host = _BEFORE_HOST.sub("", _in_letters((parts.hostname or "").lower()))
    host = _HOST_ALIASES.get(host, host)
    path = text.fold(unquote(parts.path)).strip("/")
    if not text.is_site(host):
        raise ValueError("no address")
    if host == "facebook.com":
        path = _on_facebook(path, parse_qs(parts.query).get("id", [""])[0])
    elif host in _BY_FIRST_PART:
        path = path.partition("/")[0]
    if not path and host in {"facebook.com", "instagram.com", "youtube.com"}:
        raise ValueError("no page of anyone")
    return f"{host}/{path}"


def _in_letters(host: str) -> str:
    """A host as people write it: what browsers send for Bangla letters (xn--…) is the
    same site (RFC 3492)."""
    try:
        return text.fold(host.encode("ascii").decode("idna"))
    except UnicodeError:
        return text.fold(host)


def _on_facebook(path: str, number: str) -> str:
    """Whose page it is there: a number, a name, or a group."""
    if number:
        return number
    if numbered := _NUMBERED.fullmatch(path):
        return numbered[1]
    first, _slash, rest = path.removeprefix("pg/").partition("/")
    if first == "groups":
        return f"groups/{rest.partition('/')[0]}"
    # Dots in a name count for nothing there.
    return first.replace(".", "")


def numbers_of(seller: "Seller") -> frozenset[str]:
    """The digests of all numbers known to be a seller's, her own to sign in with too."""
    known = {each for read in NUMBERS for each in read(seller)}
    if seller.member is not None and seller.member.phone:
        known.add(digest(PHONE, seller.member.phone))
    return frozenset(known)


def owner_of(digest: str) -> "Seller | None":
    """The seller who shows this number or page as hers, or None."""
    return next(filter(None, (read(digest) for read in OWNERS)), None)
