"""Subscription: how closely a member follows a thread or a place."""

from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import connection, models
from django.utils import timezone

if TYPE_CHECKING:
    from profiles.models import Member

    from .thread import Thread

# One statement: who says something of the new thread at this very moment is heard.
_TAKE_ALONG = """
INSERT INTO forum_subscription (member_id, kind, target_id, level, since)
SELECT member_id, kind, %(new)s, level, since
FROM forum_subscription WHERE kind = 'thread' AND target_id = %(old)s
ORDER BY id
ON CONFLICT (member_id, kind, target_id) DO NOTHING
"""


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    """Who follows what."""

    def on(self, kind: str, target_id: Any) -> Self:
        """Those about one thing."""
        return self.filter(kind=kind, target_id=target_id)

    def shown_to(self, member: "Member") -> Self:
        """Hers, the latest first, without what she left."""
        rows = self.filter(member=member).exclude(level=Subscription.Level.OFF)
        return rows.order_by("-pk")

    def take_along(self, old: "Thread", new: "Thread") -> None:
        """Let those who follow `old`, which is part of `new` now, follow that; what
        somebody said of `new` itself counts."""
        with connection.cursor() as cursor:
            cursor.execute(_TAKE_ALONG, {"old": old.pk, "new": new.pk})
        self.on("thread", old.pk).delete()

    def level_of(self, member: Any, kind: str, target_id: int) -> str:
        """How closely `member` follows a thing; OFF where she does not."""
        rows = self.on(kind, target_id).filter(member=member.pk)
        level = rows.values_list("level", flat=True).first()
        return level or Subscription.Level.OFF.value


class Subscription(models.Model):
    """One member's word on one thing: tell me all, tell me when I am mentioned, be
    silent.

    The thing is named by `kind` (see forum.following) and `target_id`, for some live in
    rooms above. OFF stays as a row, so that writing in a thread that she left does not
    bring it back to her.
    """

    class Level(models.TextChoices):
        ALL = "all"
        MENTIONS = "mentions"
        MUTED = "muted"
        OFF = "off"

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="subscriptions"
    )
    kind = models.CharField(max_length=20)
    target_id = models.PositiveBigIntegerField()
    level = models.CharField(max_length=10, choices=Level, default=Level.ALL)
    since = models.DateTimeField(default=timezone.now, editable=False)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member", "kind", "target_id"],
                name="one_subscription_per_thing",
            )
        ]
        indexes = [
            # Followers are told in the order of their ids, a slice at a time.
            models.Index(fields=["kind", "target_id", "member"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.target_id}: {self.level}"

    # --- verbs: each done twice happens once ---

    @classmethod
    def follow(
        cls, member: "Member", kind: str, target_id: int, level: str = Level.ALL
    ) -> None:
        """Follow a thing at `level`."""
        row = Subscription(member=member, kind=kind, target_id=target_id, level=level)
        Subscription.objects.bulk_create(
            [row],
            update_conflicts=True,
            unique_fields=["member", "kind", "target_id"],
            update_fields=["level"],
        )

    @classmethod
    def unfollow(cls, member: "Member", kind: str, target_id: int) -> None:
        """Follow it no more, and remember that."""
        cls.follow(member, kind, target_id, cls.Level.OFF)

    @classmethod
    def mute(cls, member: "Member", kind: str, target_id: int) -> None:
        """Hear nothing of it any more."""
        cls.follow(member, kind, target_id, cls.Level.MUTED)

    @classmethod
    def follow_by_writing(cls, member: "Member", thread: "Thread") -> None:
        """Follow the thread she wrote in, unless she has said something else about it."""
        row = Subscription(member=member, kind="thread", target_id=thread.pk)
        Subscription.objects.bulk_create([row], ignore_conflicts=True)
