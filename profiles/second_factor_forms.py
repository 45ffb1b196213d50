"""The forms of second factors; allauth is told of them in MFA_FORMS and keeps what
they mean."""

from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as base_forms
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import forms as recovery_forms
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.webauthn import forms as webauthn_forms
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core import text
from profiles import second_factor
from profiles.fields import CodeField

# What a parser of somebody else's bytes raises where they are no answer of a browser.
NO_ANSWER = (TypeError, ValueError, LookupError, AttributeError, ArithmeticError)
LONGEST_NAME = 40  # characters


def code_field(label: Any) -> CodeField:
    """A box for a code that no message brings."""
    field = CodeField(label=label)
    field.error_messages["required"] = _("Write the code.")
    return field


class OneTimeCode(forms.Form):
    """A code of the app or a recovery code, each taken once (`second_factor.spend`)."""

    user: Any

    def clean_code(self) -> str:
        """Raises ValidationError for a wrong or used code, and after too many."""
        code: str = super().clean_code()  # type: ignore[misc]
        if not second_factor.spend(self.user, code):
            raise get_adapter().validation_error("incorrect_code")
        return code


class AuthenticateForm(OneTimeCode, base_forms.AuthenticateForm):
    """The second step of a sign-in."""

    code = code_field(_("Code of the app, or a recovery code"))


class ReauthenticateForm(OneTimeCode, base_forms.ReauthenticateForm):
    """The same before something that matters."""

    code = code_field(_("Code of the app, or a recovery code"))


class ActivateTOTPForm(totp_forms.ActivateTOTPForm):
    """The first code of an app proves that it holds the secret."""

    code = code_field(_("Code that the app shows"))


class RecoveryCodesForm(recovery_forms.GenerateRecoveryCodesForm):
    """Codes on paper help who loses her number too, so no second factor is wanted
    first, as allauth does."""

    def clean(self) -> dict[str, Any]:
        return self.cleaned_data


# --- Passkeys ----------------------------------------------------------------------


def name_field(required: bool = False) -> forms.CharField:
    """What she calls a passkey."""
    field = forms.CharField(
        label=_("Name of this passkey"),
        help_text=_("So that you know it again: the phone it is on, for example."),
        max_length=LONGEST_NAME,
        required=required,
    )
    field.error_messages["required"] = _("Give it a name.")
    return field


class BrowserAnswer(forms.Form):
    """What the browser made of a passkey (WebAuthn's PublicKeyCredential as JSON)."""

    def clean_credential(self) -> Any:
        """Raises ValidationError for what no browser of ours has answered."""
        try:
            return super().clean_credential()  # type: ignore[misc]
        except NO_ANSWER as error:
            raise get_adapter().validation_error("incorrect_code") from error


class AddPasskeyForm(webauthn_forms.AddWebAuthnForm):
    """A new passkey."""

    name = name_field()
    passwordless = None

    def clean_name(self) -> str:
        return _line(super().clean_name())

    def clean(self) -> dict[str, Any]:
        try:
            cleaned: dict[str, Any] = super().clean()
        except NO_ANSWER as error:
            raise get_adapter().validation_error("incorrect_code") from error
        # The same answer sent twice is refused by allauth: its challenge is used up.
        if "credential" in self.errors:
            raise get_adapter().validation_error("incorrect_code")
        return cleaned


class NamePasskeyForm(webauthn_forms.EditWebAuthnForm):
    """Another name for a passkey."""

    name = name_field(required=True)

    def clean_name(self) -> str:
        name = _line(self.cleaned_data["name"])
        if not name:
            raise ValidationError(_("Give it a name."))
        return name


class PasskeyForm(BrowserAnswer, webauthn_forms.AuthenticateWebAuthnForm):
    """The second step of a sign-in by passkey."""


class PasskeySignInForm(BrowserAnswer, webauthn_forms.LoginWebAuthnForm):
    """A sign-in by passkey alone."""

    def clean_credential(self) -> Authenticator:
        """Raises ValidationError for one whose account is closed, as for any other."""
        found: Authenticator = super().clean_credential()
        if not found.user.is_active:
            raise get_adapter().validation_error("incorrect_code")
        return found


class PasskeyAgainForm(BrowserAnswer, webauthn_forms.ReauthenticateWebAuthnForm):
    """A passkey before something that matters."""


def _line(name: str) -> str:
    return text.normalise_line(name)[:LONGEST_NAME]
