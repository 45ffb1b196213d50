"""Saying something against a thing, and the moderators' list of what was said."""

from typing import Any

from allauth.core import ratelimit
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from moderation import models, targets
from moderation.forms import ActForm, ReportForm, TakedownForm
from moderation.models import ModerationEntry, Report

REPORTS_PER_PAGE = 20

form_view = require_http_methods(["GET", "HEAD", "POST"])


def thing_or_404(kind: str, pk: int, member: Any) -> tuple[targets.Target, Any]:
    """Return the thing and its target; Http404 where `member` may not know of it."""
    target = targets.get(kind)
    thing = target.load(pk, member) if target else None
    if target is None or thing is None:
        raise Http404
    return target, thing


@never_cache
@form_view
def report(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Let a member say what is wrong with something; guests ask for a takedown."""
    target, thing = thing_or_404(kind, pk, request.user)
    if not request.user.is_authenticated:
        if request.method != "POST":
            return redirect("moderation:takedown", kind, pk)
        # Signed out while she wrote: her words go on to the page without an account.
        begun = TakedownForm(initial={"words": request.POST.get("words", "")})
        return _ask(request, "moderation/takedown.html", begun, target, thing)
    form = ReportForm(request.POST or None)
    if form.is_valid():
        Report.file(
            target, thing, kind=Report.Kind.REPORT, by=request.user, **form.cleaned_data
        )
        messages.success(request, _("Thank you. A moderator will look at it."))
        return redirect(target.url(thing))
    return _ask(request, "moderation/report.html", form, target, thing)


@never_cache
@form_view
def takedown(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Let anyone, without an account, ask that something be taken away."""
    target, thing = thing_or_404(kind, pk, request.user)
    form = TakedownForm(request.POST or None)
    if form.is_valid():
        if not ratelimit.consume(request, action="takedown"):
            return render(request, "429.html", status=429)
        by = request.user if request.user.is_authenticated else None
        Report.file(
            target, thing, kind=Report.Kind.TAKEDOWN, by=by, **form.cleaned_data
        )
        context = {"target": target, "url": target.url(thing)}
        return render(request, "moderation/takedown_done.html", context)
    return _ask(request, "moderation/takedown.html", form, target, thing)


def _ask(
    request: HttpRequest, template: str, form: Any, target: targets.Target, thing: Any
) -> HttpResponse:
    status = 400 if form.is_bound else 200
    return render(
        request, template, {"form": form, **_shown(target, thing)}, status=status
    )


def _shown(target: targets.Target, thing: Any) -> dict[str, Any]:
    """What a page shows of a thing."""
    return {
        "target": target,
        "thing": thing,
        "title": target.title(thing),
        "words": target.words(thing),
        "url": target.url(thing),
        "is_hidden": target.is_hidden(thing),
    }


# --- For moderators ----------------------------------------------------------------


def require_moderator(request: HttpRequest) -> None:
    """Raise Http404 for everyone else: they need not know that this is here."""
    if not getattr(request.user, "is_moderator", False):
        raise Http404


@never_cache
@require_safe
def report_list(request: HttpRequest) -> HttpResponse:
    """Show reports and takedown requests, those that wait first.

    `?state=decided` shows the answered ones, `?before=<id>` goes back in time.
    """
    require_moderator(request)
    decided = request.GET.get("state") == "decided"
    reports = (
        Report.objects.exclude(state=Report.State.OPEN)
        if decided
        else Report.objects.open()
    )
    before = request.GET.get("before", "")
    if before.isdecimal() and len(before) < 19:
        reports = reports.before(int(before))
    page = list(reports.newest().select_related("decided_by")[: REPORTS_PER_PAGE + 1])
    older = ""
    if len(page) > REPORTS_PER_PAGE:
        page.pop()
        older = f"?{'state=decided&' if decided else ''}before={page[-1].pk}"
    context = {
        "rows": rows_of(page, request.user),
        "decided": decided,
        "older": older,
        "is_first": not before,
    }
    return render(request, "moderation/list.html", context)


def rows_of(reports: list[Report], moderator: Any) -> list[dict[str, Any]]:
    """Put each report beside what it is about; one query for each kind of thing."""
    wanted: dict[str, set[int]] = {}
    for item in reports:
        wanted.setdefault(item.target_kind, set()).add(item.target_id)
    things = {
        kind: target.load_many(pks, moderator)
        for kind, pks in wanted.items()
        if (target := targets.get(kind))
    }
    rows = []
    for item in reports:
        target = targets.get(item.target_kind)
        thing = things.get(item.target_kind, {}).get(item.target_id)
        shown = _shown(target, thing) if target and thing else {}
        rows.append({"report": item, **shown})
    return rows


@never_cache
@form_view
def act(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Let a moderator hide a thing, show it again or leave it, with a reason."""
    require_moderator(request)
    target, thing = thing_or_404(kind, pk, request.user)
    form = ActForm(request.POST or None)
    if form.is_valid():
        done = models.act(target, thing, by=request.user, **form.cleaned_data)
        messages.success(request, _("Done.") if done else _("It was so already."))
        return redirect(_next(request) or target.url(thing))
    context = {
        "form": form,
        "next": _next(request),
        "open_reports": Report.objects.on(target, thing).open().newest()[:20],
        "history": ModerationEntry.objects.filter(
            target_kind=kind, target_id=pk
        ).select_related("by")[:20],
        **_shown(target, thing),
    }
    status = 400 if form.is_bound else 200
    return render(request, "moderation/act.html", context, status=status)


def _next(request: HttpRequest) -> str:
    address = request.POST.get("next") or request.GET.get("next") or ""
    local = address.startswith("/") and url_has_allowed_host_and_scheme(address, None)
    return address if local else ""
