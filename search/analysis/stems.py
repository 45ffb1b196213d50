"""Stems: what is left of a word when its endings are taken off.

Bangla hangs plural, article, case and emphasis behind one another
(উদ্যোক্তা-দের-কে-ই), and several endings can also be the end of a plain word:
the র of কাস্টমার belongs to it, the র of বিক্রেতার does not. Where both readings
are possible both stems are given. A verb gets its root too, marked with `~`, so
that a root meets only roots.
"""

import re
from functools import lru_cache

from core.text import HASANTA, fold
from search.analysis.letters import (
    CONSONANTS,
    VOWEL_SIGNS,
    VOWELS,
    YYA,
    consonant_count,
    is_bangla,
    is_latin,
    spelling_form,
)

MAX_STEMS = 5
VERB_MARK = "~"

_YYA_ER = YYA + "ের"
# Endings that are hardly ever the end of a plain word: only the shorter form counts.
_CERTAIN = (
    "গুলোতে", "গুলো", "গুলান", "গুল", "গুলা", "গুলি", "দেরকে", "দিগকে", "দের",
    "সমুহ", "বৃন্দ", _YYA_ER, "েরা", "ের",
)  # fmt: skip
# Endings that may as well be part of the word: both forms count.
_POSSIBLE = (
    "টুকু", "খানা", "খানি", "রা", "কে", "টা", "টি", "তে", "গন", "জন", "ে", YYA, "ই", "ও",
    # As people say it at home.
    "ডা", "রে",
)  # fmt: skip
_AFTER_VOWEL = ("র",)
# What a noun needs to keep, so that মাটি does not become মা: a vowel at its head counts
# (ঈদের, আমের, ঋণের) …
_NOUN_CONSONANTS = 2
# … and these are whole with less, before endings that no verb has: চায় is "wants".
_SHORT_NOUNS = frozenset(
    map(
        spelling_form,
        ("চা", "মা", "ঘি", "গা", "পা", "ঝি", "বই", "বউ", "দই", "খই", "ভাই"),
    )
)
_OF_NOUNS_ALONE = (YYA + "ের", "কে", "টা", "গুলো", "গুল", "গুলা", "গুলি", "দের")

# As spelling_form leaves them: no final ো.
_VERB_ENDINGS = tuple(
    sorted(
        fold(
            "া ার ান ানর াতে াবে াবেন াব ালে াই ায় াইনি ি ে েন িস ুন ুক িনি েনি েননি "
            "ছি ছে ছেন ছিল ছিলাম ছিলেন তেছি তেছে েছি েছে েছেন েছিল েছিলাম েছিলেন "
            "চ্ছি চ্ছে চ্ছেন চ্ছ চ্ছিল চ্ছিলাম চ্ছিলেন িয়েছিল িয়েছিলাম িয়েছিলেন "
            "াইছি াইছে াইলাম াইল াইব াইতে াইয়া াইলে াননি "
            # As people say it at home: কিনমু, কিনুম, পাঠামু, দেখতাছি, বানাইবেন.
            "মু ুম ামু াইমু াইবেন াইছেন াইতেছি াইতেছে তাছি তাছে তাছেন তেছেন িনাই "
            "বার বাম ুইন "
            "িয়ে িয়েছি িয়েছে িয়েছেন লাম ল লেন লে ত তাম তেন তে ব বে বেন বেনা বনা"
        ).split(),
        key=len,
        reverse=True,
    )
)
_VERB_ROOT = re.compile(f"^[অআইউএও]?[{CONSONANTS}{VOWEL_SIGNS}{HASANTA}ং]+$")
# The ই that home speech says before the last consonant: দেইখা, খুইলা, বেইচা.
_HOME_I = re.compile(f"(?<=[{CONSONANTS}{VOWEL_SIGNS}])ই(?=[{CONSONANTS}]$)")
# পরিবার is no form of পরা.
_AFTER_CONSONANT = frozenset(("বার", "বাম"))
_ROOT_VOWELS = str.maketrans({"ে": "ি", "ো": "ু", "এ": "ই", "ও": "উ"})
_ROOT_CONSONANTS = (2, 3)

_LATIN_ENDINGS = (
    "gulor", "gulo", "guli", "derke", "der", "ders", "ke", "ra", "er", "ta", "ti", "te",
    "tar", "tir", "r", "i", "o", "e", "s", "es", "ing", "ed",
)  # fmt: skip
_LATIN_STEM = 4


@lru_cache(maxsize=65_536)
def stems(form: str) -> tuple[str, ...]:
    """The stems of a `word_form`, the fullest reading first, at most MAX_STEMS.

    Verb roots come last and end in VERB_MARK. Digits and other scripts are their
    own stem.
    """
    if is_bangla(form):
        return _bangla_stems(spelling_form(form))
    if is_latin(form):
        return _latin_stems(form)
    return (form,)


