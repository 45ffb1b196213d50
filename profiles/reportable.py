"""Members as something a person can ask to have taken away (moderation.targets)."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from moderation.targets import Target
from profiles.models import Member


class MemberTarget(Target):
    """A member; hiding her hides every word of hers that is shown."""

    kind = "member"
    label = _("Member")
    in_slices = True

    def visible_to(self, member: Any) -> QuerySet[Any]:
        return Member.objects.visible_to(member)

    def title(self, thing: Member) -> str:
        return thing.display_name

    def words(self, thing: Member) -> str:
        return f"@{thing.handle}"

    def author(self, thing: Member) -> Any:
        return thing if thing.claimed else None

    def is_hidden(self, thing: Member) -> bool:
        """Never asked of the database in a list: the button hides what is left."""
        return False

    def hide(self, thing: Member, by: Any, reason: str) -> bool:
        return thing.hide_posts(by, reason)

    def unhide(self, thing: Member) -> bool:
        return False
