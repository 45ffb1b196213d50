"""The moderators' queue: what waits, the heaviest first, and many answered at once."""

import uuid
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.db.models import F, Window
from django.db.models.functions import RowNumber
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from core.permissions import Refused
from moderation import kinds, models, reasons
from moderation.forms import BulkForm, CaseActForm
from moderation.models import (
    CannedAnswer,
    Case,
    Decided,
    ModerationEntry,
    Report,
)
from moderation.models.undoing import UNDOABLE
from moderation.views.things import Subject, number, require_moderator, subjects
from theme.templatetags import words

PER_PAGE = 20
REPORTS_SHOWN = 3
JUST_NOW = timedelta(minutes=10)
FILTERS = {
    "open": gettext_lazy("Waiting"),
    "mine": gettext_lazy("Mine"),
    kinds.HELD: gettext_lazy("To let through"),
    kinds.TAKEDOWN: gettext_lazy("Takedown"),
    "decided": gettext_lazy("Answered"),
}


@never_cache
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """Show the cases that wait; `?show=` is a key of FILTERS, `?after=` a place."""
    moderator = require_moderator(request)
    asked = request.GET.get("show", "")
    show = asked if asked in FILTERS else "open"
    cases = chosen(show, moderator)
    place = request.GET.get("after", "")
    page = list(past(cases, place, show)[: PER_PAGE + 1])
    older = (
        f"?show={show}&after={_place_of(page[-2], show)}"
        if len(page) > PER_PAGE
        else ""
    )
    page = page[:PER_PAGE]
    context = {
        "rows": rows_of(page, moderator),
        "show": show,
        "filters": FILTERS.items(),
        "older": older,
        "is_first": not place,
        "waiting": Case.objects.open().count(),
        "undoable": just_done(moderator),
        "here": request.get_full_path(),
        "canned": ready_made(),
    }
    return render(request, "moderation/queue.html", context)


def ready_made() -> list[str]:
    """The words to choose from: those of the site, then what moderators keep."""
    ours = [str(each) for each in reasons.CANNED.values()]
    return [*ours, *CannedAnswer.ready()]


def chosen(show: str, moderator: Any) -> Any:
    """The cases of one filter, in their order."""
    cases = Case.objects.for_list()
    if show == "decided":
        return cases.decided().order_by("-decided_at", "-pk")
    cases = cases.open().heaviest()
    if show == "mine":
        return cases.filter(assignee=moderator)
    return cases if show == "open" else cases.filter(kind=show)


def past(cases: Any, place: str, show: str) -> Any:
    """Those after `place` (weight-id, for decided ones an id); all for no place."""
    weight, _dash, pk = place.rpartition("-")
    last = number(pk)
    if last is None:
        return cases
    if show == "decided":
        row = Case.objects.decided().filter(pk=last).first()
        return cases.decided_before(row) if row else cases
    weighed = number(weight)
    return cases if weighed is None else cases.after(weighed, last)


def _place_of(case: Case, show: str) -> str:
    return str(case.pk) if show == "decided" else f"{case.weight}-{case.pk}"


def rows_of(cases: list[Case], moderator: Any) -> list[dict[str, Any]]:
    """Each case beside what it is about, what was said and what can be done."""
    about = subjects(cases, moderator)
    said: dict[int, list[Report]] = {}
    for report in newest_words(cases):
        said.setdefault(report.case_id, []).append(report)
    return [row_of(case, about[case.pk], said.get(case.pk, [])) for case in cases]


def row_of(case: Case, about: Subject, reports: list[Report]) -> dict[str, Any]:
    """What a card of the queue shows."""
    return {
        "case": case,
        "about": about,
        "reports": reports,
        "reasons": [
            (reasons.label(code), count)
            for code, count in sorted(case.reasons.items(), key=lambda each: -each[1])
        ],
        "form": CaseActForm(case=case, about=about) if case.is_open else None,
    }


def newest_words(cases: list[Case]) -> Any:
    """The newest reports with words of each case, a few; one query."""
    rows = Report.objects.filter(case__in=cases).exclude(words="")
    ranked = rows.annotate(
        place=Window(RowNumber(), partition_by="case", order_by=F("pk").desc())
    )
    return ranked.filter(place__lte=REPORTS_SHOWN).order_by("case", "-pk")


def just_done(moderator: Any) -> dict[str, Any] | None:
    """Her last act, while it is fresh, to be undone from the page itself."""
    mine = ModerationEntry.objects.filter(
        by=moderator,
        batch__isnull=False,
        undone_at=None,
        action__in=UNDOABLE,
        at__gt=timezone.now() - JUST_NOW,
    )
    last = mine.newest().first()
    return {"entry": last} if last else None


@never_cache
@require_safe
def waiting_count(request: HttpRequest) -> HttpResponse:
    """How many cases wait, as a number: {"waiting": 12, "shown": "১২"}."""
    require_moderator(request)
    count = Case.objects.open().count()
    return JsonResponse({"waiting": count, "shown": words.number(count)})


@never_cache
@require_POST
def bulk(request: HttpRequest) -> HttpResponse:
    """Answer many cases in one way; all of it can be undone with one tap."""
    moderator = require_moderator(request)
    form = BulkForm(request.POST)
    back = form.back()
    if not form.is_valid():
        for errors in form.errors.values():
            messages.error(request, str(errors[0]))
        return redirect(back)
    picked = dict(form.cleaned_data["cases"])
    found = Case.objects.open().filter(pk__in=picked).order_by("pk")
    fresh = [case for case in found if case.round == picked[case.pk]]
    about = subjects(fresh, moderator)
    mute = [c for c in fresh if about[c.pk].thing and form.lacks_reason(c)]
    batch, done = uuid.uuid4(), 0
    for case in fresh:
        if case in mute:
            continue
        done += _answer(case, about[case.pk], moderator, form, batch)
    if done:
        sentence = ngettext("Done: %(count)s.", "Done: %(count)s.", done)
        messages.success(request, sentence % {"count": words.number(done)})
    if mute:
        sentence = ngettext(
            "%(count)s wants a reason in your own words. Write it and tick it again.",
            "%(count)s want a reason in your own words. Write it and tick them again.",
            len(mute),
        )
        messages.warning(request, sentence % {"count": words.number(len(mute))})
    if left := len(picked) - done - len(mute):
        sentence = ngettext(
            "%(count)s was decided or gone already, or this cannot be done with it.",
            "%(count)s were decided or gone already, or this cannot be done with them.",
            left,
        )
        messages.warning(request, sentence % {"count": words.number(left)})
    return redirect(back)


def _answer(
    case: Case, about: Subject, by: Any, form: BulkForm, batch: uuid.UUID
) -> bool:
    action = form.cleaned_data["action"]
    if about.target is None or about.thing is None:
        return action == "dismiss" and models.close(
            case, by, form.reason_for(case), batch
        )
    try:
        return models.act(
            about.target,
            about.thing,
            action,
            by,
            form.reason_for(case),
            case=case,
            batch=batch,
        )
    except (Decided, Refused):
        return False
