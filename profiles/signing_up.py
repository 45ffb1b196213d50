"""Signing up: nobody is a member before the code we sent has come back.

allauth makes the account first and proves the number afterwards, which tells whoever
asks whether a number has an account and lets anyone sit on somebody else's. Here name
and password wait in the session (the password hashed) as a stage of allauth's sign-in.
"""

from typing import Any

from allauth.account import app_settings, signals
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.code_verification import (
    AbstractCodeVerificationProcess,
)
from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.stagekit import clear_login, stash_login
from allauth.account.internal.userkit import filter_users_by_email
from allauth.account.models import EmailAddress, Login
from allauth.account.stages import (
    LoginByCodeStage,
    LoginStage,
    LoginStageController,
)
from allauth.core import context, ratelimit
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language

from profiles.adapter import new_code
from profiles.fields import Contact
from profiles.models import Member


class SignUpStage(LoginStage):
    """Waits for the code of a sign-up; other sign-ins pass through."""

    key = "sign_up"
    urlname = "profiles:sign-up-code"

    def handle(self) -> tuple[HttpResponse | None, bool]:
        if not self.state:
            return None, True
        return redirect(self.urlname), True


class SignUpProcess(AbstractCodeVerificationProcess):
    """One sign-up: to whom the code went, how many tries are left."""

    def __init__(self, stage: SignUpStage) -> None:
        self.stage = stage
        super().__init__(
            max_attempts=app_settings.PHONE_VERIFICATION_MAX_ATTEMPTS,
            timeout=app_settings.PHONE_VERIFICATION_TIMEOUT,
            state=stage.state,
        )

    @classmethod
    def resume(cls, stage: SignUpStage) -> "SignUpProcess | None":
        """Return the sign-up of this stage, or None when it took too long."""
        if not stage.state:
            return None
        found: SignUpProcess | None = cls(stage).abort_if_invalid()
        return found

    @property
    def contact(self) -> Contact:
        """Where the code went."""
        return Contact(self.state.get("phone", ""), self.state.get("email", ""))

    @property
    def can_resend(self) -> bool:
        return not self.is_resend_quota_reached(3)

    def persist(self) -> None:
        stash_login(self.stage.request, self.stage.login)

    def abort(self) -> None:
        clear_login(self.stage.request)

    def send(self) -> None:
        """Send a fresh code, or tell a member that she is one already."""
        adapter = get_adapter()
        phone, email = self.contact
        if is_taken(self.contact):
            self.state["code"] = ""
            if phone:
                adapter.send_account_already_exists_sms(phone)
            else:
                adapter.send_account_already_exists_mail(email)
            return
        self.state["code"] = code = new_code()
        if phone:
            adapter.send_verification_code_sms(user=None, phone=phone, code=code)
        else:
            adapter.send_mail(
                "account/email/email_confirmation_signup", email, {"code": code}
            )

    def resend(self) -> bool:
        """Send another code; False when that would be too soon."""
        action = "verify_phone" if self.contact.phone else "confirm_email"
        if not ratelimit.consume(context.request, action=action, key=str(self.contact)):
            return False
        self.send()
        self.record_resend()
        self.persist()
        return True

    def finish(self) -> Member | None:
        """Make the member; None when another took the number in the meantime."""
        try:
            with transaction.atomic():
                return self._make_member()
        except IntegrityError:
            self.abort()
            return None

    def _make_member(self) -> Member:
        phone, email = self.contact
        member = Member(
            handle=Member.objects.free_handle(self.state["name"]),
            display_name=self.state["name"],
            phone=phone or None,
            phone_verified=bool(phone),
            email=email,
            language="en" if (get_language() or "").startswith("en") else "bn",
            password=self.state["password"],
        )
        member.save()
        if email:
            EmailAddress.objects.create(
                user=member, email=email, verified=True, primary=True
            )
        return member


def begin(
    request: HttpRequest,
    *,
    name: str,
    contact: Contact,
    password: str,
    redirect_url: str | None,
) -> HttpResponse:
    """Send a code to `contact` and return the way to the page that asks for it."""
    stage = _stage(request, contact, redirect_url)
    hashed = Member()
    hashed.set_password(password or None)
    stage.state.update(
        SignUpProcess.initial_state(
            user=None, phone=contact.phone, email=contact.email
        ),
        name=name,
        password=hashed.password,
    )
    process = SignUpProcess(stage)
    process.send()
    process.persist()
    return redirect(stage.urlname)


def complete(request: HttpRequest, stage: SignUpStage, member: Member) -> HttpResponse:
    """Sign the new member in and send her to where she was going."""
    method = {"phone": member.phone} if member.phone else {"email": member.email}
    record_authentication(request, member, method="code", **method)
    stage.login.user = member
    signals.user_signed_up.send(sender=Member, request=request, user=member)
    response: HttpResponse = stage.exit()
    return response


def is_taken(contact: Contact) -> bool:
    """Whether a member signs in by this number or e-mail already."""
    if contact.phone:
        return get_adapter().get_user_by_phone(contact.phone) is not None
    return bool(filter_users_by_email(contact.email))


def _stage(
    request: HttpRequest, contact: Contact, redirect_url: str | None
) -> SignUpStage:
    login = Login(
        user=None,
        email=contact.email or None,
        phone=contact.phone or None,
        signup=True,
        redirect_url=redirect_url,
    )
    # The first stage not handled is where allauth sends whoever leaves the page of the
    # code for another door; the one before ours would send her back, for ever.
    state: dict[str, Any] = {
        "current": SignUpStage.key,
        LoginByCodeStage.key: {"handled": True},
    }
    login.state["stages"] = state
    return SignUpStage(LoginStageController(request, login), request, login)
