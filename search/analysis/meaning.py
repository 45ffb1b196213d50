"""What a query is about, however it is spelt and in whatever order its words stand.

Nothing here knows Django.
"""

from functools import lru_cache

from search.analysis import analyse
from search.analysis.lexicon import lexicon


@lru_cache(maxsize=4096)
def meaning(text: str) -> frozenset[str]:
    """The concepts of a text, and the stems of words that the lexicon does not know.

    Stop words go as long as something else is left. Two texts that mean the same by
    this are one question; what is empty means nothing.
    """
    words = [token.features for token in analyse(text)]
    phrases = {
        at: (length, concept)
        for at, length, concept in lexicon().phrases_in([word.s for word in words])
    }
    said: set[str] = set()
    small: set[str] = set()
    at = 0
    while at < len(words):
        word = words[at]
        length, concept = phrases.get(at, (1, ""))
        if concept or word.concepts:
            said.add(f"x:{concept or word.concepts[0]}")
        else:
            (small if word.is_stop else said).add(f"s:{word.s[0]}")
        at += length
    return frozenset(said or small)
