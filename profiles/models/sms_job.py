"""SmsJob: an SMS that must arrive; the worker sends it, again where that fails."""

from django.db import models

from core.leases import Leased, LeasedQuerySet
from profiles import sms

MOST_TRIES = 60  # two days and more, for the waits between grow to an hour


class SmsJobQuerySet(LeasedQuerySet):
    """Queueing, inside the verb that gives reason for it."""

    def queue(self, phone: str, words: str) -> None:
        """Have `words` sent to `phone`; nothing where this site sends no SMS."""
        if sms.is_sent():
            self.create(phone=phone, words=words)


class SmsJob(Leased):
    """One SMS. The row goes once it is handed over: its words may open a door."""

    phone = models.CharField(max_length=14)
    words = models.CharField(max_length=600)

    objects = SmsJobQuerySet.as_manager()  # type: ignore[misc]

    def __str__(self) -> str:
        return f"SMS {self.pk}"

    def send(self) -> bool:
        """Hand it over; False where it has to be tried again."""
        try:
            sms.send(self.phone, self.words)
        except sms.SmsFailed as error:
            if self.attempts < MOST_TRIES:
                self.fail(str(error))
            else:
                self.finish()
            return False
        self.finish()
        return True
