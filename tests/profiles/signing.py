"""What several tests of signing in need: the outbox, a Bangla typist, an app."""

import base64
import hashlib
import hmac
import re
import struct
import time

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.core import mail
from django.test import Client

from core import text
from profiles.models import Member
from profiles.second_factor import has_second_factor


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


def code_of(secret: str, steps: int = 0) -> str:
    """The code that an authenticator app shows now, or `steps` of 30 s from now."""
    counter = int(time.time()) // 30 + steps
    digest = hmac.new(
        base64.b32decode(secret), struct.pack(">Q", counter), hashlib.sha1
    ).digest()
    at = digest[-1] & 0x0F
    value = struct.unpack(">I", digest[at : at + 4])[0] & 0x7FFFFFFF
    return f"{value % 1_000_000:06}"


def give_totp(member: Member) -> str:
    """Give her an authenticator app; returns its secret."""
    secret = generate_totp_secret()
    TOTP.activate(member, secret)
    return secret


def let_in_with_second_factor(client: Client, member: Member) -> None:
    """Sign her in as one who has shown her second factor."""
    if not has_second_factor(member):
        give_totp(member)
    client.force_login(member)
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "mfa", "at": time.time(), "type": "totp"}
    ]
    session["account_authentication_methods_user"] = str(member.pk)
    session.save()
