"""Bangla text: the only door for normalising, words, digits, slugs and handles.

Python's ``\\w`` does not match Bangla vowel signs or hasanta, so nothing here
(and nothing elsewhere) may split or check Bangla with it alone. Every function
takes any ``str`` at all, raises nothing unless it says so, and is linear in the
length of the text. Lengths and offsets are counted in code points.

No Django here: search, import and the commands use it without settings.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import NamedTuple

ZWNJ = "\u200c"
ZWJ = "\u200d"
HASANTA = "\u09cd"
ELLIPSIS = "…"

#: Combining marks kept on one letter. The longest in real Bangla is four; ten
#: thousand of them stop a phone's text renderer.
MAX_MARKS = 8


def _char_class(points: Iterable[int]) -> str:
    """Write code points, given in rising order, as the inside of a regex class."""
    ranges: list[list[int]] = []
    for point in points:
        if ranges and point == ranges[-1][1] + 1:
            ranges[-1][1] = point
        else:
            ranges.append([point, point])
    return "".join(f"\\U{low:08x}-\\U{high:08x}" for low, high in ranges)


def _scan() -> tuple[str, dict[int, str]]:
    """Find every combining mark and decimal digit; all lie in these two ranges."""
    marks: list[int] = []
    digits: dict[int, str] = {}
    for points in (range(0x80, 0x20000), range(0xE0100, 0xE01F0)):
        for point in points:
            category = unicodedata.category(chr(point))
            if category[0] == "M":
                marks.append(point)
            elif category == "Nd":
                digits[point] = str(unicodedata.decimal(chr(point)))
    return _char_class(marks), digits


#: The inside of a regex character class: every combining mark (M*).
MARKS, _TO_ASCII_DIGITS = _scan()
_ANY_DIGIT = re.compile(r"\d")
_TO_BANGLA_DIGITS = str.maketrans("0123456789", "০১২৩৪৫৬৭৮৯")

#: Insides of regex character classes for the Bangla block.
BANGLA_LETTERS = "\u0980\u0985-\u09b9\u09bd\u09ce\u09dc-\u09e1\u09f0\u09f1\u09fc"
BANGLA_MARKS = "\u0981-\u0983\u09bc\u09be-\u09cd\u09d7\u09e2\u09e3\u09fe"
BANGLA_DIGITS = "\u09e6-\u09ef"
_BANGLA_CONSONANTS = "\u0995-\u09b9\u09dc\u09dd\u09df\u09f0\u09f1"


# Normalising


_LINE_ENDS = re.compile("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
_SPACES = re.compile("[\t\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_INVISIBLE = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u17b4\u17b5\u180b-\u180f"
    "\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ud800-\udfff\ufdd0-\ufdef\ufeff"
    "\ufff0-\ufffb\ufffe\uffff\U000e0000-\U000e00ff]"
)
_LOOSE_JOINER = re.compile(f"(?<![\u0980-\u09ff])[{ZWNJ}{ZWJ}](?![\u0980-\u09ff])")
_LONG_MARKS = re.compile(f"([{MARKS}{ZWNJ}{ZWJ}]{{32}})[{MARKS}{ZWNJ}{ZWJ}]+")
_MANY_MARKS = re.compile(f"([{MARKS}{ZWNJ}{ZWJ}]{{{MAX_MARKS}}})[{MARKS}{ZWNJ}{ZWJ}]+")
_BLANK_LINES = re.compile(r"\n{3,}")


# Characters that no rule changes, as long as no letter has too many marks: nearly all
# that is written here is made of them alone.
_PLAIN = re.compile(
    "[\n -~\xa1-\xac\xae-\u024f\u0964\u0965\u0980-\u09ff\u2010-\u2027\u2030-\u205e]*"
)
_MARKED = re.compile(f"[{BANGLA_MARKS}]{{{MAX_MARKS + 1}}}")


def _is_clean(text: str) -> bool:
    """Whether it is plain that cleaning changes nothing."""
    if not _PLAIN.fullmatch(text) or _MARKED.search(text):
        return False
    return unicodedata.is_normalized("NFC", text)


def _clean(text: str) -> str:
    """Clean the characters of a text; lines are left to the callers."""
    if _is_clean(text):
        return text
    text = _LINE_ENDS.sub("\n", text)
    text = _SPACES.sub(" ", text)
    text = _INVISIBLE.sub("", text)
    text = _LOOSE_JOINER.sub("", text)
    # Before NFC too: putting a long run of marks in order takes quadratic time.
    text = _LONG_MARKS.sub(r"\1", text)
    while True:
        text = _MANY_MARKS.sub(r"\1", unicodedata.normalize("NFC", text))
        # NFC may have moved a mark away from its joiner: at most MAX_MARKS rounds.
        kept = _LOOSE_JOINER.sub("", text)
        if kept == text:
            return text
        text = kept


def normalise(text: str) -> str:
    """Clean text of many lines as it comes through the door.

    NFC (which keeps য় ড় ঢ় decomposed), line ends to ``\\n``, every other space
    to a plain one, invisible and control characters out, ZWJ and ZWNJ only
    directly beside a Bangla character, lines stripped, inner runs of blank lines
    kept as one, at most ``MAX_MARKS`` marks on a letter. Spelling, digits and
    punctuation stay. Idempotent.
    """
    lines = (line.strip(" ") for line in _clean(text).split("\n"))
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip("\n")


def normalise_line(text: str) -> str:
    """Clean text as ``normalise`` does, into one line with single spaces."""
    return " ".join(_clean(text).split())


_FOLDS = (
    ("\u09a1\u09bc", "\u09dc"),
    ("\u09a2\u09bc", "\u09dd"),
    ("\u09af\u09bc", "\u09df"),
    ("\u09ac\u09bc", "\u09b0"),
    ("\u0985\u09be", "\u0986"),
    ("\u09f7", "\u0964"),
)


def fold(text: str) -> str:
    """Bring text to the form in which two spellings of the same letters are equal.

    For comparing and searching, never for showing: normalised, without case, the
    nukta letters as single code points, অা as আ, ৷ as ।, all digits ASCII, no
    ZWJ or ZWNJ. Idempotent.
    """
    text = normalise(normalise(text).casefold()).translate(_TO_ASCII_DIGITS)
    # The old way to write ৎ.
    text = text.replace(f"\u09a4{HASANTA}{ZWJ}", "\u09ce")
    if ZWJ in text or ZWNJ in text:
        text = normalise(text.replace(ZWJ, "").replace(ZWNJ, ""))
    for old, new in _FOLDS:
        text = text.replace(old, new)
    return text


_DRAWN = str.maketrans(
    {
        # Cyrillic and Greek letters, and signs, that are drawn like Latin ones.
        **dict(zip("аеорсухіјѕԁһ", "aeopcyxijsdh", strict=True)),
        **dict(zip("αεορυνκικτ", "aeopuvkikt", strict=True)),
        "0": "o",
        "1": "l",
        "i": "l",
        "|": "l",
        "$": "s",
        "@": "a",
    }
)
_SPELLED = str.maketrans(
    {
        # Bangla letters that people exchange or hardly tell apart.
        "ঈ": "ই",
        "ঊ": "উ",
        "ী": "ি",
        "ূ": "ু",
        "ণ": "ন",
        "ষ": "শ",
        "য": "জ",
        "ৎ": "ত",
        "ঁ": None,
    }
)


_OURS = re.compile(
    "[\u0980-\u09ffA-Za-z\u00aa\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f]"
)


def look(text: str) -> str:
    """Bring a name to the form in which names that look the same are equal.

    For comparing alone: ``fold``, compatibility forms (ｆｕｌｌ ｗｉｄｔｈ) as plain ones,
    letters of other scripts as those they are drawn like, no marks on Latin letters,
    no spaces and signs. Empty where nothing is left.
    """
    return drawn(text).translate(_SPELLED)


def drawn(text: str) -> str:
    """The same without the spellings that Bangla leaves open: রহিমা and রহীমা are two
    names, Karim and Kar1m are one."""
    folded = fold(unicodedata.normalize("NFKC", fold(text)))
    folded = _LATIN_MARKS.sub("", unicodedata.normalize("NFD", folded))
    plain = fold(folded).translate(_DRAWN)
    return "".join(word.text for word in words(plain))


def foreign_letter(text: str) -> str:
    """The first letter that is neither Bangla nor Latin; empty for none."""
    return next(
        (sign for sign in text if sign.isalpha() and not _OURS.fullmatch(sign)), ""
    )


_VISIBLE = re.compile(
    rf"[^\s{MARKS}{ZWNJ}{ZWJ}\u115f\u1160\u2800\u3164\uffa0]", re.DOTALL
)


def is_blank(text: str) -> bool:
    """Tell whether a reader would see nothing: spaces, invisibles, marks alone."""
    return not _VISIBLE.search(_INVISIBLE.sub("", text))


# Words


class Word(NamedTuple):
    """A word as it stands, with its offsets into the text it was found in."""

    text: str
    start: int
    end: int


# ৷ and its neighbours are numbers to Unicode, but people type ৷ as a danda.
_CURRENCY = "\u09f4-\u09f9"
_LATIN = "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f"
_WORD = re.compile(
    rf"[^\W_{_CURRENCY}]"
    rf"(?:(?:[^\W_{_CURRENCY}]|[{MARKS}])"
    rf"|[{ZWNJ}{ZWJ}]+(?=[^\W_{_CURRENCY}]|[{MARKS}])"
    rf"|(?<=[{_LATIN}])['’](?=[{_LATIN}]))*"
)


def words(text: str) -> list[Word]:
    """Find the words of Bangla, Latin and any other script, and the numbers.

    Offsets count into the text given, which may be raw. A run of letters, marks
    and digits is one word (24hour, 8টা): search splits those itself.
    """
    return [Word(m.group(), m.start(), m.end()) for m in _WORD.finditer(text)]


# Digits and numbers


def to_bangla_digits(text: str) -> str:
    """Write ASCII digits as Bangla ones."""
    return text.translate(_TO_BANGLA_DIGITS)


def to_ascii_digits(text: str) -> str:
    """Write decimal digits of any script as ASCII ones, one for one."""
    return text.translate(_TO_ASCII_DIGITS) if _ANY_DIGIT.search(text) else text


def group_digits(n: int) -> str:
    """Group a whole number by lakh and crore: ``1234567`` → ``"12,34,567"``."""
    sign, digits = ("-" if n < 0 else ""), str(abs(n))
    head, tail = digits[:-3], digits[-3:]
    pairs = [head[max(end - 2, 0) : end] for end in range(len(head), 0, -2)]
    return sign + ",".join([*reversed(pairs), tail])


def number(n: int, language: str) -> str:
    """Write a whole number for a reader of a language (``"bn"``, ``"en"``).

    Both group by lakh and crore, as Bangladesh does in either language.
    """
    grouped = group_digits(n)
    return to_bangla_digits(grouped) if language.startswith("bn") else grouped


# Letters as a reader counts them


_EXTEND = f"{MARKS}{ZWNJ}{ZWJ}\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f"
_PICTURE = "\u2190-\u2bff\U0001f000-\U0001faff"
_CLUSTER = re.compile(
    rf"\r\n"
    rf"|[\U0001f1e6-\U0001f1ff]{{2}}"
    rf"|.[{_EXTEND}]{{0,32}}"
    rf"(?:(?:(?<={HASANTA})|(?<={HASANTA}{ZWJ}))[{_BANGLA_CONSONANTS}]"
    rf"[{_EXTEND}]{{0,32}}"
    rf"|(?<={ZWJ})[{_PICTURE}][{_EXTEND}]{{0,32}}){{0,8}}",
    re.DOTALL,
)


def _iter_clusters(text: str) -> Iterator[str]:
    return (match.group() for match in _CLUSTER.finditer(text))


def clusters(text: str) -> list[str]:
    """Split text into what a reader sees as letters; joined they are the text.

    A consonant keeps its conjunct and signs (স্ত্রী is one), an emoji its
    modifiers. Good enough to cut by, not all of Unicode's UAX 29.
    """
    return list(_iter_clusters(text))


def _cut(text: str, limit: int) -> str:
    """Take the clusters that fit into ``limit`` code points, one cut if none does."""
    taken = 0
    for cluster in _iter_clusters(text[: limit + 400]):
        if taken + len(cluster) > limit:
            break
        taken += len(cluster)
    return text[: taken or limit]


def cut(text: str, limit: int) -> str:
    """Take at most ``limit`` code points from the beginning of a text, 1 or more.

    Cuts after a word where one ends in the second half, else between letters.
    """
    if len(text) <= limit:
        return text
    kept = _cut(text, limit)
    if not text[len(kept)].isspace():
        space = max(kept.rfind(" "), kept.rfind("\n"))
        if space >= (limit + 1) // 2:
            kept = kept[:space]
    return kept.rstrip(" \n")


def shorten(text: str, limit: int) -> str:
    """Cut text to at most ``limit`` code points, … included; see ``cut``."""
    if len(text) <= limit:
        return text
    if limit <= 1:
        return ELLIPSIS[: max(limit, 0)]
    return cut(text, limit - 1).rstrip(" \n,;:-–—") + ELLIPSIS


def initial(name: str) -> str:
    """Give the first letter of a name with its signs: নাজনীন → না, rahima → R.

    Empty where the name has no letter or digit.
    """
    for cluster in _iter_clusters(normalise_line(name)[:200]):
        if _WORD.match(cluster):
            return cluster.strip(ZWNJ + ZWJ).upper()
    return ""


# Slugs and handles


_SLUG_CHARS = rf"{BANGLA_LETTERS}{BANGLA_MARKS}{ZWNJ}{ZWJ}a-z0-9"
#: A slug as a regex, for a URL path converter.
SLUG_PATTERN = rf"[{_SLUG_CHARS}]+(?:-[{_SLUG_CHARS}]+)*"
_SLUG = re.compile(SLUG_PATTERN)
_SLUG_WORD = re.compile(rf"[{BANGLA_LETTERS}a-z0-9][{_SLUG_CHARS}]*")
_LATIN_MARKS = re.compile("[\u0300-\u036f]+")

# A name between dots in the address of a site, in any script. Endings that are no
# Latin letters are few (IANA Root Zone Database: the names of Bangladesh and India in
# Bangla and Assamese letters); without this list ড.রহমান would be a site.
_SITE_PART = rf"[^\W_](?:[\w{MARKS}{ZWNJ}{ZWJ}-]*[\w{MARKS}])?"
_SITE_END = "[A-Za-z]{2,}|xn--[A-Za-z0-9-]+|\u09ac\u09be\u0982\u09b2\u09be|\u09ad\u09be\u09b0\u09a4|\u09ad\u09be\u09f0\u09a4"
_SITE = re.compile(rf"(?:{_SITE_PART}\.)+(?:{_SITE_END})")
_ADDRESS = re.compile(rf"(?:[A-Za-z][A-Za-z+.-]*:)?//\S+|{_SITE.pattern}(?:[/?#:]\S*)?")


def is_site(host: str) -> bool:
    """Whether this can be the name of a site: parts with dots between, an ending of
    letters; Bangla ones (সুতো.বাংলা) too."""
    return _SITE.fullmatch(host) is not None


def is_address(line: str) -> bool:
    """Whether a line is the address of a page and nothing else: with a scheme, or
    beginning with the name of a site."""
    return _ADDRESS.fullmatch(line) is not None


def slug(text: str, max_length: int = 60) -> str:
    """Make the slug of a text: Bangla with all its signs, a–z, 0–9 and hyphens.

    Cut after a word that fits, else between letters. Empty where the text has
    nothing to keep; never begins or ends in a hyphen.
    """
    folded = to_ascii_digits(normalise_line(text)).casefold()
    folded = _LATIN_MARKS.sub("", unicodedata.normalize("NFD", folded))
    folded = unicodedata.normalize("NFC", re.sub("['’]", "", folded))
    made = ""
    for match in _SLUG_WORD.finditer(folded):
        word = _clean(match.group()).rstrip(ZWNJ + ZWJ)
        joined = f"{made}-{word}" if made else word
        if len(joined) > max_length:
            return made or _cut(word, max_length).rstrip(ZWNJ + ZWJ)
        made = joined
    return made


def is_slug(text: str) -> bool:
    """Tell whether a text is a slug, in the one form (NFC) they are stored in."""
    return bool(_SLUG.fullmatch(text)) and unicodedata.is_normalized("NFC", text)


_DIGIT = f"0-9{BANGLA_DIGITS}"
_HANDLE_LETTER = (
    rf"[{BANGLA_LETTERS}][{BANGLA_MARKS}]{{0,4}}"
    rf"(?:{ZWJ}{HASANTA}|(?<={HASANTA}){ZWNJ})?"
)
#: Handles as regexes, without the length: Latin and Bangla ones.
HANDLE_LATIN = rf"[A-Za-z](?:[._]?[A-Za-z{_DIGIT}])*"
HANDLE_BANGLA = rf"{_HANDLE_LETTER}(?:[._]?(?:{_HANDLE_LETTER}|[{_DIGIT}]))*"
_HANDLE = re.compile(rf"{HANDLE_LATIN}|{HANDLE_BANGLA}")


def is_handle(text: str) -> bool:
    """Tell whether a text can be a handle.

    3–30 code points in NFC: letters of one script, Bangla or Latin (ASCII), with
    their marks; digits of either; single ``_`` and ``.`` between them.
    """
    return (
        3 <= len(text) <= 30
        and bool(_HANDLE.fullmatch(text))
        and unicodedata.is_normalized("NFC", text)
    )
