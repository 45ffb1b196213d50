"""ReadStretch: what a member had read of a thread before it became part of another."""

from django.conf import settings
from django.db import models


class ReadStretch(models.Model):
    """Posts of `thread`, `first_seq` to `last_seq`, that a member read where they stood
    before: a merge put them behind comments that are new to her, so that her mark
    (ReadMark) cannot say it."""

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    thread = models.ForeignKey(
        "forum.Thread", on_delete=models.CASCADE, related_name="read_stretches"
    )
    first_seq = models.PositiveIntegerField()
    last_seq = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["thread", "member", "first_seq"], name="one_stretch_per_place"
            )
        ]
        verbose_name_plural = "read stretches"

    def __str__(self) -> str:
        return f"{self.member_id} in {self.thread_id}: {self.first_seq}–{self.last_seq}"

    @classmethod
    def around(cls, member: int, post: str = "") -> "models.QuerySet[ReadStretch]":
        """For an Exists on posts: those of `member` (id) that each post stands in. `post` is
        the way to it from the rows that are asked ("post__")."""
        return cls.objects.filter(
            thread=models.OuterRef(f"{post}thread"),
            member=member,
            first_seq__lte=models.OuterRef(f"{post}seq"),
            last_seq__gte=models.OuterRef(f"{post}seq"),
        )
