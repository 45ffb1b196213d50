"""Prices as sellers type them: ৳১,২০০, 500-800 টাকা, 1200/-. Pure, no Django.

“Inbox” is no price: buyers see what a thing costs before they ask.
"""

import re
from typing import NamedTuple

from core import text

HIGHEST = 1_00_00_000  # taka: one crore
LONGEST_TYPED = 100  # characters

_ASKED_FOR = re.compile(
    r"inb|ইনব|ইন বক্স|in box|\bpm\b|\bdm\b|পিএম|মেসেজ|message|msg|call|কল কর|জানতে|যোগাযোগ"
)
_CURRENCY = re.compile(r"৳|টাকা|টাঃ|taka|\btk\b\.?|tk\.?|bdt|/-|/=|(?<=\d)\s*/-?|মাত্র|only")
_BETWEEN = re.compile(r"\s*(?:-|–|—|~|থেকে|হতে|to|theke)\s*")
_NUMBER = re.compile(r"\d{1,3}(?:,\d{2,3})+|\d+")


class Price(NamedTuple):
    """Whole taka; `to` is the upper end of a range, None for one price."""

    price: int
    to: int | None


class NoPrice(Exception):
    """What was typed is no price; `code` says why: empty, inbox, whole, unclear, free,
    high."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def parse(typed: str) -> Price:
    """Read a price or a range in any digits; raises NoPrice."""
    line = text.fold(text.normalise_line(typed[: LONGEST_TYPED + 1]))
    if text.is_blank(line):
        raise NoPrice("empty")
    if _ASKED_FOR.search(line):
        raise NoPrice("inbox")
    if len(line) > LONGEST_TYPED:
        raise NoPrice("unclear")
    parts = [part for part in _BETWEEN.split(_CURRENCY.sub(" ", line).strip()) if part]
    numbers = [_number(part.strip()) for part in parts]
    if not 1 <= len(numbers) <= 2:
        raise NoPrice("unclear")
    low, high = min(numbers), max(numbers)
    return Price(low, None if low == high else high)


def _number(part: str) -> int:
    if re.fullmatch(r"[\d,]*\d\.\d+", part):
        whole, _, rest = part.partition(".")
        if rest.strip("0"):
            raise NoPrice("whole")
        part = whole
    if not _NUMBER.fullmatch(part):
        raise NoPrice("unclear")
    digits = part.replace(",", "")
    if len(digits) > 12 or int(digits) > HIGHEST:
        raise NoPrice("high")
    if int(digits) == 0:
        raise NoPrice("free")
    return int(digits)
