"""The forms of signing up and in and of one's own page; allauth is told of them in
ACCOUNT_FORMS and keeps what they mean."""

from typing import Any, cast

from allauth.account import app_settings
from allauth.account import forms as allauth_forms
from allauth.account.adapter import get_adapter
from allauth.account.internal.userkit import filter_users_by_email
from allauth.account.utils import get_next_redirect_url
from allauth.core import context, ratelimit
from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from core import text
from profiles import code_tries, names, signing_up
from profiles.fields import (
    CodeField,
    Contact,
    ContactField,
    EmailField,
    NameField,
    PhoneField,
    require_sms,
)
from profiles.models import Member, RecoveryLock

RECOVERY_LOCKED = _(
    "There were too many wrong tries, so nobody comes in this way for a day. Signing in "
    "works as ever."
)
PASSWORD_HELP = _(
    "At least 8 characters. A few words in a row are good and easy to remember."
)


def new_password_field(required: bool = True) -> forms.CharField:
    """A box for a password that is chosen now."""
    field = forms.CharField(
        label=_("Password") if not required else _("New password"),
        help_text=PASSWORD_HELP,
        required=required,
        strip=False,
        max_length=200,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )
    field.error_messages["required"] = _("Choose a password.")
    return field


def password_field(label: Any = None) -> forms.CharField:
    """A box for the password she has."""
    field = forms.CharField(
        label=label or _("Password"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )
    field.error_messages["required"] = _("Write your password.")
    return field


# --- Becoming a member and signing in ----------------------------------------------


class SignUpForm(forms.Form):
    """Name, mobile number or e-mail, and a password if she likes."""

    display_name = NameField(
        help_text=_("In Bangla or English. Others see it beside what you write.")
    )
    login = ContactField(
        help_text=_("We send a code there. It is never shown to anyone.")
    )
    password1 = new_password_field(required=False)

    by_passkey = False  # allauth's view asks

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].help_text = _(
            "Without one, we send a code each time you sign in. "
            "With one: at least 8 characters."
        )

    def clean_display_name(self) -> str:
        """Refuse another member's name in other signs."""
        name = str(self.cleaned_data["display_name"])
        names.require_own_look(name)
        return name

    def clean_login(self) -> Contact:
        contact = cast("Contact", self.cleaned_data["login"])
        require_sms(contact)
        return contact

    def clean(self) -> dict[str, Any]:
        """Check the password against her name, then let only so many codes go out."""
        password = self.cleaned_data.get("password1")
        if password:
            member = Member(display_name=self.cleaned_data.get("display_name", ""))
            try:
                get_adapter().clean_password(password, user=member)
            except ValidationError as error:
                self.add_error("password1", error)
        if not self.errors:
            limit_codes(self.cleaned_data["login"], "verify_phone", "confirm_email")
        return self.cleaned_data

    def try_save(self, request: HttpRequest) -> tuple[None, HttpResponse]:
        """Send a code and ask for it; the member is made when it comes back."""
        response = signing_up.begin(
            request,
            name=self.cleaned_data["display_name"],
            contact=self.cleaned_data["login"],
            password=self.cleaned_data.get("password1") or "",
            redirect_url=get_next_redirect_url(request),
        )
        return None, response


class SignInForm(allauth_forms.LoginForm):
    """Phone or e-mail in one box, and the password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = ContactField()
        self.fields["password"] = password_field()
        self.order_fields(["login", "password"])

    def clean_login(self) -> str:
        """Give allauth the number as E.164 or the e-mail in small letters."""
        return str(self.cleaned_data["login"])


class RequestCodeForm(forms.Form):
    """Phone or e-mail, to which a code goes."""

    login = ContactField()

    _user: Member | None = None  # read by allauth's view

    def clean_login(self) -> Contact:
        contact = cast("Contact", self.cleaned_data["login"])
        require_sms(contact)
        return contact

    def clean(self) -> dict[str, Any]:
        """Find the member, and leave what allauth's view reads."""
        contact = self.cleaned_data.get("login")
        if contact is not None:
            limit_codes(contact, "request_login_code", "request_login_code")
            self._user = member_reached_by(contact)
            self.cleaned_data.update(phone=contact.phone, email=contact.email)
        return self.cleaned_data


