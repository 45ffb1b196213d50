"""The address of a page that became part of another leads to that one."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from sellers.models import Seller

View = Callable[..., HttpResponseBase]


def leads_on(view: View) -> View:
    """Where `view(request, slug)` finds nothing, send a reader for good (301) to the
    same page of the seller that this one became part of, if she may see that."""

    @wraps(view)
    def led(request: HttpRequest, slug: str, **more: Any) -> HttpResponseBase:
        try:
            return view(request, slug, **more)
        except Http404:
            into = Seller.objects.visible_to(request.user).filter(parts__slug=slug)
            found = into.filter(merged_into=None).first()
            where = request.resolver_match
            reads = request.method in ("GET", "HEAD")
            if found is None or where is None or not reads:
                raise
        answer = redirect(where.view_name, found.slug, permanent=True)
        # A moderator may part them again: browsers are to ask each time.
        answer["Cache-Control"] = "no-cache"
        return answer

    return led
