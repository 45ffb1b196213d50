"""Days and Facebook's time lines, in Bangla and English, both kinds of digits."""

import datetime
import re
from dataclasses import dataclass
from unicodedata import normalize

from core.text import to_ascii_digits

_MONTHS = (
    ("january", "jan", "জানুয়ারি", "জানুয়ারী", "জানু"),
    ("february", "feb", "ফেব্রুয়ারি", "ফেব্রুয়ারী", "ফেব্রু"),
    ("march", "mar", "মার্চ"),
    ("april", "apr", "এপ্রিল"),
    ("may", "মে"),
    ("june", "jun", "জুন"),
    ("july", "jul", "জুলাই"),
    ("august", "aug", "আগস্ট", "আগষ্ট", "অগাস্ট", "অগস্ট", "আগ"),
    ("september", "sept", "sep", "সেপ্টেম্বর", "সেপ"),
    ("october", "oct", "অক্টোবর", "অক্টো"),
    ("november", "nov", "নভেম্বর", "নভে"),
    ("december", "dec", "ডিসেম্বর", "ডিসে"),
)
_MONTH_NUMBER = {
    normalize("NFC", word): number
    for number, words in enumerate(_MONTHS, start=1)
    for word in words
}
_MONTH = "|".join(sorted(map(re.escape, _MONTH_NUMBER), key=len, reverse=True))
#: Nothing of a word may stand before or after: no letter, no Bangla sign.
_START = r"(?<![A-Za-z0-9\u0980-\u09ff])"
_END = r"(?![A-Za-z0-9\u0980-\u09e5])"
#: The year ends where the digits end; a case ending may be glued to it (২০১৯-এর).
_YEAR = r"(?P<year>(?:19|20)\d\d)(?!\d)"
_ORDINAL = normalize("NFC", r"(?:\s?(?:st|nd|rd|th|শে|ই|লা|রা|ঠা))?")

_DAY_MONTH = re.compile(
    rf"{_START}(?P<day>\d{{1,2}}){_ORDINAL}(?:\s+of)?[\s,./-]*(?P<month>{_MONTH}){_END}"
    rf"(?:\.?[\s,/-]*{_YEAR})?",
    re.IGNORECASE,
)
_MONTH_DAY = re.compile(
    rf"{_START}(?P<month>{_MONTH})\.?[\s-]+(?P<day>\d{{1,2}})(?!\d){_ORDINAL}{_END}"
    rf"(?:[\s,/-]*{_YEAR})?",
    re.IGNORECASE,
)
_NUMBERS = re.compile(
    rf"{_START}(?P<day>\d{{1,2}})\s?(?P<sep>[/.-])\s?(?P<month>\d{{1,2}})\s?(?P=sep)"
    r"\s?(?P<year>(?:19|20)\d\d|\d\d)(?!\d)"
)
_ISO = re.compile(
    rf"{_START}(?P<year>(?:19|20)\d\d)-(?P<month>\d{{1,2}})-(?P<day>\d{{1,2}})(?!\d)"
)
_BARE_YEAR = re.compile(r"(?<![\d/.,-])(?:19|20)\d\d(?![\d,]|[./-]\d)")

_CLOCK = r"\d{1,2}[:.]\d\d(?:\s?[ap]\.?m\.?)?|\d{1,2}\s?[ap]\.?m\.?"
_TIME_WORDS = normalize(
    "NFC",
    r"at|on|এ|এর|তে|তারিখে|তারিখ|টায়|টা|সময়|am|pm|পূর্বাহ্ণ|অপরাহ্ণ|পূর্বাহ্ন|অপরাহ্ন"
    r"|সকাল|দুপুর|বিকাল|বিকেল|সন্ধ্যা|রাত|ভোর"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day|mon|tue|wed|thu|fri|sat|sun"
    r"|(?:শনি|রবি|সোম|মঙ্গল|বুধ|বৃহস্পতি|শুক্র)বার"
    r"|public group|private group|public|shared with [\w ]{1,30}|edited|সর্বজনীন"
    r"|পাবলিক|সম্পাদিত|friends",
)
_NEAR_DAY = normalize("NFC", r"yesterday|today|গতকাল|আজকে|আজ")
_LEFT_OVER = re.compile(
    rf"{_START}(?:{_CLOCK}|{_TIME_WORDS}){_END}|[\s·•,.|\-–—🌐🌍🌎🌏👥⚙️]+",
    re.IGNORECASE,
)
_HAS_CLOCK = re.compile(rf"{_START}(?:{_CLOCK}){_END}", re.IGNORECASE)
_WEEKDAY = re.compile(
    normalize(
        "NFC",
        r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|mon|tue|wed|thu|fri|sat|sun"
        r"|(?:শনি|রবি|সোম|মঙ্গল|বুধ|বৃহস্পতি|শুক্র)বার)",
    ),
    re.IGNORECASE,
)
_STARTS_NEAR = re.compile(rf"(?:{_NEAR_DAY}){_END}", re.IGNORECASE)


_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Day:
    """A day as written; ``year`` is None where the text leaves it out."""

    day: int
    month: int
    year: int | None
    start: int
    end: int

    def date(self, year: int | None = None) -> datetime.date | None:
        """Return the calendar day, or None when there is no such day or no year."""
        chosen = self.year or year
        if chosen is None:
            return None
        try:
            return datetime.date(chosen, self.month, self.day)
        except ValueError:
            return None


def find_day(text: str) -> Day | None:
    """Return the first day written in a line of text, day before month in figures."""
    if not _DIGIT.search(text):
        return None
    plain = to_ascii_digits(text)
    found = [
        match
        for pattern in (_ISO, _DAY_MONTH, _MONTH_DAY, _NUMBERS)
        if (match := pattern.search(plain))
    ]
    if not found:
        return None
    # A form with a year says more than the same stretch read without one.
    match = min(found, key=lambda m: (m["year"] is None, m.start(), -m.end()))
    month = match["month"].casefold()
    year = int(match["year"]) if match["year"] else None
    if year is not None and year < 100:
        year += 2000
    number = int(month) if month.isdecimal() else _MONTH_NUMBER[month]
    return Day(int(match["day"]), number, year, match.start(), match.end())


def years(text: str) -> list[int]:
    """Return every year written out in a text, 1900 to 2099, in order."""
    return [int(match) for match in _BARE_YEAR.findall(to_ascii_digits(text))]


def is_time_line(text: str) -> bool:
    """Say whether a line is only Facebook's "when": a day, a clock, an audience."""
    if len(text) > 80:
        return False
    plain = to_ascii_digits(text).strip()
    day = find_day(plain)
    near = _STARTS_NEAR.match(plain)
    if day:
        rest = plain[: day.start] + " " + plain[day.end :]
    elif near:
        rest = plain[near.end() :]
    elif _HAS_CLOCK.search(plain) and _WEEKDAY.match(plain):
        rest = plain
    else:
        return False
    if near and not day and not _HAS_CLOCK.search(plain):
        return False
    return not _LEFT_OVER.sub("", rest)
