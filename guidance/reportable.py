"""Tips as things that moderators work on (see moderation.targets)."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from guidance.models import Tip
from moderation.targets import Target


class TipTarget(Target):
    """A tip; it is looked through, never hidden: editors unpublish it, and what members
    say of it is a thread like any other."""

    kind = "tip"
    label = _("Tip")
    is_reportable = False

    def visible_to(self, member: Any) -> QuerySet[Any]:
        return Tip.objects.visible_to(member).for_list()

    def title(self, thing: Tip) -> str:
        return thing.page.words().title

    def words(self, thing: Tip) -> str:
        return thing.page.words().answer

    def url(self, thing: Tip) -> str:
        """Where it is looked through, with what readers say."""
        return reverse("guidance:review", args=[thing.slug])

    def is_hidden(self, thing: Tip) -> bool:
        return thing.thread.is_hidden

    def hide(self, thing: Tip, by: Any, reason: str) -> bool:
        return False

    def unhide(self, thing: Tip) -> bool:
        return False

    def hold(self, thing: Tip) -> None:
        thing.thread.hold()


TIP = TipTarget()
