"""Letters: the one spelling that words are compared in.

Members write কাস্টমার and কাষ্টমার, তৈরী and তৈরি, ঝুঁকি and ঝুকি. What sounds
alike in today's Bangla is made one letter here, so that the layers above
(stems, keys) never see the difference. The rules follow UzZaman & Khan, "A Double
Metaphone Encoding for Bangla" (BRAC University, 2004), without its vowel dropping:
that belongs to the key.
"""

import re
from functools import lru_cache

from core.text import fold

VOWELS = "অআইঈউঊঋএঐওঔ"
VOWEL_SIGNS = "ািীুূৃেৈোৌ"
#: ড় ঢ় য় as one code point each, as `fold` makes them.
RRA, RHA, YYA = "\u09dc", "\u09dd", "\u09df"
CONSONANTS = f"কখগঘঙচছজঝঞটঠডঢণতথদধনপফবভমযরলশষসহৎং{RRA}{RHA}{YYA}"

_ALIKE = str.maketrans(
    {
        "ঁ": None,
        "ঃ": None,
        "ী": "ি",
        "ূ": "ু",
        "ঈ": "ই",
        "ঊ": "উ",
        "ণ": "ন",
        "শ": "স",
        "ষ": "স",
        "ঙ": "ং",
        "ৎ": "ত",
        "ৰ": "র",
        RHA: RRA,
    }
)
_BEFORE = (("ক্ষ", "ক্খ"), ("জ্ঞ", "গ্গ"), ("অ্যা", "এ"), ("এ্যা", "এ"), ("এ্য", "এ"))
# The glide in পেইজ, ফেইক is written or left out at will; সেই ends in a full ই.
_GLIDE = re.compile(f"েই(?=[{CONSONANTS}])")
_FINAL_O = re.compile(f"(?<=[{CONSONANTS}])ো$")


def word_form(word: str) -> str:
    """The word as it is looked up: folded, no spelling forgiven, no apostrophe."""
    return fold(word).replace("'", "").replace("’", "")


@lru_cache(maxsize=65_536)
def spelling_form(form: str) -> str:
    """A `word_form` with letters that sound alike made one (ভালো → ভাল)."""
    for letters, letter in _BEFORE:
        form = form.replace(letters, letter)
    return _FINAL_O.sub("", _GLIDE.sub("ে", form.translate(_ALIKE)))


def consonant_count(form: str) -> int:
    """How many consonant letters a Bangla form has."""
    return sum(letter in CONSONANTS for letter in form)


def is_bangla(form: str) -> bool:
    """Whether the form is written in Bangla letters (its first letter decides)."""
    return "\u0980" <= form[:1] <= "\u09ff"


def is_latin(form: str) -> bool:
    """Whether the form is written in plain Latin letters alone."""
    return form.isascii() and form.isalpha()
