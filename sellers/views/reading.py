"""Reading: the list of sellers, and one seller's page with the questions to her."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from forum.models import Thread
from forum.reading import elsewhere, thread_context
from forum.views.threads import with_form
from sellers import pages
from sellers.models import Seller

PER_PAGE = 20


@require_safe
def seller_list(request: HttpRequest) -> HttpResponse:
    """Show sellers, the latest first."""
    sellers = Seller.objects.visible_to(request.user).public()
    found = list(sellers.for_list().newest()[:PER_PAGE])
    said = pages.marks(found)
    context = {"rows": [(each, said[each.pk]) for each in found]}
    return render(request, "sellers/seller_list.html", context)


@require_safe
def seller(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Show one seller: what we know, what she makes and her rules, then questions."""
    found = get_seller(request, slug)
    if found.thread and (target := elsewhere(request, found.thread)):
        return redirect(target)
    context: dict[str, Any] = {
        "seller": found,
        "is_hers": found.is_of(request.user),
        "facts": pages.facts(request, found),
        "head": pages.sections(request, found, pages.HEAD),
        "body": pages.sections(request, found, pages.BODY),
        "end": pages.sections(request, found, pages.END),
    }
    thread, threads = found.thread, Thread.objects.visible_to(request.user)
    if thread is not None and threads.filter(pk=thread.pk).exists():
        context |= with_form(request, thread_context(request, thread))
    return render(request, "sellers/seller.html", context)


def get_seller(request: HttpRequest, slug: str) -> Seller:
    """The seller at an address, or 404 where there is none that this reader may see."""
    sellers = Seller.objects.visible_to(request.user).for_list()
    return get_object_or_404(sellers.select_related("thread"), slug=slug)
