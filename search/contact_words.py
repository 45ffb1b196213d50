"""What reads like somebody's address, an e-mail or a number, written out in words.

It need not be certain: what is held for one is not kept among what people look for, and
no more than that.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import groupby, pairwise

from search.analysis import Features, Token, analyse
from search.analysis.lexicon import lexicon
from search.analysis.names import listed_mark
from search.postal_words import is_number, is_one_of, is_postal

#: So many numbers one after the other, and no price or measure is meant.
LONG_RUN = 6

_G_MAIL = re.compile(r"\bg[ -]mail\b|জি[ -]মে[ইল]", re.I)
_HOSTS = "gmail জিমেইল জিমেল yahoo ইয়াহু hotmail হটমেইল outlook icloud proton"
_AT = "at অ্যাট এট"
_DOT = "dot ডট"
_ENDING = "com কম net org"
_WITH_ENDING = re.compile(r"(?:gmail|yahoo|hotmail|outlook|icloud|proton)(?:com|net)")
# What is asked of a mailbox, beside what the lexicon knows.
_OF_MAIL = (
    "recovery রিকভারি attach backup ব্যাকআপ khola kholbo khulbo lite sync step gb id আইডি"
    " মেইল মেল mail app ads"
)
# Names that are words too, which names.tsv leaves to the words.
_CALLED = (
    "আশা asha তারা tara আলো alo শান্তি shanti মুক্তি mukti স্মৃতি smriti নদী nodi বাঁধন"
    " badhon কণা kona বেলি beli দিশা disha বীণা bina মোহনা mohona খুশি khushi হাসি hashi"
    " পাখি pakhi ছায়া chaya গোলাপ golap"
)


def has_contact(line: str) -> bool:
    """Whether it may be a postal address, an e-mail or a number said in words."""
    tokens = analyse(line)
    words = [token.features for token in tokens]
    return _is_long_number(words) or _is_mail(line, tokens) or is_postal(line, tokens)


def _is_long_number(words: Iterable[Features]) -> bool:
    runs = groupby(words, key=is_number)
    return any(is_number and len(list(run)) >= LONG_RUN for is_number, run in runs)


def _is_mail(line: str, tokens: Sequence[Token]) -> bool:
    """A name at a host, or a host with its ending: x at gmail com, gmail dot com. Who
    leaves both out is understood too: rahima gmail, shapla85 gmail."""
    words = [token.features for token in tokens]
    at, dot, host, ending = (
        any(is_one_of(names, word) for word in words)
        for names in (_AT, _DOT, _HOSTS, _ENDING)
    )
    if any(_WITH_ENDING.fullmatch(word.w) for word in words):
        return True
    if (host and (at or dot or ending)) or (ending and (at or dot)):
        return True
    is_host = host or _G_MAIL.search(line)
    return bool(is_host) and (_has_numbered(tokens) or any(map(_may_be_a_name, words)))


def _has_numbered(tokens: Sequence[Token]) -> bool:
    """Whether a number stands right behind a word: shapla85, but no 15gb."""
    return any(
        before.end == after.start and is_number(after.features)
        for before, after in pairwise(tokens)
    )


def _may_be_a_name(word: Features) -> bool:
    """Whether people are called so, or no word of the lexicon is spelt so, or sounds
    so."""
    if is_one_of(_OF_MAIL, word):
        return False
    if listed_mark(word) or word.w in _CALLED.split():
        return True
    known = lexicon()
    return not (
        word.is_stop
        or word.concepts
        or is_number(word)
        or any(sound in known.by_key for sound in word.k)
        or is_one_of(_HOSTS, word)
        or known.is_common(word.s)
    )
