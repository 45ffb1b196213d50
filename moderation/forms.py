"""Forms for reports, takedown requests and what moderators do about them."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import text
from moderation import kinds, reasons
from moderation.models import (
    LONGEST_NOTE,
    LONGEST_REASON,
    LONGEST_WORD,
    LONGEST_WORD_NOTE,
    LONGEST_WORDS,
    Case,
    ListedWord,
    ModerationEntry,
    Sanction,
)
from moderation.models.word import MOST_WORDS
from moderation.reasons import Reason


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
    """Why a member, or a guest, reports something: one tap is enough."""

    reason = forms.ChoiceField(
        choices=Reason.choices,
        error_messages={
            "required": _("Choose what is wrong with it."),
            "invalid_choice": _("Choose what is wrong with it."),
        },
    )

    def __init__(self, *args: Any, for_guest: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        allowed = reasons.FOR_GUESTS if for_guest else reasons.FOR_MEMBERS
        field: Any = self.fields["reason"]
        field.choices = [(code, code.label) for code in allowed]


class MoreWordsForm(forms.Form):
    """What a member adds to her report, if she likes."""

    words = WordsField(
        label=_("Would you like to say more?"),
        max_length=LONGEST_WORDS,
        error_messages={"required": _("Say in a few words what is wrong.")},
    )


class AppealForm(KeyedForm):
    """Why a member thinks that a decision about her is wrong."""

    words = WordsField(
        label=_("Why is it wrong?"),
        max_length=LONGEST_WORDS,
        error_messages={"required": _("Say in a few words why it is wrong.")},
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


Action = ModerationEntry.Action
# Days of a silence to choose from; the second is the usual one.
DAYS = ((1, _("1 day")), (3, _("3 days")), (7, _("7 days")), (30, _("30 days")))
USUAL_DAYS = 3
LEAVING = tuple(reasons.CANNED_LEAVING)
BULK = (Action.HIDE, Action.DISMISS, Action.APPROVE)


def reason_field() -> WordsField:
    """What the author and, where something is hidden, everyone is told."""
    return WordsField(
        label=_("Reason"),
        max_length=LONGEST_REASON,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


def canned_field() -> WordsField:
    """Ready-made words, taken where she writes none of her own."""
    return WordsField(one_line=True, max_length=LONGEST_REASON, required=False)


class CaseActForm(forms.Form):
    """What a moderator does about a case: one tap, with words ready to be changed."""

    action = forms.ChoiceField(
        error_messages={
            "required": _("Choose what to do."),
            "invalid_choice": _("Choose what to do."),
        }
    )
    reason = reason_field()
    canned = canned_field()
    ready = forms.CharField(required=False, widget=forms.HiddenInput)
    round = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    days = forms.ChoiceField(label=_("How long"), choices=DAYS, required=False)

    def __init__(self, *args: Any, case: Case, about: Any, **kwargs: Any) -> None:
        kwargs["auto_id"] = f"%s-{case.pk}"
        super().__init__(*args, **kwargs)
        self.case, self.about = case, about
        choice: Any = self.fields["action"]
        choice.choices = [(code, code) for code in self.allowed]
        canned = "" if self.asks_reason else str(reasons.canned(case.reason))
        self.initial = {
            "reason": canned,
            "ready": canned,
            "round": case.round,
            "days": USUAL_DAYS,
        }

    @property
    def allowed(self) -> list[str]:
        """The acts that fit the case and what it is about, now."""
        if self.about.thing is None:
            return ["dismiss"]
        fitting = list(kinds.get(self.case.kind).actions)
        if self.about.target.author(self.about.thing) is None:
            fitting = [code for code in fitting if code not in ("warn", "silence")]
        return fitting

    @property
    def offered(self) -> list[tuple[str, Any]]:
        """The acts that fit, each with the words of its kind; empty for the usual."""
        own = kinds.get(self.case.kind).buttons
        return [(code, own.get(code, "")) for code in self.allowed]

    @property
    def has_words(self) -> bool:
        """Whether one of the acts tells someone a reason."""
        return self.asks_reason or any(code not in LEAVING for code in self.allowed)

    @property
    def asks_reason(self) -> bool:
        """Whether every act wants words of the moderator's own."""
        return kinds.get(self.case.kind).asks_reason and self.about.thing is not None

    @property
    def until(self) -> datetime:
        """When a silence given with this form ends."""
        return timezone.now() + timedelta(
            days=int(self.cleaned_data["days"] or USUAL_DAYS)
        )

    def clean(self) -> dict[str, Any]:
        """Where nothing is wrong, the words that were ready for hiding do not fit."""
        data = dict(super().clean() or self.cleaned_data)
        action, words = data.get("action"), data.get("reason", "")
        ready = text.normalise(data.get("ready", ""))
        if data.get("canned") and words in ("", ready) and "reason" not in self.errors:
            words = data["reason"] = data["canned"]
        is_said = words and words != ready
        if action in LEAVING and not is_said and not self.asks_reason:
            data["reason"] = str(reasons.canned_leaving(action))
        elif not words and "reason" not in self.errors:
            self.add_error("reason", _("Write a reason, a few words are enough."))
        return data


