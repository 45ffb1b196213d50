"""The forms in which a seller writes her page, one for each section.

Each cleans what was typed into the columns of its section (`values`); what is free text
in it goes through screening (`free_words`).
"""

import datetime as dt
import re
import uuid
from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import phones, text
from forum.forms import KeyField, WordsField
from photos.choosing import Chooser
from profiles.models import Member
from sellers import links, names, prices, wording
from sellers.models import District, Seller, ShowcaseItem, Upazila
from sellers.models.item import LONGEST_ITEM_NAME, LONGEST_ITEM_WORDS
from sellers.models.seller import (
    LONGEST_MAKES,
    LONGEST_RULE,
    LONGEST_STORY,
    Payment,
)

WEEKDAYS = [
    (5, gettext_lazy("Saturday")),
    (6, gettext_lazy("Sunday")),
    (0, gettext_lazy("Monday")),
    (1, gettext_lazy("Tuesday")),
    (2, gettext_lazy("Wednesday")),
    (3, gettext_lazy("Thursday")),
    (4, gettext_lazy("Friday")),
]


def line(label: Any, longest: int, *, required: bool = False, help: Any = "") -> Any:
    """One line of words."""
    return WordsField(
        longest=longest,
        lines=False,
        required=required,
        label=label,
        help_text=help,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


def box(label: Any, longest: int, *, rows: int = 4, help: Any = "") -> Any:
    """Several lines of words."""
    return WordsField(
        longest=longest,
        required=False,
        label=label,
        help_text=help,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class SectionForm(forms.Form):
    """One section; `seller` is whose page it is, None before it is begun."""

    section: ClassVar[str] = ""
    title: ClassVar[Any] = ""
    # Fields that hold free text.
    free: ClassVar[Sequence[str]] = ()

    basis = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, seller: Seller | None, member: Member, **options: Any
    ) -> None:
        options.setdefault("use_required_attribute", False)
        if seller is not None:
            stands = {**self.standing(seller), "basis": seller.basis_of(self.section)}
            options["initial"] = {**stands, **(options.get("initial") or {})}
        super().__init__(*args, **options)
        self.seller, self.member = seller, member
        self.fields["basis"].validators = []
        self.photos: Chooser | None = None

    @classmethod
    def standing(cls, seller: Seller) -> dict[str, Any]:
        """What stands on the page now, as the fields show it."""
        return {
            name: getattr(seller, name)
            for name in cls.base_fields  # type: ignore[attr-defined]
            if hasattr(seller, name)
        }

    def values(self) -> dict[str, Any]:
        """The columns of the section."""
        return {k: v for k, v in self.cleaned_data.items() if k != "basis"}

    def free_words(self) -> str:
        """The free text in it."""
        said = [self.cleaned_data.get(name) or "" for name in self.free]
        return "\n".join(filter(None, said))

    def free_words_before(self) -> str:
        """The free text that stands there now."""
        if self.seller is None:
            return ""
        stands = self.standing(self.seller)
        return "\n".join(filter(None, (str(stands[name] or "") for name in self.free)))

    def typed(self) -> dict[str, list[str]]:
        """What was sent, to be kept as a draft."""
        data: Any = self.data
        return {
            name: data.getlist(name)
            for name in self.fields
            if name not in {"basis", "client_key"} and name in data
        }

    def put(self, name: str, value: str) -> None:
        """Have the form, shown again, carry `value` in a field."""
        self.data = self.data.copy()  # type: ignore[attr-defined]
        self.data[name] = value  # type: ignore[index]


class BusinessNameField(forms.CharField):
    """What a business is called; the form cleans it, for it knows whose it is."""

    def __init__(self) -> None:
        super().__init__(
            strip=False,
            label=gettext_lazy("Name of your business"),
            help_text=gettext_lazy("As buyers know it. Without a phone number."),
            widget=forms.TextInput(attrs={"autocomplete": "organization"}),
        )
        self.validators = []
        self.error_messages["required"] = gettext_lazy("Write what it is called.")


class NameForm(SectionForm):
    """What begins a page: the name, and what she makes."""

    section = "about"
    title = gettext_lazy("Name and story")
    free: ClassVar[Sequence[str]] = ("name", "makes")

    name = BusinessNameField()
    makes = line(
        gettext_lazy("What you make or sell"),
        LONGEST_MAKES,
        required=True,
        help=gettext_lazy("In one line, such as: hand-stitched quilts and cushions."),
    )

    def clean_name(self) -> str:
        """Refuse what is nobody's name, or somebody else's."""
        return names.clean(self.cleaned_data["name"], self.member)


class AboutForm(NameForm):
    """Who she is."""

    free: ClassVar[Sequence[str]] = ("name", "makes", "story")

    story = box(
        gettext_lazy("Your story"),
        LONGEST_STORY,
        rows=8,
        help=gettext_lazy("Who makes it, how, since when. Buyers read this first."),
    )


class PlaceForm(SectionForm):
    """Where she is: typed in any spelling, or chosen from what the phone offers."""

    section = "place"
    title = gettext_lazy("Where you are")

    district = forms.CharField(
        required=False,
        strip=False,
        label=gettext_lazy("District"),
        help_text=gettext_lazy("Never your street: buyers see the district alone."),
        widget=forms.TextInput(attrs={"list": "districts", "autocomplete": "off"}),
    )
    upazila = forms.CharField(
        required=False,
        strip=False,
        label=gettext_lazy("Upazila"),
        widget=forms.TextInput(attrs={"list": "upazilas", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for field in self.fields.values():
            field.validators = []

    @classmethod
    def standing(cls, seller: Seller) -> dict[str, Any]:
        return {
            "district": seller.district.name if seller.district else "",
            "upazila": seller.upazila.name if seller.upazila else "",
        }

    def clean_district(self) -> District | None:
        """The district of that name."""
        typed = text.normalise_line(self.cleaned_data["district"])
        if text.is_blank(typed):
            return None
        found = District.objects.called(typed).first()
        if found is None:
            raise ValidationError(
                _("We know no district “%(typed)s”. Choose one of the 64.")
                % {"typed": text.shorten(typed, 40)}
            )
        return found

    def clean_upazila(self) -> Upazila | None:
        """The upazila of that name in her district."""
        typed = text.normalise_line(self.cleaned_data["upazila"])
        district = self.cleaned_data.get("district")
        if text.is_blank(typed) or "district" in self.errors:
            return None
        if district is None:
            raise ValidationError(_("Write the district first."), code="district")
        there = Upazila.objects.filter(district=district)
        sadar = f"{district.name_bn} {typed}", f"{district.name_en} {typed}"
        found = next(
            filter(None, (there.called(each).first() for each in (typed, *sadar))), None
        )
        if found is None:
            raise ValidationError(
                _(
                    "%(district)s has no upazila “%(typed)s”. Choose one, or leave it out."
                )
                % {"district": district.name, "typed": text.shorten(typed, 40)}
            )
        return found

    def values(self) -> dict[str, Any]:
        found = self.cleaned_data
        return {"district": found.get("district"), "upazila": found.get("upazila")}

    def districts(self) -> list[str]:
        """What the phone offers for the first field."""
        return sorted(each.name for each in District.objects.all())

    def upazilas(self) -> list[str]:
        """What it offers for the second, once the district is known."""
        district = getattr(self, "cleaned_data", {}).get("district")
        district = district or (self.seller and self.seller.district)
        if not isinstance(district, District):
            return []
        return sorted(each.name for each in district.upazilas.all())


class DeliveryForm(SectionForm):
    """Where she sends to, and how long it takes."""

    section = "delivery"
    title = gettext_lazy("Delivery")
    free: ClassVar[Sequence[str]] = ("delivery_areas", "delivery_time")

    delivery_areas = box(
        gettext_lazy("Where you deliver, and what it costs"),
        LONGEST_RULE,
        help=gettext_lazy("Such as: Dhaka 70 taka, elsewhere by courier 130 taka."),
    )
    delivery_time = line(
        gettext_lazy("How long it takes"),
        200,
        help=gettext_lazy("Such as: 2-3 days in Dhaka, 5 days elsewhere."),
    )


class PercentField(forms.CharField):
    """A share in percent in any digits; empty is None."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput({"inputmode": "numeric", "autocomplete": "off"})
        super().__init__(required=False, strip=False, widget=widget, **options)
        self.validators = []

    def clean(self, value: Any) -> int | None:  # type: ignore[override]
        typed = text.to_ascii_digits(text.normalise_line(value or ""))
        typed = re.sub(r"[%٪\s]|শতাংশ|percent", "", typed.lower())
        if not typed:
            return None
        # Whatever it is, a hundred fits in three digits.
        number = typed.lstrip("0")[:4] or "0"
        if not (typed.isascii() and typed.isdigit()) or int(number) > 100:
            raise ValidationError(_("Write a number from 0 to 100."))
        return int(number)


class PaymentForm(SectionForm):
    """How she is paid, and whether something is paid in advance."""

    section = "payment"
    title = gettext_lazy("Payment and advance")
    free: ClassVar[Sequence[str]] = ("advance_rule",)

    payment_ways = forms.MultipleChoiceField(
        required=False,
        label=gettext_lazy("How one can pay you"),
        choices=Payment.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Without numbers: those are shown only when asked for."),
    )
    advance_percent = PercentField(
        label=gettext_lazy("How much in advance, in percent"),
        help_text=gettext_lazy("0 is none. Strangers dare more where it is little."),
    )
    advance_rule = box(
        gettext_lazy("When, and is it given back?"), LONGEST_RULE, rows=3
    )

    @classmethod
    def standing(cls, seller: Seller) -> dict[str, Any]:
        stands, percent = super().standing(seller), seller.advance_percent
        shown = "" if percent is None else wording.spoken(percent)
        return {**stands, "advance_percent": shown}

    def clean_payment_ways(self) -> list[str]:
        """In the one order."""
        wanted = self.cleaned_data["payment_ways"]
        return [way for way in Payment.values if way in wanted]


class ReturnsForm(SectionForm):
    """What becomes of what does not please."""

    section = "returns"
    title = gettext_lazy("Returns")
    free: ClassVar[Sequence[str]] = ("return_rule",)

    return_rule = box(
        gettext_lazy("When something is wrong or does not fit"),
        LONGEST_RULE,
        help=gettext_lazy(
            "Within how many days, who pays the courier, money back or exchange."
        ),
    )


class ClockField(forms.CharField):
    """An hour of the day: 10:30, ১০টা, রাত ৯টা; empty is None."""

    _MARKS = (
        (re.compile(r"ভোর|সকাল|\bam\b|a\.m\."), 0),
        (re.compile(r"দুপুর|বিকাল|বিকেল|সন্ধ্যা|\bpm\b|p\.m\."), 12),
    )
    # রাত ১২টা and রাত ২টা are of the next morning, রাত ৯টা is not.
    _NIGHT_ENDS = 6

    def __init__(self, **options: Any) -> None:
        widget = forms.TimeInput({"type": "time"}, format="%H:%M")
        super().__init__(required=False, strip=False, widget=widget, **options)
        self.validators = []

    def clean(self, value: Any) -> dt.time | None:  # type: ignore[override]
        typed = text.to_ascii_digits(text.normalise_line(value or "")).lower()
        if not typed:
            return None
        found = re.search(r"(?<!\d)(\d{1,2})(?:[:.](\d{2}))?(?!\d)", typed)
        later = next((add for mark, add in self._MARKS if mark.search(typed)), None)
        hour, minute = (int(found[1]), int(found[2] or 0)) if found else (99, 0)
        if "রাত" in typed and hour <= 12:
            later = 0 if hour == 12 or hour < self._NIGHT_ENDS else 12
        if later is not None and hour <= 12:
            hour = hour % 12 + later
        if hour > 23 or minute > 59:
            raise ValidationError(_("Write an hour like 10:30."))
        return dt.time(hour, minute)


class HoursForm(SectionForm):
    """When she answers, and when nobody should call."""

    section = "hours"
    title = gettext_lazy("Hours")

    opens_at = ClockField(label=gettext_lazy("From when you answer"))
    closes_at = ClockField(label=gettext_lazy("Until when"))
    closed_days = forms.TypedMultipleChoiceField(
        required=False,
        coerce=int,
        choices=WEEKDAYS,
        label=gettext_lazy("Days off"),
        widget=forms.CheckboxSelectMultiple,
    )
    quiet_from = ClockField(
        label=gettext_lazy("Quiet time from"),
        help_text=gettext_lazy(
            "Then buyers read that you take no calls, and find no button to call."
        ),
    )
    quiet_until = ClockField(label=gettext_lazy("Quiet time until"))

    def clean(self) -> dict[str, Any]:
        """An hour alone says nothing."""
        found = self.cleaned_data
        pairs = (("opens_at", "closes_at"), ("quiet_from", "quiet_until"))
        for first, second in pairs:
            if self.errors.keys() & {first, second}:
                continue
            if (found.get(first) is None) != (found.get(second) is None):
                missing = first if found.get(first) is None else second
                self.add_error(missing, _("Write both hours, or neither."))
            elif found.get(first) is not None and found[first] == found[second]:
                self.add_error(second, _("These are the same hour. Write two."))
        return found

    def clean_closed_days(self) -> list[int]:
        """In the one order."""
        return sorted(self.cleaned_data["closed_days"])


class LinksForm(SectionForm):
    """Her pages elsewhere, one address on each line."""

    section = "links"
    title = gettext_lazy("Your pages elsewhere")

    links = forms.CharField(
        required=False,
        strip=False,
        label=gettext_lazy("Addresses of your pages"),
        help_text=gettext_lazy("One on each line, up to 5: Facebook, Instagram …"),
        widget=forms.Textarea(
            attrs={"rows": 4, "autocapitalize": "none", "spellcheck": "false"}
        ),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["links"].validators = []

    @classmethod
    def standing(cls, seller: Seller) -> dict[str, Any]:
        return {"links": "\n".join(seller.links)}

    def clean_links(self) -> list[str]:
        """The addresses; each complaint names its line."""
        typed = text.normalise(self.cleaned_data["links"]).split("\n")
        lines = [each for each in typed if not text.is_blank(each)]
        if len(lines) > links.MOST_LINKS:
            raise ValidationError(_("5 links fit. Keep those that buyers need."))
        return list(dict.fromkeys(self._address(each) for each in lines))

    def _address(self, typed: str) -> str:
        shown = {"typed": text.shorten(typed, 40)}
        try:
            address = links.parse(typed)
        except links.NoLink as error:
            sentences = {
                "number": _(
                    "There is a phone number in “%(typed)s”. Numbers are shown only to "
                    "those who ask for them, so leave this link out."
                ),
                "long": _("“%(typed)s” is too long for a link."),
                "unclear": _(
                    "“%(typed)s” is no address we can open. Copy it from your browser."
                ),
            }
            raise ValidationError(sentences[error.code] % shown) from None
        known = self.seller.links if self.seller else []
        is_known = links.host_of(address) in links.KNOWN or address in known
        if self.member.trust_level == 0 and not is_known and not self._runs_it():
            raise ValidationError(
                _(
                    "You are new here, so for now only pages on Facebook, Instagram, "
                    "YouTube and the like fit, not “%(typed)s”."
                )
                % shown
            )
        return address

    def _runs_it(self) -> bool:
        return self.member.is_moderator


class PhotosForm(SectionForm):
    """Her own pictures: the workshop, her hands, her table."""

    section = "photos"
    title = gettext_lazy("Photos")

    @classmethod
    def standing(cls, seller: Seller) -> dict[str, Any]:
        return {}


class PriceField(forms.CharField):
    """A price or a range in any digits; its value is a `prices.Price`."""

    def __init__(self) -> None:
        super().__init__(
            strip=False,
            label=gettext_lazy("Price in taka"),
            help_text=gettext_lazy("1200, or from-to: 500-800."),
            # Not a numeric keyboard: a range has a dash.
            widget=forms.TextInput(attrs={"autocomplete": "off"}),
        )
        self.required = True
        self.error_messages["required"] = gettext_lazy(
            "Write what it costs, such as 1200 or 500-800."
        )
        self.validators = []

    def clean(self, value: Any) -> prices.Price:  # type: ignore[override]
        try:
            return prices.parse(value or "")
        except prices.NoPrice as error:
            raise ValidationError(wording.no_price(error.code), error.code) from None


class ItemForm(SectionForm):
    """Something she makes. `item` is what is changed, None for a new one."""

    section = "item"
    title = gettext_lazy("In your showcase")
    free: ClassVar[Sequence[str]] = ("name", "words")

    name = line(
        gettext_lazy("What it is"),
        LONGEST_ITEM_NAME,
        required=True,
        help=gettext_lazy("Such as: nakshi quilt, 5 by 7 hands."),
    )
    price = PriceField()
    words = box(
        gettext_lazy("What else a buyer should know"),
        LONGEST_ITEM_WORDS,
        help=gettext_lazy("Cloth, size, colours, how long it takes to make."),
    )
    client_key = KeyField()

    def __init__(
        self, *args: Any, item: ShowcaseItem | None = None, **options: Any
    ) -> None:
        stands: dict[str, Any] = {"client_key": uuid.uuid4()}
        if item is not None:
            stands |= self.of_item(item) | {"basis": item.basis}
        options["initial"] = {**stands, **(options.get("initial") or {})}
        self.item = item
        seller, options["seller"] = options["seller"], None
        super().__init__(*args, **options)
        self.seller = seller

    @staticmethod
    def of_item(item: ShowcaseItem) -> dict[str, Any]:
        """What stands in the showcase, as the fields show it."""
        price = text.number(item.price, wording.reader_language())
        if item.price_to is not None:
            price += f"-{text.number(item.price_to, wording.reader_language())}"
        return {"name": item.name, "price": price, "words": item.words}

    def clean_name(self) -> str:
        """A name is printed as it is: no number in it."""
        name: str = self.cleaned_data["name"]
        if phones.find(name):
            raise ValidationError(_("Leave the number out: everyone reads this."))
        return name

    def free_words_before(self) -> str:
        return f"{self.item.name}\n{self.item.words}" if self.item else ""

    def values(self) -> dict[str, Any]:
        found = self.cleaned_data
        price: prices.Price = found["price"]
        return {
            "name": found["name"],
            "words": found["words"],
            "price": price.price,
            "price_to": price.to,
        }


FORMS: dict[str, type[SectionForm]] = {
    form.section: form
    for form in (
        AboutForm,
        PhotosForm,
        PlaceForm,
        DeliveryForm,
        PaymentForm,
        ReturnsForm,
        HoursForm,
        LinksForm,
    )
}
