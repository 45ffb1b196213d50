"""Numbers written out in words, brought to digits where they stand.

``as_digits`` exchanges শূন্য এক সাত, ``zero one seven``, ``double five``, সতেরো for
digits without changing the length of the text, so that offsets stay: the digit takes
the place of the word's first letter and FILL that of the others. Only runs of number
words are touched; whether a run is a phone number is for core.phones to say.

Linear in the length of the text. No Django.
"""

import re
import unicodedata

from core import text

#: What is left of a word that became a digit; takes no room between two digits.
FILL = "\ue000"

_UNITS = {
    "0": "শূন্য শুন্য শূণ্য শুণ্য শূন্ন শুন্ন জিরো যিরো জিরু zero jiro ziro shunno shunyo"
    " sunno shunnya shunnyo oh",
    "1": "এক ওয়ান one ek wan",
    "2": "দুই দু টু two dui too to",
    "3": "তিন থ্রি থ্রী three tin thri",
    "4": "চার ফোর four char for",
    "5": "পাঁচ পাচ ফাইভ five pach panch paach",
    "6": "ছয় ছ সিক্স six choy soy choi chhoy",
    "7": "সাত সেভেন seven sat shat saat",
    "8": "আট এইট eight at aat eit",
    "9": "নয় নাইন nine noy noi nain",
}
_TENS = (
    "দশ/ten এগারো/এগার/eleven বারো/বার/twelve তেরো/তের/thirteen চৌদ্দ/fourteen"
    " পনেরো/পনের/fifteen ষোলো/ষোল/sixteen সতেরো/সতের/seventeen আঠারো/আঠার/eighteen"
    " উনিশ/ঊনিশ/nineteen বিশ/কুড়ি একুশ বাইশ তেইশ চব্বিশ পঁচিশ/পচিশ ছাব্বিশ সাতাশ আটাশ"
    " উনত্রিশ ত্রিশ একত্রিশ বত্রিশ তেত্রিশ চৌত্রিশ পঁয়ত্রিশ/পয়ত্রিশ ছত্রিশ সাঁইত্রিশ/সাইত্রিশ"
    " আটত্রিশ উনচল্লিশ চল্লিশ একচল্লিশ বিয়াল্লিশ তেতাল্লিশ চুয়াল্লিশ পঁয়তাল্লিশ/পয়তাল্লিশ"
    " ছেচল্লিশ সাতচল্লিশ আটচল্লিশ উনপঞ্চাশ পঞ্চাশ একান্ন বায়ান্ন তিপ্পান্ন চুয়ান্ন পঞ্চান্ন"
    " ছাপ্পান্ন সাতান্ন আটান্ন উনষাট ষাট একষট্টি বাষট্টি তেষট্টি চৌষট্টি পঁয়ষট্টি/পয়ষট্টি"
    " ছেষট্টি সাতষট্টি আটষট্টি উনসত্তর সত্তর একাত্তর বাহাত্তর তিয়াত্তর চুয়াত্তর পঁচাত্তর/পচাত্তর"
    " ছিয়াত্তর সাতাত্তর আটাত্তর উনআশি আশি একাশি বিরাশি তিরাশি চুরাশি পঁচাশি/পচাশি ছিয়াশি"
    " সাতাশি আটাশি উননব্বই নব্বই একানব্বই বিরানব্বই তিরানব্বই চুরানব্বই পঁচানব্বই/পচানব্বই"
    " ছিয়ানব্বই সাতানব্বই আটানব্বই নিরানব্বই"
)
# Before a unit they are one digit: seventy seven.
_ROUND = dict(
    zip(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"],
        "23456789",
        strict=True,
    )
)
# The next digit once or twice more.
_AGAIN = {"ডাবল": 1, "ডবল": 1, "double": 1, "ট্রিপল": 2, "triple": 2}
# Said between the groups of a number.
_JOINTS = "ড্যাশ ডেশ হাইফেন ডট স্পেস dash hyphen dot space তারপর এরপর then"


