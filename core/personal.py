"""What the rooms hold of one person, told by each app's `ready()`: so that she can take
it with her, and so that nothing of it stays when she goes.

No models here: an AppConfig may import it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from django.utils.functional import Promise

Words = str | Promise


@dataclass(frozen=True)
class Holding:
    """One kind of rows that a room holds of a member.

    `columns` says in words what stands under each key of the rows that `read(member)`
    gives, hers alone: nothing that others told in confidence. `files(member)` are
    pictures and the like: (name in the archive, where the bytes are). She reads those
    with a low `place` first.
    """

    name: str
    title: Words
    columns: Mapping[str, Words]
    read: Callable[[Any], Iterable[dict[str, Any]]]
    files: Callable[[Any], Iterable[tuple[str, Path]]] | None = None
    place: int = 0


class Holdings:
    """All that is held."""

    registered: ClassVar[dict[str, Holding]] = {}

    @classmethod
    def add(cls, *holdings: Holding) -> None:
        """Make more of it known."""
        for holding in holdings:
            cls.registered[holding.name] = holding

    @classmethod
    def in_order(cls) -> list[Holding]:
        """All of it, as it is read."""
        return sorted(cls.registered.values(), key=lambda each: each.place)
