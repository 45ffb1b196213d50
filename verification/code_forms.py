"""Forms of the ways that need no staff: a number to pay to, a code in a letter."""

from django import forms
from django.utils.translation import gettext_lazy as _

from profiles.fields import PhoneField


class PayoutForm(forms.Form):
    """The number she is paid at: a mobile number with an account of bKash, Nagad or
    Rocket."""

    number = PhoneField(
        label=_("The bKash, Nagad or Rocket number you are paid at"),
        help_text=_("We keep its last two digits and no more."),
    )


class LetterCodeForm(forms.Form):
    """The code that stands in a letter."""

    code = forms.CharField(
        label=_("The code in the letter"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters"}
        ),
        error_messages={"required": _("Write the code that stands in the letter.")},
    )
