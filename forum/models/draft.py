"""Draft: words on their way, kept for one member, one act and one target."""

import uuid
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils import timezone

from .board import Board
from .post import Post

if TYPE_CHECKING:
    from profiles.models import Member

    from .thread import Thread

LONGEST_DRAFT = 40_000  # characters; more than a post, so that she can cut it herself


class DraftMovedOn(Exception):
    """Another window kept other words meanwhile; `draft` is what is kept."""

    def __init__(self, draft: "Draft") -> None:
        super().__init__(str(draft))
        self.draft = draft


class AlreadyPosted(Exception):
    """What the draft was for is posted: an old window or a late answer wrote it."""


class DraftQuerySet(models.QuerySet["Draft"]):
    """Reading drafts; each is seen by its author alone."""

    def visible_to(self, member: Any) -> Self:
        """Her own."""
        return self.filter(member=member) if member.is_authenticated else self.none()

    def latest(self, before: str = "") -> Self:  # type: ignore[override]
        """The one she wrote in last first; `before` is the id of a draft after which
        the list goes on."""
        drafts = self
        is_number = before.isascii() and before.isdigit() and len(before) < 19
        if is_number and (last := self.filter(pk=before).first()):
            drafts = drafts.filter(
                Q(updated_at__lt=last.updated_at)
                | Q(updated_at=last.updated_at, pk__lt=last.pk)
            )
        return drafts.order_by("-updated_at", "-pk")

    def take_along(self, old: "Thread", new: "Thread") -> None:
        """Let what is begun in `old`, which is part of `new` now, be gone on with there;
        where both boxes hold words the one of `old` stays in her list."""
        for draft in self.filter(thread=old, key=f"post:thread:{old.pk}"):
            try:
                with transaction.atomic():
                    self.filter(pk=draft.pk).update(key=f"post:thread:{new.pk}")
            except IntegrityError:
                # That box holds words, it may be since this very moment.
                continue
        self.filter(thread=old).update(thread=new)


class Draft(models.Model):
    """`key` is the act and its target ("reply:post:5", "edit:post:5"), so that no words
    are ever offered for another act; `sequence` counts how often it was kept, so that a
    window that knows an older one overwrites nothing. Posting ends it.
    """

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="drafts"
    )
    key = models.CharField(max_length=60)
    sequence = models.PositiveIntegerField(default=1)
    thread = models.ForeignKey(
        "forum.Thread", on_delete=models.CASCADE, null=True, related_name="drafts"
    )
    post = models.ForeignKey(
        Post, on_delete=models.CASCADE, null=True, related_name="drafts"
    )
    board = models.ForeignKey(
        Board, on_delete=models.CASCADE, null=True, related_name="drafts"
    )
    title = models.CharField(max_length=1000, blank=True)
    body = models.TextField(blank=True)
    # The key under which it will be posted, and what an edit began with.
    client_key = models.UUIDField(null=True)
    basis = models.CharField(max_length=64, blank=True)
    updated_at = models.DateTimeField(default=timezone.now)

    objects = DraftQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member", "key"], name="one_draft_per_target"
            )
        ]
        indexes = [
            models.Index(fields=["member", "-updated_at", "-id"]),
            models.Index(fields=["member", "thread"]),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def act(self) -> str:
        """What it is for: post, reply, edit or start."""
        return self.key.split(":")[0]

    @classmethod
    def in_thread(cls, member: Any, thread: "Thread") -> dict[str, "Draft"]:
        """Her drafts for a thread by key, in one query."""
        drafts = cls.objects.visible_to(member).filter(thread=thread)
        return {draft.key: draft for draft in drafts}

    # --- verbs ---

    @classmethod
    def keep(
        cls,
        member: "Member",
        key: str,
        sequence: int,
        *,
        title: str = "",
        body: str = "",
        client_key: uuid.UUID | None = None,
        basis: str = "",
        **target: Any,
    ) -> "Draft | None":
        """Keep words over those with `sequence` (0: none are known); returns the row,
        or None where there are no words and so nothing is kept.

        The same words again change nothing. Raises DraftMovedOn and AlreadyPosted.
        """
        words = {"title": title, "body": body, "client_key": client_key, "basis": basis}
        try:
            with transaction.atomic():
                return cls._keep(member, key, sequence, words, target)
        except IntegrityError:
            # Two windows began at the same moment: the other one was first.
            with transaction.atomic():
                return cls._keep(member, key, sequence, words, target)

    @classmethod
    def _keep(
        cls,
        member: "Member",
        key: str,
        sequence: int,
        words: dict[str, Any],
        target: dict[str, Any],
    ) -> "Draft | None":
        rows = cls.objects.select_for_update().filter(member=member, key=key)
        draft = rows.first()
        # An edit that began with other words than stand there now is saved already.
        now = target["post"].body_hash if words["basis"] else ""
        is_late = draft is None and words["basis"] != now
        if is_late or cls.is_posted(member, words["client_key"]):
            raise AlreadyPosted
        is_blank = not words["title"].strip() and not words["body"].strip()
        if draft is None:
            if is_blank:
                return None
            return cls.objects.create(member=member, key=key, **words, **target)
        if (draft.title, draft.body) == (words["title"], words["body"]):
            return draft
        if draft.sequence != sequence:
            raise DraftMovedOn(draft)
        if is_blank:
            draft.delete()
            return None
        rows.update(sequence=sequence + 1, updated_at=timezone.now(), **words)
        draft.refresh_from_db()
        return draft

    @staticmethod
    def is_posted(member: Any, client_key: uuid.UUID | None) -> bool:
        """Whether something of hers stands there under this key."""
        posts = Post.objects.filter(author=member, client_key=client_key)
        return client_key is not None and posts.exists()

    @classmethod
    def end(cls, member: "Member", key: str) -> None:
        """Let go of a draft: it is posted, or she does not want it any more."""
        cls.objects.filter(member=member, key=key).delete()
