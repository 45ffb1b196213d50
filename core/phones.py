"""Bangladeshi phone numbers in free text: found, masked, read from a field.

Numbers are never in public bytes. People write them in Bangla or Latin digits or
both, in words, with +880 or without the first zero, with spaces, dots and brackets,
stuck to letters, in links, with an O for the zero and an l for the one. Mobile
numbers are 01[3-9] and eight digits (BTRC's numbering plan); land lines begin with
02 or an area code. Short codes (999, 16247) and companies' lines (096…, 0800…) stay:
they are printed to be called. Prices, dates and what is named as an order, a
transaction or an identity stay too. Where a run could be either, it is a number.

Everything here is linear in the length of the text. No Django.
"""

import re
import unicodedata
from typing import NamedTuple

from core import text
from core.number_labels import said_of
from core.number_words import FILL, as_digits

BULLET = "•"


class Found(NamedTuple):
    """A number in a text: offsets into it, and the number as ``+880…``."""

    start: int
    end: int
    e164: str


# A text is first brought, one character for one, to few characters: ASCII digits,
# plain spaces and punctuation, o and l for what looks like them, _GLUE for what takes
# no room on the line.
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
    forms.update({ord("\t"): " ", ord("·"): ".", ord("’"): "'", ord("‘"): "'"})
    forms.update(dict.fromkeys(map(ord, "\r\v\f\x85\u2028\u2029"), "\n"))
    forms.update(dict.fromkeys(map(ord, "\u115f\u1160\u2800\u3164\uffa0"), " "))
    # Control characters are taken out where a text is kept; here they are not there.
    forms.update(dict.fromkeys([*range(9), *range(14, 32), 127], _GLUE))
    # Greek, Cyrillic and other letters that look like o and l.
    forms.update(dict.fromkeys(map(ord, "OΟοОоＯｏ🅾🄾〇⭕"), "o"))
    forms.update(dict.fromkeys(map(ord, "IΙІӀӏⅠⅼＩｌ"), "l"))
    forms.update({0xFE0F: _KEYCAP, 0x20E3: _KEYCAP})
    return forms


_FORMS = _same_length_forms()
# An o is a zero and an l a one beside a digit, or alone before the rest of a number,
# but not at the edge of a Latin word.
_LOOKALIKES = re.compile(
    rf"(?<=\d)[ol]+(?:(?![a-zA-Z])|(?=\d))|(?<![a-zA-Z])[ol]+(?=\d)"
    rf"|(?<![a-zA-Z])[ol](?=[ .\-{_GLUE}{_KEYCAP}]{{1,2}}[\dol](?![a-zA-Z]))"
    r"|(?<![nN])o(?=1[3-9]\d{8}(?!\d))",
    re.ASCII,
)
_AS_DIGITS = str.maketrans("ol", "01")
# One character written as several: %30, %E0%A7%A6 and &#48; in links and HTML.
_ESCAPED = re.compile(
    r"%3(\d)|%(2B)|%E0%A7%(A[6-9A-F])|&#(?:x0*3(\d)|0*(4[89]|5[0-7]));", re.I | re.ASCII
)

# What may stand between two digits: a few of these, or an ornament between groups.
_TIGHT = rf"[{_GLUE}{_KEYCAP}{FILL}]"
_GAP = (
    rf"(?:[ \n.\-/()\[\]{{}}_*~|,;`'\"“”«»،、\\{_GLUE}{_KEYCAP}{FILL}\u2190-\u2bff"
    r"\U0001f000-\U0001faff]|%20"
    r"|(?<=\d{2}) ?[:=+<>#^!&@\u2026•∙°।] ?(?=\D?\d{2})){0,12}"
)
_END = rf"(?!{_TIGHT}{{0,8}}\d)"


def _spaced(*digits: str) -> str:
    return _GAP.join(digits)


