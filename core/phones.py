"""Bangladeshi phone numbers in free text: found, masked, read from a field.

Numbers are never in public bytes. People write them in Bangla or Latin digits or
both, with +880, spaces, dots and brackets, stuck to words, in links, and with an
O for the zero. Mobile numbers are 01[3-9] and eight digits (BTRC's numbering
plan); land lines begin with 02 or an area code. Short codes (999, 16247) stay,
dates and prices too. Where a run could be either, it counts as a number.

Everything here is linear in the length of the text. No Django.
"""

import re
import unicodedata
from typing import NamedTuple

from core import text

BULLET = "•"


class Found(NamedTuple):
    """A number in a text: offsets into it, and the number as ``+880…``."""

    start: int
    end: int
    e164: str


# A text is first brought, one character for one, to few characters: ASCII digits,
# plain spaces and punctuation, _GLUE for what takes no room on the line.
_GLUE = "\u200b"
_KEYCAP = "\u20e3"


def _same_length_forms() -> dict[int, str]:
    forms: dict[int, str] = {}
    for point in (*range(0x80, 0x20000), *range(0xE0100, 0xE01F0)):
        char = chr(point)
        category = unicodedata.category(char)
        if category[0] == "M" or category == "Cf":
            forms[point] = _GLUE
        elif (
            category[0] == "N" and (digit := unicodedata.digit(char, None)) is not None
        ):
            forms[point] = str(digit)
        elif category == "Zs":
            forms[point] = " "
        elif category == "Pd" or point == 0x2212:
            forms[point] = "-"
        elif 0xFF01 <= point <= 0xFF5E:
            forms[point] = chr(point - 0xFEE0)
    forms.update({ord("\t"): " ", ord("\r"): " ", ord("·"): ".", ord("’"): "'"})
    forms.update({ord("O"): "o", 0xFF2F: "o", 0xFE0F: _KEYCAP, 0x20E3: _KEYCAP})
    return forms


_FORMS = _same_length_forms()
# An o is a zero beside a digit, or alone before the rest of a number, but not at
# the edge of a Latin word.
_ZERO = re.compile(
    rf"(?<=\d)o+(?![a-z])|(?<![a-zA-Z])o+(?=\d)|(?<![a-zA-Z])o(?=[ .\-{_GLUE}]{{1,2}}1)",
    re.ASCII,
)

# What may stand between two digits: a few of these, or an ornament between groups.
_GAP = (
    rf"(?:[ \n.\-/()\[\]{{}}_*~|,;'\"\\{_GLUE}{_KEYCAP}]|%20"
    r"|(?<=\d{3})[:=+>#^!&@\u2026\u2190-\u2bff\U0001f000-\U0001faff](?=\D?\d{3})"
    r"){0,8}"
)
_END = rf"(?![{_GLUE}{_KEYCAP}]{{0,8}}\d)"


def _spaced(*digits: str) -> str:
    return _GAP.join(digits)


_LOCAL = _spaced("1", "[3-9]", *[r"\d"] * 8)
_ONE = (
    rf"(?:(?:\+{_GAP})?(?:0{_GAP}0{_GAP})?{_spaced('8', '8', '0')}{_GAP}"
    rf"(?:0{_GAP})?|0{_GAP}){_LOCAL}"
)
# Numbers may follow each other without a space. A Rocket account is the mobile
# number and a check digit. Other long runs are no numbers.
_CHECK_DIGIT = r"(?:(?<=\d{4})\d)?"
_MOBILE = re.compile(rf"(?<!\d)(?:{_ONE}){{1,20}}{_CHECK_DIGIT}{_END}", re.ASCII)
_EACH = re.compile(_ONE, re.ASCII)
_DATE = re.compile(r"\d{1,2} ?([/.\-]) ?\d{1,2} ?\1 ?(?:19|20)\d\d(?!\d)", re.ASCII)

# An area code and a number, or one run; (?!19|20): a month and a year.
_LAND = re.compile(
    r"(?<![\w+@=%])(?<!\d[.:\-])(?:(?<!\d,)|(?<=\d{5},))"
    r"(?:0[2-9]\d{7,9}|\(?0[2-9]\d{0,3}\)?[ \-](?!(?:19|20)\d\d\b)"
    r"\d{3,8}(?:[ \-]\d{3,5})?)(?![\w%]|[,.:](?!0)\d)",
    re.ASCII,
)
_ABROAD = re.compile(
    rf"(?<![\w,.:])(?:\+|00(?=88)){_GLUE}?[1-9](?:[ \-.()/{_GLUE}]{{0,3}}\d){{8,14}}"
    rf"(?!{_GLUE}{{0,8}}[\d,])",
    re.ASCII,
)


