"""What hosts and moderators type, cleaned; each complaint says what to do."""

import datetime as dt
import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from adda_posts.models import RESERVED_SLUGS, Adda, Series, today
from adda_posts.pasting import MAX_BYTES
from adda_posts.pasting.dates import find_day
from core import text
from core.text import to_ascii_digits
from forum import pin_forms
from forum.forms import WordsField
from profiles.models import Member
from theme.templatetags.words import reader_language
from theme.wording import day as day_in_words
from theme.wording import digits

LONGEST_TITLE = 200
LONGEST_TOPIC = 1_000
LONGEST_INTRO = 5_000
LONGEST_REASON = 300
MOST_HOSTS = 20
_CLOCK = re.compile(
    r"(?P<part>[^\d\s.:]*)\s*(?P<hour>\d{1,2})(?:\s*[:.]\s*(?P<minute>\d{2}))?"
    r"(?::\d{2})?\s*(?:টায়|টা)?\s*(?P<half>am|pm)?",
    re.ASCII,
)
# Which hours each part of a day may mean; night goes on past midnight.
_HOURS = {
    "ভোর": range(3, 8),
    "সকাল": range(5, 13),
    "দুপুর": range(11, 17),
    "বিকেল": range(14, 20),
    "বিকাল": range(14, 20),
    "সন্ধ্যা": range(16, 22),
    "রাত": (*range(18, 24), *range(5)),
}


class OptionalWords(WordsField):
    """Words that may be left out."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, **options)

    def validate(self, value: str) -> None:
        if not text.is_blank(value):
            super().validate(value)


def read_day(typed: str) -> dt.date | None:
    """The day in what was typed, in any digits; without a year this one's."""
    found = find_day(text.normalise_line(typed)[:60])
    return found.date(today().year) if found else None


class ClockInput(forms.TextInput):
    """An hour as 21:30 in the reader's digits."""

    def format_value(self, value: Any) -> str | None:
        if isinstance(value, dt.time):
            return digits(f"{value:%H:%M}", reader_language())
        return super().format_value(value)


class DayField(pin_forms.DayField):
    """A day as it is typed of a pin, or without its year."""

    read = staticmethod(read_day)


class ClockField(forms.Field):
    """An hour of the day typed as ২১:৩০, রাত ৯:৩০, রাত ৯টা or 9:30 pm, in any digits."""

    widget = ClockInput
    default_error_messages = {
        "required": gettext_lazy("Say at what hour."),
        "invalid": gettext_lazy("Write the hour like this: 21:30 or 9:30 pm."),
    }

    def to_python(self, value: Any) -> dt.time | None:
        typed = to_ascii_digits(text.normalise_line(str(value or ""))).lower()
        if not typed:
            return None
        match = _CLOCK.fullmatch(typed)
        try:
            if match is None:
                raise ValueError(typed)
            return hour_of_day(match)
        except (KeyError, ValueError):
            raise ValidationError(
                self.error_messages["invalid"], code="invalid"
            ) from None


def hour_of_day(match: re.Match[str]) -> dt.time:
    """The hour that was typed; raises KeyError or ValueError where there is none."""
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    if match["half"]:
        hour = hour % 12 + (12 if match["half"] == "pm" else 0)
    elif match["part"]:
        meant = (hour % 12, hour % 12 + 12) if hour <= 12 else (hour,)
        hour = next((each for each in meant if each in _HOURS[match["part"]]), 24)
    return dt.time(hour, minute)


class MembersField(forms.CharField):
    """Members by handle or name, one on a line; cleaned to a list of `Member`."""

    widget = forms.Textarea(attrs={"rows": 3})

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, list):
            return "\n".join(f"@{member.handle}" for member in value)
        return value

    def clean(self, value: Any) -> Any:
        names = [
            text.normalise_line(line)
            for line in re.split(r"[\n,;]", text.normalise(value or ""))
        ]
        names = [name for name in names if name][: MOST_HOSTS + 1]
        if len(names) > MOST_HOSTS:
            raise ValidationError(_("Name at most 20 hosts."), code="many")
        return [self._member(name) for name in names]

    @staticmethod
    def _member(name: str) -> Member:
        key = text.fold(name.removeprefix("@"))
        able = Member.objects.filter(claimed=True, is_active=True)
        if found := able.filter(handle_key=key).first():
            return found
        called_so = list(able.filter(display_name=name)[:2])
        if len(called_so) == 1:
            return called_so[0]
        sentence = (
            _("Several members are called %(name)s. Write the handle instead.")
            if called_so
            else _("There is no member %(name)s. Look at the handle on her page.")
        )
        raise ValidationError(sentence % {"name": name}, code="unknown")


