"""The forms in which buyers write about sellers, and sellers answer."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import phones, text
from forum.forms import ShownAgain, WordsField
from sellers import pasted, review_screening
from sellers.models import ASPECTS, Aspect, Review, ReviewProof
from sellers.models.proof import read_trx
from sellers.models.review import LONGEST_ANSWER, LONGEST_REVIEW
from sellers.models.seller import LONGEST_NAME
from sellers.models.unclaimed import LONGEST_CLAIM


class StarsField(forms.TypedChoiceField):
    """One to five; empty where it may be left out."""

    def __init__(self, aspect: Aspect, *, required: bool) -> None:
        choices = [(str(star), str(star)) for star in range(1, 6)]
        super().__init__(
            choices=choices,
            coerce=int,
            empty_value=None,
            required=required,
            label=aspect.label,
            widget=forms.RadioSelect,
            error_messages={
                "required": gettext_lazy("Choose one of the five."),
                "invalid_choice": gettext_lazy("Choose one of the five."),
            },
        )


class ScreenedForm(ShownAgain):
    """A form whose `words` everyone will read."""

    def __init__(self, *args: Any, member: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.member = member

    def clean_words(self) -> str:
        """No numbers, no addresses, nothing that screening would hold."""
        words: str = self.cleaned_data["words"]
        if sentence := review_screening.refusing(self.member, words):
            raise ValidationError(sentence, code="screened")
        return words


class ReviewForm(ScreenedForm):
    """Stars for each aspect, and words."""

    like_pictures = StarsField(Aspect.LIKE_PICTURES, required=True)
    on_time = StarsField(Aspect.ON_TIME, required=True)
    behaviour = StarsField(Aspect.BEHAVIOUR, required=True)
    packaging = StarsField(Aspect.PACKAGING, required=True)
    returns = StarsField(Aspect.RETURNS, required=False)
    words = WordsField(
        longest=LONGEST_REVIEW,
        label=gettext_lazy("How was it, in your words?"),
        help_text=gettext_lazy(
            "What you bought, what was good, what was not. No numbers, no addresses."
        ),
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    basis = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    @property
    def stars(self) -> dict[str, int | None]:
        """What was given, by aspect."""
        return {name: self.cleaned_data[name] for name in ASPECTS}

    @property
    def rated(self) -> list[forms.BoundField]:
        """The fields of stars, as they are drawn; the page opens at the first that is
        wrong."""
        fields = [self[name] for name in ASPECTS]
        if wrong := next((field for field in fields if field.errors), None):
            wrong.field.widget.attrs["autofocus"] = True
        return fields

    @staticmethod
    def of(review: Review) -> dict[str, Any]:
        """What stands in a review."""
        return {name: getattr(review, name) for name in (*ASPECTS, "words", "basis")}


class SayForm(ScreenedForm):
    """One thing said: the seller's answer, the buyer's update."""

    words = WordsField(
        longest=LONGEST_ANSWER,
        label=gettext_lazy("Your words"),
        help_text=gettext_lazy("You can say this once, so read it again first."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class ContestForm(ShownAgain):
    """Which facts are wrong; moderators alone read it."""

    words = WordsField(
        longest=LONGEST_ANSWER,
        label=gettext_lazy("What in it is not true, and how can one see that?"),
        help_text=gettext_lazy("Only the moderators read this."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class ProofForm(ShownAgain):
    """What shows that she bought."""

    kind = forms.ChoiceField(
        choices=ReviewProof.Kind.choices,
        label=gettext_lazy("What do you have?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose one of the three."),
            "invalid_choice": gettext_lazy("Choose one of the three."),
        },
    )
    trx = forms.CharField(
        required=False,
        strip=False,
        label=gettext_lazy("TrxID"),
        help_text=gettext_lazy("Stands in the message of bKash, Nagad or Rocket."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "ltr"}),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["trx"].validators = []

    def clean(self) -> dict[str, Any]:
        """A TrxID, or one picture, as she chose."""
        said = self.cleaned_data
        if said.get("kind") != ReviewProof.Kind.TRX:
            said["trx"] = ""
            if "kind" in said and len(self.photos.photos) != 1:
                self.add_error("kind", _("Choose one picture that shows it."))
            return said
        try:
            said["trx"] = read_trx(said.get("trx", ""))
        except ValueError:
            self.add_error(
                "trx", _("This is no TrxID. It has 6 to 20 letters and digits.")
            )
        return said


class NotHereForm(ShownAgain):
    """A seller who is not here: her number or a page of hers, and her name."""

    where = forms.CharField(
        strip=False,
        label=gettext_lazy("Her number, or the address of her page"),
        help_text=gettext_lazy(
            "Such as 01… or facebook.com/… We show it to nobody, and keep no digit."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Write something first.")},
    )
    name = WordsField(
        longest=LONGEST_NAME,
        lines=False,
        label=gettext_lazy("What she or her page is called"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["where"].validators = []

    def clean_where(self) -> pasted.Pasted:
        """What the seller is known by."""
        found = pasted.read(self.cleaned_data["where"])
        if found is None or found.kind == pasted.NAME:
            raise ValidationError(
                _("Write a number of 11 digits, or copy the address of her page.")
            )
        return found

    def clean_name(self) -> str:
        """Everyone reads it."""
        name: str = self.cleaned_data["name"]
        if not text.look(name):
            raise ValidationError(_("Write a name with letters in it."))
        if phones.find(name):
            raise ValidationError(_("Leave the number out: everyone reads this."))
        return name


class ClaimForm(ShownAgain):
    """Why the page is hers; moderators alone read it."""

    words = WordsField(
        longest=LONGEST_CLAIM,
        label=gettext_lazy("How can one see that it is yours?"),
        help_text=gettext_lazy(
            "Only the moderators read this. A picture of your page's settings helps."
        ),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