def _plain(raw: str) -> str:
    """Bring a text to the few characters above, each where it stood."""
    plain = raw.translate(_FORMS)
    return _ZERO.sub(lambda match: "0" * len(match.group()), plain)


def _digits(piece: str) -> str:
    return re.sub(r"%20|\D", "", piece, flags=re.ASCII)


def _is_something_else(plain: str, match: re.Match[str], after: int) -> bool:
    """Tell a number written in groups from dates, lists and prices."""
    piece = match.group()
    if re.fullmatch(rf"[\d+{_GLUE}{_KEYCAP}]+", piece, re.ASCII):
        return False
    start = match.start()
    in_price = (
        plain[start - 1 : start] == "," and plain[start - 2 : start - 1].isdigit()
    )
    return (
        (in_price and start - 1 != after)
        or bool(_DATE.match(piece))
        or piece.count("\n") > 1
        or piece.count(", ") > 1
    )


def _edges(plain: str, start: int, end: int) -> tuple[int, int]:
    """Take in the bracket of ``(017) 12345678`` and the frame of a keycap emoji."""
    while plain[end : end + 1] == _KEYCAP:
        end += 1
    inside = plain[start:end]
    if inside.count(")") > inside.count("(") and plain[start - 1 : start] == "(":
        start -= 1
    return start, end


def _mobiles(plain: str) -> list[Found]:
    found: list[Found] = []
    position = after = 0
    while match := _MOBILE.search(plain, position):
        if _is_something_else(plain, match, after):
            position = match.start() + 1
            continue
        for one in _EACH.finditer(plain, match.start(), match.end()):
            end = one.end() + (one.end() + 1 == match.end())
            start, end = _edges(plain, one.start(), end)
            found.append(Found(start, end, "+880" + _digits(one.group())[-10:]))
        position = after = match.end()
    return found


def _others(plain: str) -> list[Found]:
    """Find land lines and numbers of other countries."""
    found = []
    for match in _ABROAD.finditer(plain):
        digits = _digits(match.group()).removeprefix("00")
        if digits.startswith("8800"):
            digits = "880" + digits[4:]
        found.append(Found(match.start(), match.end(), "+" + digits))
    for match in _LAND.finditer(plain):
        digits = _digits(match.group())
        if 9 <= len(digits) <= 11:
            found.append(Found(match.start(), match.end(), "+880" + digits[1:]))
    return found


def find(raw: str) -> list[Found]:
    """Find the numbers in a text, raw or normalised, in the order they stand."""
    plain = _plain(raw)
    found = _mobiles(plain)
    hidden = list(plain)
    for start, end, _ in found:
        hidden[start:end] = "x" * (end - start)
    candidates = sorted(found + _others("".join(hidden)))
    return [
        number
        for index, number in enumerate(candidates)
        if index == 0 or number.start >= candidates[index - 1].end
    ]


def _masked(e164: str) -> str:
    shown = national(e164)
    return shown[:3] + BULLET * (len(shown) - 5) + shown[-2:]


def national(e164: str) -> str:
    """Write a number as people here dial it: ``+8801712345678`` → 01712345678."""
    return "0" + e164[4:] if e164.startswith("+880") else e164


def mask_number(e164: str, language: str) -> str:
    """Write a number for a reader who may not see it: ০১৭••••••৭৮."""
    masked = _masked(e164)
    return text.to_bangla_digits(masked) if language.startswith("bn") else masked


def mask(raw: str) -> str:
    """Mask every number in a text, in the digits it begins with."""
    pieces = []
    end = 0
    for number in find(raw):
        pieces.append(raw[end : number.start])
        first = re.search(r"\d", raw[number.start : number.end])
        bangla = first is not None and "০" <= first.group() <= "৯"
        pieces.append(mask_number(number.e164, "bn" if bangla else "en"))
        end = number.end
    return "".join([*pieces, raw[end:]])


_TYPED = re.compile(r"(?:(?:\+|00)?880?)?0?(1[3-9]\d{8})", re.ASCII)


def parse(typed: str) -> str:
    """Read a Bangladeshi mobile number from a field, as ``+8801712345678``.

    Takes digits of any script, with or without the prefix and the first zero,
    with spaces and the usual punctuation. Raises ValueError for anything else.
    """
    cleaned = text.to_ascii_digits(text.normalise_line(typed[:100]))
    match = _TYPED.fullmatch(re.sub(r"[ .\-‐-―()/]", "", cleaned))
    if not match:
        raise ValueError("not a Bangladeshi mobile number")
    return "+880" + match.group(1)
