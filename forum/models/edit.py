"""PostEdit: what stood in a post before it was changed: words, and photos taken out."""

from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone

from moderation.models import COVERED, Hideable, ModerationEntry

from .post import LONGEST_BODY, Post

if TYPE_CHECKING:
    from profiles.models import Member


class PostEditQuerySet(models.QuerySet["PostEdit"]):
    """Reading what stood there before."""

    def visible_to(self, member: Any) -> Self:
        """Old words that `member` may read: of posts that she reads, not hidden."""
        if getattr(member, "is_moderator", False):
            return self
        posts = Post.objects.visible_to(member)
        return self.filter(post__in=posts, hidden_at=None)


class PostEdit(Hideable):
    """The words that stood until `at`, when `by` put others in their place.

    `photos` are those that the same change took out, as the post kept them
    (Photo.as_json). A photo itself stays for a day, like any that nothing shows.
    """

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="edits")
    source = models.TextField(max_length=LONGEST_BODY)
    photos = models.JSONField(default=list, blank=True, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now, editable=False)

    objects = PostEditQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["post", "-id"])]

    def __str__(self) -> str:
        return f"{self.post_id} until {self.at:%F %T}"

    def get_absolute_url(self) -> str:
        """The history of the post."""
        return reverse("forum:post-history", args=[self.post_id])

    # --- verbs ---

    @transaction.atomic
    def hide(self, by: "Member | None", reason: str) -> bool:
        """Take these old words out of the history; False when they are already."""
        rows = type(self).objects.filter(pk=self.pk, hidden_at=None)
        return bool(
            rows.update(hidden_at=timezone.now(), hidden_by=by, hidden_reason=reason)
        )

    @transaction.atomic
    def hide_on(self, by: "Member", reason: str) -> bool:
        """Keep hidden what reports alone hid, in a moderator's name from now on."""
        covered = type(self).objects.filter(pk=self.pk, hidden_reason=COVERED)
        rows = covered.exclude(hidden_at=None)
        return bool(rows.update(hidden_by=by, hidden_reason=reason))

    @transaction.atomic
    def unhide(self) -> bool:
        """Show them in the history again; False when they were not hidden."""
        rows = type(self).objects.filter(pk=self.pk).exclude(hidden_at=None)
        return bool(rows.update(hidden_at=None, hidden_by=None, hidden_reason=""))

    @transaction.atomic
    def restore(self, by: "Member", reason: str) -> bool:
        """Have a moderator put these words back, with a trace; False when they stand
        there."""
        post = self.post
        if not post.edit(self.source, by=by):
            return False
        ModerationEntry.objects.create(
            by=by,
            action=ModerationEntry.Action.UNDO,
            target_kind="post",
            target_id=post.pk,
            reason=reason,
        )
        return True
