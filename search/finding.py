"""Finding: from what was typed to a ranked list, over any engine."""

from dataclasses import dataclass

from search.engines import Reader
from search.query import Query, understand
from search.ranking import Ranked, rank

#: How many results can be paged through; what lies further down nobody reads.
DEPTH = 200


@dataclass(frozen=True, slots=True)
class Found:
    """What a search gave: the query as understood, the best DEPTH, how many in all."""

    query: Query
    ranked: list[Ranked]
    count: int


def find(text: str, reader: Reader, *, public_only: bool) -> Found:
    """Search for `text`; nothing to look for finds nothing."""
    query = understand(text, reader)
    documents, count = reader.candidates(query, public_only=public_only, limit=DEPTH)
    ranked = rank(query, documents, reader.document_count())
    return Found(query, ranked, count - len(documents) + len(ranked))
