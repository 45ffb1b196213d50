"""What verification holds of a member (core.personal), and what goes when she goes: all
of it, the pictures first. That she looked at others' papers stays, without her name.
"""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.personal import Going, Holding, Step
from verification.models import Evidence, EvidenceLook, Verification

AT_ONCE = 50


def checks(member: Any) -> Iterator[dict[str, Any]]:
    """What she asked to have checked and what became of it, the oldest first. Who
    decided is not said."""
    for row in Verification.objects.filter(member=member).order_by("pk").iterator():
        yield {
            "what": str(row.of_kind.label),
            "how": str(row.get_method_display()),
            "ending": row.ending,
            "name": row.holder,
            "state": str(row.get_state_display()),
            "asked": row.asked_at,
            "decided": row.decided_at,
            "until": row.until,
            "ended": row.ended_at,
            "why": str(row.get_reason_display() or row.get_why_display()),
            "words": row.words,
        }


def looks(member: Any) -> Iterator[dict[str, Any]]:
    """When moderators looked at her pictures; who did is not said."""
    rows = EvidenceLook.objects.filter(evidence__owner=member).order_by("pk")
    for look in rows.select_related("evidence__verification").iterator():
        yield {"what": look.evidence.label, "at": look.at}


def drop(going: Going) -> bool:
    """Let go of all that is hers; whether more is left."""
    return forget(going.member)


def forget(member: Any) -> bool:
    """Remove her pictures, then the rows that name them; whether more are left."""
    hers = Evidence.objects.filter(owner=member)
    for each in hers.kept().order_by("pk")[:AT_ONCE]:
        each.remove()
    if hers.kept().exists():
        return True
    EvidenceLook.objects.filter(evidence__in=hers).delete()
    hers.delete()
    # What an owner before her had checked of contacts that go with the page, too.
    Verification.objects.filter(
        Q(member=member) | Q(contact__seller__member=member)
    ).delete()
    return False


HOLDINGS = (
    Holding(
        "checks",
        _("What is checked"),
        {
            "what": _("What was checked"),
            "how": _("How"),
            "ending": _("Last digits"),
            "name": _("Name on it"),
            "state": _("State"),
            "asked": _("Asked"),
            "decided": _("Decided"),
            "until": _("Until"),
            "ended": _("Ended"),
            "why": _("Why"),
            "words": _("Words"),
        },
        checks,
        place=4,
    ),
    Holding(
        "evidence-looks",
        _("When moderators looked at your papers"),
        {"what": _("What was checked"), "at": _("When")},
        looks,
        place=4,
    ),
)
# Before the contacts that rows here rest on.
STEPS = (Step("evidence", drop, place=7),)
