"""Forms for reports, takedown requests and what moderators do about them."""

import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core import text
from moderation.models import LONGEST_REASON, LONGEST_WORDS, ModerationEntry


class WordsField(forms.CharField):
    """Words of several lines or, with `one_line`, of one; never only blank."""

    def __init__(self, *, one_line: bool = False, **options: Any) -> None:
        self.one_line = one_line
        options.setdefault("strip", False)
        options.setdefault("widget", forms.TextInput if one_line else forms.Textarea)
        super().__init__(**options)
        if not one_line:
            self.widget.attrs["rows"] = 5

    def clean(self, value: Any) -> str:
        """Normalise first, so that lengths count what will be kept."""
        normal = text.normalise_line if self.one_line else text.normalise
        words = normal(str(value or ""))
        return super().clean("" if text.is_blank(words) else words)


class KeyedForm(forms.Form):
    """A form that may be sent twice and counts once, by its `client_key`."""

    client_key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["client_key"].initial = uuid.uuid4

    def clean_client_key(self) -> uuid.UUID:
        """Draw one where the form came without; a broken one is refused by the field."""
        return self.cleaned_data.get("client_key") or uuid.uuid4()


class ReportForm(KeyedForm):
    """What a member says against something."""

    words = WordsField(
        label=_("What is wrong with it?"),
        max_length=LONGEST_WORDS,
        error_messages={"required": _("Say in a few words what is wrong.")},
    )


class TakedownForm(KeyedForm):
    """What a person without an account asks to have taken away."""

    name = WordsField(
        label=_("Your name"),
        one_line=True,
        max_length=100,
        error_messages={"required": _("Write your name.")},
    )
    contact = WordsField(
        label=_("Mobile number or e-mail"),
        one_line=True,
        max_length=200,
        help_text=_("Only moderators see it, to answer you."),
        error_messages={"required": _("Write how we can answer you.")},
    )
    words = WordsField(
        label=_("What should go, and why?"),
        max_length=LONGEST_WORDS,
        error_messages={"required": _("Say in a few words what should go.")},
    )


class ActForm(forms.Form):
    """What a moderator does about a thing; the reason is kept beside it."""

    action = forms.ChoiceField(
        choices=[
            (ModerationEntry.Action.HIDE, _("Hide")),
            (ModerationEntry.Action.UNHIDE, _("Show again")),
            (ModerationEntry.Action.DISMISS, _("Nothing to do")),
        ],
        widget=forms.HiddenInput,
        error_messages={"required": _("Choose what to do.")},
    )
    reason = WordsField(
        label=_("Reason"),
        one_line=True,
        max_length=LONGEST_REASON,
        help_text=_("Everyone reads it where the words stood, so name nobody in it."),
        error_messages={"required": _("Write a reason, a few words are enough.")},
    )

    def clean_action(self) -> str:
        action = str(self.cleaned_data["action"])
        if action not in ModerationEntry.Action.values:
            raise ValidationError(_("Choose what to do."))
        return action
