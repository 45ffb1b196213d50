"""Taking a member's name out of what moderators keep (core.personal.Step).

What was reported and decided stays, for it protects others: without her name.
"""

from typing import Any

from django.db.models import Q

from core.personal import Going, Step, wipe_texts
from moderation.models import Case, CaseEvent, ModerationEntry, Report, Sanction


def _is_about(going: Going, case: Case | None) -> bool:
    if case is None:
        return False
    hers = case.about_id == going.member.pk
    return hers or (case.target_kind == "member" and case.target_id == going.member.pk)


def wipe_cases(going: Going) -> bool:
    """What stands in cases."""
    rows = Case.objects.all()
    return wipe_texts(
        going, rows, ("words", "decision"), lambda row: _is_about(going, row)
    )


def wipe_events(going: Going) -> bool:
    """What stands in their history."""
    rows = CaseEvent.objects.select_related("case")
    return wipe_texts(going, rows, ("words",), lambda row: _is_about(going, row.case))


def wipe_reports(going: Going) -> bool:
    """What was reported, by her or about her."""

    def near(row: Report) -> bool:
        return row.by_id == going.member.pk or _is_about(going, row.case)

    rows = Report.objects.select_related("case")
    return wipe_texts(going, rows, ("words", "name", "contact"), near)


def wipe_sanctions(going: Going) -> bool:
    """Why something was laid on her."""
    rows = Sanction.objects.all()
    hers = going.member.pk
    return wipe_texts(going, rows, ("reason",), lambda row: row.member_id == hers)


def wipe_entries(going: Going) -> bool:
    """What moderators said when they acted."""
    about = Case.objects.filter(about=going.member)
    things = set(about.values_list("target_kind", "target_id"))
    things.add(("member", going.member.pk))

    def near(row: Any) -> bool:
        return (row.target_kind, row.target_id) in things

    rows = ModerationEntry.objects.filter(~Q(reason=""))
    return wipe_texts(going, rows, ("reason",), near)


STEPS = (
    Step("cases", wipe_cases, place=30),
    Step("case-history", wipe_events, place=30),
    Step("reports", wipe_reports, place=30),
    Step("sanctions", wipe_sanctions, place=30),
    Step("moderation-log", wipe_entries, place=30),
)
