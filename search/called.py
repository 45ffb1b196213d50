"""Words of a query that are somebody's name: whom she looks for, without `author:`.

A name is one where somebody here has it, by the list of names or by its sound; what also
means something is looked for as that.
"""

from collections.abc import Mapping
from itertools import pairwise

from search.analysis import Features
from search.analysis.letters import word_form
from search.analysis.lexicon import lexicon
from search.analysis.names import listed_mark, near_marks
from search.analysis.stopwords import sounds_like_stop_word
from search.vocabulary import Term, Vocabulary

#: How much finding her says: by a name that is spelt otherwise, that sounds nearly so, and
#: that is the word for a thing too.
NAMED, NEARLY, BESIDES = 0.9, 0.5, 0.45
#: … and what is left to a verb or a small word (nila, rakhi) where it is her name.
RATHER = 0.5
#: Concepts that only say who it is that is named beside them.
ROLES = frozenset(("admin", "member", "aunt", "uncle", "sister", "brother", "teacher"))
# What is said beside a name to whoever has it, among the small words.
_SAID_TO = frozenset(
    word_form(word)
    for word in (
        *("আপু", "আপা", "আফা", "আপি", "ভাই", "ভাইয়া", "সিস"),
        *("apu", "apa", "apura", "afa", "api", "sis", "bhai", "vai", "bhaiya", "vaiya"),
    )
)


def named(words: list[Features], vocabulary: Vocabulary) -> dict[str, float]:
    """The words that are somebody's listed name here, with what finding her says: a small
    word only where it stands alone or beside what is nothing but a name."""
    alone = {word.w for word in words} if all(map(_may_be_called, words)) else set()
    for one, other in pairwise(words):
        alone |= {one.w} if _is_only_a_name(other, vocabulary) else set()
        alone |= {other.w} if _is_only_a_name(one, vocabulary) else set()
    return {
        word.w: BESIDES if word.w not in alone and _is_a_thing(word) else NAMED
        for word in words
        if (word.w in alone or not _says_little(word)) and is_borne(word, vocabulary)
    }


def is_borne(word: Features, vocabulary: Vocabulary) -> bool:
    """Whether somebody here has this listed name."""
    mark = listed_mark(word)
    return bool(mark and vocabulary.frequency("k", mark))


def marks_to_ask(word: Features) -> set[Term]:
    """All by which a word may be a name here, to be asked for at once."""
    listed = listed_mark(word)
    return {("k", listed), *sounding(word)} if listed else {*sounding(word)}


def sounding(word: Features) -> Mapping[Term, float]:
    """The terms of names that sound as a word does; none of what says something."""
    says = word.is_stop or word.concepts or lexicon().is_common(word.s)
    if says or sounds_like_stop_word(word.w):
        return {}
    return {("k", mark): NEARLY for mark in near_marks(word)}


def _says_little(word: Features) -> bool:
    return word.is_stop or lexicon().is_common(word.s, word.concepts)


def _may_be_called(word: Features) -> bool:
    """Whether a small word may be a name, or is said to somebody: কিভাবে রাখি asks how."""
    return _says_little(word) and (bool(listed_mark(word)) or word.w in _SAID_TO)


def _is_only_a_name(word: Features, vocabulary: Vocabulary) -> bool:
    is_other = word.is_stop or _is_a_thing(word)
    return not is_other and is_borne(word, vocabulary)


def _is_a_thing(word: Features) -> bool:
    """Whether the lexicon has the word itself: হাসান is hardly ever a form of হাসা."""
    return word.s[0] in lexicon().words
