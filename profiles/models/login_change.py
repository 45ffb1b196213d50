"""LoginChange: by what she signs in became something else; where she was reached before
it can be taken back. NumberChange and EmailChange are the two kinds."""

import hashlib
import secrets
from datetime import datetime
from typing import Any, ClassVar, Self

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.functional import Promise

from core.permissions import refuse
from profiles import signals

from .member import CHANGED_LATELY, Member

UNDONE_WITHIN = CHANGED_LATELY


class LoginChange(models.Model):
    """One change of a number or e-mail; `before` is empty where she had none.

    Where she was reached before gets a link that undoes it, once and within seven days.
    Only a hash of the link's word is kept.
    """

    #: The column of Member that changed, and where the link leads (by name).
    column: ClassVar[str]
    page: ClassVar[str]
    #: What is said where another member has `before` meanwhile.
    taken: ClassVar["str | Promise"]

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    before: Any
    after: Any
    token_hash = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.member_id} at {self.at:%Y-%m-%d}"

    @classmethod
    def found(cls, token: str) -> Self | None:
        """The change that a link undoes, while it can."""
        since = timezone.now() - UNDONE_WITHIN
        fresh = cls._default_manager.filter(undone_at=None, at__gt=since)
        return fresh.filter(token_hash=_hash(token)).select_related("member").first()

    @classmethod
    def _note(cls, member: Member, before: str, after: str) -> tuple[Self, str]:
        """Keep a change that was just made; returns it and the address that undoes it.
        The rest hears of it in the same transaction."""
        token = secrets.token_urlsafe(16)
        change = cls._default_manager.create(
            member=member, before=before, after=after, token_hash=_hash(token)
        )
        signals.login_changed.announce(cls, member=member)
        return change, settings.SITE_URL + reverse(cls.page, args=[token])

    @transaction.atomic
    def undo(self) -> bool:
        """Give her back what she had and shut out whoever changed it.

        What came after the change goes with it: later changes of either kind, second
        factors that were added, sessions and the password. False where it is undone
        already. Raises Refused where what she had is another member's meanwhile.
        """
        member = Member.objects.select_for_update().get(pk=self.member_id)
        later = _since(member, self.at)
        if self not in later:
            return False
        back = {change.column: change for change in reversed(later)}
        for change in back.values():
            change._require_free()
        for change in later:
            change.undone_at = timezone.now()
            change.save(update_fields=["undone_at"])
        for change in back.values():
            change._give_back(member)
        member.set_unusable_password()
        Member.objects.filter(pk=member.pk).update(password=member.password)
        Authenticator.objects.filter(user=member, created_at__gte=self.at).delete()
        member.end_sessions()
        signals.login_changed.announce(type(self), member=member)
        kept = {change.before for change in back.values()}
        lost = {change.after: change for change in later if change.after not in kept}
        with translation.override(member.language):
            for change in lost.values():
                change._tell_undone()
        return True

    def _require_free(self) -> None:
        others = Member.objects.exclude(pk=self.member_id)
        if self.before and others.filter(**{self.column: self.before}).exists():
            refuse(self.taken)

    def _give_back(self, member: Member) -> None:
        """Write `before` into the member's row, inside `undo`."""
        raise NotImplementedError

    def _tell_undone(self) -> None:
        """Tell `after` that it opens nothing any more; in the member's language."""
        raise NotImplementedError


def _since(member: Member, at: datetime) -> list[Any]:
    """Her changes of every kind from then on, the earliest first."""
    found: list[Any] = []
    for kind in LoginChange.__subclasses__():
        rows = kind._default_manager.filter(member=member, undone_at=None, at__gte=at)
        found += rows.order_by("pk")
    return sorted(found, key=lambda change: change.at)


def set_email(member: Member, email: str) -> None:
    """Make `email` (proved, or empty for none) the only one of hers, in the rows that
    allauth reads too."""
    Member.objects.filter(pk=member.pk).update(email=email)
    hers = EmailAddress.objects.filter(user=member)
    hers.exclude(email=email).delete()
    if email:
        proved = {"verified": True, "primary": True}
        hers.update_or_create(
            email=email,
            defaults=proved,
            create_defaults={**proved, "user": member, "email": email},
        )


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
