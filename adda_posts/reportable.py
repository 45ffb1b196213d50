"""What of addas can be reported and hidden (see moderation.targets)."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from adda_posts.models import Adda
from moderation.targets import Target


class AddaTarget(Target):
    """An adda with everything said in it; hiding is of its thread."""

    kind = "adda"
    label = _("Adda")

    def visible_to(self, member: Any) -> QuerySet[Any]:
        return Adda.objects.visible_to(member).for_list()

    def title(self, thing: Adda) -> str:
        return thing.thread.title

    def words(self, thing: Adda) -> str:
        return "\n\n".join(filter(None, [thing.page.topic, thing.page.intro]))

    def is_hidden(self, thing: Adda) -> bool:
        return thing.thread.is_hidden

    def hide(self, thing: Adda, by: Any, reason: str) -> bool:
        return thing.hide(by, reason)

    def unhide(self, thing: Adda) -> bool:
        return thing.unhide()
