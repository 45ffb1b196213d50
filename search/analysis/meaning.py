"""What a query is about, however it is spelt and in whatever order its words stand.

Nothing here knows Django.
"""

from functools import lru_cache
from typing import NamedTuple

from search.analysis import analyse
from search.analysis.lexicon import lexicon


class Meaning(NamedTuple):
    """What each word says, and what is said where phrases count as one; a concept, or
    the stem of a word that the lexicon does not know."""

    words: frozenset[str]
    phrases: frozenset[str]

    def is_same(self, other: "Meaning") -> bool:
        """Whether two queries are one question: word by word (phrases hang on order), or
        phrase by phrase (a phrase may be one word elsewhere)."""
        if not (self.words and other.words):
            return False
        return self.words == other.words or self.phrases == other.phrases


@lru_cache(maxsize=4096)
def meaning(text: str) -> Meaning:
    """What a text means; stop words go as long as something else is left."""
    words = [token.features for token in analyse(text)]
    stems = [word.s for word in words]
    small = [word.is_stop for word in words]
    alone = [_said(roots) for roots in stems]
    phrases: list[str] = []
    loud: list[bool] = []
    found = {at: (n, concept) for at, n, concept in lexicon().phrases_in(stems, small)}
    at = 0
    while at < len(words):
        length, concept = found.get(at, (1, ""))
        phrases.append(f"x:{concept}" if concept else alone[at])
        loud.append(bool(concept) or _is_loud(alone[at], words[at].is_stop))
        at += length
    is_loud = [
        _is_loud(each, word.is_stop) for each, word in zip(alone, words, strict=True)
    ]
    return Meaning(_loudest(alone, is_loud), _loudest(phrases, loud))


def _said(roots: tuple[str, ...]) -> str:
    concepts = lexicon().of(roots)
    return f"x:{concepts[0]}" if concepts else f"s:{roots[0]}"


def _is_loud(said: str, is_stop: bool) -> bool:
    return said.startswith("x:") or not is_stop


def _loudest(said: list[str], loud: list[bool]) -> frozenset[str]:
    """What is not only small words; those where there is nothing else."""
    some = [each for each, is_loud in zip(said, loud, strict=True) if is_loud]
    return frozenset(some or said)
