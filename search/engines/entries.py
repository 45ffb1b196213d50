"""What an engine of entries has to be able to do (Wagtail's own search).

`whoosh_entries.py` and `postgresql_entries.py` are the engines. They are handed finished
tokens and answer for single words and phrases; `search/backends/` does the rest.
"""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

from django.db.models import Model

from search.entries import Entry, Term


class EntryReader(Protocol):
    """One state of a family's entries. All methods raise IndexMissing on damage."""

    def every(self, model: type[Model]) -> set[str]:
        """The keys of the model's objects and of those that descend from it."""
        ...

    def matching(
        self, model: type[Model], boosts: Mapping[str, float], terms: Sequence[Term]
    ) -> dict[str, float]:
        """Key → score of what has one of the terms in one of the places (→ boost)."""
        ...

    def phrase(
        self, model: type[Model], boosts: Mapping[str, float], words: Sequence[str]
    ) -> dict[str, float]:
        """Key → score of what has the words (layer w), one behind the other."""
        ...


class EntryRebuild(Protocol):
    """A rebuild under way; searches and writers go on meanwhile."""

    def put(self, entries: Sequence[Entry]) -> None:
        """Put entries, but for those that somebody wrote since it began."""
        ...

    def finish(self) -> None:
        """Make what was put all there is."""
        ...

    def abandon(self) -> None:
        """Let another one begin."""
        ...


class EntryStore(Protocol):
    """The entries of one family of models (those with the same root)."""

    models: Sequence[Any]

    def write(self, put: Sequence[Entry], remove: Sequence[str]) -> None:
        """Put entries and remove keys in one commit. Raises IndexBusy."""
        ...

    def clear(self) -> None:
        """Leave no entry. Raises IndexBusy."""
        ...

    def discard(self) -> None:
        """Forget what there is, until a rebuild. Raises IndexBusy."""
        ...

    def purge(self) -> None:
        """Leave no byte of what was replaced by a rebuild. Raises IndexBusy."""
        ...

    def begin_rebuild(self) -> EntryRebuild:
        """Begin anew; raises IndexBusy where another process does."""
        ...

    def is_current(self) -> bool:
        """Whether all there is was made by this code."""
        ...

    def is_readable(self) -> bool:
        """Whether all of it can be read."""
        ...

    def reading(self) -> AbstractContextManager[EntryReader]:
        """A reader of the newest state; raises IndexMissing where there is none."""
        ...


class EntryEngine(Protocol):
    """All families' entries."""

    def store(self, model: type[Model]) -> EntryStore:
        """Where the model's entries are."""
        ...

    def working(self, wait: float) -> AbstractContextManager[None]:
        """Be the only one who drains the queue; raises IndexBusy after `wait` s."""
        ...
