"""SmsJob: an SMS that must arrive."""

from django.db import models

from core.leases import LeasedQuerySet
from profiles import sms

from .outgoing import Outgoing


class SmsJobQuerySet(LeasedQuerySet):
    """Queueing, inside the verb that gives reason for it."""

    def queue(self, phone: str, words: str) -> None:
        """Have `words` sent to `phone`; nothing where this site sends no SMS."""
        if sms.is_sent():
            self.create(phone=phone, words=words)


class SmsJob(Outgoing):
    """One SMS."""

    failures = (sms.SmsFailed,)

    phone = models.CharField(max_length=14)

    objects = SmsJobQuerySet.as_manager()  # type: ignore[misc]

    def __str__(self) -> str:
        return f"SMS {self.pk}"

    def _hand_over(self) -> None:
        sms.send(self.phone, self.words)
