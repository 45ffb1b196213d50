"""NumberChange: her number became another one; where she was reached can take it back."""

from datetime import timedelta

from django.db import models, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from .login_change import LoginChange
from .mail_job import MailJob
from .member import Member
from .sms_job import SmsJob

TOLD_AGAIN_WITHIN = timedelta(days=7)
CHANGED = gettext_noop(
    "Uthan: the number of your account was changed. If it was not you, take "
    "it back within 7 days: %(url)s"
)
ADDED = gettext_noop(
    "Uthan: a number was added to your account. If it was not you, take it away within "
    "7 days: %(url)s"
)


class NumberChange(LoginChange):
    """One change of a number."""

    column = "phone"
    page = "profiles:number-undo"
    taken = _("Another member has this number now. Write to a moderator.")

    before = models.CharField(max_length=14, blank=True)
    after = models.CharField(max_length=14)

    @classmethod
    @transaction.atomic
    def make(cls, member: Member, phone: str) -> "NumberChange | None":
        """Make the proved number `phone` hers, and tell the one she had and her e-mail.

        None where it is hers already. Raises IntegrityError where another member has it.
        """
        held = Member.objects.select_for_update().get(pk=member.pk)
        before, now = held.phone or "", timezone.now()
        if before == phone:
            return None
        changed_at = now if before else held.phone_changed_at
        Member.objects.filter(pk=held.pk).update(
            phone=phone, phone_verified=True, phone_changed_at=changed_at
        )
        member.refresh_from_db(fields=["phone", "phone_verified", "phone_changed_at"])
        change, url = cls._note(held, before, phone)
        with translation.override(held.language):
            words = gettext(CHANGED if before else ADDED) % {"url": url}
            if before:
                SmsJob.objects.queue(before, words)
            if held.email:
                MailJob.objects.queue(held.email, words)
        return change

    def _give_back(self, member: Member) -> None:
        Member.objects.filter(pk=member.pk).update(
            phone=self.before or None,
            phone_verified=bool(self.before),
            phone_changed_at=None,
        )

    def _tell_undone(self) -> None:
        words = gettext(
            "Uthan: the change of the number of your account was taken back from "
            "the old number."
        )
        SmsJob.objects.queue(self.after, words)


def told_numbers(member: Member) -> list[str]:
    """Where she hears of what happens to her account: her number, and for a week the
    one she had before."""
    since = timezone.now() - TOLD_AGAIN_WITHIN
    lately = NumberChange.objects.filter(member=member, undone_at=None, at__gt=since)
    numbers = [member.phone, *lately.order_by("pk").values_list("before", flat=True)]
    return [number for number in dict.fromkeys(numbers) if number]
