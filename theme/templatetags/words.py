"""Filters that print numbers, dates, money and phones in the reader's language.

Everything a template prints goes through one of these, so that no Bangla page shows
an ASCII digit or an English month. An empty value prints nothing.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from core import phones
from theme import wording

register = template.Library()

MARKUP = re.compile(r"(<[^>]*>|&[#\w]+;)")


def reader_language() -> str:
    """Return "bn" or "en", the language the page is being made in."""
    return "en" if (get_language() or "").startswith("en") else "bn"


@register.filter
def digits(value: object) -> str:
    """Print any value with its digits in the reader's script: ০১৭, page ২.

    In ready HTML (a form's help) tags and entities keep theirs.
    """
    if value is None:
        return ""
    language = reader_language()
    if not isinstance(value, SafeString):
        return wording.digits(value, language)
    parts = MARKUP.split(value)
    parts[::2] = [wording.digits(text, language) for text in parts[::2]]
    return mark_safe("".join(parts))


@register.filter
def number(value: int | float | Decimal | None) -> str:
    """Print a number grouped by lakh and crore: ১২,৩৪,৫৬৭."""
    return "" if value in (None, "") else wording.number(value, reader_language())


@register.filter
def money(taka: int | float | Decimal | None) -> str:
    """Print taka: ৳১,২৫,০০০."""
    return "" if taka in (None, "") else wording.money(taka, reader_language())


@register.filter
def day(date: dt.date | dt.datetime | None) -> str:
    """Print ৫ ডিসেম্বর ২০২৬ / 5 December 2026, the day in Dhaka."""
    return wording.day(date, reader_language()) if date else ""


@register.filter
def day_month(date: dt.date | dt.datetime | None) -> str:
    """Print ৫ ডিসেম্বর / 5 December."""
    return wording.day_month(date, reader_language()) if date else ""


@register.filter
def month(date: dt.date | dt.datetime | None) -> str:
    """Print ডিসেম্বর / December."""
    return wording.month(date, reader_language()) if date else ""


@register.filter
def month_short(date: dt.date | dt.datetime | None) -> str:
    """Print ডিসেম্বর / Dec, for a narrow place."""
    return wording.month_short(date, reader_language()) if date else ""


@register.filter
def month_year(date: dt.date | dt.datetime | None) -> str:
    """Print ডিসেম্বর ২০২৬ / December 2026."""
    return wording.month_year(date, reader_language()) if date else ""


@register.filter
def weekday(date: dt.date | dt.datetime | None) -> str:
    """Print শনিবার / Saturday."""
    return wording.weekday(date, reader_language()) if date else ""


@register.filter
def clock(moment: dt.datetime | dt.time | None) -> str:
    """Print রাত ৯:৩৬ / 9:36 pm in Dhaka time. Midnight is a time too."""
    return "" if moment in (None, "") else wording.clock(moment, reader_language())


@register.filter
def moment(at: dt.datetime | None) -> str:
    """Print ৫ ডিসেম্বর ২০২৬, রাত ৯:৩৬ / 5 December 2026, 9:36 pm."""
    return wording.moment(at, reader_language()) if at else ""


@register.filter
def ago(at: dt.datetime | None) -> str:
    """Print এইমাত্র, ৫ মিনিট আগে, গতকাল; after seven days the date."""
    return wording.ago(at, timezone.now(), reader_language()) if at else ""


@register.filter
def date_ago(date: dt.date | None) -> str:
    """Print আজ, গতকাল, ৩ দিন আগে or the date, for what has a date and no hour."""
    if not date:
        return ""
    today = timezone.now().astimezone(wording.DHAKA).date()
    return wording.date_ago(date, today, reader_language())


@register.filter
def iso(moment: dt.date | dt.datetime | None) -> str:
    """Print a moment for machines: the value of <time datetime>."""
    if not moment:
        return ""
    return wording.in_dhaka(moment).isoformat(
        **({"timespec": "seconds"} if isinstance(moment, dt.datetime) else {})
    )


@register.simple_tag
def when(moment: dt.date | dt.datetime | None, itemprop: str = "") -> SafeString | str:
    """Print a whole <time>: how long ago, the exact moment on hover.

    With an hour it carries data-relative and is kept right by theme/js/dates.js;
    a bare date (an imported post) is told by the day. `itemprop` names it for
    schema.org.
    """
    if not moment:
        return ""
    name = format_html(' itemprop="{}"', itemprop) if itemprop else ""
    if not isinstance(moment, dt.datetime):
        return format_html(
            '<time{} datetime="{}" title="{}">{}</time>',
            name,
            iso(moment),
            day(moment),
            date_ago(moment),
        )
    local = wording.in_dhaka(moment)
    return format_html(
        '<time{} datetime="{}" title="{}" data-relative>{}</time>',
        name,
        iso(local),
        wording.moment(local, reader_language()),
        ago(local),
    )


@register.filter
def masked(text: str | None) -> str:
    """Print member-written text with phone numbers masked, digits as she typed them."""
    return phones.mask(text) if text else ""
