"""What can be followed: threads, and places where threads begin.

Each room names its own from its `ready()`, for some live above this one:

    following.register(SeriesFollowed())

No models here: an AppConfig may import it.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.functional import Promise


class Followed(ABC):
    """One kind of thing that members follow."""

    kind: ClassVar[str]
    #: What she hears of at level ALL, as the sheet and her list say it.
    all_label: ClassVar[str | Promise]
    #: What it is, where its name alone does not say so.
    label: ClassVar[str | Promise] = ""

    @abstractmethod
    def visible_to(self, member: Any) -> QuerySet[Any]:
        """Those that `member` may see, with all that `title` and `url` need."""

    @abstractmethod
    def title(self, thing: Any) -> str:
        """Its name; templates mask the numbers in it."""

    def url(self, thing: Any) -> str:
        """Where it is read."""
        return str(thing.get_absolute_url())

    def holding(self, thread: Any) -> Iterable[int]:
        """Ids of those in which `thread` stands; for places."""
        return ()

    def load(self, pk: int, member: Any) -> Any:
        """Return one that `member` may see, or None."""
        return self.visible_to(member).filter(pk=pk).first()

    def load_many(self, pks: Iterable[int], member: Any) -> dict[int, Any]:
        """Return those of `pks` that `member` may see, in one query."""
        return dict(self.visible_to(member).in_bulk(set(pks)))


_registered: dict[str, Followed] = {}


def register(followed: Followed) -> None:
    """Make one more kind of thing known."""
    _registered[followed.kind] = followed


def get(kind: str) -> Followed | None:
    """Return what is known of a kind, or None."""
    return _registered.get(kind)


def places_of(thread: Any) -> dict[str, list[int]]:
    """Where `thread` stands, by kind; at most one query for each kind."""
    found = {kind: list(each.holding(thread)) for kind, each in _registered.items()}
    return {kind: ids for kind, ids in found.items() if ids}


@dataclass(frozen=True)
class Button:
    """The button to follow something, as one reader sees it (forum/_follow.html).

    `level` is empty for a guest: her page carries a link, never a form.
    """

    kind: str
    target_id: int
    level: str = ""
