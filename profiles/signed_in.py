"""Where a member is signed in, and signing out elsewhere."""

from typing import cast

from django.contrib.auth import update_session_auth_hash
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from profiles.models import Member, MemberSession
from profiles.models.session import LONGEST_AGENT

# The session's own word for its row: its key changes with every new password.
ROW = "member_session"
# What a User-Agent says first that is meant: Chrome says Safari too, Edge says both.
BROWSERS = (
    ("OPR/", "Opera"),
    ("Opera", "Opera"),
    ("UCBrowser", "UC Browser"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)


def note(request: HttpRequest, member: Member) -> None:
    """Keep a row for the session of `request`; signing in again there is one row."""
    if not request.session.session_key:
        # Django gives a session that follows on another's no key before it is saved.
        request.session.save()
    agent = request.headers.get("User-Agent", "")[:LONGEST_AGENT]
    row, _is_new = MemberSession.objects.update_or_create(
        session_key=request.session.session_key,
        defaults={"member": member, "agent": agent, "at": timezone.now()},
    )
    request.session[ROW] = row.pk


def forget(request: HttpRequest) -> None:
    """Drop the row of a session that ends."""
    MemberSession.objects.filter(pk=request.session.get(ROW, 0)).delete()


@transaction.atomic
def keep_only(request: HttpRequest) -> None:
    """Drop the rows of all sessions but this one, whose key may have changed."""
    member = cast(Member, request.user)
    hers = MemberSession.objects.filter(member=member)
    own = hers.filter(pk=request.session.get(ROW, 0))
    hers.exclude(pk__in=own.values("pk")).delete()
    if not own.update(session_key=request.session.session_key):
        note(request, member)


@transaction.atomic
def sign_out_elsewhere(request: HttpRequest) -> None:
    """End every session of hers but this one, also those we have no row of."""
    member = cast(Member, request.user)
    row = MemberSession.objects.filter(pk=request.session.get(ROW, 0)).first()
    member.end_sessions()
    update_session_auth_hash(request, member)
    if row is None:
        note(request, member)
        return
    row.session_key = request.session.session_key or ""
    row.save(force_insert=True)


def described(agent: str) -> str:
    """A browser in words, "Chrome on an Android phone", from its User-Agent."""
    names = {
        "Opera": _("Opera"),
        "UC Browser": _("UC Browser"),
        "Samsung Internet": _("Samsung Internet"),
        "Edge": _("Edge"),
        "Firefox": _("Firefox"),
        "Chrome": _("Chrome"),
        "Safari": _("Safari"),
    }
    found = next((name for mark, name in BROWSERS if mark in agent), "")
    browser = names.get(found) or _("A browser")
    if "Android" in agent:
        return _("%(browser)s on an Android phone") % {"browser": browser}
    if "iPhone" in agent or "iPad" in agent:
        return _("%(browser)s on an iPhone or iPad") % {"browser": browser}
    if any(mark in agent for mark in ("Windows", "Macintosh", "Linux")):
        return _("%(browser)s on a computer") % {"browser": browser}
    return browser
