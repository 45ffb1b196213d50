"""Did you mean: another spelling of a word that hardly anybody has written.

Only words that stand in two public documents at least are ever offered, so nothing
comes out of it that one member alone has written, or that is hidden. It is offered with
what it would find, never looked for instead.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import takewhile
from typing import NamedTuple

from core.text import normalise_line
from search.analysis import Features, Token, analyse, features
from search.analysis.keys import keys
from search.analysis.letters import is_bangla, spelling_form
from search.analysis.lexicon import lexicon
from search.analysis.meant import NOTHING_ADDED, Added
from search.analysis.stems import VERB_MARK
from search.analysis.stopwords import is_stop_word
from search.called import is_borne
from search.carrying import need
from search.engines import Reader
from search.finding import Found
from search.guessing import near_keys
from search.query import MAX_WORDS, understand
from search.syntax import is_sign
from search.vocabulary import Vocabulary

#: From so many good results on a query is not doubted.
GOOD = 3
#: A word in this many documents or fewer may be a slip.
RARE = 1
DOUBTED = 2  # words of a query that are looked at


@dataclass(frozen=True, slots=True)
class Spelling:
    """A query spelt otherwise, in the script it was typed in, and what it finds; where
    `is_least`, that and maybe more."""

    query: str
    count: int
    is_least: bool = False


class _Better(NamedTuple):
    token: Token
    form: str


def other_spelling(
    found: Found, reader: Reader, *, public_only: bool, beyond: Added = NOTHING_ADDED
) -> Spelling | None:
    """Another spelling for the words of a query that found little, or one of which
    nobody writes; None where there is none that finds more, or about as much."""
    guessed = {word.text for word in found.query.words if word.is_guessed}
    vocabulary = reader.vocabulary(public_only=public_only)
    text = found.query.text
    said = [token for token in analyse(text) if not is_sign(text, token.start)]
    said = said[: 2 * MAX_WORDS]
    tokens = [token for token in said if not _is_small(token.features)]
    nowhere = {
        token.features.w
        for token in tokens
        if _is_nowhere(token.features, reader, vocabulary)
    }
    unknown = guessed | nowhere
    if not unknown and found.counts.everywhere >= GOOD:
        return None
    doubtful = [
        token
        for token in tokens
        if token.features.w in unknown or _is_rare(token.features, vocabulary)
    ]
    there = {spelling_form(token.features.w) for token in said}
    better = [
        each
        for each in _better(doubtful[:DOUBTED], nowhere - guessed, reader, vocabulary)
        # Nobody means to say a word twice.
        if spelling_form(each.form) not in there
    ]
    if not better:
        return None
    query = _replaced(text, better)
    wanted = need(understand(query, vocabulary, beyond), vocabulary)
    counts = reader.counts(wanted, public_only=public_only)
    # What was guessed at is not what she typed, but to find far less is no help.
    found_now = found.counts.everywhere
    least = max(found_now // 2, 1) if unknown else found_now + 1
    if counts.everywhere < least:
        return None
    return Spelling(query, counts.everywhere, counts.is_more)


def _is_small(word: Features) -> bool:
    """Whether it is a stop word, with an ending or not: আপার."""
    return word.is_stop or any(is_stop_word(stem) for stem in word.s)


def _is_rare(word: Features, vocabulary: Vocabulary) -> bool:
    if not word.k or is_borne(word, vocabulary):
        return False
    stems = (stem for stem in word.s if not stem.endswith(VERB_MARK))
    return all(vocabulary.frequency("s", stem) <= RARE for stem in stems)


def _is_nowhere(word: Features, reader: Reader, vocabulary: Vocabulary) -> bool:
    """Whether no text and no list has the word itself, nor one that it is a form of:
    what it finds, it finds by its sound, or by a stem that it shares by chance."""
    if not word.k or lexicon().of(word.s[:1]):
        return False
    if is_borne(word, vocabulary):
        return False
    own, *shorter = word.s
    if vocabulary.frequency("s", own):
        return False
    there = [stem for stem in shorter if vocabulary.frequency("s", stem)]
    return not any(
        stem.endswith(VERB_MARK) or stem in map(spelling_form, reader.forms(keys(stem)))
        for stem in there
    )


def _better(
    doubtful: list[Token], found: set[str], reader: Reader, vocabulary: Vocabulary
) -> Iterator[_Better]:
    for token in doubtful:
        word = token.features
        form = _commonest(word, reader, vocabulary)
        # Of words that `found` something, one that only sounds nearly so is a slip.
        is_other = word.w in found and not set(keys(form)) & set(word.k)
        if form and not (is_other and not _is_one_slip(word.w, form)):
            yield _Better(token, form)


def _is_one_slip(typed: str, meant: str) -> bool:
    """Whether one letter more or less, another one or two exchanged part them."""
    start = _alike(typed, meant)
    typed, meant = typed[start:][::-1], meant[start:][::-1]
    end = _alike(typed, meant)
    typed, meant = typed[end:], meant[end:]
    return max(len(typed), len(meant)) < 2 or (len(typed) == 2 and typed == meant[::-1])


def _alike(one: str, other: str) -> int:
    """How many letters they begin with alike."""
    pairs = zip(one, other, strict=False)
    return sum(1 for _pair in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _commonest(word: Features, reader: Reader, vocabulary: Vocabulary) -> str:
    """The form that most documents have of those that sound the same, else of those
    that sound nearly so, in the same script."""
    own = keys(word.w)
    for sounds in (own, near_keys(own, vocabulary)):
        forms = {
            form: count
            for form, count in reader.forms(sounds).items()
            if form != word.w and is_bangla(form) == is_bangla(word.w)
        }
        if forms:
            return _plainest(min(forms, key=lambda f: (-forms[f], f)), forms)
    return ""


def _plainest(form: str, forms: Iterable[str]) -> str:
    """The shortest of `forms` that is a stem of `form`: কুরিয়ার for কুরিয়ারে."""
    stems = {spelling_form(stem) for stem in features(form).s}
    plain = [each for each in forms if spelling_form(each) in stems]
    return min([form, *plain], key=lambda each: (len(each), each))


def _replaced(text: str, better: list[_Better]) -> str:
    for token, form in reversed(better):
        text = text[: token.start] + form + text[token.end :]
    return normalise_line(text)
