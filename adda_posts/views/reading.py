"""Reading: all addas, one series, one adda with its discussion."""

import datetime as dt
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from adda_posts.models import Adda, AddaQuerySet, Series
from core import text
from forum.models import Thread
from forum.reading import elsewhere, thread_context

PER_PAGE = 20
UPCOMING = 7


@require_safe
def adda_list(request: HttpRequest) -> HttpResponse:
    """Show all addas: today's first, then what is announced, then the past."""
    addas = Adda.objects.visible_to(request.user).for_list()
    return render(
        request,
        "adda_posts/adda_list.html",
        {
            **days(request, addas),
            "may_plan": may_plan(request),
            "series_list": Series.objects.visible_to(request.user).order_by("pk")[:50],
        },
    )


@require_safe
def series(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one series and its addas."""
    found = get_object_or_404(Series.objects.visible_to(request.user), slug=slug)
    addas = Adda.objects.visible_to(request.user).for_list().filter(series=found)
    return render(
        request,
        "adda_posts/series.html",
        {
            **days(request, addas),
            "series": found,
            "name": found.label,
            "hosts": list(found.hosts.order_by("pk")),
            "may_plan": found.may_be_run_by(request.user),
        },
    )


@require_safe
def adda(request: HttpRequest, slug: str, day: dt.date) -> HttpResponseBase:
    """Show one adda: what it is about, who runs it, and what members say."""
    shown = get_adda(request, slug, day)
    thread = shown.thread
    if target := elsewhere(request, thread):
        return redirect(target)
    return render(request, "adda_posts/adda.html", adda_context(request, shown))


def adda_context(request: HttpRequest, adda: Adda) -> dict[str, Any]:
    """Everything that adda_posts/adda.html shows of an adda."""
    hosts = list(adda.hosts_in_order)
    others = Adda.objects.visible_to(request.user).filter(series=adda.series_id)
    others = others.select_related("series")
    is_readable = Thread.objects.visible_to(request.user).filter(pk=adda.thread_id)
    context: dict[str, Any] = {
        "adda": adda,
        "page": adda.page,
        "intro": adda.page.intro_for(request.user),
        "hosts": hosts,
        "previous": others.filter(date__lt=adda.date).order_by("-date").first(),
        "next": others.filter(date__gt=adda.date).order_by("date").first(),
        "may_run": adda.may_be_run_by(request.user),
    }
    if adda.stage != Adda.State.SCHEDULED and is_readable.exists():
        ids = [host.pk for host in hosts]
        context |= thread_context(request, adda.thread, hosts=ids)
    return context


def get_adda(request: HttpRequest, slug: str, day: dt.date) -> Adda:
    """The adda at an address, or 404 where there is none that this reader may see."""
    addas = Adda.objects.visible_to(request.user).for_list()
    return get_object_or_404(
        addas.select_related("page__picture"), series__slug=slug, date=day
    )


def may_plan(request: HttpRequest) -> bool:
    """Whether the reader runs any series."""
    user = request.user
    return user.is_authenticated and Series.objects.run_by(user).exists()


def days(request: HttpRequest, addas: AddaQuerySet) -> dict[str, Any]:
    """One page of a list of addas: today's and coming ones on the first, then the past.

    `?before=<id>` goes on below that adda.
    """
    past = addas.past()
    first = "before" not in request.GET
    if not first:
        typed = text.to_ascii_digits(request.GET["before"])
        if not typed.isascii() or not typed.isdigit() or len(typed) > 18:
            raise BadRequest("before is no number")
        last = Adda.objects.visible_to(request.user).filter(pk=int(typed)).first()
        past = past.before(last) if last else past.none()
    shown = list(past[: PER_PAGE + 1])
    today = list(addas.of_today()[:10]) if first else []
    here = {each.pk for each in today}
    page = shown[:PER_PAGE]
    return {
        "first": first,
        "today": today,
        "upcoming": list(addas.upcoming()[:UPCOMING]) if first else [],
        "past": [each for each in page if each.pk not in here],
        "older": f"{request.path}?before={page[-1].pk}" if len(shown) > PER_PAGE else "",
    }
