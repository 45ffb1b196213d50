"""What this room holds of a member (core.personal): herself, and how she signs in."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.utils.translation import gettext_lazy as _

from core.personal import Holding
from profiles.models import (
    EmailChange,
    FormDraft,
    Member,
    MemberSession,
    NameClaim,
    NumberChange,
)


def herself(member: Member) -> Iterator[dict[str, Any]]:
    """Who she is here."""
    yield {
        "name": member.display_name,
        "handle": member.handle,
        "phone": member.phone,
        "email": member.email,
        "language": member.get_language_display(),
        "joined": member.joined_at,
        "trust": str(member.get_trust_level_display()),
        "moderator": member.is_moderator,
        "host": member.is_host,
        "editor": member.is_staff,
    }


def signing_in(member: Member) -> Iterator[dict[str, Any]]:
    """How she signs in and where she is signed in; no secret of it."""
    seconds: list[str] = []
    if apps.is_installed("allauth.mfa"):
        kinds: Any = apps.get_app_config("mfa").get_model("Authenticator")
        hers = kinds.objects.filter(user=member)
        seconds = sorted(hers.values_list("type", flat=True))
    yield {
        "password": member.has_usable_password(),
        "second": seconds,
        "last_time": member.last_login,
    }


def signed_in(member: Member) -> Iterator[dict[str, Any]]:
    """Where she is signed in."""
    for session in MemberSession.objects.of(member):
        yield {"since": session.at, "browser": session.agent}


def login_changes(member: Member) -> Iterator[dict[str, Any]]:
    """How her number and her e-mail changed."""
    rows: list[NumberChange | EmailChange] = [
        *NumberChange.objects.filter(member=member),
        *EmailChange.objects.filter(member=member),
    ]
    for change in sorted(rows, key=lambda row: row.at):
        yield {
            "at": change.at,
            "before": change.before,
            "after": change.after,
            "undone": change.undone_at,
        }


def trust_changes(member: Member) -> Iterator[dict[str, Any]]:
    """How her trust went."""
    for change in member.trust_changes.order_by("pk"):
        yield {
            "at": change.at,
            "before": str(change.get_before_display()),
            "after": str(change.get_after_display()),
            "why": str(change.get_why_display()),
        }


def blocks(member: Member) -> Iterator[dict[str, Any]]:
    """Whom she blocked."""
    for block in member.blocks.select_related("other").order_by("pk"):
        yield {"at": block.at, "who": f"@{block.other.handle}"}


def names(member: Member) -> Iterator[dict[str, Any]]:
    """Names from older groups that she asked for."""
    for claim in NameClaim.objects.of(member):
        yield {
            "at": claim.at,
            "name": claim.name.display_name,
            "words": claim.words,
            "state": str(claim.get_state_display()),
            "reason": claim.decision,
        }


def begun(member: Member) -> Iterator[dict[str, Any]]:
    """What she typed into forms and did not send."""
    for draft in FormDraft.objects.filter(member=member).order_by("pk"):
        yield {"at": draft.updated_at, "words": draft.words}


HOLDINGS = (
    Holding(
        "member",
        _("You"),
        {
            "name": _("Name"),
            "handle": _("Handle"),
            "phone": _("Mobile number"),
            "email": _("E-mail"),
            "language": _("Language"),
            "joined": _("Here since"),
            "trust": _("Trust"),
            "moderator": _("Moderator"),
            "host": _("Host"),
            "editor": _("Editor"),
        },
        herself,
    ),
    Holding(
        "signing-in",
        _("Signing in"),
        {
            "password": _("You have a password"),
            "second": _("Second step"),
            "last_time": _("Last time"),
        },
        signing_in,
    ),
    Holding(
        "logins",
        _("How your number and e-mail changed"),
        {
            "at": _("When"),
            "before": _("Before"),
            "after": _("After"),
            "undone": _("Taken back"),
        },
        login_changes,
    ),
    Holding(
        "sessions",
        _("Where you are signed in"),
        {"since": _("Since"), "browser": _("Browser")},
        signed_in,
    ),
    Holding(
        "trust",
        _("How your trust went"),
        {"at": _("When"), "before": _("Before"), "after": _("After"), "why": _("Why")},
        trust_changes,
    ),
    Holding("blocks", _("Whom I blocked"), {"at": _("When"), "who": _("Who")}, blocks),
    Holding(
        "begun",
        _("What you have begun"),
        {"at": _("When"), "words": _("Your words")},
        begun,
    ),
    Holding(
        "names",
        _("Names that are yours"),
        {
            "at": _("When"),
            "name": _("Name"),
            "words": _("Your words"),
            "state": _("What became of it"),
            "reason": _("Reason"),
        },
        names,
    ),
)
