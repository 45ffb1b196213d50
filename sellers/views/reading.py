"""Reading: the list of sellers, and one seller's page with the questions to her."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from core import caching
from core.caching import guest_page
from forum import followed
from forum.models import Thread
from forum.reading import elsewhere, thread_context
from forum.views.outside import sheet_of
from forum.views.threads import with_form
from sellers import listing, pages, structured
from sellers.models import District, Seller, ShowcaseItem
from sellers.views.leading_on import leads_on

# What a guest sees of a seller follows from her page and from the questions to her.
_SELLER = """
SELECT s.version, t.version, m.is_active FROM sellers_seller s
JOIN forum_thread t ON t.id = s.thread_id
LEFT JOIN profiles_member m ON m.id = s.member_id
WHERE s.slug = %s AND s.hidden_at IS NULL AND s.published_at IS NOT NULL
AND s.merged_into_id IS NULL
"""
_LIST = "SELECT changed_at, id FROM sellers_seller ORDER BY changed_at DESC LIMIT 1"


def seller_stamp(request: HttpRequest, slug: str) -> Any:
    """What a guest's view of a seller follows from."""
    return caching.rows(_SELLER, slug) or None


def list_stamp(request: HttpRequest) -> Any:
    """What the list of sellers follows from: every change of one moves the latest."""
    return caching.rows(_LIST)


@require_safe
@guest_page(stamp=list_stamp, query=("before",))
def seller_list(request: HttpRequest) -> HttpResponse:
    """Show sellers, the latest first or `?sort=rating`: `?q=` words, `?district=` a slug,
    `?upazila=` a code, `?<filter>=1`."""
    asked = listing.wanted(request)
    sellers = listing.narrowed(Seller.objects.public(), asked)
    before = request.GET.get("before", "")
    page, place = listing.page_of(sellers, asked, before)
    said = pages.marks(page)
    for each in page:
        each.said = said[each.pk]
    older = asked.address(before=place) if place else ""
    context = {
        "asked": asked,
        "sellers": page,
        "older": older,
        "is_first": not before,
        "picked": list(asked.picked()),
        "upazilas": listing.upazilas_of(asked),
        "districts": sorted(District.objects.all(), key=lambda each: each.name),
        "filters": [
            (each, each.name in asked.filters) for each in pages.FILTERS.values()
        ],
        "mine": Seller.objects.of(request.user),
        "canonical": f"{settings.SITE_URL}{request.get_full_path()}",
    }
    return render(request, "sellers/seller_list.html", context)


@require_safe
@guest_page(stamp=seller_stamp, query=("page",))
@leads_on
def seller(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Show one seller: what we know, what she makes and her rules, then questions."""
    found = get_seller(request, slug)
    if found.thread and (target := elsewhere(request, found.thread)):
        return redirect(target)
    items = list(ShowcaseItem.objects.filter(seller=found).shown())
    pictures = [*found.drawn, *(each for item in items for each in item.drawn)]
    context: dict[str, Any] = {
        "seller": found,
        "is_hers": found.is_of(request.user),
        "items": items,
        "picture": pictures[0] if pictures else None,
        "card": pages.card(request, found),
        "head": pages.sections(request, found, pages.HEAD),
        "body": pages.sections(request, found, pages.BODY),
        "end": pages.sections(request, found, pages.END),
        "structured": structured.of(found, items) if found.is_public else "",
    }
    thread, threads = found.thread, Thread.objects.visible_to(request.user)
    if thread is not None and threads.filter(pk=thread.pk).exists():
        context["follow"] = followed.button(request, "thread", found, thread.pk)
        context |= with_form(request, thread_context(request, thread))
    return render(request, "sellers/seller.html", context)


@require_safe
@leads_on
def share(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the plain address of her page, ready to be sent on."""
    found = get_seller(request, slug)
    thread = found.thread or Thread(title=found.name)
    return sheet_of(request, thread, found.get_absolute_url())


def get_seller(request: HttpRequest, slug: str) -> Seller:
    """The seller at an address, or 404 where there is none that this reader may see,
    or one that became part of another (`leads_on`)."""
    sellers = Seller.objects.visible_to(request.user).filter(merged_into=None)
    sellers = sellers.for_list()
    sellers = followed.with_level(sellers, request.user, "thread", "thread")
    return get_object_or_404(sellers.select_related("thread"), slug=slug)
