"""Keys: how a word sounds, in one code for Bangla and Latin letters.

`keys("পণ্য")`, `keys("পন্য")` and `keys("ponno")` meet in `pn`;
`keys("কাস্টমার")` and `keys("customer")` in `kastmar`. What two scripts cannot
agree on is left out: the inherent vowel and every o, the silent য- and ব-phala and
w, breath (ঠ, ট, ত and th are t) except in খ. A Latin word may be Banglish or
English, so it has a key for either reading. Short keys say little and share much:
ranking must put them below words and stems, and does.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from core.text import HASANTA
from search.analysis.letters import (
    CONSONANTS,
    RRA,
    YYA,
    is_bangla,
    is_latin,
    spelling_form,
)

MIN_KEY = 2
MIN_SKELETON = 3
MAX_LATIN_KEYS = 8
#: So many letters are left of a word whose first a stands for no letter.
MIN_UNWRITTEN = 4
#: Every letter a key can hold; the fuzzy search tries each of them.
ALPHABET = "abcdefghijklmnprstux"

# খ is x here, so that breath costs one letter as everything else does.
_SOUNDS = {
    "ক": "k", "খ": "x", "গ": "g", "ঘ": "g", "চ": "c", "ছ": "c", "জ": "j", "ঝ": "j",
    "ঞ": "n", "ট": "t", "ঠ": "t", "ড": "d", "ঢ": "d", "ত": "t", "থ": "t", "দ": "d",
    "ধ": "d", "ন": "n", "প": "p", "ফ": "f", "ব": "b", "ভ": "b", "ম": "m", "য": "j",
    "র": "r", "ল": "l", "স": "s", "হ": "h", RRA: "r", YYA: "", "ং": "n",
    "া": "a", "ি": "i", "ু": "u", "ৃ": "ri", "ে": "e", "ৈ": "i", "ো": "", "ৌ": "u",
    "অ": "", "আ": "a", "ই": "i", "উ": "u", "ঋ": "ri", "এ": "e", "ঐ": "i", "ও": "",
    "ঔ": "u",
}  # fmt: skip
_BANGLA_RULES = (
    # ব্যবহার is said byabohar; in the middle of a word the য-phala only doubles.
    (re.compile(f"^([{CONSONANTS}]){HASANTA}য(?=[{CONSONANTS}])"), r"\1া"),
    (re.compile(f"{HASANTA}য"), ""),
    # A ব under these is silent (বিশ্বাস); under ম, ব, র it is said.
    (re.compile(f"(?<=[সতদনহকগজশ]){HASANTA}ব"), ""),
    (re.compile("ংগ"), "ং"),
    (re.compile(f"ং{HASANTA}গ"), "ং"),
    (re.compile(f"ক{HASANTA}খ"), "খ"),
    # Only a written double (ন্ন) is one sound; ব্যবহার keeps both of its b.
    (re.compile(f"([{CONSONANTS}]){HASANTA}(?=\\1)"), ""),
)
_DOUBLED_VOWEL = re.compile(r"([aeiu])\1+")
_DOUBLED = re.compile(r"(.)\1+")
_DIPHTHONG = re.compile("ei(?!$)")

# Upper case holds a sound safe from the rules that come after.
_LATIN_SOUNDS = (
    ("kkh", "K"), ("ksh", "K"), ("kh", "K"), ("chh", "C"), ("cch", "C"), ("ch", "C"),
    ("sh", "s"), ("ph", "f"), ("bh", "b"), ("th", "t"), ("dh", "d"), ("gh", "g"),
    ("jh", "j"), ("ck", "k"), ("qu", "k"), ("ng", "n"), ("ee", "i"), ("oo", "u"),
)  # fmt: skip
_LATIN_LETTERS = str.maketrans(
    {
        "v": "b", "z": "j", "q": "k", "w": None, "y": None, "o": None, "x": "ks",
        "C": "c", "K": "x",
    }
)  # fmt: skip
_STOPPED = "[bcdfgjklmnpqstvz]"
# How English spells what Bangla writes by ear: customer → কাস্টমার, page → পেইজ.
_ENGLISH_RULES = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("iew", "iu"),
        ("tion|sion", "sn"),
        (f"^re(?={_STOPPED})", "ri"),
        (f"^a(?={_STOPPED}{{2}})", "e"),
        ("ai(?=.)|ay(?![aeiou])", "e"),
        ("ou|ow(?=n)", "au"),
        ("ight", "ait"),
        (f"a(?=[r{_STOPPED[1:]}e$)", "e"),
        ("i(?=[bdfgjklmnprstz]e$)|(?<=^[^aeiou])i(?=ce$)|(?<=^pr)i(?=ce$)", "ai"),
        ("(?<=[^aeiou])[eiu]r(?=[^aeiou]|$)", "ar"),
        ("e(?=[aio])", "i"),
        (f"(?<![aeo])u(?={_STOPPED}{{2}}|{_STOPPED}$)", "a"),
    )
)
# The a of a first syllable that ends in a consonant.
_INHERENT_A = re.compile(r"(?<=^[^aeiou])a(?=[^aeiou]{2})")
_SOFT_C = re.compile("c(?=[eiy])")
_SOFT_G = re.compile("g(?=[ei])")
_SILENT_E = re.compile("(?<=[^aeiou])e$")
_FINAL_Y = re.compile("(?<=[^aeiou])y$")
# Two vowels of which Bangla writes one, or none that a key holds.
_GLIDES = {"ai", "au"}
_NOT_CONSONANT = str.maketrans(dict.fromkeys("aeiuh"))


@lru_cache(maxsize=65_536)
def keys(form: str) -> tuple[str, ...]:
    """The keys of a word or stem, none where they would be shorter than MIN_KEY."""
    found: tuple[str, ...] = ()
    if is_bangla(form):
        found = (_bangla_key(spelling_form(form)),)
    elif is_latin(form):
        found = _latin_keys(form)
    return tuple(dict.fromkeys(key for key in found if len(key) >= MIN_KEY))


@lru_cache(maxsize=4_096)
def name_keys(own: tuple[str, ...]) -> tuple[str, ...]:
    """The keys of a name and those with one vowel more or less, by which names part in
    two scripts: করিম is Karim, বেগম Begum, হক Haque and শায়লা Shaila."""
    near = (each for key in own for each in _by_a_vowel(key))
    return tuple(dict.fromkeys([*own, *(key for key in near if len(key) >= MIN_KEY)]))


def _by_a_vowel(key: str) -> Iterator[str]:
    """A key with an unwritten vowel between two consonants, or the second of two vowels,
    put in or left out. First and last letters stay: Rina is not Rini."""
    for at in range(1, len(key)):
        before, here, after = key[at - 1], key[at], key[at + 1 : at + 2]
        is_between = not _is_vowel(before) and after and not _is_vowel(after)
        if after and ((here in "aeu" and is_between) or before + here in _GLIDES):
            yield key[:at] + key[at + 1 :]
        if not _is_vowel(here):
            put_in = "i" if before == "a" else "" if _is_vowel(before) else "au"
            yield from (key[:at] + vowel + key[at:] for vowel in put_in)


def _is_vowel(letter: str) -> bool:
    return letter in "aeiu"


@lru_cache(maxsize=65_536)
def skeleton(key: str) -> str | None:
    """The consonants of a key, or None where they are fewer than MIN_SKELETON."""
    bones = key.translate(_NOT_CONSONANT)
    return bones if len(bones) >= MIN_SKELETON else None


def _bangla_key(word: str) -> str:
    for rule, letters in _BANGLA_RULES:
        word = rule.sub(letters, word)
    sounds = "".join(_SOUNDS.get(letter, "") for letter in word)
    return _DIPHTHONG.sub("e", _DOUBLED_VOWEL.sub(r"\1", sounds))


def _latin_keys(word: str) -> tuple[str, ...]:
    """The Banglish key, the English one, and English with one rule left out each."""
    rules = [rule for rule in _ENGLISH_RULES if rule[0].search(word)]
    readings = [_latin_key(word), _english_key(word, rules), *_by_letter(word)]
    for skipped in rules:
        readings.append(_english_key(word, [r for r in rules if r is not skipped]))
    return tuple(dict.fromkeys(readings))[:MAX_LATIN_KEYS]


def _by_letter(word: str) -> Iterator[str]:
    """The keys of a word that is spelt letter by letter: ksh for কশ and not for ক্ষ
    (nokshi), and a for the vowel that Bangla leaves unwritten (nakshi, not the a of
    sari: a short word would lose too much)."""
    plain = word.replace("ksh", "ks")
    if plain != word:
        yield _latin_key(plain)
    unwritten = _INHERENT_A.sub("", plain)
    if unwritten != plain and len(unwritten) >= MIN_UNWRITTEN:
        yield _latin_key(unwritten)


def _english_key(word: str, rules: list[tuple[re.Pattern[str], str]]) -> str:
    for pattern, sound in rules:
        word = pattern.sub(sound, word)
    word = word.replace("ch", "C").replace("ck", "k")
    word = _SOFT_G.sub("j", _SOFT_C.sub("s", word)).replace("c", "k")
    return _latin_key(_SILENT_E.sub("", word))


def _latin_key(word: str) -> str:
    word = _FINAL_Y.sub("i", word)
    for letters, sound in _LATIN_SOUNDS:
        word = word.replace(letters, sound)
    word = _DOUBLED.sub(r"\1", word).translate(_LATIN_LETTERS)
    return _DIPHTHONG.sub("e", _DOUBLED_VOWEL.sub(r"\1", word))
