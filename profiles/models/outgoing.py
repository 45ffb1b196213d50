"""Outgoing: a message that must arrive; the worker sends it, again where that fails."""

from typing import ClassVar

from django.db import models

from core.leases import Leased

MOST_TRIES = 60  # two days and more, for the waits between grow to an hour


class Outgoing(Leased):
    """One message. The row goes once it is handed over: its words may open a door."""

    #: What a gateway that is down raises.
    failures: ClassVar[tuple[type[Exception], ...]]

    words = models.CharField(max_length=600)

    class Meta:
        abstract = True

    def send(self) -> bool:
        """Hand it over; False where it has to be tried again."""
        try:
            self._hand_over()
        except self.failures as error:
            if self.attempts < MOST_TRIES:
                self.fail(str(error))
            else:
                self.finish()
            return False
        self.finish()
        return True

    def _hand_over(self) -> None:
        raise NotImplementedError
