"""Reading: all addas, one series, one adda with its discussion."""

import datetime as dt
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_safe

from adda_posts.models import Adda, AddaQuerySet, Series, today
from core import caching, phones, text
from core.caching import guest_page
from forum import followed, pinning, unread
from forum.feeds import ENTRIES, Entry, atom
from forum.listing import last_changes
from forum.reading import elsewhere, thread_context
from forum.views.threads import with_form

PER_PAGE = 20
UPCOMING = 7
SERIES = 50
# What a guest sees of an adda: its row, where the clock stands, and what is pinned.
_ADDA = " UNION ALL ".join(
    (
        """
SELECT a.id, t.version, a.state
|| CASE WHEN a.opens_at <= %s THEN '-opened' ELSE '' END
|| CASE WHEN a.closes_at <= %s THEN '-closed' ELSE '' END
FROM adda_posts_adda a
JOIN adda_posts_series s ON s.id = a.series_id
JOIN forum_thread t ON t.id = a.thread_id
WHERE s.slug = %s AND a.date = %s AND a.published_at <= %s AND t.hidden_at IS NULL
""",
        pinning.PINNED_NOW,
    )
)


def list_stamp(request: HttpRequest, slug: str = "") -> Any:
    """What lists of addas follow from: the last change anywhere, and the day."""
    return today(), last_changes(None)


def adda_stamp(request: HttpRequest, slug: str, day: dt.date) -> Any:
    """What a guest's view of an adda follows from; None for one she may not see."""
    now = caching.moment(timezone.now())
    rows = caching.rows(_ADDA, now, now, slug, day, now, now, now, now)
    # Pins alone are no adda.
    return rows if any(not mark.isdigit() for *_ids, mark in rows) else None


@require_safe
@guest_page(stamp=list_stamp, query=("before",))
def adda_list(request: HttpRequest) -> HttpResponse:
    """Show all addas: today's first, then what is announced, then the past."""
    addas = Adda.objects.visible_to(request.user).for_list()
    series = Series.objects.visible_to(request.user).order_by("archive", "pk")
    context = {
        **days(request, addas),
        "may_plan": may_plan(request),
        "pins": pinning.pins_on(request),
        "series_list": list(series[:SERIES]),
    }
    return render(request, "adda_posts/adda_list.html", context)


@require_safe
@guest_page(stamp=list_stamp, query=("before",))
def series(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one series and its addas."""
    visible = Series.objects.visible_to(request.user)
    visible = followed.with_level(visible, request.user, "series")
    found = get_object_or_404(visible, slug=slug)
    addas = Adda.objects.visible_to(request.user).for_list().filter(series=found)
    context = {
        **days(request, addas),
        "series": found,
        "name": found.label,
        "hosts": list(found.hosts.order_by("pk")),
        "may_plan": found.may_be_run_by(request.user),
        "pins": pinning.pins_on(request, ("series", found.pk)),
        "follow": None if found.archive else followed.button(request, "series", found),
    }
    return render(request, "adda_posts/series.html", context)


@require_safe
@guest_page(stamp=list_stamp)
def series_feed(request: HttpRequest, slug: str) -> HttpResponse:
    """The addas of a series as Atom, those that have begun."""
    guest = AnonymousUser()
    found = get_object_or_404(Series.objects.visible_to(guest), slug=slug)
    addas = Adda.objects.visible_to(guest).for_list().filter(series=found)
    begun = addas.filter(
        thread__noindex=False, state__in=[Adda.State.OPEN, Adda.State.CLOSED]
    )
    entries = [feed_entry(each) for each in begun.order_by("-date", "-pk")[:ENTRIES]]
    return atom(found.label, found.get_absolute_url(), entries)


def feed_entry(adda: Adda) -> Entry:
    """What a feed says of an adda: its topic, when it began and last changed."""
    began = adda.opens_at or adda.thread.created_at
    topic = format_html("<p>{}</p>", phones.mask(adda.page.topic or adda.page.title))
    return Entry(
        adda.page.title,
        adda.get_absolute_url(),
        adda.series.label,
        topic,
        began,
        adda.thread.changed_at,
    )


@require_safe
@guest_page(stamp=adda_stamp, query=("page",))
def adda(request: HttpRequest, slug: str, day: dt.date) -> HttpResponseBase:
    """Show one adda: what it is about, who runs it, and what members say."""
    found = get_adda(request, slug, day)
    if target := elsewhere(request, found.thread):
        return redirect(target)
    return render(request, "adda_posts/adda.html", adda_context(request, found))


def adda_context(request: HttpRequest, adda: Adda) -> dict[str, Any]:
    """Everything that adda_posts/adda.html shows of an adda."""
    others = Adda.objects.visible_to(request.user).filter(series=adda.series_id)
    others = others.select_related("series", "page")
    hosts = list(adda.hosts_in_order)
    context: dict[str, Any] = {
        "adda": adda,
        "page": adda.page,
        "thread": adda.thread,
        "intro": adda.page.intro_for(request.user),
        "picture": adda.page.picture_shown(),
        "hosts": hosts,
        "previous": others.filter(date__lt=adda.date).order_by("-date").first(),
        "next": others.filter(date__gt=adda.date).order_by("date").first(),
        "may_run": adda.may_be_run_by(request.user, hosts=hosts),
        "pins": pinning.pins_on(request, ("adda", adda.pk), ("series", adda.series_id)),
        "follow": followed.button(request, "thread", adda, adda.thread_id),
    }
    may_read = adda.thread.is_public or getattr(request.user, "is_moderator", False)
    if adda.stage != Adda.State.SCHEDULED and may_read:
        context |= with_form(request, thread_context(request, adda.thread))
    return context


def get_adda(request: HttpRequest, slug: str, day: dt.date) -> Adda:
    """The adda at an address, or 404 where there is none that this reader may see."""
    addas = Adda.objects.visible_to(request.user).for_list()
    addas = followed.with_level(addas, request.user, "thread", "thread")
    addas = unread.with_mark(addas, request.user, "thread")
    found = get_object_or_404(
        addas.select_related("series", "thread", "page__picture"),
        series__slug=slug,
        date=day,
    )
    found.thread.read_up_to = found.read_up_to  # type: ignore[attr-defined]
    return found


def may_plan(request: HttpRequest) -> bool:
    """Whether the reader runs any series."""
    user = request.user
    return user.is_authenticated and Series.objects.run_by(user).exists()


def days(request: HttpRequest, addas: AddaQuerySet) -> dict[str, Any]:
    """One page of a list of addas: today's and coming ones on the first, then the past.

    `?before=<id>` goes on below that adda; Http404 for what is no id.
    """
    past = addas.past()
    is_first = "before" not in request.GET
    if not is_first:
        typed = text.to_ascii_digits(request.GET["before"])
        if not typed.isascii() or not typed.isdigit() or len(typed) > 18:
            raise Http404("no such place in the list")
        past = past.before(get_object_or_404(addas, pk=int(typed)))
    found = list(past[: PER_PAGE + 1])
    on_today = list(addas.of_today()[:10]) if is_first else []
    shown_above = {each.pk for each in on_today}
    page = found[:PER_PAGE]
    return {
        "is_first": is_first,
        "today": on_today,
        "upcoming": list(addas.upcoming()[:UPCOMING]) if is_first else [],
        "past": [each for each in page if each.pk not in shown_above],
        "older": f"?before={page[-1].pk}" if len(found) > PER_PAGE else "",
    }
