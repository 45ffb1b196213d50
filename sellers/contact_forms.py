"""Forms for contact details, for asking and answering, and for what is known."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core import phones
from moderation.forms import KeyedForm, WordsField
from moderation.reasons import Reason
from photos.choosing import Chooser
from sellers import matching, pasted
from sellers.models import Contact, ContactAsk, Reveal
from sellers.models.contact import LONGEST_VALUE
from sellers.models.known import LONGEST_WORDS
from sellers.pasted import Pasted

#: For a warning: what is wrong with a number or a page.
REASONS = (Reason.FRAUD, Reason.ABUSE, Reason.STOLEN, Reason.OTHER)


class WhyForm(KeyedForm):
    """Why somebody wants to see a number: one tap is enough."""

    reason = forms.ChoiceField(
        choices=Reveal.Reason.choices,
        error_messages={
            "required": _("Choose why you want to see it."),
            "invalid_choice": _("Choose why you want to see it."),
        },
    )


class AnswerForm(forms.Form):
    """What a seller says to one who asks."""

    answer = forms.ChoiceField(choices=ContactAsk.Answer.choices)


class ContactForm(forms.Form):
    """One more way to reach a seller."""

    kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=[
            (kind, kind.label) for kind in Contact.Kind if kind != Contact.Kind.PAGE
        ],
        initial=Contact.Kind.PHONE,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose what it is."),
            "invalid_choice": _("Choose what it is."),
        },
    )
    value = WordsField(
        label=_("The number, or the address"),
        one_line=True,
        max_length=LONGEST_VALUE,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Write the number, or the address.")},
    )

    def clean(self) -> dict[str, Any]:
        """Bring a number to its one form; an address has none in it."""
        data = dict(super().clean() or self.cleaned_data)
        value, kind = data.get("value", ""), data.get("kind")
        if not value or kind is None:
            return data
        if kind == Contact.Kind.ADDRESS:
            if phones.find(value):
                self.add_error("value", _("Leave the number out of the address."))
            return data
        try:
            data["value"] = phones.parse(value)
        except ValueError:
            self.add_error(
                "value", _("Write a Bangladeshi mobile number, like 01712345678.")
            )
        return data


class ModeForm(forms.Form):
    """Who may see one contact detail."""

    mode = forms.ChoiceField(
        label=_("Who may see it?"),
        error_messages={
            "required": _("Choose who may see it."),
            "invalid_choice": _("Choose who may see it."),
        },
    )

    def __init__(self, *args: Any, contact: Contact, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", f"%s-{contact.pk}")
        super().__init__(*args, **kwargs)
        field: Any = self.fields["mode"]
        field.choices = [(mode, mode.label) for mode in Contact.modes_for(contact.kind)]
        field.widget = forms.Select(choices=field.choices)
        self.initial.setdefault("mode", contact.mode)


class LookupForm(KeyedForm):
    """A number, a page's address or a name, to ask whether she is known."""

    asked = WordsField(
        label=_("A mobile number, the address of a page, or a name"),
        one_line=True,
        max_length=pasted.LONGEST,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Write a number, an address or a name.")},
    )

    def clean_asked(self) -> Pasted:
        """Tell what it is."""
        found = pasted.read(str(self.cleaned_data["asked"]))
        if found is None:
            raise ValidationError(_("Write a number, an address or a name."))
        return found


class WarningForm(KeyedForm):
    """A number or a page that a member reports, with what proves it."""

    asked = WordsField(
        label=_("The mobile number, or the address of the page"),
        one_line=True,
        max_length=pasted.LONGEST,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Write the number or the address of the page.")},
    )
    reason = forms.ChoiceField(
        label=_("What is wrong?"),
        choices=[(code, code.label) for code in REASONS],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose what is wrong with it."),
            "invalid_choice": _("Choose what is wrong with it."),
        },
    )
    words = WordsField(
        label=_("What happened?"),
        max_length=LONGEST_WORDS,
        help_text=_(
            "When it was, what you paid, what came. After a moderator has looked, "
            "members who ask for this number read your words, without your name."
        ),
        error_messages={"required": _("Say in a few words what happened.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.photos = Chooser()

    def clean_asked(self) -> Pasted:
        """Take a number or a page, no name: names are many people's."""
        found = pasted.read(str(self.cleaned_data["asked"]))
        if found is None or found.kind not in (matching.PHONE, matching.PAGE):
            raise ValidationError(_("Write the number or the address of the page."))
        return found


class ReplyForm(forms.Form):
    """What the one who was warned of says to it."""

    words = WordsField(
        label=_("Your answer"),
        max_length=LONGEST_WORDS,
        help_text=_("It stands under the warning for everyone who reads that."),
        error_messages={"required": _("Write your answer first.")},
    )