_LOCAL = _spaced("1", "[3-9]", *[r"\d"] * 8)
_ONE = (
    rf"(?:(?:\+{_GAP})?(?:0{_GAP}0{_GAP})?{_spaced('8', '8', '0')}{_GAP}"
    rf"(?:0{_GAP})?|\+{_GAP}{_spaced('8', '8')}{_GAP}|0{_GAP}){_LOCAL}"
)
# Numbers may follow each other without a space. A Rocket account is the mobile
# number and a check digit. Other long runs are no numbers.
_CHECK_DIGIT = r"(?:(?<=\d{4})\d)?"
_MOBILE = re.compile(rf"(?<!\d)(?:{_ONE}){{1,20}}{_CHECK_DIGIT}{_END}", re.ASCII)
_EACH = re.compile(_ONE, re.ASCII)
_DATE = re.compile(r"\d{1,2} ?([/.\-]) ?\d{1,2} ?\1 ?(?:19|20)\d\d(?!\d)", re.ASCII)
# "01. 350" begins a list.
_LISTED = re.compile(rf"01{_TIGHT}*(?!{_TIGHT}|\d)(?:[.)] |:|[^\n]*\n)", re.ASCII)

# Without the first zero, in the groups in which people write it.
_BARE_GAP = rf"(?:{_TIGHT}|[ .\-]){{0,12}}"
_BARE = re.compile(
    rf"(?<![\d#@%+&_])(?<!\d[.,:/\-])(?<!\d[.,:/\-] )(?<![A-Z])(?<![a-zA-Z\d]-)"
    rf"1{_BARE_GAP}[3-9](?:{_BARE_GAP}\d){{8}}{_END}"
    r"(?![a-zA-Z]|[.,:/]\d|-\d|/-|[ ]\d)",
    re.ASCII,
)
_BARE_GROUPS = frozenset({(10,), (4, 6), (4, 3, 3)})
_DICTATED_GROUPS = frozenset(
    {(2, 8), (2, 4, 4), (5, 5), (3, 7), (3, 3, 4), (2, 2, 2, 2, 2), (1,) * 10}
)

# An area code and a number, or one run; (?!19|20): a month and a year.
_LAND = re.compile(
    r"(?<![\w+@=%])(?<!\d[.:\-])(?:(?<!\d,)|(?<=\d{5},))"
    r"(?:0(?!96|800)[2-9]\d{7,9}|\(?0(?:2|(?!96|80)[3-9]\d{1,3})\)?[ \-]"
    r"(?!(?:19|20)\d\d\b)(?<!02 )(?<!02-)\d{3,8}(?:[ \-]\d{3,5})?"
    r"|\(?02\)?[ \-][2-9]\d{2,7}(?:[ \-]\d{3,5})?)(?![\w%]|[,.:](?!0)\d)",
    re.ASCII,
)
_ABROAD = re.compile(
    rf"(?<![\w,.:])(?:\+|00(?=88)){_GLUE}?[1-9](?:[ \-.()/{_GLUE}]{{0,3}}\d){{8,14}}"
    rf"(?!{_GLUE}{{0,8}}[\d,])",
    re.ASCII,
)

# With fewer digits there is none of all these.
_ENOUGH_DIGITS = re.compile(r"(?:\D*+\d){9}", re.ASCII)

# In a link ten digits are a number only where the link says so.
_TO_CALL_IN_LINKS = r"wa\.me/|phone=|number=|mobile=|tel:|sms:|callto:|t\.me/"


def _plain(raw: str) -> str:
    """Bring a text to the few characters above, each where it stood."""
    if "%" in raw or "&#" in raw:
        raw = _ESCAPED.sub(_unescaped, raw)
    plain = as_digits(raw).translate(_FORMS)
    return _LOOKALIKES.sub(lambda match: match.group().translate(_AS_DIGITS), plain)


def _unescaped(match: re.Match[str]) -> str:
    percent, plus, bangla, hexadecimal, decimal = match.groups()
    if bangla:
        digit = str(int(bangla, 16) - 0xA6)
    else:
        digit = "+" if plus else percent or hexadecimal or chr(int(decimal))
    return digit + FILL * (len(match.group()) - 1)


def _digits(piece: str) -> str:
    return re.sub(r"%20|\D", "", piece, flags=re.ASCII)


