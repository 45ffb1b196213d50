"""Reading reviews: all of a seller, one, its history, what is useful, sharing it."""

from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from core import phones
from core.permissions import Refused
from forum.views.asking_in import sign_in_address, sign_in_first
from forum.views.more import sheet
from forum.views.writing import wants_json
from sellers import review_reading
from sellers.models import Review, ReviewProof, Seller
from sellers.views.leading_on import leads_on
from sellers.views.reading import get_seller


def get_review(request: HttpRequest, pk: int) -> Review:
    """The review, or 404 where there is none that this reader may know of."""
    reviews = Review.objects.visible_to(request.user).for_list()
    return get_object_or_404(reviews.select_related("seller__thread"), pk=pk)


def older_of(request: HttpRequest, review: Review) -> list[Review]:
    """What its buyer wrote before, on pages that became part of this one."""
    reviews = Review.objects.visible_to(request.user).filter(part_of=review)
    return list(reviews.for_list().order_by("-pk"))


@require_safe
@leads_on
def review_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Show all reviews of a seller, in one of three orders."""
    seller: Seller = get_seller(request, slug)
    sorts = review_reading.SORTS
    sort = sorts.get(request.GET.get("sort", ""), sorts["newest"])
    rows, more = review_reading.read_page(request, seller, sort)
    context = {
        "seller": seller,
        "rows": rows,
        "more": more,
        "sort": sort,
        "sorts": [
            (each, review_reading.list_url(seller, each.name))
            for each in sorts.values()
        ],
        "is_hers": request.user.is_authenticated and seller.is_of(request.user),
        **review_reading.score_of(seller),
    }
    return render(request, "sellers/review_list.html", context)


@require_safe
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one review with all that can be done about it."""
    found = get_review(request, pk)
    (row,) = review_reading.drawn(request, [found])
    proofs = ReviewProof.objects.visible_to(request.user).filter(review=found)
    context = {
        "row": row,
        "review": found,
        "seller": found.seller,
        "seller_is_seen": row.is_about_her or found.is_shown or found.part_of_id,
        "older": older_of(request, found),
        "proofs": proofs.select_related("photo") if not found.is_shown else [],
    }
    return render(request, "sellers/review.html", context)


@require_safe
def review_history(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what stood in a review before, for everyone who reads it."""
    found = get_review(request, pk)
    versions = [
        (version, review_reading.in_words(version))
        for version in found.versions.all()[:50]
    ]
    (row,) = review_reading.drawn(request, [found])
    context = {
        "review": found,
        "row": row,
        "versions": versions,
        "older": review_reading.drawn(request, older_of(request, found)),
    }
    return render(request, "sellers/review_history.html", context)


@require_POST
def review_useful(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Say that it was useful (`wanted` 1), or unsay it (0); a script is answered {id,
    wanted, count}, or {error, sentence}."""
    found = get_review(request, pk)
    if not request.user.is_authenticated:
        if wants_json(request):
            login = sign_in_address(found.get_absolute_url())
            return JsonResponse({"error": "sign_in", "login": login}, status=401)
        return sign_in_first(request, back=found.get_absolute_url())
    wanted = request.POST.get("wanted") == "1"
    try:
        found.vote(request.user, wanted=wanted)  # type: ignore[arg-type]
    except Refused as refused:
        if not wants_json(request):
            raise
        answer = {"error": refused.code, "sentence": str(refused.sentence)}
        return JsonResponse(answer, status=403)
    if wants_json(request):
        said = {"id": found.pk, "wanted": wanted, "count": found.useful_count}
        return JsonResponse(said)
    response = redirect(found)
    response.status_code = 303
    return response


@never_cache
@require_safe
def review_share(request: HttpRequest, pk: int) -> HttpResponse:
    """The plain address of a review, and the two messengers that take it along."""
    found = get_review(request, pk)
    url = f"{settings.SITE_URL}{found.get_absolute_url()}"
    name = phones.mask(found.seller.name)
    title = _("A review of %(name)s on Uthan") % {"name": name}
    context: dict[str, Any] = {
        "review": found,
        "url": url,
        "back": found.get_absolute_url(),
        "whatsapp": f"https://wa.me/?text={quote(f'{title} {url}')}",
        "messenger": f"fb-messenger://share/?link={quote(url, safe='')}",
    }
    part, page = "forum/_share.html", "sellers/review_share.html"
    return sheet(request, context, part=part, page=page)
