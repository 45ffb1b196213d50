"""What several tests of signing in need: the outbox, and a Bangla typist."""

import re

from django.conf import settings
from django.core import mail

from core import text


def outbox(kind: str) -> list[str]:
    """Return what was sent (`sms` or `mail`), the oldest first."""
    if kind == "sms":
        return [path.read_text() for path in sorted(settings.OUTBOX_DIR.glob("sms-*"))]
    return [f"{m.to[0]}\n{m.subject}\n{m.body}" for m in mail.outbox]


def last_code(kind: str = "sms") -> str:
    """Return the six digits of the latest message."""
    found = re.search(r"(?<![0-9+])[0-9]{6}(?![0-9])", outbox(kind)[-1])
    assert found, outbox(kind)[-1]
    return found.group()


def in_bangla(digits: str) -> str:
    """Type digits as a Bangla keyboard does."""
    return text.to_bangla_digits(digits)