def _is_something_else(plain: str, match: re.Match[str], after: int) -> bool:
    """Tell a number written in groups from dates, lists and prices."""
    piece = match.group()
    if re.fullmatch(rf"(?:[\d+]|{_TIGHT})+", piece, re.ASCII):
        return False
    start = match.start()
    in_price = (
        plain[start - 1 : start] == "," and plain[start - 2 : start - 1].isdigit()
    )
    if (in_price and start - 1 != after) or _DATE.match(piece) or _LISTED.match(piece):
        return True
    # Decimals side by side in a table.
    if "|" in piece and re.search(r"[./()]", piece):
        return True
    # Many lines or commas: a column or a list, unless its parts are those of a number.
    breaks = max(piece.count("\n"), piece.count(", "))
    return breaks > 1 and not _is_dictated(piece, breaks)


def _groups(piece: str) -> tuple[int, ...]:
    """How many digits stand in each group: 01755-667788 → (5, 6)."""
    tight = re.sub(_TIGHT, "", piece)
    return tuple(len(group) for group in re.findall(r"\d+", tight, re.ASCII))


def _is_dictated(piece: str, breaks: int) -> bool:
    groups = _groups(piece)
    return set(groups) == {1} or (groups[0] >= 3 and breaks <= 4)


def _edges(plain: str, start: int, end: int) -> tuple[int, int]:
    """Take in the bracket of ``(017) 12345678``, the frame of a keycap emoji and the
    rest of a number word."""
    while plain[end : end + 1] in {_KEYCAP, FILL} and end < len(plain):
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


def _others(plain: str, raw: str) -> list[Found]:
    """Find land lines, numbers of other countries and those without their zero."""
    found = []
    for match in _ABROAD.finditer(plain):
        digits = _digits(match.group()).removeprefix("00")
        if digits.startswith("8800"):
            digits = "880" + digits[4:]
        found.append(Found(match.start(), match.end(), "+" + digits))
    for match in _LAND.finditer(plain):
        digits = _digits(match.group())
        if 9 <= len(digits) <= 11 and said_of(raw, *match.span()) != "other":
            found.append(Found(match.start(), match.end(), "+880" + digits[1:]))
    for match in _BARE.finditer(plain):
        if _is_bare_number(raw, match):
            start, end = _edges(plain, *match.span())
            found.append(Found(start, end, "+880" + _digits(match.group())))
    return found


def _is_bare_number(raw: str, match: re.Match[str]) -> bool:
    """Whether ten digits without their zero are a phone number."""
    start, end = match.span()
    groups = _groups(match.group())
    if link := _link_before(raw, start):
        return bool(re.search(_TO_CALL_IN_LINKS, link, re.IGNORECASE))
    said = said_of(raw, start, end)
    if raw[start - 1 : start] == "=":
        return False
    if said == "call":
        return groups in _BARE_GROUPS or groups in _DICTATED_GROUPS
    written = "." in match.group() or FILL in match.group()
    return not said and groups in _BARE_GROUPS and not written


_LINK = re.compile(
    r"(?:://|www\.|\b(?:wa|t)\.me/|\.com/|\btel:|\bsms:)\S*$", re.IGNORECASE
)


def _link_before(raw: str, start: int) -> str:
    """The part of a link that stands directly before `start`, empty for none."""
    found = _LINK.search(raw, max(start - 300, 0), start)
    return found.group() if found else ""


def find(raw: str) -> list[Found]:
    """Find the numbers in a text, raw or normalised, in the order they stand."""
    plain = _plain(raw)
    if not _ENOUGH_DIGITS.match(plain):
        return []
    found = _mobiles(plain)
    hidden = list(plain)
    for start, end, _ in found:
        hidden[start:end] = "x" * (end - start)
    candidates = sorted(found + _others("".join(hidden), raw))
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


_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_TYPED = re.compile(r"(?:(?:\+|00)?880?)?0?(1[3-9]\d{8})", re.ASCII)


def parse(typed: str) -> str:
    """Read a Bangladeshi mobile number from a field, as ``+8801712345678``.

    Takes digits of any script, with or without the prefix and the first zero,
    with spaces and the usual punctuation, and with what cannot be seen, as it comes
    along from messengers. Raises ValueError for anything else.
    """
    seen = _UNSEEN.sub("", typed[:100])
    cleaned = text.to_ascii_digits(text.normalise_line(seen))
    match = _TYPED.fullmatch(re.sub(r"[ .\-‐-―()/]", "", cleaned))
    if not match:
        raise ValueError("not a Bangladeshi mobile number")
    return "+880" + match.group(1)
