"""Queries that name somebody who is gone for good: not noted, though many ask."""

from collections.abc import Iterable

from search import naming
from search.models.forgotten import ForgottenWord, mark_of


def keep_marks(names: Iterable[str]) -> None:
    """Have queries known that name somebody so, for as long as marks are kept."""
    rows = []
    for name in names:
        for called in naming.called(name):
            whole = mark_of(
                "\n".join("|".join(sorted(terms)) for terms in called.words)
            )
            rows += [
                ForgottenWord(
                    name=whole,
                    place=place,
                    count=len(called.words),
                    is_ordinary=called.is_ordinary,
                    mark=mark_of(term),
                )
                for place, terms in enumerate(called.words)
                for term in sorted(terms)
            ]
    ForgottenWord.objects.bulk_create(rows, ignore_conflicts=True)


def names_who_is_gone(line: str) -> bool:
    """Whether a query names somebody whose marks are kept; one question."""
    query = naming.words_of(line)
    terms = {mark_of(term): term for term in naming.terms_in(query)}
    rows = ForgottenWord.objects.filter(mark__in=terms)
    names: dict[tuple[str, bool], list[set[str]]] = {}
    for row in rows:
        key = row.name, row.is_ordinary
        words = names.setdefault(key, [set() for _ in range(row.count)])
        words[row.place].add(terms[row.mark])
    return any(
        naming.Called(tuple(map(frozenset, words)), is_ordinary).is_in(query)
        for (_name, is_ordinary), words in names.items()
    )