def first_stem(form: str) -> str:
    """The fullest of the `stems` of a `word_form`, without working out the others."""
    if not is_bangla(form):
        return form
    stem = spelling_form(form)
    while (shorter := _strip_certain(stem)) is not None:
        stem = shorter
    return stem


def _bangla_stems(word: str) -> tuple[str, ...]:
    found: dict[str, None] = {}
    as_it_stands: dict[str, None] = {}
    waiting = [word]
    while waiting and len(found) < MAX_STEMS - 1:
        form = waiting.pop(0)
        if form in found:
            continue
        shorter = _strip_certain(form)
        if shorter is not None:
            waiting.insert(0, shorter)
            # Of so little left, the whole is kept too: amer is আমের by its sound.
            if form == word and consonant_count(shorter) < _NOUN_CONSONANTS:
                as_it_stands = {form: None}
            continue
        found[form] = None
        waiting.extend(_strip_possible(form))
    root = _verb_root(word)
    if root:
        as_it_stands[root] = None
    return tuple(found | as_it_stands)


def _strip_certain(form: str) -> str | None:
    if not form.endswith(_CERTAIN):
        return None
    for ending in _CERTAIN:
        rest = _without(form, ending, _NOUN_CONSONANTS)
        if rest is not None:
            return rest
        if ending == _YYA_ER and _is_short_genitive(form):
            return None
    return None


def _is_short_genitive(form: str) -> bool:
    """Whether it is a চায়ের, too short to be cut and no form of চায়."""
    return form.endswith(_YYA_ER) and form.removesuffix(_YYA_ER)[-1:] in VOWEL_SIGNS


def _strip_possible(form: str) -> list[str]:
    rests = [_without(form, ending, _NOUN_CONSONANTS) for ending in _POSSIBLE]
    for ending in _AFTER_VOWEL:
        # The vowel is looked for in the form: spelling_form drops a final ো.
        before = form.removesuffix(ending)[-1:]
        # রিভিউর, ভিডিওর: a vowel at the end may be a letter of its own.
        if before and before in VOWEL_SIGNS + VOWELS:
            rests.append(_without(form, ending, _NOUN_CONSONANTS))
    # The fullest first: চাদরে is rather চাদর with an ে than চাদ, পোশাকে পোশাক than পোষা.
    return sorted((rest for rest in rests if rest is not None), key=len, reverse=True)


def _without(form: str, ending: str, consonants: int) -> str | None:
    """`form` without `ending`, or None where too little or half a cluster is left."""
    if not form.endswith(ending):
        return None
    rest = form[: -len(ending)]
    if rest.endswith(HASANTA) or not _is_enough(rest, ending, consonants):
        return None
    if ending == YYA and rest[-1] not in VOWEL_SIGNS:
        return None
    # The য় of সময়ের is its own.
    if ending == _YYA_ER and rest[-1] in CONSONANTS:
        return None
    # Dropping a case ending bares a final ও that spelling_form would have dropped.
    return spelling_form(rest)


def _is_enough(rest: str, ending: str, consonants: int) -> bool:
    kept = consonant_count(rest) + (rest[:1] in VOWELS)
    is_short = rest in _SHORT_NOUNS and ending in _OF_NOUNS_ALONE
    return kept >= consonants or is_short


def _verb_root(word: str) -> str | None:
    """The root of কিনতে, কেনা, কিনবেন: কিন~, or None if it is no verb by its looks."""
    base = word[:-1] if word[-1] in "ইও" and len(word) > 3 else word
    for ending in _VERB_ENDINGS if base.endswith(_VERB_ENDINGS) else ():
        if not base.endswith(ending):
            continue
        root = base[: -len(ending)]
        if ending in _AFTER_CONSONANT and root[-1:] not in CONSONANTS:
            continue
        if ending == "া":
            root = _HOME_I.sub("", root)
        low, high = _ROOT_CONSONANTS
        if not low <= consonant_count(root) <= high or root.endswith(HASANTA):
            continue
        root = root.rstrip("াি")
        if consonant_count(root) >= low and _VERB_ROOT.match(root):
            return root.translate(_ROOT_VOWELS) + VERB_MARK
    return None


def _latin_stems(word: str) -> tuple[str, ...]:
    found = {word: None}
    for ending in _LATIN_ENDINGS:
        rest = word.removesuffix(ending)
        if rest != word and len(rest) >= _LATIN_STEM and len(found) < MAX_STEMS:
            found[rest] = None
    return tuple(found)
