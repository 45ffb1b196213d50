"""What allauth asks us about phones, e-mails and words (allauth 65, account adapter)."""

from typing import Any, ClassVar, cast

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal.cryptokit import generate_user_code
from django import forms
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import IntegrityError
from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from profiles import second_factor, sms
from profiles.erasure import Erasure
from profiles.fields import PhoneField
from profiles.models import EmailChange, Member, NumberChange

NOT_THE_PASSWORD = _(
    "This number or e-mail does not go with this password. "
    "Try again, or sign in with a code."
)


class AccountAdapter(DefaultAccountAdapter):
    """Members sign in by phone or e-mail, with a password or a code.

    `Member.phone` is a number that she has proved, never one that was only typed.
    """

    error_messages: ClassVar[dict[str, str | Promise]] = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account is closed at the moment."),
        "email_password_mismatch": NOT_THE_PASSWORD,
        "phone_password_mismatch": NOT_THE_PASSWORD,
        "username_password_mismatch": NOT_THE_PASSWORD,
        "invalid_login": NOT_THE_PASSWORD,
        "email_taken": _("Another member uses this e-mail."),
        "phone_taken": _("Another member uses this number."),
        "duplicate_email": _("This e-mail is yours already."),
        "same_as_current": _("This is the one you use already."),
        "enter_current_password": _("This is not your current password."),
        "incorrect_password": _("This is not your password."),
        "incorrect_code": _("This is not the code we sent. Look again."),
        "invalid_password_reset": _("This link has been used or has grown old."),
        "too_many_login_attempts": _(
            "There were too many tries. Wait five minutes, then try again."
        ),
        "rate_limited": _("That was too fast. Wait a minute, then try again."),
    }

    # --- stages of signing in ---

    def get_login_stages(self) -> list[str]:
        """A code where one was asked for, the code of a sign-up, a second factor.

        allauth's own stages for unproved phones and e-mails never apply: a member has
        none (see profiles.signing_up).
        """
        return [
            "allauth.account.stages.LoginByCodeStage",
            "profiles.signing_up.SignUpStage",
            "allauth.mfa.stages.AuthenticateStage",
        ]

    def is_reauthentication_required(self, app: str = "") -> bool:
        """Whether allauth asks once more who she is, by what she knows or holds.

        Who has nothing but her number is asked by a code (FreshSignInMiddleware).
        """
        required = super().is_reauthentication_required(app=app)
        return bool(required and second_factor.can_say_again(context.request.user))

    def _get_login_attempts_cache_key(
        self, request: HttpRequest, **credentials: Any
    ) -> str:
        # allauth counts every phone under one empty key, so that ten wrong passwords
        # of anybody would lock everybody out.
        login = credentials.get("email") or credentials.get("phone") or ""
        return f"{request.get_host()}:{login.lower()}"

    # --- phones ---

    def phone_form_field(self, **kwargs: Any) -> forms.Field:
        return PhoneField(required=kwargs.get("required", True))

    def get_phone(self, user: AbstractBaseUser) -> tuple[str, bool] | None:
        member = _member(user)
        return (member.phone, member.phone_verified) if member.phone else None

    def set_phone(self, user: AbstractBaseUser, phone: str, verified: bool) -> None:
        member = _member(user)
        member.phone, member.phone_verified = phone or None, verified
        member.save(update_fields=["phone", "phone_verified"])

    def set_phone_verified(self, user: AbstractBaseUser, phone: str) -> None:
        """Make `phone` hers, and tell the number she had before."""
        try:
            NumberChange.make(_member(user), phone)
        except IntegrityError as error:
            # Another member took it in the same moment.
            messages.error(context.request, str(self.error_messages["phone_taken"]))
            raise ImmediateHttpResponse(redirect("account_change_phone")) from error

    def get_user_by_phone(self, phone: str) -> Member | None:
        return Member.objects.filter(phone=phone, claimed=True).first()

    def send_verification_code_sms(
        self, user: AbstractBaseUser | None, phone: str, code: str, **kwargs: Any
    ) -> None:
        """Send a code; its digits are ASCII, so that phones offer to fill it in."""
        self._sms(
            phone,
            gettext("Uthan: your code is %(code)s. Never tell it to anyone.")
            % {"code": code},
        )

    def send_unknown_account_sms(self, phone: str, **kwargs: Any) -> None:
        self._sms(
            phone,
            gettext(
                "Uthan: somebody asked for a code for this number, but it has no "
                "account yet. Become a member: %(url)s"
            )
            % {"url": self._address("account_signup")},
        )

    def send_account_already_exists_sms(self, phone: str) -> None:
        self._sms(
            phone,
            gettext("Uthan: you are a member already. Sign in here: %(url)s")
            % {"url": self._address("account_login")},
        )

    def generate_phone_verification_code(
        self, *, user: AbstractBaseUser | None, phone: str
    ) -> str:
        return new_code()

    def _sms(self, phone: str, words: str) -> None:
        try:
            sms.send(phone, words)
        except sms.SmsFailed as error:
            messages.error(
                context.request,
                gettext("The SMS could not be sent. Wait a minute, then try again."),
            )
            back = context.request.META.get("PATH_INFO") or reverse("account_login")
            raise ImmediateHttpResponse(redirect(back)) from error

    def _address(self, name: str) -> str:
        return context.request.build_absolute_uri(reverse(name))

    # --- e-mails ---

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Make the proved e-mail hers, and tell where she was reached before."""
        try:
            EmailChange.make(_member(email_address.user), email_address.email)
        except IntegrityError:
            # Another member has it; whoever reads the code may know.
            messages.error(request, str(self.error_messages["email_taken"]))
            return False
        self.add_message(
            request, messages.SUCCESS, "account/messages/email_confirmed.txt"
        )
        return True

    def can_delete_email(self, email_address: EmailAddress) -> bool:
        """A member changes her e-mail and never takes it away: no page of ours offers
        that, and nobody would be told of it."""
        return not email_address.pk

    # --- the rest ---

    def is_safe_url(self, url: str | None) -> bool:
        """Whether to go on there; what is no address at all is none of ours."""
        try:
            return bool(super().is_safe_url(url))
        except ValueError:
            return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Where she lands who signs in; while her account is to be deleted, where one
        tap takes that back."""
        if Erasure.of(request.user) is not None:
            return reverse("profiles:erase")
        return str(super().get_login_redirect_url(request))

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("profiles:me")

    def get_email_verification_redirect_url(self, email_address: Any) -> str:
        return reverse("profiles:me")


def new_code() -> str:
    """Draw a code of six digits."""
    return generate_user_code(**app_settings.PHONE_VERIFICATION_CODE_FORMAT)


def _member(user: AbstractBaseUser) -> Member:
    return cast("Member", user)
