"""The kinds of work in the moderators' queue. Higher rooms add theirs from `ready()`:

    kinds.register(CaseKind("stale", _("Guidance to look through")))

and open a case by `Case.open_for(target, thing, kind="stale")`. No models here: an
AppConfig may import it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REPORT = "report"
TAKEDOWN = "takedown"
HELD = "held"
APPEAL = "appeal"


@dataclass(frozen=True)
class CaseKind:
    """One kind of work: what it is called, and the acts (ModerationEntry.Action) that
    end it. What is only looked through ends by that alone. With `asks_reason` none of
    them goes without words of the moderator's own. `buttons` says acts in words of its
    own, where the usual ones would mean something else."""

    name: str
    label: "str | Promise"
    actions: tuple[str, ...] = ("look-through",)
    asks_reason: bool = False
    buttons: Mapping[str, "str | Promise"] = field(default_factory=dict)


_registered: dict[str, CaseKind] = {}


def register(kind: CaseKind) -> None:
    """Make one more kind of work known."""
    _registered[kind.name] = kind


def get(name: str) -> CaseKind:
    """The kind of this name; one that is gone can still be looked through."""
    return _registered.get(name) or CaseKind(name, name)


register(CaseKind(REPORT, _("A report"), ("hide", "warn", "silence", "dismiss")))
register(CaseKind(TAKEDOWN, _("Takedown request"), ("hide", "dismiss")))
register(CaseKind(HELD, _("Waits to be let through"), ("approve", "hide")))
register(CaseKind(APPEAL, _("An appeal"), ("lift", "dismiss")))
