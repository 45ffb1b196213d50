"""What moderators' buttons do: the verb, the answered reports and the trace, at once."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from moderation.targets import Target

from .entry import ModerationEntry
from .report import Report


def act(target: Target, thing: Any, action: str, by: Any, reason: str) -> bool:
    """Hide, unhide or dismiss (ModerationEntry.Action), and write down who and why.

    Hiding and dismissing answer every open report on the thing. Returns False, and
    writes nothing, where there was nothing to do.
    """
    is_large = action == ModerationEntry.Action.HIDE and target.in_slices
    hidden = is_large and target.hide(thing, by, reason)
    with transaction.atomic():
        return _act(target, thing, action, by, reason, hidden)


def _act(
    target: Target, thing: Any, action: str, by: Any, reason: str, hidden: bool
) -> bool:
    """The part of `act` that is one transaction; `hidden` is what went before it."""
    if action == ModerationEntry.Action.HIDE:
        changed = hidden if target.in_slices else target.hide(thing, by, reason)
        answered = _answer(target, thing, Report.State.DONE, by)
    elif action == ModerationEntry.Action.UNHIDE:
        changed, answered = target.unhide(thing), 0
    else:
        changed, answered = False, _answer(target, thing, Report.State.DISMISSED, by)
    if not changed and not answered:
        return False
    ModerationEntry.objects.create(
        by=by,
        action=action,
        target_kind=target.kind,
        target_id=thing.pk,
        reason=reason,
    )
    return True


def _answer(target: Target, thing: Any, state: str, by: Any) -> int:
    waiting = Report.objects.on(target, thing).open()
    return waiting.update(state=state, decided_at=timezone.now(), decided_by=by)
