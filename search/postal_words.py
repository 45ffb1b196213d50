"""Where somebody lives, as it is typed: house 7, বাসা নং ক/১২, মিরপুর ১২ ব্লক সি, 9/a.

A query is turned into a line of signs, one for each word, and the shapes of addresses
are looked for in that.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

from search.analysis import Features, Token, features
from search.analysis.lexicon import places
from search.analysis.names import listed_mark


def _set_of(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Signs of words; a word of no other kind is "-", and a stroke between two stays.
_DIGITS, _NUMBER, _LETTER, _SMALL, _NUMBERED = "1", "n", "c", "e", "."
_HOME, _PLACE, _BLOCK, _AREA, _UNIT = "H", "P", "B", "A", "u"
_OF_LETTER, _CALLED, _STOP, _SIZED, _SIDE = "S", "w", "_", "s", "d"

_NUMBERING = "নং নম্বর নাম্বার no number num"
# Beside a number they are where somebody lives; the others before it alone.
_HOMES = (
    "বাসা বাড়ি বাড়ী হোল্ডিং রোড সড়ক গলি ফ্ল্যাট ফ্লাট অ্যাপার্টমেন্ট এপার্টমেন্ট হাউস"
    " হাউজ house hous holding road flat apartment apt basa basha bari"
    " gali goli gully"
)
_PLACES = (
    "সেক্টর লেন প্লট তলা এভিনিউ অ্যাভিনিউ বিল্ডিং ভবন টাওয়ার লিফট"
    " sector lane plot floor avenue building tower lift"
)
# There is block print too.
_BLOCKS = "ব্লক block blok"
_POSTAL = (
    "গ্রাম ডাকঘর পোস্ট থানা উপজেলা জেলা ইউনিয়ন মহল্লা village vill gram post thana"
    " upazila upojela zila jela"
)
_SIDES = (
    "পূর্ব পশ্চিম উত্তর দক্ষিণ মধ্য east west north south middle purbo poschim uttor"
    " uttar dokkhin moddho"
)
# Letters as they name a block or a flat …
_LETTERS = _set_of(
    "b c d f g h j k l m n p q s t u v w x y z"
    " ka kha ga gha বি সি ডি এফ জে এল এম এন পি কিউ এস ক খ গ ঘ চ ছ জ ঝ"
)
# … and those that are small words too: ব্লক এ কাজ, বাটিক ও ব্লক.
_SMALL_LETTERS = _set_of("a e i o r এ ই ও জি কে আর টি আই")
# What is counted, so that a number beside it is no house's: ব্লক ৭ দিন, flat 20 off.
_COUNTED = _set_of(
    "money thousand lakh day week month year hour minute piece room discount percent"
    " yard kilogram gram litre inch"
)
_COUNTED_WORDS = "বার bar off"
_NUMBER_MEANT = re.compile(r"n\d+")
# A house's number may have a letter before it: ক/১২.
_ITS_NUMBER = r"\.?(?:[ce]/?)?[1n](?!u)"
# Not a word of another kind, as after the first of "block print".
_NO_MORE = r"(?=$|[1nHPBA])"
_SHAPES = re.compile(
    "|".join(
        (
            f"[HPB]{_ITS_NUMBER}",  # road 5, ব্লক নং ৩
            r"1/?[ce]?H|[1n]\.H",  # 3a flat, ১২ নম্বর বাড়ি
            rf"[1n]\.(?:P|B{_NO_MORE})",  # 5 no lane
            r"[HPB]\.?c",  # ব্লক সি
            rf"B\.?e{_NO_MORE}",  # মিরপুর ১২ ব্লক এ
            rf"cB|(?:^|[1nA])eB{_NO_MORE}",  # c block
            r"(?<!s)1/[ce]|[ce]/1",  # ১২/এ
            r"A1/1(?![/u_])|(?<!/)1/1d?A",  # ১২/৩ মিরপুর
            r"c1d?A",  # ক-১২ মধ্য বাড্ডা
        )
    )
)
# গ্রাম রামপুর থানা মতলব, but no জেলা থেকে উপজেলা.
_APART = re.compile(f"{_OF_LETTER}[^{_OF_LETTER}{_STOP}]+{_OF_LETTER}")
_ITS_NAME = re.compile(f"{_OF_LETTER}[{_AREA}{_CALLED}]|[{_AREA}{_CALLED}]{_OF_LETTER}")


def is_postal(line: str, tokens: Sequence[Token]) -> bool:
    """Whether the words of a line may say where somebody lives: a place with its number
    or letter, or two words that only stand on a letter together."""
    words = [token.features for token in tokens]
    signs = "".join(_signs(line, tokens))
    if _SHAPES.search(signs):
        return True
    # H 12 R 5, as it is written in short.
    short = {before.w for before, after in pairwise(words) if after.w.isdigit()}
    return {"h", "r"} <= short or _is_of_letter(signs, words)


def _is_of_letter(signs: str, words: Sequence[Features]) -> bool:
    """Whether two words that stand on a letter together are there, with names."""
    both = {word.s[0] for word in words if is_one_of(_POSTAL, word)}
    return len(both) > 1 and bool(_APART.search(signs) and _ITS_NAME.search(signs))


def _signs(line: str, tokens: Sequence[Token]) -> Iterator[str]:
    end = 0
    for token in tokens:
        if line[end : token.start].strip() == "/" and end:
            yield "/"
        yield _sign(token.features)
        end = token.end
        if line[end:].lstrip().startswith("%"):
            yield _UNIT


def _sign(word: Features) -> str:
    if word.w in _LETTERS:
        return _LETTER
    if word.w in _SMALL_LETTERS:
        return _SMALL
    if is_number(word):
        return _DIGITS if word.w.isdigit() else _NUMBER
    if not _COUNTED.isdisjoint(word.concepts) or is_one_of(_COUNTED_WORDS, word):
        return _UNIT
    if not places().isdisjoint(word.concepts):
        return _AREA
    for sign, names in _NAMES.items():
        if is_one_of(names, word):
            return sign
    if word.is_stop:
        return _STOP
    if "size" in word.concepts:
        return _SIZED
    return _CALLED if listed_mark(word) or not word.concepts else "-"


_NAMES = {
    _NUMBERED: _NUMBERING,
    _HOME: _HOMES,
    _PLACE: _PLACES,
    _BLOCK: _BLOCKS,
    _OF_LETTER: _POSTAL,
    _SIDE: _SIDES,
}


def is_number(word: Features) -> bool:
    """Whether it is one, in digits or said."""
    return word.w.isdigit() or any(map(_NUMBER_MEANT.fullmatch, word.concepts))


def is_one_of(names: str, word: Features) -> bool:
    """Whether it is one of these words (parted by spaces), with or without an ending."""
    return not _stems(names).isdisjoint(word.s)


@cache
def _stems(names: str) -> frozenset[str]:
    return frozenset(features(name).s[0] for name in names.split())
