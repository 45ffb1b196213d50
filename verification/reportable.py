"""What was checked, as the log of moderators' acts names it; nobody reports it."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from moderation.targets import Target
from verification.models import Verification


class VerificationTarget(Target):
    """One thing that a moderator decided about."""

    kind = "verification"
    label = _("Papers of a seller")
    is_reportable = False

    def visible_to(self, member: Any) -> QuerySet[Any]:
        return Verification.objects.visible_to(member).select_related("seller")

    def title(self, thing: Verification) -> str:
        return thing.seller.name

    def words(self, thing: Verification) -> str:
        return str(thing.of_kind.label)

    def url(self, thing: Verification) -> str:
        return reverse("verification:case", args=[thing.pk])

    def is_hidden(self, thing: Verification) -> bool:
        return False

    def hide(self, thing: Verification, by: Any, reason: str) -> bool:
        return False

    def unhide(self, thing: Verification) -> bool:
        return False


TARGET = VerificationTarget()
