"""The results page, and what is suggested while she types."""

from dataclasses import asdict
from typing import Any

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.encoding import uri_to_iri
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from core.text import is_blank, normalise_line, to_ascii_digits
from search import asking, promoting, suggestions
from search.engines import IndexMissing
from search.per_minute import AsksPerMinute
from search.query import MAX_QUERY
from search.results import Results, search
from sellers import matching, pasted

PER_PAGE = 20
#: What one member, and all who share one address, may ask for while they type.
SUGGESTED_TO_MEMBER, SUGGESTED_TO_ADDRESS = AsksPerMinute(240), AsksPerMinute(1_200)
#: How long a phone need not ask again for the same letters, in seconds.
SUGGESTIONS_KEPT = 30


@require_safe
def search_page(request: HttpRequest) -> HttpResponse:
    """Show what `?q=` finds, PER_PAGE a page; nothing typed shows what to type.

    A GET, so that a guest's page carries no form token and can be sent on.
    """
    typed = normalise_line(request.GET.get("q", "")[: 4 * MAX_QUERY])[:MAX_QUERY]
    page = _page_number(request.GET.get("page", ""))
    results, is_missing = None, False
    if not is_blank(typed):
        start = (page - 1) * PER_PAGE
        try:
            results = search(typed, request.user, start=start, limit=PER_PAGE)
        except IndexMissing:
            is_missing = True
    promoted = promoting.promoted(typed, request.user) if page == 1 else []
    context = {
        "typed": typed,
        "results": results,
        "is_missing": is_missing,
        "promoted": promoted,
        "promoted_urls": {shown.url for shown in promoted},
        "is_pasted": _is_pasted(typed),
        "page": page,
        "newer": _address(typed, page - 1) if page > 1 else "",
        "older": _address(typed, page + 1) if _has_more(results, page) else "",
    }
    response = render(request, "search/search.html", context)
    if results is None:
        return response
    found = results.count + len(results.tips)
    return asking.noted(request, response, typed, found)


def _is_pasted(typed: str) -> bool:
    """Whether she looks for a number or for a page elsewhere, which are in no index."""
    found = pasted.read(typed)
    return found is not None and found.kind in (matching.PHONE, matching.PAGE)


def _page_number(typed: str) -> int:
    """The page asked for, from 1; anything that is no such number is page 1."""
    digits = to_ascii_digits(typed.strip())
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 4):
        return 1
    return max(int(digits), 1)


def _has_more(results: Results | None, page: int) -> bool:
    return results is not None and page * PER_PAGE < results.reachable


def _address(typed: str, page: int) -> str:
    return "?" + urlencode({"q": typed, "page": str(page)})


@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """Answer {items: [{kind, label, url, title, hint}]} for `?q=`, what was typed so far.

    `title` and `hint` are texts in pieces, every second one of which answers. Nothing
    that can be typed is an error; who asks without end gets none for a while (429).
    """
    if _asks_too_often(request):
        return _suggested([], status=429)
    found = suggestions.suggest(request.GET.get("q", ""), request.user)
    items = [asdict(each) | {"url": uri_to_iri(each.url)} for each in found]
    response = _suggested(items)
    # In her own browser alone: whom she blocked and her language are in it.
    patch_cache_control(response, private=True, max_age=SUGGESTIONS_KEPT)
    patch_vary_headers(response, ["Cookie"])
    return response


def _suggested(items: list[dict[str, Any]], status: int = 200) -> JsonResponse:
    # Letters as they are: escaped, a Bangla one takes twice the bytes or more.
    written = {"ensure_ascii": False, "separators": (",", ":")}
    return JsonResponse({"items": items}, status=status, json_dumps_params=written)


def _asks_too_often(request: HttpRequest) -> bool:
    if request.user.is_authenticated:
        return SUGGESTED_TO_MEMBER.is_over(str(request.user.pk))
    return SUGGESTED_TO_ADDRESS.is_over(str(get_adapter().get_client_ip(request)))
