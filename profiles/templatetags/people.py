"""What pages about signing in show: masked numbers, where a code went."""

from typing import Any

from django import template

from core import markup, phones, text
from profiles import sms
from theme.templatetags.words import reader_language

register = template.Library()


@register.simple_tag
def phone_masked(phone: str) -> str:
    """Print a number so that its owner knows it: ০১৭••••••৭৮."""
    return phones.mask_number(phone, reader_language())


@register.inclusion_tag("profiles/code_sent.html")
def code_sent(phone: str, email: str) -> dict[str, Any]:
    """Say where a code went; the number is masked, the e-mail is as she typed it."""
    return {"phone": phone, "email": email}


@register.inclusion_tag("profiles/no_sms_note.html")
def no_sms_note() -> dict[str, Any]:
    """Say that no SMS is sent, where that is so."""
    return {"is_sent": sms.is_sent()}


@register.simple_tag
def sms_is_sent() -> bool:
    """Whether codes go out by SMS."""
    return sms.is_sent()


@register.filter
def opening(source: str) -> str:
    """Print the beginning of a post, numbers masked, for a list."""
    return text.shorten(
        phones.mask(text.normalise_line(markup.without_quotes(source))), 240
    )
