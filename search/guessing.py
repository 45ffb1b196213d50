"""Guessing: which words of the index may be meant by one that nobody spells so.

Fingers slip (ছবিঘুলো, bkahs), and ears write what they hear (gase for গাছে). A guess is a
spelling one slip away, a key (how a word sounds) one letter away, or one that members
write with another letter. It says less than a word that is spelt, or sounds, as typed.
"""

from collections.abc import Iterable, Iterator

from search.analysis import Features
from search.analysis.keys import ALPHABET, keys, skeleton
from search.analysis.letters import is_latin
from search.analysis.lexicon import lexicon
from search.analysis.stems import first_stem
from search.analysis.stopwords import is_stop_word
from search.vocabulary import Term, Vocabulary

#: How much a guess says: at a spelling, at a sound written otherwise, at a sound.
SLIP, ALIKE, FUZZY = 0.55, 0.5, 0.45
#: … and what one with another consonant keeps where another vowel is enough.
LESS = 0.5

# A shorter key has too many neighbours to call one of them a slip of the finger.
MIN_FUZZY_KEY = 3
# … and one to guess what it means by.
MIN_SOUNDING_KEY = 4
# Fingers slip in the middle of a word; only long words are trusted without a start.
MIN_LOOSE_START = 7
# … but by one key beside it, or the same without Shift: ক and খ, প and ফ, ন and ম.
_STARTS = {"p": "pf", "f": "fp", "k": "kxg", "x": "xk", "n": "nm", "m": "mn"}
# Each costs some 400 looks into the index.
MAX_GUESSED_KEYS = 2
MAX_FUZZY_KEY = 14
# Of each sort; the commonest.
MAX_FUZZY = 6
# A shorter word is another one rather than a slip; one of the lexicon even more so.
MIN_SLIPPED, MIN_MEANT = 4, 5
MAX_SLIPPED = 14
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def guesses(word: Features, vocabulary: Vocabulary) -> dict[Term, float]:
    """The terms of the index that may be meant, with how much finding each says."""
    found: dict[Term, float] = dict.fromkeys(_written_alike(word, vocabulary), ALIKE)
    slips = {("s", stem) for stem in _slips(word.w) if not is_stop_word(stem)}
    for term in _commonest(slips, vocabulary):
        found[term] = SLIP
    near = near_keys((*keys(word.w), *word.k), vocabulary)
    same = [key for key in near if skeleton(key) in word.c]
    for key in near:
        # Where a vowel may be amiss, a consonant hardly is: ডেলিভরি, থ্রিপস.
        is_less = bool(same) and key not in same
        found.setdefault(("k", key), FUZZY * (LESS if is_less else 1))
    return found


def slipped_concepts(word: Features) -> set[str]:
    """What the words of the lexicon mean that are one slip of the finger away."""
    if len(word.w) < (MIN_MEANT if is_latin(word.w) else MIN_SLIPPED):
        return set()
    known = lexicon().words
    meant = (stem for stem in _slips(word.w) if not is_stop_word(stem))
    return {known[stem] for stem in meant if stem in known}


def near_sounds(word: Features) -> Iterator[str]:
    """Keys a letter away by which a word of the lexicon may be meant."""
    long = [key for key in word.k if len(key) >= MIN_SOUNDING_KEY]
    for key in long[:MAX_GUESSED_KEYS]:
        for edit in _edits(key, ALPHABET):
            is_longer = len(key) > MIN_SOUNDING_KEY or len(edit) > len(key)
            if edit[0] == key[0] and is_longer:
                yield edit


def near_keys(whole: Iterable[str], vocabulary: Vocabulary) -> list[str]:
    """The commonest keys of the index within one edit of the first given ones."""
    near: set[str] = set()
    for key in list(dict.fromkeys(whole))[:MAX_GUESSED_KEYS]:
        if MIN_FUZZY_KEY <= len(key) <= MAX_FUZZY_KEY:
            edits = _edits(key, ALPHABET)
            if len(key) == MIN_FUZZY_KEY:
                # Of so short a key only a letter that was left out is looked for.
                edits = {edit for edit in edits if len(edit) > len(key)}
            if len(key) < MIN_LOOSE_START:
                starts = _STARTS.get(key[0], key[0])
                edits = {edit for edit in edits if edit[0] in starts}
            near |= edits
    return [key for _, key in _commonest({("k", key) for key in near}, vocabulary)]


def _commonest(terms: Iterable[Term], vocabulary: Vocabulary) -> list[Term]:
    there = vocabulary.frequencies(terms)
    return sorted(there, key=lambda term: (-there[term], term))[:MAX_FUZZY]


def _written_alike(word: Features, vocabulary: Vocabulary) -> Iterator[Term]:
    """Keys of the index with ছ where this word has an s: gase, korse, করসে."""
    alike = {key.replace("s", "c", 1) for key in word.k}
    alike |= {key.replace("s", "c") for key in word.k}
    alike.difference_update(word.k)
    yield from vocabulary.frequencies([("k", key) for key in alike])


def _slips(form: str) -> set[str]:
    """Stems of what is one slip away from a word. In Latin letters any one letter; in
    Bangla one too many or two exchanged, the others being known by their sound."""
    if not MIN_SLIPPED <= len(form) <= MAX_SLIPPED:
        return set()
    if is_latin(form):
        return _edits(form, _LETTERS)
    return {first_stem(edit) for edit in _edits(form, "")}


def _edits(key: str, letters: str) -> set[str]:
    """Everything one letter away: left out, two exchanged, and each of `letters` put in
    or in the place of another."""
    splits = [(key[:i], key[i:]) for i in range(len(key) + 1)]
    near = {left + right[1:] for left, right in splits if right}
    near |= {a + b[1] + b[0] + b[2:] for a, b in splits if len(b) > 1}
    near |= {a + letter + b[1:] for a, b in splits if b for letter in letters}
    near |= {a + letter + b for a, b in splits for letter in letters}
    near.discard(key)
    return near
