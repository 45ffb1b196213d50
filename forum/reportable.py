"""What of the forum can be reported and hidden (see moderation.targets)."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from forum.models import Post, Thread
from moderation.targets import Target


class PostTarget(Target):
    """A comment, a reply, the opening of a thread."""

    kind = "post"
    label = _("Comment")

    def visible_to(self, member: Any) -> QuerySet[Any]:
        return Post.objects.visible_to(member).select_related("author", "thread")

    def title(self, thing: Post) -> str:
        return thing.thread.title

    def words(self, thing: Post) -> str:
        return f"{thing.author.display_name}: {thing.source}"


class ThreadTarget(Target):
    """A whole discussion."""

    kind = "thread"
    label = _("Discussion")

    def visible_to(self, member: Any) -> QuerySet[Any]:
        return Thread.objects.visible_to(member).for_list()

    def title(self, thing: Thread) -> str:
        return thing.title

    def words(self, thing: Thread) -> str:
        return thing.author.display_name if thing.author else ""
