"""Forms of the moderators' pages of search."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import text
from moderation.forms import WordsField
from search.analysis.meant import concepts, is_too_common
from search.models.proposal import LONGEST_WHY, LONGEST_WORDS, PARTED_BY
from search.query import MAX_QUERY

FEWEST_WORDS, MOST_WORDS = 2, 8
LONGEST_PHRASE = 4  # words
LONGEST_ADDRESS = 2000
_PARTED = re.compile(r"[,،;|/\n=]+")


class QueryForm(forms.Form):
    """A query for which something is to be put first."""

    q = WordsField(
        label=gettext_lazy("What people look for"),
        one_line=True,
        max_length=MAX_QUERY,
        error_messages={"required": gettext_lazy("Write the words.")},
    )


class AddressForm(forms.Form):
    """What is put first, by its address here."""

    address = WordsField(
        label=gettext_lazy("Its address here"),
        help_text=gettext_lazy("As it stands at the top of the browser."),
        one_line=True,
        max_length=LONGEST_ADDRESS,
        error_messages={"required": gettext_lazy("Paste the address.")},
    )


class ProposalForm(forms.Form):
    """Words that mean the same."""

    words = WordsField(
        label=gettext_lazy("Words that mean the same"),
        help_text=gettext_lazy(
            "Two or more with commas between them, in Bangla or in English letters."
        ),
        one_line=True,
        max_length=LONGEST_WORDS,
        error_messages={"required": gettext_lazy("Write the words.")},
    )
    why = WordsField(
        label=gettext_lazy("Why"),
        one_line=True,
        required=False,
        max_length=LONGEST_WHY,
    )

    def clean_words(self) -> list[str]:
        """The words, each once; refuses what no list of words can hold."""
        typed = _PARTED.split(str(self.cleaned_data["words"]))
        lines = (text.normalise_line(each) for each in typed)
        words = list({text.fold(each): each for each in lines if each}.values())
        if not FEWEST_WORDS <= len(words) <= MOST_WORDS:
            raise ValidationError(
                _("Write two words at least and eight at most, with commas between.")
            )
        for word in words:
            if len(text.words(word)) > LONGEST_PHRASE:
                raise ValidationError(
                    _("“%(word)s” is a sentence. Take its words that matter.")
                    % {"word": word}
                )
            if is_too_common(word):
                raise ValidationError(
                    _("“%(word)s” stands in every text; search leaves it out.")
                    % {"word": word}
                )
        if len(PARTED_BY.join(words)) > LONGEST_WORDS:
            raise ValidationError(_("That is too long. Propose fewer at once."))
        return words


class AnswerForm(forms.Form):
    """What a moderator says to a proposal; to say no takes words."""

    answer = WordsField(
        label=gettext_lazy("Your reason"),
        one_line=True,
        required=False,
        max_length=LONGEST_WHY,
    )

    def __init__(self, *args: Any, is_no: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_no:
            field = self.fields["answer"]
            field.required = True
            field.error_messages["required"] = _("Say why not, in a few words.")


def said_of(concept: str) -> str:
    """A concept as moderators read it: some of its words."""
    if known := concepts().get(concept):
        phrases = (" ".join(phrase) for phrase in known.phrases)
        words = [word.removesuffix("~") for word in (*known.words, *phrases)]
        return ", ".join(words[:4])
    return concept
