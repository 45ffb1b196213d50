"""What a query asks of an engine before it searches: which words there are."""

from collections.abc import Iterable
from typing import Protocol

#: A layer (s, k, c, x) and a term of it.
Term = tuple[str, str]


class Vocabulary(Protocol):
    """What a query asks of an engine before it searches."""

    def document_count(self) -> int:
        """How many documents there are."""
        ...

    def frequency(self, layer: str, term: str) -> int:
        """In how many documents a term of a layer (one of LAYERS) occurs."""
        ...

    def frequencies(self, terms: Iterable[Term]) -> dict[Term, int]:
        """The frequency of every (layer, term) that occurs at all, asked at once."""
        ...
