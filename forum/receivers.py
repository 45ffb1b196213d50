"""What the forum itself does on its own announcements; only rows are written."""

from typing import Any

from django.dispatch import receiver

from forum import signals
from forum.models import Post
from moderation import kinds, targets
from moderation.models import Case


@receiver(signals.post_published)
def bring_to_moderators(post: Post, **_facts: Any) -> None:
    """What waits to be let through is work for moderators, whoever held it."""
    target = targets.get("post")
    if post.pending and target is not None:
        Case.open_for(target, post, kind=kinds.HELD, reason=post.held_for)
