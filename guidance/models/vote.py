"""GuidanceVote: did a tip help, in a reader's word."""

import uuid
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.utils import timezone

from core import text

from .tip import Tip

if TYPE_CHECKING:
    from profiles.models import Member

LONGEST_WORDS = 500  # characters


class GuidanceVoteQuerySet(models.QuerySet["GuidanceVote"]):
    """Reading votes; only those who look after tips do."""

    def newest(self) -> Self:
        """The latest first; stable."""
        return self.order_by("-pk")


class GuidanceVote(models.Model):
    """Whether it helped, and what she adds; members and guests, each once.

    A member is known by her name, a guest by the key of her form, which a second
    sending carries too.
    """

    tip = models.ForeignKey(Tip, on_delete=models.CASCADE, related_name="votes")
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+"
    )
    client_key = models.UUIDField(default=uuid.uuid4, editable=False)
    helped = models.BooleanField()
    words = models.CharField(max_length=LONGEST_WORDS, blank=True)
    at = models.DateTimeField(default=timezone.now)

    objects = GuidanceVoteQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tip", "member"], name="one_vote_per_tip_and_member"
            ),
            models.UniqueConstraint(
                fields=["tip", "client_key"], name="one_vote_per_tip_and_key"
            ),
        ]
        indexes = [models.Index(fields=["tip", "-id"])]

    def __str__(self) -> str:
        return f"{self.tip_id}: {self.helped}"

    @classmethod
    def cast(
        cls,
        tip: Tip,
        *,
        helped: bool,
        words: str | None = None,
        member: "Member | None" = None,
        key: uuid.UUID | None = None,
    ) -> "GuidanceVote":
        """Keep what a reader says; said again it takes the place of the first.

        Without a `member` the `key` tells guests apart. `words` None leaves those
        that are there.
        """
        who: dict[str, Any] = {"member": member}
        if member is None:
            theirs = cls.objects.filter(tip=tip, client_key=key).exclude(member=None)
            # A member's key is no guest's: such a form went astray.
            is_free = key is not None and not theirs.exists()
            who["client_key"] = key if is_free else uuid.uuid4()
        said: dict[str, Any] = {"helped": helped, "at": timezone.now()}
        if words is not None:
            clean = text.normalise_line(words)
            said["words"] = "" if text.is_blank(clean) else clean[:LONGEST_WORDS]
        vote, _made = cls.objects.update_or_create(tip=tip, **who, defaults=said)
        return vote
