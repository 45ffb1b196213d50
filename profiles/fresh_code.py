"""A fresh sign-in for who has neither password nor second factor: a code once more.

The code waits in the session, as allauth's do; three wrong ones end it.
"""

import hmac
import time
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from django.http import HttpRequest

from profiles import code_tries
from profiles.adapter import new_code
from profiles.fields import Contact
from profiles.models import Member

KEY = "fresh_code"


def contact_of(member: Member) -> Contact:
    """Where a code reaches her: her number, else her e-mail."""
    return Contact(phone=member.phone) if member.phone else Contact(email=member.email)


def send(request: HttpRequest, contact: Contact) -> None:
    """Send a code there and wait for it."""
    adapter, code = get_adapter(), new_code()
    if contact.phone:
        adapter.send_verification_code_sms(
            user=request.user, phone=contact.phone, code=code
        )
    else:
        adapter.send_mail("account/email/login_code", contact.email, {"code": code})
    request.session[KEY] = {"code": code, "at": time.time(), "wrong": 0}


def is_waiting(request: HttpRequest) -> bool:
    """Whether a code was sent that can still be right."""
    waiting = request.session.get(KEY)
    limit = app_settings.PHONE_VERIFICATION_TIMEOUT
    return waiting is not None and bool(time.time() - waiting["at"] < limit)


def take(request: HttpRequest, code: str) -> bool:
    """Take a code; the right one makes the sign-in fresh, a third wrong one ends it."""
    if not is_waiting(request):
        return False
    waiting: dict[str, Any] = request.session[KEY]
    may_try = code_tries.take(waiting["code"])
    if may_try and hmac.compare_digest(waiting["code"].encode(), code.encode()):
        del request.session[KEY]
        record_authentication(
            request, request.user, method="code", reauthenticated=True
        )
        return True
    waiting["wrong"] += 1
    if waiting["wrong"] < app_settings.PHONE_VERIFICATION_MAX_ATTEMPTS:
        request.session[KEY] = waiting
    else:
        del request.session[KEY]
    return False
