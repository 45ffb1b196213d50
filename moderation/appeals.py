"""Sanctions as something a member can appeal against (see moderation.targets)."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from moderation.models import Sanction
from moderation.targets import Target


class SanctionTarget(Target):
    """A sanction; only the member herself and moderators know of it."""

    kind = "sanction"
    label = _("Sanction")
    is_reportable = False

    def visible_to(self, member: Any) -> QuerySet[Any]:
        rows = Sanction.objects.select_related("member", "by")
        if getattr(member, "is_moderator", False):
            return rows
        return rows.filter(member=member.pk)

    def title(self, thing: Sanction) -> str:
        return f"{thing.get_kind_display()} · {thing.member}"

    def words(self, thing: Sanction) -> str:
        return thing.reason

    def author(self, thing: Sanction) -> Any:
        return thing.member

    def is_hidden(self, thing: Sanction) -> bool:
        return False
