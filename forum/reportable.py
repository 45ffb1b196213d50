"""What of the forum can be reported and hidden (see moderation.targets)."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from forum.models import Post, PostEdit, Thread
from moderation.targets import Target
from photos.models import Picture


class PostTarget(Target):
    """A comment, a reply, the opening of a thread."""

    kind = "post"
    label = _("Comment")

    def visible_to(self, member: Any) -> QuerySet[Any]:
        return Post.objects.visible_to(member).select_related(
            "author", "thread", "parent__author"
        )

    def title(self, thing: Post) -> str:
        return thing.thread.title

    def words(self, thing: Post) -> str:
        return f"{thing.author.display_name}: {thing.source}"

    def pictures(self, thing: Post) -> list[Picture]:
        return [Picture.of(each) for each in thing.pictures]

    def author(self, thing: Post) -> Any:
        return thing.author

    def before(self, thing: Post) -> str:
        above = thing.parent
        return f"{above.author.display_name}: {above.source}" if above else ""

    def hold(self, thing: Post) -> None:
        thing.hold_thread()

    def is_pending(self, thing: Post) -> bool:
        return thing.pending

    def approve(self, thing: Post) -> bool:
        return thing.approve()

    def hold_back(self, thing: Post) -> bool:
        return thing.hold_back()

    def is_known_hidden(self, pk: int, member: Any) -> bool:
        # A placeholder stands where it was, in a thread that she may read.
        hidden = Post.objects.exclude(hidden_at=None).filter(pk=pk, pending=False)
        threads = Thread.objects.visible_to(member)
        return hidden.filter(thread__in=threads).exists()


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

    def author(self, thing: Thread) -> Any:
        return thing.author

    def hold(self, thing: Thread) -> None:
        thing.hold()


class EditTarget(Target):
    """Words that stood in a comment before they were changed."""

    kind = "edit"
    label = _("Earlier words of a comment")

    def visible_to(self, member: Any) -> QuerySet[Any]:
        edits = PostEdit.objects.visible_to(member)
        return edits.select_related("post__author", "post__thread")

    def title(self, thing: PostEdit) -> str:
        return thing.post.thread.title

    def words(self, thing: PostEdit) -> str:
        return f"{thing.post.author.display_name}: {thing.source}"

    def author(self, thing: PostEdit) -> Any:
        return thing.post.author

    def hold(self, thing: PostEdit) -> None:
        thing.post.hold_thread()
