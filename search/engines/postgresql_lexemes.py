"""Lexemes: terms in the text forms of PostgreSQL's tsvector and tsquery.

A term is one lexeme, its layer's letter before it.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence

_FACET_LETTERS = {"kind": "K", "year": "Y", "series": "S"}


def facet_lexemes(facets: Mapping[str, str]) -> list[str]:
    """What a document can be chosen by (`Document.facets`), as lexemes."""
    return [_FACET_LETTERS[name] + value for name, value in facets.items()]


def any_of(lexemes: Iterable[str]) -> str:
    """One of the lexemes."""
    return " | ".join(map(quoted, lexemes))


def any_in(weights: str, lexemes: Iterable[str]) -> str:
    """One of them in a field of these weights."""
    return " | ".join(f"{quoted(lexeme)}:{weights}" for lexeme in lexemes)


def all_of(alternatives: Iterable[str]) -> str:
    """All of some alternatives."""
    return " & ".join(f"({each})" for each in alternatives)


def any_way(words: Sequence[str], ways: Iterable[Collection[int]]) -> str:
    """All the words of one of the ways, which are sets of their numbers.

    Written so that a document is asked for a word before all the ways that go on from
    it, and once it has failed them, for no word of theirs again: of a thousand ways
    spelt out one by one each would be tried. "" where a way wants nothing.
    """
    left = [frozenset(way) for way in ways]
    if not all(left):
        return ""
    parts = []
    while left:
        first = min(map(min, left))
        then = any_way(words, [way - {first} for way in left if first in way])
        parts.append(f"({words[first]})" + (f" & ({then})" if then else ""))
        left = [way for way in left if first not in way]
    return " | ".join(parts)


def quoted(lexeme: str) -> str:
    """A lexeme as it stands in the text form of a tsvector or tsquery."""
    doubled = storable(lexeme).replace("\\", "\\\\").replace("'", "''")
    return f"'{doubled}'"


def storable(text: str) -> str:
    """A text without what PostgreSQL cannot hold."""
    return text.replace("\0", " ").encode("utf-8", "replace").decode("utf-8")
