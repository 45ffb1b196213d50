"""Lexemes: terms in the text forms of PostgreSQL's tsvector and tsquery.

A term is one lexeme, its layer's letter before it.
"""

from collections.abc import Iterable, Mapping

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


def quoted(lexeme: str) -> str:
    """A lexeme as it stands in the text form of a tsvector or tsquery."""
    doubled = storable(lexeme).replace("\\", "\\\\").replace("'", "''")
    return f"'{doubled}'"


def storable(text: str) -> str:
    """A text without what PostgreSQL cannot hold."""
    return text.replace("\0", " ").encode("utf-8", "replace").decode("utf-8")
