"""What this room holds of a member (core.personal): what she reported, and what was
decided about her. Who else reported is nobody's to take along."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.personal import Holding
from moderation import targets
from moderation.models import Case, Report, Sanction


def _thing(case: Case) -> str:
    target = targets.get(case.target_kind)
    return f"{target.label if target else case.target_kind} {case.target_id}"


def reports(member: Any) -> Iterator[dict[str, Any]]:
    """What she reported or appealed against."""
    rows = Report.objects.filter(by=member).select_related("case")
    for report in rows.order_by("pk").iterator():
        yield {
            "at": report.at,
            "kind": str(report.get_kind_display()),
            "thing": _thing(report.case),
            "reason": str(report.get_reason_display()),
            "words": report.words,
            "state": str(report.get_state_display()),
        }


def decisions(member: Any) -> Iterator[dict[str, Any]]:
    """What moderators decided about her words, as far as she was told."""
    for case in Case.objects.told_to(member).order_by("pk").iterator():
        yield {
            "at": case.decided_at,
            "thing": _thing(case),
            "outcome": str(case.outcome_label),
            "reason": str(case.said),
        }


def sanctions(member: Any) -> Iterator[dict[str, Any]]:
    """What was laid on her."""
    for sanction in Sanction.objects.filter(member=member).order_by("pk"):
        yield {
            "at": sanction.at,
            "kind": str(sanction.get_kind_display()),
            "until": sanction.until,
            "lifted": sanction.lifted_at,
            "reason": sanction.reason,
        }


HOLDINGS = (
    Holding(
        "reports",
        _("My reports"),
        {
            "at": _("When"),
            "kind": _("What"),
            "thing": _("About"),
            "reason": _("Reason"),
            "words": _("Your words"),
            "state": _("What became of it"),
        },
        reports,
        place=5,
    ),
    Holding(
        "decisions",
        _("Decisions about you"),
        {
            "at": _("When"),
            "thing": _("About"),
            "outcome": _("Decision"),
            "reason": _("Reason"),
        },
        decisions,
        place=5,
    ),
    Holding(
        "sanctions",
        _("What moderators laid on you"),
        {
            "at": _("When"),
            "kind": _("What"),
            "until": _("Until"),
            "lifted": _("Taken back"),
            "reason": _("Reason"),
        },
        sanctions,
        place=5,
    ),
)
