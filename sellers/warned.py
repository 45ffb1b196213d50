"""Warnings as work for moderators: what they see, and what follows from a decision."""

from typing import Any

from django.db.models import QuerySet
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from core import phones
from moderation.kinds import CaseKind
from moderation.models import Case, ModerationEntry
from moderation.signals import case_decided, case_restored
from moderation.targets import Target
from sellers.models import SellerWarning
from sellers.models.known import CASE_KIND
from theme.templatetags.words import digits

Action = ModerationEntry.Action
KIND = CaseKind(
    CASE_KIND,
    _("A warning about a number or page"),
    ("approve", "dismiss"),
    asks_reason=True,  # it stands beside what is told, for the one warned to answer
    buttons={"approve": _("Warn others"), "dismiss": _("Tell nobody")},
)


class WarningTarget(Target):
    """A warning; its reporter, the one warned and moderators know of it."""

    kind = "warning"
    label = _("Warning")
    is_reportable = False

    def visible_to(self, member: Any) -> QuerySet[Any]:
        return SellerWarning.objects.visible_to(member).select_related("by", "about")

    def title(self, thing: SellerWarning) -> str:
        return thing.title()

    def words(self, thing: SellerWarning) -> str:
        return f"{digits(phones.national(thing.value))}\n\n{thing.words}"

    def hold(self, thing: SellerWarning) -> None:
        SellerWarning.objects.select_for_update(of=("self",)).filter(
            pk=thing.pk
        ).first()

    def is_pending(self, thing: SellerWarning) -> bool:
        return not thing.is_decided

    def approve(self, thing: SellerWarning) -> bool:
        return thing.uphold()

    def hold_back(self, thing: SellerWarning) -> bool:
        return thing.wait_again()


TARGET = WarningTarget()


@receiver(case_decided)
def decide(case: Case, thing: Any, action: str, reason: str, **_: Any) -> None:
    """Keep what moderators say of a warning, and tell who should know."""
    if case.kind != CASE_KIND or thing is None:
        return
    if action == Action.DISMISS:
        thing.refuse()
    thing.tell(reason)


@receiver(case_restored)
def wait_again(case: Case, **_: Any) -> None:
    """A decision was undone: nobody is told until there is another."""
    if case.kind == CASE_KIND:
        warning = SellerWarning.objects.filter(pk=case.target_id).first()
        if warning is not None:
            warning.wait_again()
