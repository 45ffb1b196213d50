"""Fitting: whether a document has what a query demands of it, beyond its words.

An engine's candidates come near; here each is read: a phrase as it was typed (spelling
forgiven, endings not), what must not stand there, and whose words it must be, or must not.
"""

from collections.abc import Callable

from search.analysis import Features
from search.analysis.letters import spelling_form
from search.analysis.names import listed_mark, marks, near_marks
from search.documents import Document
from search.query import Query, Run

Same = Callable[[Features, Features], bool]


def fits(query: Query, document: Document) -> bool:
    """Whether a document answers all that `query` demands."""
    if not (query.phrases or query.without or query.authors or query.not_by):
        return True
    fields = document.tokens()
    said = [
        [token.features for token in tokens]
        for name, tokens in fields.items()
        if name != "author"
    ]
    names = [token.features for token in fields.get("author", ())]
    return (
        all(_stands(run, said, _is_spelt) for run in query.phrases)
        and not any(_stands(run, said, _is_word) for run in query.without)
        and all(_is_by(run, names) for run in query.authors)
        and not any(_is_by(run, names) for run in query.not_by)
    )


def _is_by(run: Run, names: list[Features]) -> bool:
    """Whether all words of a name are among those of whoever wrote it."""
    return all(any(is_named(word, name) for name in names) for word in run)


def _stands(run: Run, said: list[list[Features]], same: Same) -> bool:
    """Whether the words of `run` stand one after another in one of the texts."""
    return any(
        all(same(word, text[at + n]) for n, word in enumerate(run))
        for text in said
        for at in range(len(text) - len(run) + 1)
    )


def _is_spelt(one: Features, other: Features) -> bool:
    return spelling_form(one.w) == spelling_form(other.w)


def _is_word(one: Features, other: Features) -> bool:
    return one.s[0] == other.s[0]


def is_named(one: Features, other: Features) -> bool:
    """Whether a word that was asked for is a word of somebody's name, however spelt."""
    asked = {listed_mark(one), *near_marks(one)}
    return _is_spelt(one, other) or not asked.isdisjoint(marks(other))
