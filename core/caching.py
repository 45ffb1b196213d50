"""Pages for guests, kept finished in each process.

A guest's page is the same bytes for everyone who reads in one language, so it is kept
under what it follows from (the `stamp` of a thread, of a list) and made again when that
changes. Whoever has a session, or a message waiting, gets a page of her own.
"""

import gzip
import hashlib
import re
from collections.abc import Callable, Collection
from functools import wraps
from typing import Any, NamedTuple

from django.conf import settings
from django.core.cache import caches
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotModified,
)
from django.utils.cache import patch_vary_headers
from django.utils.http import quote_etag
from django.utils.translation import get_language

View = Callable[..., HttpResponseBase]
SMALLEST_GZIPPED = 200  # bytes, as Django's own middleware
_GZIP = re.compile(r"\bgzip\b")


class Page(NamedTuple):
    """A finished answer: its type, its bytes, the same gzipped, its ETag."""

    content_type: str
    body: bytes
    gzipped: bytes
    etag: str


def guest_page(
    *, stamp: Callable[..., Any], query: Collection[str] = ()
) -> Callable[[View], View]:
    """Keep what a view answers to guests, up to GUEST_PAGE_SECONDS.

    `stamp(request, *args, **kwargs)` says in at most one light query what the page
    follows from (anything with a stable repr), or None where there is nothing to keep.
    Only the parameters in `query` may change the page; with any other in the address it
    is not kept. Only answers with status 200 that set no cookie are.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not is_guest(request) or set(request.GET) - set(query):
                return view(request, *args, **kwargs)
            made_from = stamp(request, *args, **kwargs)
            if made_from is None:
                return view(request, *args, **kwargs)
            asked = [(name, request.GET.getlist(name)) for name in sorted(request.GET)]
            key = key_of(
                get_language(), request.get_host(), request.path, asked, made_from
            )
            page = caches["pages"].get(key)
            if page is None:
                response = view(request, *args, **kwargs)
                page = finished(response)
                if page is None:
                    return response
                caches["pages"].set(key, page, settings.GUEST_PAGE_SECONDS)
            return served(request, page)

        return answer

    return decorate


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
