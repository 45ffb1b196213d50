"""Taking back what was done with one tap: at once, or later from the list of acts."""

import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone

from core.slices import in_slices
from moderation import signals, targets
from moderation.targets import Target

from .case import Case, CaseEvent
from .entry import COVERED, ModerationEntry
from .report import Report
from .sanction import Sanction

Action = ModerationEntry.Action
UNDOABLE = (
    Action.HIDE,
    Action.UNHIDE,
    Action.DISMISS,
    Action.APPROVE,
    Action.WARN,
    Action.SILENCE,
    Action.SUSPEND,
    Action.LOOK_THROUGH,
)
FEW = 50  # so many are taken one by one, in whatever order they were done


def undo(batch: uuid.UUID, by: Any) -> int:
    """Take back all that was done under `batch`; returns how many things changed.

    What someone did with the thing later stays. In slices where it is much; done twice
    it happens once, and where it was stopped, call it again.
    """
    undone: list[int] = []

    def one(pk: int) -> None:
        with transaction.atomic():
            if _undo(pk, by):
                undone.append(pk)

    entries = ModerationEntry.objects.filter(batch=batch, action__in=UNDOABLE)
    pks = list(
        entries.filter(undone_at=None).order_by("pk").values_list("pk", flat=True)
    )
    if len(pks) > FEW:
        in_slices(pks, one)
    else:
        for pk in pks:
            one(pk)
    for pk in Case.objects.decided().filter(batch=batch).values_list("pk", flat=True):
        _restore(pk, batch, by)
    return len(undone)


def _undo(pk: int, by: Any) -> bool:
    """Take back one entry's act; False when it was, or something came after it."""
    entry = ModerationEntry.objects.get(pk=pk)
    target = targets.get(entry.target_kind)
    thing = target.load(entry.target_id, by) if target else None
    if target is not None and thing is not None:
        target.hold(thing)
    rows = ModerationEntry.objects.filter(pk=pk, undone_at=None)
    if not rows.update(undone_at=timezone.now()):
        return False
    same = {"target_kind": entry.target_kind, "target_id": entry.target_id}
    if target is None or thing is None or not _reverse(entry, target, thing, by):
        return False
    ModerationEntry.objects.create(
        by=by,
        action=Action.UNDO,
        reason=entry.reason,
        category=entry.category,
        **same,
    )
    return True


def _reverse(entry: ModerationEntry, target: Target, thing: Any, by: Any) -> bool:
    if entry.action in Sanction.Kind.values:
        return _lift(entry, by)
    later = ModerationEntry.objects.on(target, thing).filter(
        pk__gt=entry.pk, undone_at=None
    )
    if later.exclude(action=Action.UNDO).exists():
        return False
    if entry.action == Action.UNHIDE:
        return _hide_again(entry, target, thing)
    if entry.action == Action.APPROVE:
        return target.hold_back(thing)
    if entry.action == Action.HIDE and not target.unhide(thing):
        return False
    # Its case opens again, and where it was hidden for now it is so again.
    cases = Case.objects.decided().on(target, thing).filter(batch=entry.batch)
    if cases.exclude(covered_at=None).exists():
        target.hide(thing, None, COVERED)
    return True


def _lift(entry: ModerationEntry, by: Any) -> bool:
    given = Sanction.objects.filter(
        batch=entry.batch, kind=entry.action, member=entry.target_id
    )
    return any(sanction.lift(by, entry.reason) for sanction in given)


def _hide_again(entry: ModerationEntry, target: Target, thing: Any) -> bool:
    """Hide it as it was hidden before it was shown."""
    hidden = ModerationEntry.objects.on(target, thing).filter(
        pk__lt=entry.pk, action__in=(Action.HIDE, Action.COVER)
    )
    before = hidden.newest().select_related("by").first()
    return target.hide(
        thing, before.by if before else entry.by, before.reason if before else ""
    )


@transaction.atomic
def _restore(pk: int, batch: uuid.UUID, by: Any) -> None:
    """Open a case again as it was before it was decided under `batch`."""
    rows = Case.objects.decided().filter(pk=pk, batch=batch).select_for_update()
    case = rows.first()
    if case is None:
        return
    answered = case.reports.filter(decided_at=case.decided_at)
    answered.update(state=Report.State.OPEN, decided_at=None, decided_by=None)
    state = Case.State.WORKING if case.assignee_id else Case.State.OPEN
    case.set(
        state=state,
        decided_at=None,
        decided_by=None,
        outcome="",
        decision="",
        batch=None,
    )
    case.events.create(what=CaseEvent.What.RESTORED, by=by)
    signals.case_restored.announce(Case, case=case, by=by)
