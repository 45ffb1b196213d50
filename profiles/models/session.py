"""MemberSession: where a member is signed in."""

from typing import Any, Self

from django.contrib.sessions.models import Session
from django.db import models
from django.utils import timezone

from .member import Member

LONGEST_AGENT = 300  # characters


class MemberSessionQuerySet(models.QuerySet["MemberSession"]):
    """Reading where she is signed in; hers alone."""

    def of(self, member: Any) -> Self:
        """Hers that still let somebody in, the latest first; stable."""
        alive = Session.objects.filter(
            session_key=models.OuterRef("session_key"), expire_date__gt=timezone.now()
        )
        return self.filter(models.Exists(alive), member=member.pk).order_by("-pk")


class MemberSession(models.Model):
    """One browser in which a member is signed in: since when, and what it says it is.

    No network address is kept: it would say where she was. The row is for her to see
    and to end; what lets a browser in is Django's session and `Member.session_epoch`.
    """

    member = models.ForeignKey(
        Member, on_delete=models.CASCADE, related_name="sessions"
    )
    session_key = models.CharField(max_length=40, unique=True)
    agent = models.CharField(max_length=LONGEST_AGENT, blank=True)
    at = models.DateTimeField(default=timezone.now)

    objects = MemberSessionQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.member_id} since {self.at:%Y-%m-%d}"

    def end(self) -> bool:
        """Sign that browser out; False when it was out already."""
        gone, _rows = Session.objects.filter(session_key=self.session_key).delete()
        self.delete()
        return bool(gone)
