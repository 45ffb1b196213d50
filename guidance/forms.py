"""What readers say of a tip, and those who look after it; each complaint says what to do."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import text
from forum.forms import KeyedForm, ShownAgain, spoken
from forum.pin_forms import DayField
from guidance.models import LONGEST_WORDS, today
from guidance.models.tip import usual_until

LONGEST_YEARS = 3
ANSWERS = (
    ("yes", gettext_lazy("Yes, it helped")),
    ("no", gettext_lazy("No, it did not")),
)


class VoteForm(KeyedForm):
    """Whether a tip helped, and a few words if she likes."""

    answer = forms.ChoiceField(
        label=gettext_lazy("Did this help you?"),
        choices=ANSWERS,
        widget=forms.RadioSelect,
        error_messages={
            name: gettext_lazy("Choose yes or no.")
            for name in ("required", "invalid_choice")
        },
    )
    words = forms.CharField(
        label=gettext_lazy("What was good, or what was missing?"),
        help_text=gettext_lazy("Only those who look after the tips read it."),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        strip=False,
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["words"].validators = []
        self.initial["client_key"] = (
            self.initial.get("client_key") or KeyedForm().initial["client_key"]
        )
        # It is no loss to be counted without one: the name or the cookie counts.
        self.fields["client_key"].required = False

    def clean_words(self) -> str:
        words = text.normalise_line(self.cleaned_data["words"])
        if len(words) > LONGEST_WORDS:
            sentence = _("This has %(length)s characters and %(longest)s fit.")
            lengths = {"length": spoken(len(words)), "longest": spoken(LONGEST_WORDS)}
            raise ValidationError(sentence % lengths, code="long")
        return words


class ReviewForm(ShownAgain):
    """Until when one vouches for a tip."""

    until = DayField(
        label=gettext_lazy("I read it through. It holds until"),
        help_text=gettext_lazy("On that day it comes back to be looked through."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial.setdefault("until", usual_until())

    def clean_until(self) -> dt.date:
        until: dt.date = self.cleaned_data["until"]
        if until <= today():
            raise ValidationError(_("Choose a day that is still to come."), code="past")
        if until > today() + dt.timedelta(days=LONGEST_YEARS * 366):
            raise ValidationError(
                _("That is too long. Choose a day within three years."), code="far"
            )
        return until
