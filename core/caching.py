"""Pages for guests, kept finished in each process.

A guest's page is the same bytes for everyone who reads in one language, so it is kept
under what it follows from (the `stamp` of a thread, of a list) and made again when that
changes. Whoever has a session, or a message waiting, gets a page of her own.
"""

import gzip
import hashlib
import re
from collections.abc import Callable, Collection
from datetime import datetime
from functools import wraps
from typing import Any, NamedTuple, TypeVar, cast

from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotModified,
)
from django.utils.cache import patch_vary_headers
from django.utils.http import quote_etag

View = Callable[..., HttpResponseBase]
T = TypeVar("T")
LANGUAGES = dict(settings.LANGUAGES)
# Headers that `served` sets for each reader.
OWN_HEADERS = {"Content-Type", "Content-Encoding", "Content-Length", "ETag"}
SMALLEST_GZIPPED = 200  # bytes, as Django's own middleware
_GZIP = re.compile(r"\bgzip\b")


class Page(NamedTuple):
    """A finished answer: its type, its bytes, the same gzipped, its ETag."""

    content_type: str
    body: bytes
    gzipped: bytes
    etag: str


class Kept(NamedTuple):
    """A page with what tells whether it is still right, and its other headers."""

    stamp: Callable[..., Any]
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    made_from: Any
    page: Page
    headers: dict[str, str]


class GuestPages:
    """The outermost middleware: answers guests from pages that are still right.

    It stands before all others because they cost more than the answer itself; what they
    add to a page (its headers) is kept with it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not is_guest(request):
            return hers_alone(request, self.get_response(request))
        key = self.key_for(request)
        kept: Kept | None = caches["pages"].get(key)
        if kept and kept.made_from == kept.stamp(request, *kept.args, **kept.kwargs):
            response: HttpResponseBase = served(request, kept.page)
            for name, value in kept.headers.items():
                response.headers.setdefault(name, value)
            return response
        response = self.get_response(request)
        fresh: Kept | None = getattr(response, "guest_page", None)
        if fresh is not None and not response.cookies:
            headers = {
                name: value
                for name, value in response.headers.items()
                if name not in OWN_HEADERS
            }
            fresh = fresh._replace(headers=headers)
            caches["pages"].set(key, fresh, settings.GUEST_PAGE_SECONDS)
        return response

    @staticmethod
    def key_for(request: HttpRequest) -> str:
        """What a guest's page may differ by: host, scheme, address and language."""
        language = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        return key_of(
            request.META.get("HTTP_HOST", ""),
            request.scheme,
            request.get_full_path(),
            language if language in LANGUAGES else settings.LANGUAGE_CODE,
        )


def hers_alone(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Keep a page that was made for one session out of every cache on the way."""
    if settings.SESSION_COOKIE_NAME in request.COOKIES:
        response.headers.setdefault("Cache-Control", "private, no-cache")
    return response


def guest_page(
    *, stamp: Callable[..., Any], query: Collection[str] = ()
) -> Callable[[View], View]:
    """Let what a view answers to guests be kept, up to GUEST_PAGE_SECONDS.

    `stamp(request, *args, **kwargs)` says in at most one light query what the page
    follows from (anything that compares), or None where there is nothing to keep; it is
    asked before any middleware has run. Only the parameters in `query` may change the
    page; with any other in the address it is not kept. Only answers with status 200 that
    set no cookie are.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not is_guest(request) or set(request.GET) - set(query):
                return view(request, *args, **kwargs)
            # Before the view: what changes while it draws makes the page old at once.
            made_from = stamp(request, *args, **kwargs)
            response = view(request, *args, **kwargs)
            page = None if made_from is None else finished(response)
            if page is None:
                return response
            response = served(request, page)
            kept = Kept(stamp, args, kwargs, made_from, page, {})
            response.guest_page = kept  # type: ignore[attr-defined]
            return response

        return answer

    return decorate


def kept(what: object, make: Callable[[], T]) -> T:
    """What `make` gives for `what` (anything with a stable repr), kept as long as pages.

    For parts of pages that are the same for many members.
    """
    if not settings.GUEST_PAGE_SECONDS:
        return make()
    key = key_of(what)
    found: T | None = caches["pages"].get(key)
    if found is None:
        found = make()
        caches["pages"].set(key, found, settings.GUEST_PAGE_SECONDS)
    return found


def rows(sql: str, *params: Any) -> list[tuple[Any, ...]]:
    """The rows of a query, for stamps: they are asked at every guest's request, and
    building a query costs more than the page that is kept."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cast("list[tuple[Any, ...]]", cursor.fetchall())


def moment(at: datetime) -> Any:
    """A moment as the database compares it, for `rows`."""
    return connection.ops.adapt_datetimefield_value(at)


def is_guest(request: HttpRequest) -> bool:
    """Whether the answer may be one that was made for any guest."""
    cookies = request.COOKIES
    return (
        settings.GUEST_PAGE_SECONDS > 0
        and request.method in {"GET", "HEAD"}
        and settings.SESSION_COOKIE_NAME not in cookies
        and "messages" not in cookies
    )


def key_of(*parts: object) -> str:
    """One short key for any parts."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def finished(response: HttpResponseBase) -> Page | None:
    """The page in a response, or None where it must not be kept."""
    if not isinstance(response, HttpResponse) or response.status_code != 200:
        return None
    if response.cookies or response.has_header("Content-Encoding"):
        return None
    body = response.content
    # Not for secrets: guests' pages hold none, so their lengths may tell anything.
    gzipped = gzip.compress(body, 6, mtime=0) if len(body) >= SMALLEST_GZIPPED else b""
    etag = quote_etag(hashlib.sha256(body).hexdigest()[:32])
    return Page(response.headers["Content-Type"], body, gzipped, etag)


def served(request: HttpRequest, page: Page) -> HttpResponse:
    """Answer with a page: nothing where the reader has it, gzipped where she can."""
    response: HttpResponse
    accepts_gzip = _GZIP.search(request.headers.get("Accept-Encoding", ""))
    # The same page in another encoding is other bytes, so a weak tag.
    etag = f"W/{page.etag}"
    if etag in request.headers.get("If-None-Match", ""):
        response = HttpResponseNotModified()
    elif accepts_gzip and page.gzipped:
        response = HttpResponse(page.gzipped, content_type=page.content_type)
        response.headers["Content-Encoding"] = "gzip"
    else:
        response = HttpResponse(page.body, content_type=page.content_type)
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "no-cache"
    patch_vary_headers(response, ["Cookie", "Accept-Encoding"])
    return response
