"""Form fields for people: names, handles, mobile numbers, e-mail, codes."""

from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from core import phones, text
from profiles import sms


class Contact(NamedTuple):
    """How to reach a member: one of the two is set; `phone` is E.164."""

    phone: str = ""
    email: str = ""

    def __str__(self) -> str:
        return self.phone or self.email


class NameField(forms.CharField):
    """A name that people call her by, Bangla or Latin, up to 80 characters."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("Your name"))
        options.setdefault("max_length", 80)
        options.setdefault("strip", False)
        super().__init__(**options)
        self.widget.attrs["autocomplete"] = "name"
        self.error_messages["required"] = _("Write the name you want to be called by.")

    def clean(self, value: Any) -> str:
        """Normalise it; raises ValidationError for one that nobody could say."""
        name = super().clean(text.normalise_line(value or ""))
        if name and not text.words(name):
            raise ValidationError(_("Write a name with letters in it."))
        if phones.find(name):
            raise ValidationError(
                _("Leave the number out of your name: names are seen by everyone.")
            )
        if letter := text.foreign_letter(name):
            # Most stand there to look like one of ours.
            raise ValidationError(
                _(
                    "Write your name in Bangla or English letters; %(letter)s is neither."
                )
                % {"letter": letter}
            )
        return name


class EmailField(forms.EmailField):
    """An e-mail address, in small letters."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("E-mail"))
        super().__init__(**options)
        self.widget.attrs["autocomplete"] = "email"
        self.error_messages["required"] = _("Write your e-mail.")
        self.error_messages["invalid"] = _(
            "This does not look like an e-mail. There is an @ in the middle of one."
        )
        # The validator brings a sentence of its own and would win over ours.
        self.validators = []

    def clean(self, value: Any) -> str:
        """Raises ValidationError for what is no address."""
        return email_of(super().clean(text.normalise_line(value or "")))


class PhoneField(forms.CharField):
    """A Bangladeshi mobile number in any digits; its value is E.164."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("Mobile number"))
        options.setdefault("max_length", 40)
        super().__init__(**options)
        self.widget = forms.TextInput({"type": "tel", "autocomplete": "tel"})
        self.widget.is_required = self.required
        self.error_messages["required"] = _("Write your mobile number.")

    def clean(self, value: Any) -> str:
        """Raises ValidationError for what is no mobile number."""
        typed = super().clean(value)
        return phone_of(typed) if typed else ""


class ContactField(forms.CharField):
    """A mobile number or an e-mail in one box; its value is a Contact."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("Mobile number or e-mail"))
        options.setdefault("max_length", 254)
        super().__init__(**options)
        self.widget.attrs.update(autocomplete="username", autocapitalize="none")
        self.error_messages["required"] = _("Write your mobile number or e-mail.")

    def clean(self, value: Any) -> Any:
        """Raises ValidationError for what is neither."""
        typed = super().clean(text.normalise_line(str(value or "")))
        if not typed:
            return Contact()
        if "@" in typed:
            return Contact(email=email_of(typed))
        return Contact(phone=phone_of(typed))


class CodeField(forms.CharField):
    """The six digits we sent, in any digits."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("Code"))
        options.setdefault("max_length", 40)
        super().__init__(**options)
        self.widget.attrs.update(inputmode="numeric", autocomplete="one-time-code")
        self.error_messages["required"] = _("Write the code we sent you.")

    def clean(self, value: Any) -> str:
        return text.to_ascii_digits(super().clean(value))


def phone_of(typed: str) -> str:
    """Return a mobile number as E.164. Raises ValidationError."""
    try:
        return phones.parse(typed)
    except ValueError as error:
        raise ValidationError(
            _("Write a mobile number of 11 digits that begins with 01.")
        ) from error


def email_of(typed: str) -> str:
    """Return an e-mail in small letters. Raises ValidationError."""
    email = text.to_ascii_digits(typed).lower()
    try:
        validate_email(email)
    except ValidationError as error:
        raise ValidationError(
            _("This does not look like an e-mail. There is an @ in the middle of one.")
        ) from error
    return email


def require_sms(contact: Contact) -> None:
    """Raise ValidationError where a code would have to go by SMS and none is sent."""
    if contact.phone and not sms.is_sent():
        raise ValidationError(
            _("We cannot send SMS at the moment. Use your e-mail instead.")
        )
