"""NumberChange: her number became another one; the old one can take it back."""

import hashlib
import secrets
from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.permissions import refuse
from profiles import signals

from .member import CHANGED_LATELY, Member
from .sms_job import SmsJob

UNDONE_WITHIN = CHANGED_LATELY
TOLD_AGAIN_WITHIN = timedelta(days=7)


class NumberChange(models.Model):
    """One change of a number that was hers before.

    The old number gets a link that undoes it, once and within seven days. Only a hash
    of the link's word is kept.
    """

    member = models.ForeignKey(
        Member, on_delete=models.CASCADE, related_name="number_changes"
    )
    before = models.CharField(max_length=14)
    after = models.CharField(max_length=14)
    token_hash = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.member_id} at {self.at:%Y-%m-%d}"

    @classmethod
    @transaction.atomic
    def make(cls, member: Member, phone: str) -> "NumberChange | None":
        """Make the proved number `phone` hers and tell the one she had.

        None where it is hers already or she had none. Raises IntegrityError where
        another member has it.
        """
        held = Member.objects.select_for_update().get(pk=member.pk)
        before, now = held.phone, timezone.now()
        if before == phone:
            return None
        changed_at = now if before else held.phone_changed_at
        Member.objects.filter(pk=held.pk).update(
            phone=phone, phone_verified=True, phone_changed_at=changed_at
        )
        member.refresh_from_db(fields=["phone", "phone_verified", "phone_changed_at"])
        if not before:
            return None
        token = secrets.token_urlsafe(16)
        change = cls.objects.create(
            member=held, before=before, after=phone, token_hash=_hash(token), at=now
        )
        change._tell_old(token)
        signals.number_changed.announce(cls, member=held)
        return change

    @classmethod
    def found(cls, token: str) -> "NumberChange | None":
        """The change that a link undoes, while it can."""
        since = timezone.now() - UNDONE_WITHIN
        fresh = cls.objects.filter(undone_at=None, at__gt=since)
        return fresh.filter(token_hash=_hash(token)).select_related("member").first()

    @transaction.atomic
    def undo(self) -> bool:
        """Give her the old number back and shut out whoever changed it.

        What came after the change goes with it: later changes, second factors that were
        added, sessions and the password. False where it is undone already. Raises
        Refused where the old number has another member meanwhile.
        """
        member = Member.objects.select_for_update().get(pk=self.member_id)
        later = type(self).objects.filter(
            member=member, undone_at=None, at__gte=self.at
        )
        lost = list(later.values_list("after", flat=True))
        if not later.filter(pk=self.pk).exists():
            return False
        if Member.objects.filter(phone=self.before).exclude(pk=member.pk).exists():
            refuse(_("Another member has this number now. Write to a moderator."))
        later.update(undone_at=timezone.now())
        member.set_unusable_password()
        Member.objects.filter(pk=member.pk).update(
            phone=self.before,
            phone_verified=True,
            phone_changed_at=None,
            password=member.password,
        )
        _after(member, self.at).delete()
        member.end_sessions()
        signals.number_changed.announce(type(self), member=member)
        with translation.override(member.language):
            words = gettext(
                "Uthan: the change of the number of your account was taken back from "
                "the old number."
            )
        for phone in sorted(set(lost) - {self.before}):
            SmsJob.objects.queue(phone, words)
        return True

    def _tell_old(self, token: str) -> None:
        path = reverse("profiles:number-undo", args=[token])
        with translation.override(self.member.language):
            words = gettext(
                "Uthan: the number of your account was changed. If it was not you, take "
                "it back within 7 days: %(url)s"
            )
        SmsJob.objects.queue(self.before, words % {"url": settings.SITE_URL + path})


def told_numbers(member: Member) -> list[str]:
    """Where she hears of what happens to her account: her number, and for a week the
    one she had before."""
    since = timezone.now() - TOLD_AGAIN_WITHIN
    lately = NumberChange.objects.filter(member=member, undone_at=None, at__gt=since)
    numbers = [member.phone, *lately.order_by("pk").values_list("before", flat=True)]
    return [number for number in dict.fromkeys(numbers) if number]


def _after(member: Member, at: datetime) -> "models.QuerySet[Authenticator]":
    return Authenticator.objects.filter(user=member, created_at__gte=at)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
