"""The kind of signal by which one app tells higher apps what happened."""

from typing import Any

from django.db import connection
from django.dispatch import Signal


class DomainSignal(Signal):
    """A past-tense announcement, sent by a model's verb inside its transaction.

    Receivers live in higher rooms and only write rows: if the transaction rolls back
    their rows go with it, if the process dies after the commit they are there.
    """

    def announce(self, sender: type, **facts: Any) -> None:
        """Call every receiver; an error in one undoes the whole verb.

        Raises RuntimeError outside a transaction, where a crash between the write and
        the receivers would lose work.
        """
        if not connection.in_atomic_block:
            raise RuntimeError(f"{sender.__name__} announced outside a transaction")
        self.send(sender, **facts)
