"""Second factors: an authenticator app (TOTP, RFC 6238), passkeys (WebAuthn), recovery
codes. What allauth asks us about them, and what the rest of this room asks.
"""

import base64
import secrets
import time
from typing import Any, ClassVar

import qrcode
from allauth.account.internal.flows.login import (
    get_authentication_records,
    record_authentication,
)
from allauth.account.internal.flows.reauthentication import suspend_request
from allauth.core.exceptions import ReauthenticationRequired
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.app_settings import TOTP_PERIOD, TOTP_TOLERANCE
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import salted_hmac
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from moderation.models import ModerationEntry
from profiles.models import MailJob, Member, SmsJob
from profiles.models.number_change import told_numbers
from theme.templatetags import words

Type = Authenticator.Type
# What lets in beside password or code; recovery codes only stand in for one of them.
SECOND = (Type.TOTP, Type.WEBAUTHN)
FRESH_SECONDS = 300
STAFF_NEXT = "staff_next"  # in the session: where she was going before she needed one


class SecondFactorAdapter(DefaultMFAAdapter):
    """Our words, and secrets that a stolen database does not give away."""

    error_messages: ClassVar[dict[str, str | Promise]] = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": _("This one has to stay."),
        "incorrect_code": _(
            "That was not right. Look at the newest code and try again."
        ),
        "unverified_email": _("First write the code that we sent to your e-mail."),
    }

    def encrypt(self, text: str) -> str:
        """Seal a secret with a key drawn from SECRET_KEY (Fernet)."""
        return _fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Open what `encrypt` sealed.

        After a change of SECRET_KEY without its fallback nothing opens; then a secret
        that nobody knows is returned, so that no code is right.
        """
        try:
            return _fernet().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return base64.b32encode(secrets.token_bytes(20)).decode()

    def get_totp_label(self, user: AbstractBaseUser) -> str:
        """What the app calls this account: her handle, which is public."""
        return user.get_username()

    def build_totp_svg(self, url: str) -> str:
        """Draw the square as SVG to stand in the page: the policy allows no data: URL."""
        code = qrcode.QRCode(border=4)
        code.add_data(url)
        rows = code.get_matrix()
        path = "".join(
            f"M{x} {y}h1v1h-1z"
            for y, row in enumerate(rows)
            for x, dark in enumerate(row)
            if dark
        )
        # Only numbers and our own letters go in.
        return format_html(
            '<svg viewBox="0 0 {0} {0}"><path d="{1}"/></svg>', len(rows), path
        )

    def generate_authenticator_name(
        self, user: AbstractBaseUser, type: Authenticator.Type
    ) -> str:
        """A name for a passkey that she gives none."""
        count = Authenticator.objects.filter(user=user.pk, type=type).count()
        return gettext("Passkey %(number)s") % {"number": words.number(count + 1)}


def has_second_factor(member: Any) -> bool:
    """Whether an authenticator app or a passkey stands beside her password or code."""
    held = Authenticator.objects.filter(user=member.pk, type__in=SECOND)
    return bool(member.is_authenticated and held.exists())


def page_that_asks(member: Any) -> str:
    """The address by name that asks for the second factor she has; empty for none."""
    held = Authenticator.objects.filter(user=member.pk, type__in=SECOND)
    types = set(held.values_list("type", flat=True))
    if Type.TOTP in types:
        return "mfa_reauthenticate"
    return "mfa_reauthenticate_webauthn" if types else ""


def can_say_again(member: Any) -> bool:
    """Whether she can be asked who she is without a message to her number."""
    return bool(
        member.is_authenticated
        and (member.has_usable_password() or has_second_factor(member))
    )


def kind_of_code(member: Any, code: str) -> str:
    """Take a code of her app or a recovery code once; the kind it was, empty for none.

    Counts nothing against her sign-in: who asks counts wrong tries himself.
    """
    held = Authenticator.objects.filter(user=member.pk).exclude(type=Type.WEBAUTHN)
    for authenticator in held.order_by("pk"):
        if authenticator.wrap().validate_code(code) and spend(member, code):
            return str(authenticator.type)
    return ""


def spend(member: Any, code: str) -> bool:
    """Mark a right code as used, for as long as it could be right; False where it was.

    allauth remembers a TOTP code for one step; with clocks allowed to differ it is right
    for three, and must be refused in all of them (RFC 6238, 5.2).
    """
    key = f"one-time-code:{member.pk}:{normalize_user_code(code)}"
    return bool(cache.add(key, 1, TOTP_PERIOD * (2 * TOTP_TOLERANCE + 1)))


@transaction.atomic
def take_away(member: Member, reason: str) -> int:
    """Take all second factors and recovery codes of a member who is locked out, sign her
    out everywhere and tell her; how many there were.

    The operator's act, so nobody's name stands under the entry; 0 leaves everything as
    it is.
    """
    held = Member.objects.select_for_update().get(pk=member.pk)
    taken, _rows = Authenticator.objects.filter(user=held).delete()
    if not taken:
        return 0
    held.end_sessions()
    ModerationEntry.objects.create(
        action=ModerationEntry.Action.DROP_FACTOR,
        target_kind="member",
        target_id=held.pk,
        reason=reason,
    )
    with translation.override(held.language):
        sentence = gettext(
            "Uthan: the second step of your account was taken away by who runs the site, "
            "and all phones were signed out. If you did not ask for it, write to a "
            "moderator at once. Set up a new one under My page, Security."
        )
        for phone in told_numbers(held):
            SmsJob.objects.queue(phone, sentence)
        if held.email:
            MailJob.objects.queue(held.email, sentence)
    return taken


def is_fresh(request: HttpRequest) -> bool:
    """Whether she has shown in this session, minutes ago, who she is."""
    records = get_authentication_records(request, request.user)
    return bool(records) and time.time() - records[-1]["at"] < FRESH_SECONDS


def ask_afresh(request: HttpRequest) -> HttpResponse | None:
    """The page that asks once more who she is, before something that matters; None
    where she has just shown it. What she posted waits there for her.

    Raises ReauthenticationRequired, which leads to allauth's own page.
    """
    if is_fresh(request):
        return None
    if can_say_again(request.user):
        raise ReauthenticationRequired
    return suspend_request(request, reverse("profiles:once-more"))


def was_used(request: HttpRequest) -> bool:
    """Whether this session has shown a second factor."""
    records = get_authentication_records(request, request.user)
    return any(record.get("method") == "mfa" for record in records)


def note_used(request: HttpRequest, authenticator: Authenticator) -> None:
    """Setting one up shows it: this session need not be asked for it again."""
    if authenticator.type in SECOND:
        record_authentication(
            request,
            authenticator.user,
            "mfa",
            id=authenticator.pk,
            type=authenticator.type,
        )


def _fernet() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_drawn(key)) for key in keys])


def _drawn(secret: str | bytes) -> bytes:
    drawn = salted_hmac(
        "profiles.second_factor", "fernet", secret=secret, algorithm="sha256"
    )
    return base64.urlsafe_b64encode(drawn.digest())
