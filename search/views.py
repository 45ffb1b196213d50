"""The results page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from core.text import is_blank, normalise_line, to_ascii_digits
from search import asking, promoting
from search.engines import IndexMissing
from search.query import MAX_QUERY
from search.results import Results, search
from sellers import matching, pasted

PER_PAGE = 20


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
