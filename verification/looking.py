"""The worker's part of looking for tokens (PageLook): a page is read outside of every
transaction, then what was found is kept in one."""

import contextlib
import time

from django.db import transaction

from core.fetching import Connect, NotFetched, Page, Resolve, Why, fetch
from core.permissions import Refused
from verification import placing
from verification.models import PageLook, PageToken
from verification.models.token import Result

EVERY_SECONDS = 5
# The worker does all else in between, and nothing beside it.
AT_ONCE = 1
SECONDS = 8.0  # for one look, with a second try without TLS
LEASE_SECONDS = 60
#: Where a site that has no TLS at all is asked once more without. A wrong certificate may
#: be somebody on the line, who could put the word there.
_NO_TLS = frozenset({Why.CONNECT})


def drain(resolve: Resolve | None = None, connect: Connect | None = None) -> int:
    """Look for the tokens whose time has come; how many were looked for. Tests bring an
    internet of their own (core.fetching.fetch)."""
    looks = PageLook.objects.claim(AT_ONCE, LEASE_SECONDS)
    for look in looks:
        rows = PageToken.objects.select_related("contact__seller__member", "member")
        token = rows.get(look_due=look)
        result = found(look.address, token, resolve, connect)
        with transaction.atomic():
            token.contact.seller.hold()
            # Another worker may have done it while this one waited.
            if look.finish() and token.contact.seller.is_of(token.member):
                settle(token, result)
    return len(looks)


def settle(token: PageToken, result: str) -> None:
    """Keep it, unless she took the page out, or may not write, meanwhile."""
    with contextlib.suppress(Refused):
        token.settle(result)


def found(
    address: str,
    token: PageToken,
    resolve: Resolve | None = None,
    connect: Connect | None = None,
) -> str:
    """What a look at `address` finds; one of Result."""
    try:
        page = read(address, resolve, connect)
    except NotFetched as error:
        return str(error.why)
    if not placing.same_site(page.address, token.contact.value):
        return str(Result.LEADS)
    place = placing.place_of(page, token.token)
    if place:
        return str(Result.MARKED if place == "head" else Result.SEEN)
    return str(Result.MISSING if page.is_whole else Result.CUT)


def read(
    address: str, resolve: Resolve | None = None, connect: Connect | None = None
) -> Page:
    """The page there, without TLS where the site has none. Raises NotFetched."""
    end = time.monotonic() + SECONDS
    try:
        return fetch(address, resolve=resolve, connect=connect, seconds=SECONDS)
    except NotFetched as error:
        if error.why not in _NO_TLS or not address.startswith("https://"):
            raise
    plain = "http://" + address.removeprefix("https://")
    left = max(0.0, end - time.monotonic())
    return fetch(plain, resolve=resolve, connect=connect, seconds=left)
