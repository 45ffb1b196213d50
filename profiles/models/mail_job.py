"""MailJob: an e-mail that must arrive."""

from smtplib import SMTPException

from django.core.mail import send_mail
from django.db import models
from django.utils.translation import gettext

from core.leases import LeasedQuerySet

from .outgoing import Outgoing


class MailJobQuerySet(LeasedQuerySet):
    """Queueing, inside the verb that gives reason for it."""

    def queue(self, email: str, words: str) -> None:
        """Have `words` sent to `email`, in the language that is spoken now."""
        subject = gettext("Uthan: your account")
        self.create(email=email, words=words, subject=subject)


class MailJob(Outgoing):
    """One e-mail."""

    failures = (SMTPException, OSError)

    email = models.EmailField()
    subject = models.CharField(max_length=100)

    objects = MailJobQuerySet.as_manager()  # type: ignore[misc]

    def __str__(self) -> str:
        return f"mail {self.pk}"

    def _hand_over(self) -> None:
        send_mail(self.subject, self.words, None, [self.email])