def _both_spellings(word: str) -> set[str]:
    """য় and ড় are one code point from some keyboards and two from others."""
    two = unicodedata.normalize("NFC", word)
    one = two.replace("\u09af\u09bc", "\u09df").replace("\u09a1\u09bc", "\u09dc")
    return {two, one}


def _values() -> dict[str, str]:
    values: dict[str, str] = {}
    for digit, words in _UNITS.items():
        values.update(dict.fromkeys(words.split(), digit))
    for number, words in enumerate(_TENS.split(), start=10):
        values.update(dict.fromkeys(words.split("/"), str(number)))
    values.update({word: f"{digit}0" for word, digit in _ROUND.items()})
    return {
        spelt: value
        for word, value in values.items()
        for spelt in _both_spellings(word)
    }


_VALUES = _values()
_WORD = "|".join(
    sorted(map(re.escape, {**_VALUES, **_AGAIN}), key=lambda word: (-len(word), word))
)
# Only A to Z: other letters change their number with their case.
_SMALL = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")
_LETTER = rf"(?:[^\W\d_]|[{text.MARKS}])"
_BETWEEN = rf"(?:[^\w{text.MARKS}]|[\u200b-\u200d\ufeff]){{0,4}}"
# A word ends before what is no letter, or stuck to the next number word.
_TOKEN = rf"(?:\d|(?:{_WORD})(?:(?!{_LETTER})|(?={_WORD})))"
_TOKENS = re.compile(rf"\d|(?:{_WORD})")
_RUN = re.compile(
    rf"(?<![^\W\d_])(?<![{text.MARKS}])(?>{_TOKEN}(?:{_BETWEEN}{_TOKEN})+)",
)
_JOINT = re.compile(
    rf"(?<=[\d{FILL}])[ ,\-]{{0,3}}(?:{_JOINTS.replace(' ', '|')})[ ,\-]{{0,3}}(?=\d)",
    re.IGNORECASE,
)
# Every number that we look for has a zero: without one there is nothing to do.
_HAS_ZERO = re.compile(rf"{_UNITS['0'].replace(' ', '|')}|[0o০]")
_HAS_WORD = re.compile(rf"(?:{_WORD})(?:{_BETWEEN})(?:\d|{_WORD})|\d(?:{_WORD})\d")


def as_digits(raw: str) -> str:
    """Write number words as digits, each text as long as before."""
    small = raw.translate(_SMALL)
    if _HAS_ZERO.search(small) and _HAS_WORD.search(small):
        pieces: list[str] = []
        position = 0
        for run in _RUN.finditer(small):
            pieces += raw[position : run.start()], _digits_of(run.group())
            position = run.end()
        raw = "".join([*pieces, raw[position:]])
    return _JOINT.sub(lambda match: FILL * len(match.group()), raw)


def _digits_of(run: str) -> str:
    pieces: list[str] = []
    position = words = 0
    tokens = list(_TOKENS.finditer(run))
    for place, token in enumerate(tokens):
        word = token.group()
        pieces.append(run[position : token.start()])
        position = token.end()
        if word.isdecimal():
            pieces.append(word)
            continue
        words += 1
        value = _value(word, tokens, place)
        pieces.append(value + FILL * (len(word) - len(value)))
    begins = tokens[0].group()
    is_among_digits = begins.isdecimal() or _VALUES.get(begins) == "0"
    counts = words > 1 or (is_among_digits and tokens[-1].group().isdecimal())
    return "".join(pieces) if counts else run


def _value(word: str, tokens: list[re.Match[str]], place: int) -> str:
    """The digits that a word stands for before what follows it."""
    following = tokens[place + 1].group() if place + 1 < len(tokens) else ""
    after = following if following.isdecimal() else _VALUES.get(following, "")
    if word in _AGAIN:
        return after[:1] * _AGAIN[word]
    is_whole = word in _ROUND and len(after) == 1 and not following.isdecimal()
    return _ROUND[word] if is_whole else _VALUES[word]
