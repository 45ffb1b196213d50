"""The results page, and what is suggested while she types."""

from dataclasses import asdict
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.encoding import uri_to_iri
from django.views.decorators.http import require_safe

from core.text import is_blank
from search import asking, choosing, promoting, suggestions
from search.choosing import Wish
from search.engines import IndexMissing
from search.fallback import search_database
from search.filters import COUNTED
from search.finding import FEW
from search.networks import network_of
from search.per_minute import AsksPerMinute
from search.results import Results, search
from search.ways_on import ask_address, ways_on
from sellers import matching, pasted

PER_PAGE = 20
#: Characters that the box shows at 360 pixels, and where there is room.
FITS_PHONE, FITS_WIDE = 20, 48
#: What one member, and all who share one address, may ask for while they type.
SUGGESTED_TO_MEMBER, SUGGESTED_TO_NETWORK = AsksPerMinute(240), AsksPerMinute(1_200)
#: How long a phone need not ask again for the same letters, in seconds.
SUGGESTIONS_KEPT = 30


@require_safe
def search_page(request: HttpRequest) -> HttpResponse:
    """Show what `?q=` finds, PER_PAGE a page; nothing typed shows what to type.

    `kind`, `year`, `series` and `sort=new` narrow down and order; what is none of
    theirs is left out. A GET, so that a guest's page carries no form token and can be
    sent on.
    """
    wish, series_name = choosing.named(choosing.read(request.GET), request.user)
    context: dict[str, Any] = {
        "typed": wish.typed,
        "page": wish.page,
        "cut_in_box": _cut_in_box(wish.typed),
        "results": None,
        "is_missing": False,
    }
    if is_blank(wish.typed):
        return render(request, "search/search.html", context)
    promoted = (
        promoting.promoted(wish.typed, request.user) if wish == Wish(wish.typed) else []
    )
    context["promoted"] = promoted
    try:
        results = _results(request, wish)
    except IndexMissing:
        context |= {
            "is_missing": True,
            "newest": search_database(wish.typed, request.user),
        }
        return render(request, "search/search.html", context)
    context |= _answer(request, wish, results, series_name, has_promoted=bool(promoted))
    above = {shown.url for shown in promoted}
    context |= {
        name: [each for each in found if each.shown.url not in above]
        for name, found in {
            "tips": results.tips,
            "whole": results.whole,
            "partly": results.partly,
        }.items()
    }
    response = render(request, "search/search.html", context)
    return asking.noted(request, response, wish.typed, results.for_guests)


def _cut_in_box(typed: str) -> str:
    """Where the box shows only a part of a question, which then stands below it whole:
    on phones, everywhere, or (empty) nowhere."""
    if len(typed) > FITS_WIDE:
        return "everywhere"
    return "on-phones" if len(typed) > FITS_PHONE else ""


def _results(request: HttpRequest, wish: Wish) -> Results:
    return search(
        wish.typed,
        request.user,
        start=(wish.page - 1) * PER_PAGE,
        limit=PER_PAGE,
        filters=wish.filters,
        is_newest=wish.is_newest,
    )


def _answer(
    request: HttpRequest,
    wish: Wish,
    results: Results,
    series_name: str,
    *,
    has_promoted: bool,
) -> dict[str, Any]:
    """What the page shows of results, and where it leads when they are none or few;
    with something promoted on it, it does not say that nothing was found."""
    member = request.user
    is_empty = not results.items and not results.tips
    is_last = wish.page * PER_PAGE >= results.reachable
    counts = results.counts
    answer: dict[str, Any] = {
        "results": results,
        "choices": choosing.choices(wish, counts, member, series_name),
        "is_cut": wish.is_cut or results.is_cut,
        "counted": COUNTED if counts.is_least and counts.count > COUNTED else 0,
        "newer": wish.address(page=wish.page - 1) if wish.page > 1 else "",
        "older": "" if is_last else wish.address(page=wish.page + 1),
        "tips_url": wish.with_filter(kind="tip"),
        "spelling_url": Wish(
            results.spelling.query if results.spelling else ""
        ).address(),
    }
    if is_empty and wish.page > 1 and results.reachable:
        answer["first_url"] = wish.address()
    elif is_empty and wish.filters and counts.everywhere:
        answer["elsewhere_url"] = Wish(wish.typed).address()
        answer["chosen_name"] = _chosen_name(wish, series_name)
    elif is_empty and not has_promoted:
        answer["is_pasted"] = _is_pasted(wish.typed)
        answer["ways_on"] = ways_on(wish.typed, member)
    elif is_last and counts.count < FEW:
        answer["ask_url"], answer["can_ask"] = ask_address(wish.typed, member)
    return answer


def _chosen_name(wish: Wish, series_name: str) -> str:
    """What is chosen, in words: রিভিউ · ২০২৫."""
    kind = wish.filters.kind
    named = [choosing.kind_name(kind)] if kind else []
    return " · ".join(
        [*named, *(each.label for each in choosing.taken(wish, series_name))]
    )


def _is_pasted(typed: str) -> bool:
    """Whether she looks for a number or for a page elsewhere, which are in no index."""
    found = pasted.read(typed)
    return found is not None and found.kind in (matching.PHONE, matching.PAGE)


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
    return SUGGESTED_TO_NETWORK.is_over(network_of(request))
