"""Sending SMS: one small interface, the outbox as its embedded default.

`SMS_SENDER` names what sends: ``outbox`` (console and DATA_DIR/outbox/), ``none``
(nothing is sent and pages say so), or the dotted path of a class of your own:

    class Gateway:
        def send(self, phone: str, words: str) -> None:
            "Hand `words` to the provider for `phone` (+8801…); raise SmsFailed."

It is made anew for every SMS, without arguments, and reads its own settings from the
environment. It is called within a member's request: give up after a few seconds.
"""

import inspect
from typing import Protocol, cast

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from profiles import outbox


class SmsFailed(Exception):
    """The SMS could not be handed over; the member is asked to try again."""


class Sender(Protocol):
    """What sends an SMS."""

    def send(self, phone: str, words: str) -> None:
        """Send `words` to `phone` (E.164). Raises SmsFailed."""


class OutboxSender:
    """Keeps every SMS in the outbox; for a site that only this machine can reach."""

    def send(self, phone: str, words: str) -> None:
        """Write the SMS to the console and to a file."""
        outbox.put("sms", f"SMS to {phone}: {words}", f"{phone}\n{words}\n".encode())


def is_sent() -> bool:
    """Whether this site sends SMS at all."""
    return bool(settings.SMS_SENDER != "none")


def sender_class() -> type[Sender]:
    """Return the class that `SMS_SENDER` names.

    Raises ImproperlyConfigured when there is no such class or it cannot send.
    """
    if settings.SMS_SENDER == "outbox":
        return OutboxSender
    try:
        named = import_string(settings.SMS_SENDER)
    except ImportError as error:
        raise ImproperlyConfigured(
            "SMS_SENDER must be outbox, none or the dotted path of a class, not "
            f"{settings.SMS_SENDER!r}: {error}."
        ) from error
    if not inspect.isclass(named) or not callable(getattr(named, "send", None)):
        raise ImproperlyConfigured(
            f"SMS_SENDER names {settings.SMS_SENDER!r}, which is no class with a "
            "method send(phone, words)."
        )
    return cast("type[Sender]", named)


def check() -> None:
    """Refuse to start with a sender that is not there. Raises ImproperlyConfigured."""
    if is_sent():
        sender_class()


def send(phone: str, words: str) -> None:
    """Send `words` to `phone` (E.164). Raises SmsFailed, also where nothing is sent."""
    if not is_sent():
        raise SmsFailed("SMS_SENDER is none")
    sender_class()().send(phone, words)
