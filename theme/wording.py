"""Numbers, dates and money as people say them, in Bangla and in English.

Pure functions; ``language`` is "bn" or "en". Names of months and weekdays are our
own: Django's Bangla ones leave ASCII digits and say পূর্বাহ্ন for AM. Moments are told
in Dhaka time, wherever the server stands.
"""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal
from typing import overload
from zoneinfo import ZoneInfo

from core.text import group_digits, to_bangla_digits

DHAKA = ZoneInfo("Asia/Dhaka")
MONTHS = {
    "bn": (
        *("জানুয়ারি", "ফেব্রুয়ারি", "মার্চ", "এপ্রিল", "মে", "জুন", "জুলাই"),
        *("আগস্ট", "সেপ্টেম্বর", "অক্টোবর", "নভেম্বর", "ডিসেম্বর"),
    ),
    "en": (
        *("January", "February", "March", "April", "May", "June", "July"),
        *("August", "September", "October", "November", "December"),
    ),
}
# Monday first, as date.weekday() counts.
WEEKDAYS = {
    "bn": (
        *("সোমবার", "মঙ্গলবার", "বুধবার", "বৃহস্পতিবার"),
        *("শুক্রবার", "শনিবার", "রবিবার"),
    ),
    "en": (
        *("Monday", "Tuesday", "Wednesday", "Thursday"),
        *("Friday", "Saturday", "Sunday"),
    ),
}
# The part of the day that a Bangla speaker names with the hour, from that hour on.
PARTS_OF_DAY = (
    (20, "রাত"),
    (18, "সন্ধ্যা"),
    (15, "বিকেল"),
    (12, "দুপুর"),
    (6, "সকাল"),
    (4, "ভোর"),
    (0, "রাত"),
)


def digits(value: object, language: str) -> str:
    """Return the value as text with its digits in the reader's script."""
    return to_bangla_digits(str(value)) if language == "bn" else str(value)


def number(value: int | float | Decimal | str, language: str) -> str:
    """Return a number grouped by lakh and crore: ১২,৩৪,৫৬৭ or 12,34,567.

    Decimals are kept as given. Raises ArithmeticError when it is no number.
    """
    whole, dot, rest = f"{abs(Decimal(str(value))):f}".partition(".")
    sign = "-" if Decimal(str(value)) < 0 else ""
    return digits(f"{sign}{group_digits(int(whole))}{dot}{rest}", language)


def money(taka: int | float | Decimal | str, language: str) -> str:
    """Return taka as ৳১,২৫,০০০; poisha are shown only when there are any."""
    amount = Decimal(str(taka)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    if amount == amount.to_integral_value():
        amount = amount.quantize(Decimal(1))
    sign = "-" if amount < 0 else ""
    return f"{sign}৳{number(abs(amount), language)}"


@overload
def in_dhaka(moment: dt.datetime) -> dt.datetime: ...
@overload
def in_dhaka(moment: dt.date) -> dt.date: ...
def in_dhaka(moment: dt.date) -> dt.date:
    """Return an aware moment in Dhaka time; dates and naive moments as they are."""
    if (
        isinstance(moment, dt.datetime)
        and moment.tzinfo is not None
        and moment.tzinfo is not DHAKA
    ):
        return moment.astimezone(DHAKA)
    return moment


def day(date: dt.date | dt.datetime, language: str) -> str:
    """Return ৫ ডিসেম্বর ২০২৬ or 5 December 2026."""
    return f"{day_month(date, language)} {digits(in_dhaka(date).year, language)}"


def day_month(date: dt.date | dt.datetime, language: str) -> str:
    """Return ৫ ডিসেম্বর or 5 December."""
    local = in_dhaka(date)
    return f"{digits(local.day, language)} {MONTHS[language][local.month - 1]}"


def month(date: dt.date | dt.datetime, language: str) -> str:
    """Return the name of the month."""
    return MONTHS[language][in_dhaka(date).month - 1]


def month_short(date: dt.date | dt.datetime, language: str) -> str:
    """Return the month for a narrow place: ডিসেম্বর is short enough, December not."""
    name = month(date, language)
    return name[:3] if language == "en" else name


def month_year(date: dt.date | dt.datetime, language: str) -> str:
    """Return ডিসেম্বর ২০২৬ or December 2026."""
    return f"{month(date, language)} {digits(in_dhaka(date).year, language)}"


def weekday(date: dt.date | dt.datetime, language: str) -> str:
    """Return the name of the day of the week."""
    return WEEKDAYS[language][in_dhaka(date).weekday()]


def clock(moment: dt.datetime | dt.time, language: str) -> str:
    """Return রাত ৯:৩৬ or 9:36 pm; a bare time counts as Dhaka time."""
    local = in_dhaka(moment) if isinstance(moment, dt.datetime) else moment
    shown = f"{local.hour % 12 or 12}:{local.minute:02}"
    if language == "en":
        return f"{shown} {'am' if local.hour < 12 else 'pm'}"
    part = next(name for since, name in PARTS_OF_DAY if local.hour >= since)
    return f"{part} {digits(shown, language)}"


def moment(at: dt.datetime, language: str) -> str:
    """Return ৫ ডিসেম্বর ২০২৬, রাত ৯:৩৬ or 5 December 2026, 9:36 pm."""
    return f"{day(at, language)}, {clock(at, language)}"


def ago(at: dt.datetime, now: dt.datetime, language: str) -> str:
    """Return how long ago an aware moment was: এইমাত্র, ৫ মিনিট আগে, গতকাল.

    After seven days, and for what lies ahead, it is the date. The same rules stand
    in theme/js/dates.js, which keeps an open page right.
    """
    seconds = (now - at).total_seconds()
    days = (in_dhaka(now).toordinal()) - in_dhaka(at).toordinal()
    bangla = language == "bn"
    if -60 < seconds < 60:
        return "এইমাত্র" if bangla else "just now"
    if seconds < 0 or days > 7:
        return day(at, language)
    if seconds < 3600:
        return _so_many(int(seconds // 60), "মিনিট", "minute", language)
    if days == 0 or seconds < 6 * 3600:
        return _so_many(int(seconds // 3600), "ঘণ্টা", "hour", language)
    if days == 1:
        return "গতকাল" if bangla else "yesterday"
    return _so_many(days, "দিন", "day", language)


def _so_many(count: int, bangla: str, english: str, language: str) -> str:
    if language == "bn":
        return f"{digits(count, language)} {bangla} আগে"
    return f"{count} {english}{'' if count == 1 else 's'} ago"


def date_ago(date: dt.date, today: dt.date, language: str) -> str:
    """Return a date without an hour as আজ, গতকাল, ৩ দিন আগে or the date itself."""
    days = (today - date).days
    if days == 0:
        return "আজ" if language == "bn" else "today"
    if days == 1:
        return "গতকাল" if language == "bn" else "yesterday"
    if 1 < days <= 7:
        return _so_many(days, "দিন", "day", language)
    return day(date, language)
