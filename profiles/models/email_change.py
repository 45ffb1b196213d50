"""EmailChange: her e-mail became another one; where she was reached can take it back."""

from django.db import models, transaction
from django.utils import translation
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from .login_change import LoginChange, set_email
from .mail_job import MailJob
from .member import Member
from .number_change import told_numbers
from .sms_job import SmsJob

CHANGED = gettext_noop(
    "Uthan: the e-mail of your account was changed. If it was not you, take it back "
    "within 7 days: %(url)s"
)
ADDED = gettext_noop(
    "Uthan: an e-mail was added to your account. If it was not you, take it away within "
    "7 days: %(url)s"
)


class EmailChange(LoginChange):
    """One change of an e-mail."""

    column = "email"
    page = "profiles:email-undo"
    taken = _("Another member has this e-mail now. Write to a moderator.")

    before = models.EmailField(blank=True)
    after = models.EmailField()

    @classmethod
    @transaction.atomic
    def make(cls, member: Member, email: str) -> "EmailChange | None":
        """Make the proved `email` hers, and tell the one she had and her number.

        None where it is hers already. Raises IntegrityError where another member has it.
        """
        held = Member.objects.select_for_update().get(pk=member.pk)
        before, email = held.email, email.lower()
        if before == email:
            return None
        set_email(held, email)
        member.refresh_from_db(fields=["email"])
        change, url = cls._note(held, before, email)
        with translation.override(held.language):
            words = gettext(CHANGED if before else ADDED) % {"url": url}
            if before:
                MailJob.objects.queue(before, words)
            for phone in told_numbers(held):
                SmsJob.objects.queue(phone, words)
        return change

    def _give_back(self, member: Member) -> None:
        set_email(member, self.before)

    def _tell_undone(self) -> None:
        words = gettext(
            "Uthan: the change of the e-mail of your account was taken back."
        )
        MailJob.objects.queue(self.after, words)
