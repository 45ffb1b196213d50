"""What reads like somebody's address, an e-mail or a number, written out in words.

It need not be certain: what is held for one is not kept among what people look for, and
no more than that.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import groupby, pairwise

from search.analysis import Features, analyse, features

#: So many numbers one after the other, and no price or measure is meant.
LONG_RUN = 6

_NUMBER = re.compile(r"n\d+")
_NUMBERED = "নং নম্বর নাম্বার no number num"
# Beside a number they are where somebody lives; the second ones before it alone, for
# there is block print too.
_PLACES = (
    "বাসা বাড়ি বাড়ী হোল্ডিং রোড সড়ক গলি ফ্ল্যাট ফ্লাট অ্যাপার্টমেন্ট হাউস হাউজ"
    " house holding road flat apartment apt basa basha bari"
)
_PLACES_BEFORE = "ব্লক সেক্টর লেন প্লট তলা block sector lane plot floor"
_POSTAL = "গ্রাম ডাকঘর থানা উপজেলা জেলা ইউনিয়ন মহল্লা village thana upazila zila"
_HOSTS = "gmail জিমেইল জিমেল yahoo ইয়াহু hotmail হটমেইল outlook icloud proton"
_AT = "at অ্যাট এট"
_DOT = "dot ডট"
_ENDING = "com কম net org"


def has_contact(line: str) -> bool:
    """Whether it may be a postal address, an e-mail or a number said in words."""
    words = [token.features for token in analyse(line)]
    return _is_long_number(words) or _is_mail(words) or _is_postal(words)


def _is_long_number(words: Iterable[Features]) -> bool:
    runs = groupby(words, key=_is_number)
    return any(is_number and len(list(run)) >= LONG_RUN for is_number, run in runs)


def _is_mail(words: Sequence[Features]) -> bool:
    """A name at a host, or a host with its ending: x at gmail com, gmail dot com."""
    at, dot, host, ending = (
        any(_is_one_of(names, word) for word in words)
        for names in (_AT, _DOT, _HOSTS, _ENDING)
    )
    return (host and (at or dot or ending)) or (ending and (at or dot))


def _is_postal(words: Sequence[Features]) -> bool:
    """A place with its number, or two words that only stand on a letter together."""
    said = [word for word in words if not _is_one_of(_NUMBERED, word)]
    for before, after in pairwise(said):
        place_first = _is_number(after) and (
            _is_one_of(_PLACES, before) or _is_one_of(_PLACES_BEFORE, before)
        )
        if place_first or (_is_number(before) and _is_one_of(_PLACES, after)):
            return True
    return len({word.s[0] for word in words if _is_one_of(_POSTAL, word)}) > 1


def _is_number(word: Features) -> bool:
    return word.w.isdigit() or any(map(_NUMBER.fullmatch, word.concepts))


def _is_one_of(names: str, word: Features) -> bool:
    return not _stems(names).isdisjoint(word.s)


@cache
def _stems(names: str) -> frozenset[str]:
    return frozenset(features(name).s[0] for name in names.split())
