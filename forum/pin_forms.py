"""What a moderator types about a pin, cleaned; each complaint says what to do."""

import datetime as dt
import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import text
from forum import pinning
from forum.forms import ShownAgain, spoken
from forum.models import Pin
from forum.models.pin import LAST_POSITION, Scope
from moderation.models import LONGEST_REASON
from theme import wording
from theme.templatetags.words import reader_language

_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_DAY_FIRST = re.compile(r"([0-9]{1,2})\s*[/.\-]\s*([0-9]{1,2})\s*[/.\-]\s*([0-9]{4})")
_IN_WORDS = re.compile(r"([0-9]{1,2})\s+([^\s,0-9]{2,20}),?\s+([0-9]{4})")


def read_day(typed: str) -> dt.date | None:
    """The day in what was typed, in any digits; None where it is none."""
    words = text.to_ascii_digits(text.normalise_line(typed)[:60])
    try:
        if match := _ISO.fullmatch(words):
            return dt.date(*map(int, match.groups()))
        if match := _DAY_FIRST.fullmatch(words):
            day, month, year = map(int, match.groups())
            return dt.date(year, month, day)
        if match := _IN_WORDS.fullmatch(words):
            months = [*wording.MONTHS["bn"], *wording.MONTHS["en"]]
            name = text.fold(match[2])
            places = [n for n, each in enumerate(months) if text.fold(each) == name]
            return dt.date(int(match[3]), places[0] % 12 + 1, int(match[1]))
    except (IndexError, ValueError):
        return None
    return None


def midnight(day: dt.date) -> dt.datetime:
    """The moment at which a day begins in Dhaka."""
    return dt.datetime.combine(day, dt.time(), tzinfo=wording.DHAKA)


class DayInput(forms.TextInput):
    """A day as 5/12/2026 in the reader's digits: a browser's own calendar takes no
    Bangla digits, and shows the months of the phone's language."""

    def format_value(self, value: Any) -> str | None:
        if isinstance(value, dt.date):
            shown = f"{value.day}/{value.month}/{value.year}"
            return wording.digits(shown, reader_language())
        return super().format_value(value)


class DayField(forms.Field):
    """A day typed as ৫/১২/২০২৬, ৫ ডিসেম্বর ২০২৬ or 2026-12-05, in any digits."""

    widget = DayInput
    default_error_messages = {
        "required": gettext_lazy("Say which day."),
        "invalid": gettext_lazy("Write the day like this: 5/12/2026."),
    }
    # What reads it, None for what is no day; rooms above may read more.
    read = staticmethod(read_day)

    def to_python(self, value: Any) -> dt.date | None:
        if not str(value or "").strip():
            return None
        day = self.read(str(value))
        if day is None:
            # Never "for ever" in silence: what cannot be read is said.
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return day


class PlaceField(forms.Field):
    """A place in an order, in any digits; 1 comes first."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})

    def prepare_value(self, value: Any) -> Any:
        return spoken(value) if isinstance(value, int) else value

    def to_python(self, value: Any) -> int:
        typed = text.to_ascii_digits(text.normalise_line(str(value or "")))
        known = typed.isascii() and typed.isdigit() and len(typed) <= 3
        if not known or not 1 <= int(typed) <= LAST_POSITION:
            sentence = _("Write a number from 1 on: 1 stands first.")
            raise ValidationError(sentence, code="invalid")
        return int(typed)


class PinForm(ShownAgain):
    """Where a thread is pinned, when, why, and in which order."""

    scope = forms.ChoiceField(
        label=gettext_lazy("Where it is pinned"),
        error_messages={
            name: gettext_lazy("Choose where it is pinned.")
            for name in ("required", "invalid_choice")
        },
    )
    reason = forms.CharField(
        label=gettext_lazy("Why it is pinned"),
        help_text=gettext_lazy("Everyone reads it beside the pin, with your name."),
        required=False,
        strip=False,
    )
    since = DayField(label=gettext_lazy("From"))
    until = DayField(
        label=gettext_lazy("Until and with"),
        help_text=gettext_lazy("Leave it empty and it stays until someone unpins it."),
        required=False,
    )
    position = PlaceField(
        label=gettext_lazy("Which place among the pins"),
        help_text=gettext_lazy("1 stands first."),
    )

    def __init__(self, *args: Any, pin: Pin, **options: Any) -> None:
        super().__init__(*args, **options)
        self.pin = pin
        here = f"{pin.scope_kind}:{pin.scope_id}"
        choices = pinning.scope_choices()
        if here not in dict(choices):
            names = pinning.scope_names([pin])
            choices.append((here, names[pin.scope]))
        self.fields["scope"].choices = choices  # type: ignore[attr-defined]
        self.fields["reason"].validators = []
        last = pin.ends_at and wording.in_dhaka(pin.ends_at - dt.timedelta(seconds=1))
        self.initial = {
            "scope": here,
            "reason": pin.reason,
            "since": wording.in_dhaka(pin.starts_at).date(),
            "until": last.date() if last else None,
            "position": pin.position + 1,
            **self.initial,
        }

    def clean_reason(self) -> str:
        reason = text.normalise_line(self.cleaned_data["reason"])
        if len(reason) > LONGEST_REASON:
            sentence = _("This has %(length)s characters and %(longest)s fit.")
            lengths = {"length": spoken(len(reason)), "longest": spoken(LONGEST_REASON)}
            raise ValidationError(sentence % lengths, code="long")
        return reason

    def clean_until(self) -> dt.date | None:
        until: dt.date | None = self.cleaned_data["until"]
        if until and until < wording.in_dhaka(timezone.now()).date():
            sentence = _(
                "That day is past, so nobody would see the pin. "
                "Choose today or a later day."
            )
            raise ValidationError(sentence, code="past")
        return until

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        since, until = data.get("since"), data.get("until")
        if since and until and until < since:
            self.add_error("until", _("It would end before it begins."))
        return data

    def wanted(self) -> dict[str, Any]:
        """What `Pin.change` takes; a day that was not touched keeps its hour."""
        data = self.cleaned_data
        kind, _colon, number = data["scope"].partition(":")
        scope: Scope = (kind, int(number))
        until = data["until"]
        return {
            "scope": scope,
            "reason": data["reason"],
            "position": data["position"] - 1,
            "starts_at": self._moment("since", self.pin.starts_at, data["since"]),
            "ends_at": self._moment(
                "until", self.pin.ends_at, until and until + dt.timedelta(days=1)
            ),
        }

    def _moment(
        self, name: str, before: dt.datetime | None, day: dt.date | None
    ) -> dt.datetime | None:
        untouched = self.cleaned_data[name] == self.initial[name]
        if untouched:
            return before
        return midnight(day) if day else None