class NoteForm(forms.Form):
    """What a moderator notes for the others."""

    words = WordsField(
        label=_("A note for the other moderators"),
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write the note first.")},
    )


class BulkForm(forms.Form):
    """One act on many cases, each picked as "id.round"."""

    MOST = 50

    cases = forms.MultipleChoiceField(
        error_messages={"required": _("Tick the cases first.")}
    )
    action = forms.ChoiceField(
        choices=[(code, code) for code in BULK],
        error_messages={
            "required": _("Choose what to do."),
            "invalid_choice": _("Choose what to do."),
        },
    )
    reason = reason_field()
    canned = canned_field()
    show = forms.CharField(required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        field: Any = self.fields["cases"]
        # Whatever was ticked; what is gone meanwhile is left out by the view.
        field.valid_value = lambda value: _picked(value) is not None

    def clean_cases(self) -> list[tuple[int, int]]:
        """(id, round) of each, as many as one page has."""
        return [pair for each in self.cleaned_data["cases"] if (pair := _picked(each))][
            : self.MOST
        ]

    @property
    def words(self) -> str:
        """What she wrote, or chose from the ready-made; empty for neither."""
        return str(self.cleaned_data["reason"] or self.cleaned_data["canned"])

    def lacks_reason(self, case: Case) -> bool:
        """Whether a case like this wants words of hers and she gave none: many answered
        at once ask for no less than one."""
        return kinds.get(case.kind).asks_reason and not self.words

    def reason_for(self, case: Case) -> str:
        """Her words, or those that are ready for the case."""
        action = self.cleaned_data["action"]
        if self.words:
            return self.words
        if action in LEAVING:
            return str(reasons.canned_leaving(action))
        return str(reasons.canned(case.reason))

    def back(self) -> str:
        """The address of the list she came from."""
        show = str(self.data.get("show", ""))
        address = reverse("moderation:list")
        return (
            f"{address}?show={show}" if show.isascii() and show.isalpha() else address
        )


def _picked(value: str) -> tuple[int, int] | None:
    pk, _dot, number = value.partition(".")
    for part in (pk, number):
        if not (part.isascii() and part.isdigit() and len(part) < 19):
            return None
    return int(pk), int(number)


class WordForm(forms.Form):
    """A word on which screening acts."""

    word = WordsField(
        label=_("Word, or a few words"),
        one_line=True,
        max_length=LONGEST_WORD,
        error_messages={"required": _("Write the word.")},
    )
    action = forms.ChoiceField(
        label=_("What happens with a text that has it"),
        choices=ListedWord.Action,
        initial=ListedWord.Action.HOLD,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what happens.")},
    )
    note = WordsField(
        label=_("Note for the other moderators"),
        one_line=True,
        required=False,
        max_length=LONGEST_WORD_NOTE,
    )

    def clean_word(self) -> str:
        """Refuse what has no letter or digit in it: it would stand in no text."""
        word = str(self.cleaned_data["word"])
        key = ListedWord.key_of(word)
        if not key:
            raise ValidationError(_("Write the word."))
        if key.count(" ") >= MOST_WORDS:
            raise ValidationError(_("That is a sentence. Take its words that matter."))
        return word


class AnswerForm(forms.Form):
    """A sentence that moderators keep ready."""

    words = WordsField(
        label=_("A sentence to keep ready"),
        one_line=True,
        max_length=LONGEST_REASON,
        help_text=_("Authors and readers will read it, so name nobody in it."),
        error_messages={"required": _("Write the sentence first.")},
    )


# --- About a member ----------------------------------------------------------------


class SanctionForm(KeyedForm):
    """What is laid on a member, how long and why."""

    kind = forms.ChoiceField(label=_("What"), choices=Sanction.Kind.choices)
    days = forms.ChoiceField(
        label=_("How long"), choices=DAYS, initial=USUAL_DAYS, required=False
    )
    category = forms.ChoiceField(
        label=_("What it is about"), choices=Reason.choices, initial=Reason.OTHER
    )
    reason = WordsField(
        label=_("Reason"),
        one_line=True,
        max_length=LONGEST_REASON,
        help_text=_("She reads it."),
        error_messages={"required": _("Write a reason, a few words are enough.")},
    )

    @property
    def until(self) -> datetime:
        """When it ends."""
        return timezone.now() + timedelta(days=int(self.cleaned_data["days"] or 3))


class SinceForm(KeyedForm):
    """Since when all of a member's words should be hidden, and why."""

    HOURS = (
        (1, _("the last hour")),
        (24, _("the last day")),
        (24 * 7, _("the last 7 days")),
        (24 * 365 * 20, _("all of it")),
    )

    hours = forms.ChoiceField(label=_("Written in"), choices=HOURS, initial=24)
    category = forms.ChoiceField(
        label=_("What it is about"), choices=Reason.choices, initial=Reason.SPAM
    )
    reason = WordsField(
        label=_("Reason"),
        one_line=True,
        max_length=LONGEST_REASON,
        help_text=_("Everyone reads it where the words stood, so name nobody in it."),
        error_messages={"required": _("Write a reason, a few words are enough.")},
    )

    @property
    def since(self) -> datetime:
        """The moment from which on."""
        return timezone.now() - timedelta(hours=int(self.cleaned_data["hours"]))
