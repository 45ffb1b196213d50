"""What moderators' buttons do: the verb, the answered cases and the trace, at once.

Rows are taken in one order: those of the thing (thread, post), then cases by id, then
reports, sanctions and entries.
"""

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.permissions import refuse, require
from moderation import kinds, reasons, signals
from moderation.targets import Target

from .case import Case, CaseEvent
from .entry import COVERED, Hideable, ModerationEntry
from .report import Report
from .sanction import Sanction

Action = ModerationEntry.Action
HIDING = (Action.HIDE, Action.SILENCE)
# What says that there was nothing wrong.
REJECTING = (Action.DISMISS, Action.UNHIDE)
# One act on a thing answers all of these.
TOGETHER = (kinds.REPORT, kinds.TAKEDOWN, kinds.HELD)


class Decided(Exception):
    """The case was decided meanwhile, in another tab or by another moderator."""


def act(
    target: Target,
    thing: Any,
    action: str,
    by: Any,
    reason: str,
    *,
    category: str = "",
    until: datetime | None = None,
    case: Case | None = None,
    batch: uuid.UUID | None = None,
) -> bool:
    """Do `action` (ModerationEntry.Action) to a thing, and write down who and why.

    It answers the open cases on the thing that the action ends. Returns False, and
    writes nothing, where there was nothing to do. With `case` (as it was read) raises
    Decided where that one is not open any more in its round. Raises Refused where she
    may not.
    """
    _require_fit(target, thing, action, by, case)
    batch = batch or uuid.uuid4()
    is_large = action in HIDING and target.in_slices
    hidden = is_large and target.hide(thing, by, reason)
    with transaction.atomic():
        target.hold(thing)
        changed = hidden or _change(target, thing, action, by, reason)
        cases = _decide(target, thing, action, by, reason, case, batch)
        codes = [category, *(each.reason for each in cases)]
        category = reasons.category(next(filter(None, codes), ""))
        changed |= _sanction(
            target, thing, action, by, reason, category, until, cases, batch
        )
        if not changed and not cases:
            return False
        if action not in (Action.WARN, Action.LIFT):
            ModerationEntry.objects.create(
                by=by,
                action=Action.HIDE if action in HIDING else action,
                target_kind=target.kind,
                target_id=thing.pk,
                reason=reason,
                category=category,
                batch=batch,
            )
        for each, reporters in cases.items():
            _tell(each, target, thing, by, reporters)
    return True


def close(case: Case, by: Any, reason: str, batch: uuid.UUID | None = None) -> bool:
    """End a case whose thing is gone; False when it was ended already."""
    with transaction.atomic():
        rows = Case.objects.open().select_for_update()
        held = rows.filter(pk=case.pk, round=case.round).first()
        if held is None:
            return False
        reporters = _end(held, Action.DISMISS, by, reason, batch or uuid.uuid4())
        _tell(held, None, None, by, reporters)
    return True


def _require_fit(
    target: Target, thing: Any, action: str, by: Any, case: Case | None
) -> None:
    """Raise Refused where this act does not belong to this thing, case or moderator."""
    if action in (Action.WARN, Action.SILENCE) and target.author(thing) is None:
        refuse(_("Nobody stands behind this whom you could warn."))
    if case is None:
        return
    fits = action in kinds.get(case.kind).actions
    # What was hidden for now can be shown again at once.
    fits |= action == Action.UNHIDE and case.kind == kinds.REPORT
    require(fits, _("This cannot be done with this case."), "action")
    if case.not_for_id == by.pk:
        others = get_user_model().objects.filter(is_moderator=True, is_active=True)
        require(
            not others.exclude(pk=by.pk).exists(),
            _("This is about your own decision, so another moderator decides it."),
            "own",
        )


def _change(target: Target, thing: Any, action: str, by: Any, reason: str) -> bool:
    """Do to the thing itself what `action` says."""
    if action in HIDING and not target.in_slices:
        # What was hidden for now is hidden from here on in the moderator's name.
        if _is_covered(thing):
            return target.take_over(thing, by, reason)
        return target.hide(thing, by, reason)
    if action == Action.UNHIDE or (action == Action.DISMISS and _is_covered(thing)):
        return target.unhide(thing)
    if action == Action.APPROVE:
        return target.approve(thing)
    return False


def _is_covered(thing: Any) -> bool:
    if not isinstance(thing, Hideable):
        return False
    thing.refresh_from_db(fields=["hidden_at", "hidden_reason"])
    return thing.hidden_reason == COVERED


def _decide(
    target: Target,
    thing: Any,
    action: str,
    by: Any,
    reason: str,
    case: Case | None,
    batch: uuid.UUID,
) -> dict[Case, list[int]]:
    """End the open cases that `action` answers; each with the members who reported."""
    rows = Case.objects.open().on(target, thing).select_for_update().order_by("pk")
    if case and case.kind not in TOGETHER:
        rows = rows.filter(pk=case.pk)
    else:
        rows = rows.filter(kind__in=TOGETHER)
    found = [each for each in rows if _answers(action, each)]
    if case and not any(c.pk == case.pk and c.round == case.round for c in found):
        raise Decided
    return {each: _end(each, action, by, reason, batch) for each in found}


def _answers(action: str, case: Case) -> bool:
    if action == Action.UNHIDE:
        return case.covered_at is not None
    return action in HIDING or action in kinds.get(case.kind).actions


def _end(case: Case, action: str, by: Any, reason: str, batch: uuid.UUID) -> list[int]:
    """Write the decision into a case that is held; returns who reported."""
    now = timezone.now()
    rejected = action in REJECTING
    case.set(
        state=Case.State.REJECTED if rejected else Case.State.RESOLVED,
        decided_at=now,
        decided_by=by,
        outcome=action,
        decision=reason,
        batch=batch,
    )
    case.events.create(what=CaseEvent.What.DECIDED, by=by, action=action, words=reason)
    waiting = case.reports.filter(state=Report.State.OPEN)
    reporters = list(waiting.exclude(by=None).values_list("by", flat=True))
    waiting.update(
        state=Report.State.DISMISSED if rejected else Report.State.DONE,
        decided_at=now,
        decided_by=by,
    )
    return reporters


def _sanction(
    target: Target,
    thing: Any,
    action: str,
    by: Any,
    reason: str,
    category: str,
    until: datetime | None,
    cases: Iterable[Case],
    batch: uuid.UUID,
) -> bool:
    """The part of an act that falls on a member."""
    if action == Action.LIFT:
        return bool(thing.lift(by, reason, batch=batch))
    if action not in (Action.WARN, Action.SILENCE):
        return False
    Sanction.give(
        target.author(thing),
        action,
        by,
        reason,
        until=until,
        why=category,
        case=next(iter(cases), None),
        batch=batch,
    )
    return True


def _tell(
    case: Case, target: Target | None, thing: Any, by: Any, reporters: list[int]
) -> None:
    signals.case_decided.announce(
        Case,
        case=case,
        target=target,
        thing=thing,
        action=case.outcome,
        by=by,
        reason=case.decision,
        about=case.about,
        reporters=reporters,
    )
