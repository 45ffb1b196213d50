"""Noting what people look for, so that moderators see what is missing.

Nothing is noted that says who asked or holds what belongs to one person: a number, an
e-mail, an address, a transaction. It happens once the answer has gone out, is put off
where another writer is in the way, and never fails a search.
"""

import logging
import re
from collections.abc import Callable
from typing import Any

from django.db import DatabaseError, OperationalError
from django.http import HttpRequest, HttpResponse

from core import phones, text
from search import syntax
from search.contact_words import has_contact
from search.models.asked import LONGEST_ASKED, AskedQuery
from search.networks import network_of
from sellers import matching, pasted

log = logging.getLogger("uthan.search")

# Six digits and more, however parted: not a price or a year, but somebody's.
_LONG_NUMBER = re.compile(r"\d(?:[^\dA-Za-z\u0980-\u09ff]{0,3}\d){5}")
# A page elsewhere, alone or among words: facebook.com/rahimas.shop.
_ADDRESS = re.compile(r"[A-Za-z0-9-]\.[A-Za-z]{2,}|https?:", re.I)
LONGEST_MIXED = 7  # covid19; a transaction has ten letters and digits
_MACHINES = re.compile(r"bot|crawl|spider|slurp|preview|externalhit|curl|wget", re.I)
_MIXED = re.compile(r"(?=[A-Za-z]*\d)(?=\d*[A-Za-z])[A-Za-z0-9]+")


def noted(
    request: HttpRequest, response: HttpResponse, typed: str, found: int
) -> HttpResponse:
    """The response, which notes the query once it has been sent."""
    if is_first_look(request) and not is_private(typed):
        person = _person(request)
        return _afterwards(response, lambda: _note(typed, person, found))
    return response


def is_first_look(request: HttpRequest) -> bool:
    """Whether somebody asks: not a further page or a filter of the same, no machine, no
    page fetched ahead, and no moderator, who finds more than others."""
    ahead = request.headers.get("Sec-Purpose") or request.headers.get("Purpose") or ""
    return (
        request.method == "GET"
        and set(request.GET) == {"q"}
        and "prefetch" not in ahead
        and not _MACHINES.search(request.headers.get("User-Agent", ""))
        and not getattr(request.user, "is_moderator", False)
    )


def is_private(typed: str) -> bool:
    """Whether a query may be about one person alone: then nothing of it is kept."""
    if len(typed) > LONGEST_ASKED or "@" in typed or phones.find(typed):
        return True
    if _ADDRESS.search(typed):
        return True
    parts = syntax.read(typed)
    if parts.authors or parts.not_by:
        return True
    plain = text.to_ascii_digits(typed)
    if _LONG_NUMBER.search(plain) or any(
        len(mixed) > LONGEST_MIXED for mixed in _MIXED.findall(plain)
    ):
        return True
    if has_contact(typed):
        return True
    read = pasted.read(typed)
    return read is not None and read.kind in (matching.PHONE, matching.PAGE)


def _note(typed: str, person: str, found: int) -> None:
    try:
        AskedQuery.ask(typed, person, found)
    except OperationalError as error:
        log.info("a query is counted with the next: %s", type(error).__name__)
    except DatabaseError as error:
        # Not what it said: the query may stand in it.
        log.info("a query was not counted: %s", type(error).__name__)


def _person(request: HttpRequest) -> str:
    """What tells one who asks from another; it is hashed into a few bits, not kept."""
    member: Any = request.user
    if member.is_authenticated:
        return f"member {member.pk}"
    return f"guest {network_of(request)}"


def _afterwards(response: HttpResponse, act: Callable[[], None]) -> HttpResponse:
    """Have `act` run when the server closes the response, which it does once the bytes
    are out."""
    close = response.close

    def closing() -> None:
        try:
            act()
        finally:
            close()

    response.close = closing  # type: ignore[method-assign]
    return response