class WordsForm(forms.Form):
    """What is written about an adda. `words` is the topic, `body` the introduction:
    these names are what survives an expired session (profiles.keeping)."""

    title = WordsField(label=gettext_lazy("Title"), longest=LONGEST_TITLE, lines=False)
    words = OptionalWords(
        label=gettext_lazy("Topic"),
        help_text=gettext_lazy("What members should talk about, in a sentence or two."),
        longest=LONGEST_TOPIC,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    body = OptionalWords(
        label=gettext_lazy("Introduction"),
        longest=LONGEST_INTRO,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    video_url = forms.URLField(
        label=gettext_lazy("Link to a video"),
        required=False,
        assume_scheme="https",
        max_length=200,
        error_messages={
            "invalid": gettext_lazy("Copy the whole link; it begins with https://.")
        },
    )
    video_title = OptionalWords(
        label=gettext_lazy("Title of the video"), longest=LONGEST_TITLE, lines=False
    )

    def page_words(self) -> dict[str, Any]:
        """The cleaned words by the page's names for them."""
        words = self.cleaned_data
        return {
            "title": words["title"],
            "topic": words["words"],
            "intro": words["body"],
            "video_url": words["video_url"],
            "video_title": words["video_title"],
        }

    @staticmethod
    def of(adda: Adda) -> dict[str, Any]:
        """The initial values for an adda's page."""
        page = adda.page
        return {
            "title": page.title,
            "words": page.topic,
            "body": page.intro,
            "video_url": page.video_url,
            "video_title": page.video_title,
        }


class AddaForm(WordsForm):
    """A new adda: in which series, on which day, at which hours, and its words."""

    series = forms.ModelChoiceField(
        Series.objects.none(),
        label=gettext_lazy("Series"),
        empty_label=None,
        error_messages={
            "required": gettext_lazy("Choose a series."),
            "invalid_choice": gettext_lazy("Choose one of these series."),
        },
    )
    day = DayField(label=gettext_lazy("Day"))
    opens = ClockField(
        label=gettext_lazy("Opens at"),
        required=False,
        help_text=gettext_lazy("Left empty, the series' own hour counts."),
    )
    closes = ClockField(label=gettext_lazy("Closes at"), required=False)
    field_order = ["series", "day", "title", "words", "body"]

    def __init__(self, *args: Any, member: Member, **options: Any) -> None:
        super().__init__(*args, **options)
        choices = Series.objects.run_by(member).order_by("pk")
        self.fields["series"].queryset = choices  # type: ignore[attr-defined]

    def clean_day(self) -> dt.date:
        day: dt.date = self.cleaned_data["day"]
        return not_past(day)

    def say_taken(self, adda: Adda) -> None:
        """Tell that the series has an adda on that day."""
        self.add_error("day", day_taken(adda))


class PostponeForm(forms.Form):
    """Another day or other hours for a planned adda."""

    day = DayField(label=gettext_lazy("Day"))
    opens = ClockField(label=gettext_lazy("Opens at"))
    closes = ClockField(label=gettext_lazy("Closes at"))

    def clean_day(self) -> dt.date:
        day: dt.date = self.cleaned_data["day"]
        return not_past(day)


class CancelForm(forms.Form):
    """Why an adda is called off."""

    reason = WordsField(
        label=gettext_lazy("Why? Everyone reads this."),
        longest=LONGEST_REASON,
        lines=False,
    )


class HostsForm(forms.Form):
    """Who runs an adda."""

    hosts = MembersField(
        label=gettext_lazy("Hosts"),
        help_text=gettext_lazy("A handle or name on each line."),
        required=False,
    )


class SeriesForm(forms.Form):
    """A series: its names, address, hours and default hosts."""

    name = WordsField(label=gettext_lazy("Name"), longest=120, lines=False)
    name_en = OptionalWords(
        label=gettext_lazy("Name in English"), longest=120, lines=False
    )
    slug = forms.CharField(
        label=gettext_lazy("Address"),
        required=False,
        help_text=gettext_lazy(
            "Letters, digits and hyphens; left empty it follows from the name."
        ),
    )
    opens = ClockField(label=gettext_lazy("Opens at"))
    closes = ClockField(
        label=gettext_lazy("Closes at"),
        help_text=gettext_lazy("An earlier hour than the opening is after midnight."),
    )
    hosts = MembersField(
        label=gettext_lazy("Hosts"),
        help_text=gettext_lazy("A handle or name on each line."),
        required=False,
    )

    def __init__(
        self, *args: Any, series: Series | None = None, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.series = series
        if series is not None and series.archive:
            for name in ("opens", "closes", "hosts"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """Find an address: the one typed, or one from the name."""
        data: dict[str, Any] = super().clean() or {}
        typed = text.normalise_line(data.get("slug") or "").lower()
        slug = typed or text.slug(data.get("name", ""))
        taken = Series.objects.filter(slug=slug)
        if self.series is not None:
            taken = taken.exclude(pk=self.series.pk)
        if not text.is_slug(slug) or len(slug) > 60 or slug in RESERVED_SLUGS:
            if "name" in data:
                self.add_error("slug", _("Write an address of letters and hyphens."))
        elif taken.exists():
            self.add_error("slug", _("Another series has this address."))
        data["slug"] = slug
        return data


class UploadForm(forms.Form):
    """A paste: a file, or the text itself."""

    file = forms.FileField(
        label=gettext_lazy("File"), required=False, allow_empty_file=True
    )
    words = forms.CharField(
        label=gettext_lazy("Or paste the text"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    series = forms.CharField(
        label=gettext_lazy("Address of a series"),
        required=False,
        help_text=gettext_lazy(
            "Left empty, the addas go to the series of the group they came from."
        ),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        # The reader says itself what is wrong with a paste, a NUL in it too.
        self.fields["words"].validators = self.fields["series"].validators = []

    def content(self) -> tuple[str, bytes]:
        """Name and bytes of what was sent; one byte too many where it is too big."""
        file = self.cleaned_data["file"]
        if file:
            return text.normalise_line(file.name)[:100] or "paste", file.read(
                MAX_BYTES + 1
            )
        words = self.cleaned_data["words"]
        return str(_("pasted text")), words.encode(errors="replace")


class BlockForm(forms.Form):
    """What stands above the comments of one pasted adda."""

    day = DayField(label=gettext_lazy("Day"))
    title = OptionalWords(
        label=gettext_lazy("Title"), longest=LONGEST_TITLE, lines=False
    )
    topic = OptionalWords(
        label=gettext_lazy("Topic"),
        longest=2_000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    intro = OptionalWords(
        label=gettext_lazy("Introduction"),
        longest=20_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    hosts = OptionalWords(
        label=gettext_lazy("Hosts"),
        help_text=gettext_lazy("A name on each line."),
        longest=2_000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class RowForm(forms.Form):
    """One pasted comment; both boxes empty leave it out."""

    author = OptionalWords(label=gettext_lazy("Name"), longest=80, lines=False)
    body = OptionalWords(
        label=gettext_lazy("Comment"),
        longest=100_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    reply_to = forms.CharField(
        label=gettext_lazy("Answers comment number"), required=False, max_length=9
    )

    def __init__(self, *args: Any, number: int, **options: Any) -> None:
        super().__init__(*args, **options)
        self.number = number

    def clean_reply_to(self) -> int | None:
        typed = to_ascii_digits(text.normalise_line(self.cleaned_data["reply_to"]))
        if not typed:
            return None
        if not typed.isascii() or not typed.isdigit() or int(typed) < 1:
            raise ValidationError(_("Write the number of an earlier comment."))
        if int(typed) >= self.number:
            raise ValidationError(_("Write the number of an earlier comment."))
        return int(typed)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if "author" in data and "body" in data:
            has_author = not text.is_blank(data["author"])
            has_body = not text.is_blank(data["body"])
            if has_body and not has_author:
                self.add_error("author", _("Who wrote this?"))
            if has_author and not has_body:
                self.add_error(
                    "body", _("What did she write? Empty both to leave it out.")
                )
        return data


def not_past(day: dt.date) -> dt.date:
    """Refuse a day that is over."""
    if day < today():
        raise ValidationError(_("This day is over. Choose today or a later one."))
    return day


def day_taken(adda: Adda) -> str:
    """The sentence for a day that has an adda."""
    return _("On %(day)s there is an adda already: %(title)s.") % {
        "day": day_in_words(adda.date, reader_language()),
        "title": adda.thread.title,
    }
