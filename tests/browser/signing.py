"""Signing a member in without the pages that do it."""

import time

from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext, Page

from profiles.models import Member


def session_of(member: Member, *, fresh: bool = False) -> str:
    """The key of a session of `member`; `fresh` is one that has just shown a second
    factor, for as long as a walk can take."""
    client = Client()
    client.force_login(member)
    if fresh:
        session = client.session
        session["account_authentication_methods"] = [
            {"method": "mfa", "reauthenticated": True, "at": time.time() + 3600}
        ]
        session["account_authentication_methods_user"] = str(member.pk)
        session.save()
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def sign_in(context: BrowserContext, url: str, session: str) -> Page:
    """A window of `context` in which the member of this session is signed in."""
    let_in(context, url, session)
    return context.new_page()


def let_in(context: BrowserContext, url: str, session: str) -> None:
    """Sign her in in all windows of `context`, those that are open too."""
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": session, "url": url}])
