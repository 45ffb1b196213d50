"""Where SMS and e-mail go when nobody sends them: a folder only the owner may read.

For one machine and for trying things out; the settings refuse it for SMS where HOST is
reachable from elsewhere.
"""

import logging
import os
import uuid
from collections.abc import Sequence

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

log = logging.getLogger("uthan.outbox")


def put(kind: str, words: str, content: bytes) -> None:
    """Write `content` to a new file DATA_DIR/outbox/<kind>-<moment>-… (mode 0600).

    `words` is what the console shows of it.
    """
    settings.OUTBOX_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = f"{kind}-{timezone.now():%Y%m%dT%H%M%S.%f}-{uuid.uuid4().hex[:8]}.txt"
    path = settings.OUTBOX_DIR / name
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    log.info("%s", words)


class EmailBackend(BaseEmailBackend):
    """Django's way to send mail, into the outbox."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Put each message into the outbox as it would have travelled."""
        for message in email_messages:
            words = f"E-mail to {', '.join(message.to)}: {message.body}"
            put("mail", words, message.message().as_bytes())
        return len(email_messages)
