"""Saying something against a thing: in two taps, and for takedown without an account."""

from typing import Any

from allauth.core import ratelimit
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from core.permissions import Refused
from moderation import reasons, targets
from moderation.forms import ReportForm, TakedownForm
from moderation.models import Report
from moderation.views.things import form_view, shown, thing_or_404


def reportable_or_404(
    kind: str, pk: int, request: HttpRequest
) -> tuple[targets.Target, Any]:
    """The thing, where one may say something against its kind."""
    target, thing = thing_or_404(kind, pk, request.user)
    if not target.is_reportable:
        raise Http404
    return target, thing


@never_cache
@form_view
def report(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Show the reasons, each of which reports at once; guests have fraud alone."""
    target = targets.get(kind)
    if target and target.is_reportable and target.is_known_hidden(pk, request.user):
        return render(request, "moderation/report_hidden.html", status=409)
    target, thing = reportable_or_404(kind, pk, request)
    member = request.user if request.user.is_authenticated else None
    if member and target.author(thing) == member:
        return _own(request, target, thing)
    earlier = _earlier(target, thing, member)
    if earlier and request.method != "POST":
        return redirect("moderation:my-report", earlier.pk)
    form = ReportForm(request.POST or None, for_guest=member is None)
    if not form.is_valid():
        return _choose(request, form, target, thing)
    if member is None and not ratelimit.consume(request, action="report"):
        return render(request, "429.html", status=429)
    try:
        filed = Report.file(
            target, thing, kind=Report.Kind.REPORT, by=member, **form.cleaned_data
        )
    except Refused as refused:
        form.add_error(None, str(refused.sentence))
        status = 429 if refused.code == "limit" else 403
        return _choose(request, form, target, thing, status=status)
    if member is None:
        messages.success(request, _("Thank you. A moderator will look at it."))
        return render(
            request, "moderation/report_done.html", {"url": target.url(thing)}
        )
    return redirect("moderation:my-report", filed.pk)


def _earlier(target: targets.Target, thing: Any, member: Any) -> Report | None:
    if member is None:
        return None
    hers = Report.objects.on(target, thing).filter(by=member, kind=Report.Kind.REPORT)
    return hers.first()


def _own(request: HttpRequest, target: targets.Target, thing: Any) -> HttpResponse:
    context = shown(target, thing)
    return render(request, "moderation/report_own.html", context, status=403)


def _choose(
    request: HttpRequest,
    form: ReportForm,
    target: targets.Target,
    thing: Any,
    status: int | None = None,
) -> HttpResponse:
    is_guest = not request.user.is_authenticated
    context = {
        "form": form,
        "reasons": reasons.FOR_GUESTS if is_guest else reasons.FOR_MEMBERS,
        "is_guest": is_guest,
        **shown(target, thing),
    }
    status = status or (400 if form.is_bound else 200)
    return render(request, "moderation/report.html", context, status=status)


@never_cache
@form_view
def takedown(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Let anyone, without an account, ask that something be taken away."""
    target, thing = reportable_or_404(kind, pk, request)
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
    context = {"form": form, **shown(target, thing)}
    status = 400 if form.is_bound else 200
    return render(request, "moderation/takedown.html", context, status=status)
