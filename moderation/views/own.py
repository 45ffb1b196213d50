"""What a member learns: of her reports, of what was decided about her, her appeal."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from moderation import targets
from moderation.forms import AppealForm, MoreWordsForm
from moderation.models import Case, Report, Sanction
from moderation.views.things import form_view, number, subjects

PER_PAGE = 20


@never_cache
@login_required
@require_safe
def my_reports(request: HttpRequest) -> HttpResponse:
    """Show what she has reported and what became of it, the latest first."""
    me: Any = request.user
    mine = Report.objects.filter(by=me).exclude(kind=Report.Kind.TAKEDOWN)
    if before := number(request.GET.get("before", "")):
        mine = mine.before(before)
    page = list(mine.newest().select_related("case")[: PER_PAGE + 1])
    older = f"?before={page[PER_PAGE - 1].pk}" if len(page) > PER_PAGE else ""
    page = page[:PER_PAGE]
    about = subjects([each.case for each in page], targets.HOUSE)
    rows = [{"report": each, "about": about[each.case_id]} for each in page]
    context = {"rows": rows, "older": older}
    return render(request, "moderation/my_reports.html", context)


@never_cache
@login_required
@form_view
def my_report(request: HttpRequest, pk: int) -> HttpResponse:
    """Thank her for a report, say what became of it, and take words she adds."""
    me: Any = request.user
    mine = Report.objects.filter(by=me).exclude(kind=Report.Kind.TAKEDOWN)
    found = get_object_or_404(mine.select_related("case"), pk=pk)
    form = MoreWordsForm(request.POST or None, initial={"words": found.words})
    about = subjects([found.case], targets.HOUSE)[found.case_id]
    if form.is_valid():
        if found.add_words(form.cleaned_data["words"]):
            messages.success(request, _("Saved."))
            return redirect(about.url or "moderation:my-reports")
        form.add_error(None, _("It is decided already, so nothing can be added."))
    context = {"report": found, "form": form, "about": about}
    status = 400 if form.is_bound else 200
    return render(request, "moderation/my_report.html", context, status=status)


@never_cache
@login_required
@require_safe
def my_decisions(request: HttpRequest) -> HttpResponse:
    """Show her what moderators decided about her words and about her, and why."""
    member: Any = request.user
    cases = Case.objects.told_to(member)
    if before := number(request.GET.get("before", "")):
        cases = cases.filter(pk__lt=before)
    page = list(cases.order_by("-pk")[: PER_PAGE + 1])
    older = f"?before={page[PER_PAGE - 1].pk}" if len(page) > PER_PAGE else ""
    page = page[:PER_PAGE]
    about = subjects(page, targets.HOUSE)
    sanctions = Sanction.objects.on(member)[:PER_PAGE] if not before else []
    context = {
        "rows": [{"case": case, "about": about[case.pk]} for case in page],
        "sanctions": sanctions,
        "older": older,
    }
    return render(request, "moderation/my_decisions.html", context)


@never_cache
@login_required
@form_view
def appeal(request: HttpRequest, pk: int) -> HttpResponse:
    """Let her say why a sanction is wrong; another moderator than its giver decides."""
    me: Any = request.user
    sanction = get_object_or_404(Sanction, pk=pk, member=me)
    target: Any = targets.get("sanction")
    earlier = Report.objects.on(target, sanction).filter(by=me).first()
    if earlier is not None:
        return redirect("moderation:my-report", earlier.pk)
    form = AppealForm(request.POST or None)
    if form.is_valid():
        filed = Report.file(
            target,
            sanction,
            kind=Report.Kind.APPEAL,
            by=me,
            not_for=sanction.by,
            **form.cleaned_data,
        )
        return redirect("moderation:my-report", filed.pk)
    context = {"form": form, "sanction": sanction}
    status = 400 if form.is_bound else 200
    return render(request, "moderation/appeal.html", context, status=status)
