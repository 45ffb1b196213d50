"""Recoveries as moderators' work: a case each (moderation.kinds, moderation.targets)."""

from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.phones import mask_number
from moderation.kinds import CaseKind
from moderation.models import Case
from moderation.targets import Target
from profiles.models import Recovery
from theme.templatetags import words
from theme.templatetags.words import reader_language

RECOVERY = "recovery"
KIND = CaseKind(
    RECOVERY,
    gettext_lazy("A member wants her account back"),
    ("approve", "dismiss"),
    buttons={
        "approve": gettext_lazy("Let her back in"),
        "dismiss": gettext_lazy("Do not let her in"),
    },
    # How she made sure that it is her: another moderator must be able to read it.
    asks_reason=True,
)
SWEEP_SECONDS = 60 * 60.0


class RecoveryTarget(Target):
    """A recovery that only moderators see; "let through" opens the account."""

    kind = RECOVERY
    label = gettext_lazy("Recovery")
    is_reportable = False

    def visible_to(self, member: Any) -> QuerySet[Any]:
        rows = Recovery.objects.select_related("member")
        return rows if getattr(member, "is_moderator", False) else rows.none()

    def title(self, thing: Recovery) -> str:
        return thing.member.display_name

    def words(self, thing: Recovery) -> str:
        """What a moderator needs to know before she decides."""
        since = thing.member.joined_at
        lines = [
            f"@{thing.member.handle}",
            str(thing.state_label),
            _("Number: %(number)s")
            % {"number": mask_number(thing.member.phone or "", reader_language())},
            _("Here since %(day)s") % {"day": words.day(since)},
        ]
        if thing.decided_from:
            moment = words.moment(thing.decided_from)
            lines.append(_("Can be decided from %(moment)s") % {"moment": moment})
        return "\n".join(lines)

    def url(self, thing: Recovery) -> str:
        return reverse("profiles:moderate", args=[thing.member.handle])

    def is_hidden(self, thing: Recovery) -> bool:
        return False

    def hide(self, thing: Recovery, by: Any, reason: str) -> bool:
        return False

    def unhide(self, thing: Recovery) -> bool:
        return False

    def is_pending(self, thing: Recovery) -> bool:
        return thing.state == Recovery.State.WAITING

    def approve(self, thing: Recovery) -> bool:
        return thing.allow_by_moderator()

    def hold_back(self, thing: Recovery) -> bool:
        return thing.wait_again()


def bring(recovery: Recovery) -> Case:
    """Bring it to the moderators, the member herself apart where she is one; runs
    inside the verb's transaction."""
    return Case.open_for(
        RecoveryTarget(), recovery, kind=RECOVERY, not_for=recovery.member
    )


def settle(recovery: Recovery) -> None:
    """Take it off the moderators' list: it is over, or she found a proof herself; runs
    inside the verb's transaction."""
    # Kept with the case, for whoever reads it later: in the language of the site.
    with translation.override(settings.LANGUAGE_CODE):
        words = str(recovery.state_label)
    Case.settle(RecoveryTarget(), recovery, kind=RECOVERY, words=words)


def sweep() -> int:
    """End those that waited too long for a moderator; for the worker. Always 0: it is
    not asked again soon."""
    for recovery in Recovery.objects.run_out().order_by("pk")[:100]:
        recovery.lapse()
    return 0