def limit_codes(
    contact: Contact, phone_action: str, email_action: str, look_only: bool = False
) -> None:
    """Raise ValidationError where this number or e-mail got too many codes lately.

    Counts one more, unless it should `look_only`.
    """
    action = phone_action if contact.phone else email_action
    if not ratelimit.consume(
        context.request, action=action, key=str(contact), dry_run=look_only
    ):
        raise ValidationError(
            _("We have just sent a code there. Wait a minute, then try again."),
            code="rate_limited",
        )


def member_reached_by(contact: Contact) -> Member | None:
    """Return who signs in by this number or e-mail."""
    if contact.phone:
        return cast("Member | None", get_adapter().get_user_by_phone(contact.phone))
    found = filter_users_by_email(
        contact.email, is_active=True, prefer_verified=True, for_login=True
    )
    return cast("Member", found[0]) if found else None


class CountedCode:
    """A code we sent, tried a few times and no more (profiles/code_tries.py)."""

    expected_code: str | None

    def clean_code(self) -> str:
        """Raises ValidationError for a wrong code, and for any after too many."""
        if not code_tries.take(self.expected_code or ""):
            raise get_adapter().validation_error("incorrect_code")
        return str(super().clean_code())  # type: ignore[misc]


class LoginCodeForm(CountedCode, allauth_forms.ConfirmLoginCodeForm):
    """The code of a sign-in."""

    code = CodeField()


class PhoneCodeForm(CountedCode, allauth_forms.VerifyPhoneForm):
    """The code that proves a new number."""

    code = CodeField()


class EmailCodeForm(CountedCode, allauth_forms.ConfirmEmailVerificationCodeForm):
    """The code that proves a new e-mail."""

    code = CodeField()


class SignUpCodeForm(CountedCode, allauth_forms.BaseConfirmCodeForm):
    """The code of a sign-up."""

    code = CodeField()


class FreshCodeForm(forms.Form):
    """The code of a fresh sign-in."""

    code = CodeField()


# --- Coming back into an account ---------------------------------------------------


class RecoverForm(forms.Form):
    """The number of the account she wants back."""

    phone = PhoneField()

    def clean_phone(self) -> str:
        """Raises ValidationError where no SMS is sent, and after too many wrong tries;
        it says the same whether the number has an account or not."""
        phone = str(self.cleaned_data["phone"])
        require_sms(Contact(phone=phone))
        if RecoveryLock.is_locked(phone):
            raise ValidationError(RECOVERY_LOCKED)
        limit_codes(Contact(phone=phone), "verify_phone", "verify_phone")
        return phone


