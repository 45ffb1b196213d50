"""Tries of a code, counted before they are looked at.

A code waits in the session beside a count of wrong tries. Requests that come in the same
moment all read the same count, so it alone would let somebody try a thousand codes at
once; here each try takes one of a few places, and two never take the same.
"""

from allauth.account import app_settings
from allauth.core import context
from django.core.cache import cache
from django.utils.crypto import salted_hmac

MOST = app_settings.PHONE_VERIFICATION_MAX_ATTEMPTS
SECONDS = app_settings.PHONE_VERIFICATION_TIMEOUT


def take(expected: str) -> bool:
    """Take a place for one try of the code `expected` (empty: none was sent, for a number
    without an account) in this session; False where MOST were made."""
    session = context.request.session.session_key
    code = salted_hmac("profiles.code_tries", f"{session}:{expected}").hexdigest()
    return any(cache.add(f"code-try:{code}:{n}", 1, SECONDS) for n in range(MOST))
