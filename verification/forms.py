"""The forms of `verification`: what a seller sends, what a verifier decides."""

import datetime as dt
import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import phones, text
from forum.forms import ShownAgain, WordsField
from profiles.models import Member
from sellers import matching, screening
from verification.kinds import Kind
from verification.models import Reason, Verification
from verification.models.verification import LONGEST_HOLDER, LONGEST_WORDS

LONGEST_NUMBER = 60  # characters as typed
_NUMBER = re.compile(r"[0-9A-Z]{4,25}", re.ASCII)


def read_number(typed: str) -> str:
    """The number of a document in its one form; raises ValueError for what is none.

    An identity number of 17 digits is the one of 13 with the year of birth before it
    (https://services.nidw.gov.bd), so both are the same document.
    """
    line = text.to_ascii_digits(text.normalise_line(typed[:LONGEST_NUMBER])).upper()
    found = re.sub(r"[\s/.-]+", "", line)
    if not _NUMBER.fullmatch(found) or not re.search(r"[0-9]", found, re.ASCII):
        raise ValueError("no number of a document")
    return found[4:] if re.fullmatch(r"(?:19|20)[0-9]{15}", found, re.ASCII) else found


class AskForm(ShownAgain):
    """What a seller says beside the pictures; `earlier` is what was refused before,
    whose number stays where she types none."""

    number = forms.CharField(
        required=False,
        strip=False,
        label=gettext_lazy("Number on it"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "ltr"}),
    )
    holder = WordsField(
        longest=LONGEST_HOLDER,
        lines=False,
        label=gettext_lazy("Name on it"),
        help_text=gettext_lazy("As it is written there. Only those who check see it."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(
        self,
        *args: Any,
        kind: Kind,
        member: Member,
        earlier: Verification | None = None,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.kind, self.member, self.earlier = kind, member, earlier
        self.key = self.ending = ""
        number = self.fields["number"]
        number.validators = []
        number.required = earlier is None or not earlier.key
        number.error_messages["required"] = _("Write the number.")
        number.help_text = _("Only its last four digits stay readable with us.")
        if earlier is not None and earlier.ending:
            number.help_text = _(
                "Leave it empty if it is still the one that ends in %(ending)s."
            ) % {"ending": earlier.ending}
        if kind.name == "payout":
            number.label = _("The number you are paid at")
            number.widget.attrs["inputmode"] = "tel"

    def clean_number(self) -> str:
        """Its hash and its last digits; the number itself goes no further."""
        typed: str = self.cleaned_data["number"]
        if text.is_blank(typed):
            if self.earlier is None or not self.earlier.key:
                raise ValidationError(_("Write the number."))
            self.key, self.ending = self.earlier.key, self.earlier.ending
            return ""
        try:
            if self.kind.name == "payout":
                number = phones.parse(typed)
                self.key = matching.of_phone(number)
            else:
                number = read_number(typed)
                self.key = matching.digest(f"paper.{self.kind.name}", number)
        except ValueError:
            raise ValidationError(
                _("This is no number that stands on it. Look once more.")
            ) from None
        self.ending = number[-4:]
        return ""

    def clean_holder(self) -> str:
        """Screened as her page is: verifiers need no numbers and links in a name."""
        holder: str = self.cleaned_data["holder"]
        if phones.find(holder):
            raise ValidationError(_("Write the name alone, without a number."))
        sentence = screening.refusing(self.member, holder)
        if sentence:
            raise ValidationError(sentence)
        return holder


class GrantForm(ShownAgain):
    """Until when it stands; empty: as long as the kind holds."""

    until = forms.CharField(
        required=False,
        strip=False,
        label=gettext_lazy("Runs out on"),
        help_text=gettext_lazy(
            "Day, month, year, as it stands on the paper: 30-06-2027"
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )

    def __init__(self, *args: Any, kind: Kind, **options: Any) -> None:
        super().__init__(*args, **options)
        until = self.fields["until"]
        until.validators = []
        until.required = kind.runs_out
        until.error_messages["required"] = _("Write until when it is valid.")

    def clean_until(self) -> dt.datetime | None:
        """The end of that day in Dhaka."""
        typed = text.to_ascii_digits(text.normalise_line(self.cleaned_data["until"]))
        if not typed and self.fields["until"].required:
            raise ValidationError(_("Write until when it is valid."))
        if not typed:
            return None
        found = re.fullmatch(r"(\d{1,2})\D+(\d{1,2})\D+(\d{4})", typed, re.ASCII)
        try:
            if found is None:
                raise ValueError("no day")
            day = dt.date(int(found[3]), int(found[2]), int(found[1]))
            after = dt.datetime.combine(day + dt.timedelta(days=1), dt.time())
        except (ValueError, OverflowError):
            raise ValidationError(
                _("Write the day as 30-06-2027: day, month, year.")
            ) from None
        until = timezone.make_aware(after) - dt.timedelta(seconds=1)
        if until <= timezone.now():
            raise ValidationError(_("This day is past already."))
        return until


#: What can be wrong with what was to be found somewhere, as a word on a page.
AT_A_PLACE = {Reason.NOT_FOUND}


class RefuseForm(ShownAgain):
    """Why it is refused; the seller reads both."""

    #: What a machine gives is not for people.
    REASONS = [each for each in Reason.choices if each[0] != Reason.CODE]

    reason = forms.ChoiceField(
        choices=REASONS,
        label=gettext_lazy("Why it is sent back"),
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose a reason; she reads it."),
            "invalid_choice": gettext_lazy("Choose a reason; she reads it."),
        },
    )
    words = WordsField(
        longest=LONGEST_WORDS,
        required=False,
        label=gettext_lazy("In your own words"),
        help_text=gettext_lazy("She reads this too. Say what she can do."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, kind: Kind, **more: Any) -> None:
        super().__init__(*args, **more)
        # Pictures can be bad in many ways; a word on a page is there or not.
        offered = [
            each
            for each in self.REASONS
            if each[0] == Reason.OTHER or (each[0] in AT_A_PLACE) != kind.is_by_staff
        ]
        self.fields["reason"].choices = offered  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Another reason needs words."""
        said = self.cleaned_data
        if said.get("reason") == Reason.OTHER and not said.get("words"):
            self.add_error("words", _("Say in a sentence why, and what she can do."))
        return said


class RevokeForm(ShownAgain):
    """Why something that stands is taken back; the seller reads it."""

    words = WordsField(
        longest=LONGEST_WORDS,
        label=gettext_lazy("Why it is taken back"),
        help_text=gettext_lazy("She reads this."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
