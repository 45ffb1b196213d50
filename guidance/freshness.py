"""Tips do not stay right by themselves: those that are due become moderators' work."""

import datetime as dt
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from guidance.models import Tip
from guidance.reportable import TIP
from moderation.kinds import CaseKind
from moderation.models import Case, Decided, ModerationEntry, act

if TYPE_CHECKING:
    from profiles.models import Member

STALE = "stale"
KIND = CaseKind(STALE, _("A tip to look through"))
EVERY_SECONDS = 600
AT_ONCE = 20


def bring_due() -> int:
    """Open a case for tips that are due and have none; how many. For the worker."""
    waiting = Case.objects.open().filter(kind=STALE, target_kind=TIP.kind)
    due = Tip.objects.to_review().exclude(pk__in=waiting.values("target_id"))
    tips = list(due.for_list()[:AT_ONCE])
    for tip in tips:
        Case.open_for(TIP, tip, kind=STALE)
    return len(tips)


@transaction.atomic
def vouch(tip: Tip, by: "Member", until: dt.date) -> bool:
    """Say that `by` looked a tip through and vouches for it until a day, and end the
    work that waited for that; False where she did so already."""
    changed = tip.review(by, until)
    cases = Case.objects.open().on(TIP, tip).filter(kind=STALE)
    for case in cases:
        try:
            act(TIP, tip, ModerationEntry.Action.LOOK_THROUGH, by, "", case=case)
        except Decided:
            # Another moderator was quicker.
            continue
    return changed
