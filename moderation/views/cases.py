"""One case: its history, notes, and what a moderator does about it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from core.permissions import Refused
from moderation import models
from moderation.forms import ActForm, CaseActForm, NoteForm
from moderation.models import Case, Decided, ModerationEntry, Report
from moderation.views.queue import ready_made, row_of
from moderation.views.things import (
    Subject,
    form_view,
    next_page,
    require_moderator,
    shown,
    subjects,
    thing_or_404,
)

SHOWN = 50


def case_or_404(pk: int) -> Case:
    """The case with all that its page shows of it."""
    return get_object_or_404(Case.objects.for_list(), pk=pk)


@never_cache
@require_safe
def case_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a case with its reports, history and notes."""
    moderator = require_moderator(request)
    case = case_or_404(pk)
    about = subjects([case], moderator)[case.pk]
    return _page(request, case, about)


def _page(
    request: HttpRequest,
    case: Case,
    about: Subject,
    form: CaseActForm | None = None,
    note: NoteForm | None = None,
    status: int = 200,
) -> HttpResponse:
    row = row_of(case, about, list(case.reports.newest()[:SHOWN]))
    if form is not None:
        row["form"] = form
    context = {
        "row": row,
        "case": case,
        "events": case.events.select_related("by")[:SHOWN],
        "note_form": note or NoteForm(),
        "canned": ready_made() if case.is_open else [],
        "is_mine": case.assignee_id == request.user.pk,
        "next": next_page(request),
    }
    return render(request, "moderation/case.html", context, status=status)


@never_cache
@require_POST
def case_act(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide a case with one tap of `action`; says so where it was decided before."""
    moderator = require_moderator(request)
    case = case_or_404(pk)
    about = subjects([case], moderator)[case.pk]
    form = CaseActForm(request.POST, case=case, about=about)
    if not form.is_valid():
        return _page(request, case, about, form, status=400)
    case.round = form.cleaned_data["round"]
    try:
        done = _decide(case, about, moderator, form)
    except Decided:
        return _too_late(request, pk)
    except Refused as refused:
        form.add_error(None, str(refused.sentence))
        return _page(request, case, about, form, status=403)
    if not done:
        return _too_late(request, pk)
    messages.success(request, _("Done."))
    return redirect(next_page(request) or "moderation:list")


def _decide(case: Case, about: Subject, by: Any, form: CaseActForm) -> bool:
    reason = form.cleaned_data["reason"]
    if about.target is None or about.thing is None:
        return models.close(case, by, reason)
    return models.act(
        about.target,
        about.thing,
        form.cleaned_data["action"],
        by,
        reason,
        until=form.until,
        case=case,
    )


def _too_late(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what became of it meanwhile; nothing was done twice."""
    case = Case.objects.filter(pk=pk).first()
    if case is None or case.is_open:
        sentence = _("New reports came in meanwhile. Look at it once more.")
    else:
        sentence = _("It was decided meanwhile: %(outcome)s. Nothing was done twice.")
        sentence %= {"outcome": case.outcome_label}
    messages.warning(request, sentence)
    return redirect("moderation:case", pk)


@never_cache
@require_POST
def case_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Take a case, give it back, or keep a note (`step`: take, release, note)."""
    moderator = require_moderator(request)
    case = case_or_404(pk)
    if step == "take":
        case.take(moderator)
    elif step == "release":
        case.release(moderator)
    elif step == "note":
        form = NoteForm(request.POST)
        if not form.is_valid():
            about = subjects([case], moderator)[case.pk]
            return _page(request, case, about, note=form, status=400)
        case.note(moderator, form.cleaned_data["words"])
    else:
        raise Http404
    return redirect(next_page(request) or case)


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
        return redirect(next_page(request) or target.url(thing))
    entries = ModerationEntry.objects.on(target, thing).newest()
    context = {
        "form": form,
        "next": next_page(request),
        "open_reports": Report.objects.on(target, thing).open().newest()[:20],
        "history": entries.select_related("by")[:20],
        **shown(target, thing),
    }
    status = 400 if form.is_bound else 200
    return render(request, "moderation/act.html", context, status=status)
