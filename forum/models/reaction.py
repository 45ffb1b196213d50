"""Reaction: one member's warm word about one post."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import Count, F
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from forum import signals
from moderation.models import require_voice

from .post import Post
from .thread import AcrossBlock

if TYPE_CHECKING:
    from profiles.models import Member


class CannotReact(Exception):
    """It is her own, or its words are not there to be read."""


class Reaction(models.Model):
    """One row per post and member; how many there are is counted on the post."""

    class Kind(models.TextChoices):
        HEART = "heart", pgettext_lazy("reaction", "I like it")
        THANKS = "thanks", pgettext_lazy("reaction", "Thank you")
        USEFUL = "useful", pgettext_lazy("reaction", "Useful")
        BRAVO = "bravo", pgettext_lazy("reaction", "Well done")

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="reactions")
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reactions"
    )
    kind = models.CharField(max_length=10, choices=Kind)
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member", "post"], name="one_reaction_per_member"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.post_id}"

    @classmethod
    def of(cls, member: Any, posts: Collection[int]) -> dict[int, str]:
        """What `member` said to these posts (ids), in one query; a guest said nothing."""
        if not posts or not member.is_authenticated:
            return {}
        hers = cls.objects.filter(member=member, post__in=posts)
        return dict(hers.values_list("post", "kind"))

    @classmethod
    def counts(cls, post: Post) -> dict[str, int]:
        """How often each kind was said to a post."""
        said = cls.objects.filter(post=post).values("kind").annotate(count=Count("pk"))
        return {row["kind"]: row["count"] for row in said.order_by("kind")}

    # --- verbs ---

    @classmethod
    @transaction.atomic
    def give(cls, post: Post, member: "Member", kind: str) -> bool:
        """Say `kind` to a post, instead of what she said before; False when she says so
        already.

        Raises CannotReact, AcrossBlock where she and who wrote it keep apart, and
        Refused when she may not write now.
        """
        post.hold_thread()
        post.refresh_from_db(fields=["hidden_at", "pending", "reaction_count"])
        if post.author_id == member.pk or post.is_hidden or post.pending:
            raise CannotReact
        if cls.objects.filter(post=post, member=member, kind=kind).exists():
            return False
        cls.require_welcome(post, member)
        _row, is_new = cls.objects.get_or_create(
            post=post, member=member, defaults={"kind": kind}
        )
        if not is_new:
            others = cls.objects.filter(post=post, member=member)
            others.update(kind=kind, at=timezone.now())
        cls._counted(post, member, kind, 1 if is_new else 0)
        return True

    @staticmethod
    def require_welcome(post: Post, member: "Member") -> None:
        """Raise Refused or AcrossBlock where her words would be refused too; what she
        says to a reply is not said to the comment above it."""
        require_voice(member)
        if post.is_across_a_block(member, post.thread.host_ids, alone=True):
            raise AcrossBlock

    @classmethod
    @transaction.atomic
    def take_back(cls, post: Post, member: "Member") -> bool:
        """Unsay it; False when there was nothing."""
        post.hold_thread()
        gone, _rows = cls.objects.filter(post=post, member=member).delete()
        if gone:
            cls._counted(post, member, "", -1)
        return bool(gone)

    @classmethod
    def _counted(cls, post: Post, member: "Member", kind: str, change: int) -> None:
        """Carry it to the post and to every open page; lists show no reactions."""
        post.version = post.thread.raise_version(listed=False)
        Post.objects.filter(pk=post.pk).update(
            reaction_count=F("reaction_count") + change, version=post.version
        )
        post.refresh_from_db(fields=["reaction_count"])
        signals.post_reacted.announce(
            cls, thread=post.thread, post=post, member=member, kind=kind
        )