class ProofForm(forms.Form):
    """A code of the app, or a recovery code."""

    code = CodeField(label=_("Code of the app, or a recovery code"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].error_messages["required"] = _("Write the code.")


class RecoveredForm(forms.Form):
    """A new password, if she likes one."""

    password1 = new_password_field(required=False)

    def clean_password1(self) -> str:
        password = self.cleaned_data.get("password1") or ""
        return str(get_adapter().clean_password(password)) if password else ""


# --- Passwords, number and e-mail of a member --------------------------------------


class ResetPasswordForm(allauth_forms.ResetPasswordForm):
    """The e-mail to which a link goes."""

    email = EmailField()


class NewPasswordForm(forms.Form):
    """One box for a new password; typing it twice unseen helps nobody on a phone."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"] = new_password_field()
        self.fields.pop("password2", None)
        if "oldpassword" in self.fields:
            self.fields["oldpassword"] = password_field(_("Your current password"))

    def clean_password1(self) -> str:
        user = getattr(self, "user", None)
        return str(
            get_adapter().clean_password(self.cleaned_data["password1"], user=user)
        )


class ResetPasswordKeyForm(NewPasswordForm, allauth_forms.ResetPasswordKeyForm):
    """A new password after the link in the e-mail."""


class ChangePasswordForm(NewPasswordForm, allauth_forms.ChangePasswordForm):
    """A new password in place of the one she knows."""


class SetPasswordForm(NewPasswordForm, allauth_forms.SetPasswordForm):
    """A first password for one who signed in by code."""


class ReauthenticateForm(allauth_forms.ReauthenticateForm):
    """The password once more, before number or e-mail change."""

    password = password_field()


class ChangePhoneForm(allauth_forms.ChangePhoneForm):
    """A new mobile number."""

    def clean_phone(self) -> str:
        contact = Contact(phone=self.cleaned_data["phone"])
        require_sms(contact)
        phone = str(super().clean_phone())
        # allauth counts the SMS itself and answers one too many with a crash.
        limit_codes(contact, "verify_phone", "verify_phone", look_only=True)
        return phone


class ChangeEmailForm(allauth_forms.AddEmailForm):
    """A new e-mail."""

    email = EmailField()


class MyPageForm(forms.ModelForm[Member]):
    """What she changes on her own page."""

    display_name = NameField()
    handle = forms.CharField(
        label=_("Handle"),
        max_length=30,
        help_text=_(
            "Your address here, and how others mention you: 3 to 30 letters or digits, "
            "in Bangla or English."
        ),
    )

    class Meta:
        model = Member
        fields = ("display_name", "handle", "language")
        widgets = {"language": forms.RadioSelect}
        labels = {"language": _("Language of the pages")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["handle"].widget.attrs["autocapitalize"] = "none"
        self.fields["handle"].error_messages["required"] = _("Choose a handle.")

    def clean_display_name(self) -> str:
        """Refuse another member's name in other signs; hers as it stands may stay."""
        name = str(self.cleaned_data["display_name"])
        if "display_name" in self.changed_data:
            names.require_own_look(name, self.instance)
        return name

    def clean_handle(self) -> str:
        """Refuse one that another member has in any spelling of the same letters, or
        that is drawn like hers."""
        handle = text.normalise_line(self.cleaned_data["handle"]).removeprefix("@")
        others = Member.objects.exclude(pk=self.instance.pk)
        if others.filter(handle_key=text.fold(handle)).exists():
            raise ValidationError(_("This handle is taken. Try another one."))
        if "handle" in self.changed_data:
            names.require_own_handle(handle, self.instance)
        return handle


class EraseForm(forms.Form):
    """How she goes: with her words or without, and her handle as her word for it."""

    words = forms.ChoiceField(
        label=_("What you wrote"),
        choices=[
            ("keep", _("stays, without your name")),
            ("take", _("goes too; “taken back” stands in its place")),
        ],
        initial="keep",
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the two.")},
    )
    handle = forms.CharField(
        label=_("Your handle, as your word for it"),
        max_length=40,
        widget=forms.TextInput({"autocapitalize": "none", "autocomplete": "off"}),
        error_messages={"required": _("Write your handle.")},
    )

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.member = member
        # Its digits stay as she would type them, whatever the reader's are.
        handle = "".join(f"&#{ord(c)};" if c.isdigit() else c for c in member.handle)
        said = escape(_("Write: %(handle)s"))
        self.fields["handle"].help_text = mark_safe(said % {"handle": handle})

    def clean_handle(self) -> str:
        """Her own handle in any spelling of the same letters."""
        typed = text.normalise_line(self.cleaned_data["handle"]).removeprefix("@")
        if text.fold(typed) != self.member.handle_key:
            raise ValidationError(_("That is not your handle. Look again."))
        return typed


__all__ = [
    "ChangePhoneForm",
    "EraseForm",
    "MyPageForm",
    "PhoneField",
    "SignInForm",
    "SignUpForm",
    "app_settings",
]
