"""Bookmark: a post that a member put aside for herself."""

from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.utils import timezone

if TYPE_CHECKING:
    from profiles.models import Member

    from .post import Post


class BookmarkQuerySet(models.QuerySet["Bookmark"]):
    """Only their owner reads them."""

    def of(self, member: Any) -> Self:
        """Hers, the latest first."""
        return self.filter(member=member).order_by("-pk")


class Bookmark(models.Model):
    """A saved post; the post may be hidden later, the bookmark stays."""

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="bookmarks"
    )
    post = models.ForeignKey(
        "forum.Post", on_delete=models.CASCADE, related_name="bookmarks"
    )
    at = models.DateTimeField(default=timezone.now, editable=False)

    objects = BookmarkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member", "post"], name="one_bookmark_per_post"
            )
        ]
        indexes = [models.Index(fields=["member", "-id"])]

    def __str__(self) -> str:
        return f"{self.member_id}: {self.post_id}"

    @classmethod
    def keep(cls, member: "Member", post: "Post") -> None:
        """Save a post; saved already, it stays where it is in her list."""
        Bookmark.objects.bulk_create(
            [Bookmark(member=member, post=post)], ignore_conflicts=True
        )

    @classmethod
    def drop(cls, member: "Member", post: "Post") -> None:
        """Take a post out of what she saved."""
        cls.objects.filter(member=member, post=post).delete()
