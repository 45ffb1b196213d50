"""What blocking means here: whose words stand folded for whom, and the line of the
sheet behind ⋯ that blocks.

She does not see the words of those she blocked unless she asks; neither answers the
other, and no notice goes between them. Who runs a discussion is read and answers there,
moderators everywhere. Nothing tells the other that he is blocked.
"""

from collections.abc import Iterator
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from core.permissions import refuse
from forum.actions import Action
from forum.models import Post
from profiles.models import Block

T = TypeVar("T", bound=Model)


def blocked_by(member: Any) -> frozenset[int]:
    """Ids of those whose words stand folded for `member`; a moderator reads all."""
    if not member.is_authenticated or member.is_moderator or not member.blocks_someone:
        return frozenset()
    return frozenset(member.blocked_ids())


def unblocked(rows: QuerySet[T], member: Any) -> QuerySet[T]:
    """Posts or threads without those by members whom `member` blocked, for where
    nothing can stand folded."""
    if not getattr(member, "pk", None) or member.is_moderator:
        return rows
    held = Block.objects.filter(member=member.pk, other__is_moderator=False)
    return rows.exclude(author__in=held.values("other"))


def require_answerable(member: Any, post: Post) -> None:
    """Raise Refused where a block stands between `member` and who wrote `post`."""
    if post.is_across_a_block(member, post.thread.host_ids):
        refuse(cannot_answer(member, post), "blocked")


def cannot_answer(member: Any, post: Post) -> str:
    """What she reads who answers over a block; it tells nobody that he is blocked."""
    if Block.objects.filter(member=member, other=post.author_id).exists():
        return _("You blocked this member. Unblock first if you want to answer.")
    return _(
        "This comment cannot be answered by you. Your words are here: "
        "send them as a comment of their own."
    )


def cannot_react(member: Any, post: Post) -> str:
    """The same for her who would say something kind to it."""
    if Block.objects.filter(member=member, other=post.author_id).exists():
        return _("You blocked this member. Unblock first if you want to react.")
    return _("You cannot react to this comment.")


def offered(request: HttpRequest, post: Post) -> Iterator[Action]:
    """Block who wrote it, or unblock; each says what it wants, so twice is once."""
    member, author = request.user, post.author
    if not member.is_authenticated or author == member or author.is_moderator:
        return
    url = reverse("profiles:block", args=[author.handle])
    back = post.get_absolute_url()
    if Block.objects.filter(member=member, other=author).exists():
        fields = {"wanted": "0", "next": back}
        yield Action("block", _("Unblock"), url, "show", fields=fields, order=75)
    else:
        fields = {"wanted": "1", "next": back}
        label = _("Block this member")
        yield Action("block", label, url, "lock", fields=fields, order=75)
