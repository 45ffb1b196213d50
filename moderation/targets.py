"""What can be reported and hidden. Higher rooms say so, from their `ready()`:

    targets.register(PostTarget())

No models here: an AppConfig may import it.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.functional import Promise


class Target(ABC):
    """One kind of thing, told to this room in its own few words."""

    kind: ClassVar[str]
    label: ClassVar[str | Promise]
    # Hiding it is too much for one transaction: `hide` makes its own, with a trace in
    # each, and goes on where it was stopped.
    in_slices: ClassVar[bool] = False
    # Whether members and guests can say something against it.
    is_reportable: ClassVar[bool] = True

    @abstractmethod
    def visible_to(self, member: Any) -> QuerySet[Any]:
        """Those that `member` (or a guest) may see, with all that `words`, `title` and
        `url` need, so that a list of many asks the database once."""

    @abstractmethod
    def title(self, thing: Any) -> str:
        """What it is called in a list: the thread of a post, a name."""

    @abstractmethod
    def words(self, thing: Any) -> str:
        """What it says; shown to moderators whole and to others masked."""

    def pictures(self, thing: Any) -> Sequence[Any]:
        """The photos in it (photos.models.Picture), for moderators; asks nothing."""
        return ()

    def url(self, thing: Any) -> str:
        """Where it is read in its context."""
        return str(thing.get_absolute_url())

    def is_hidden(self, thing: Any) -> bool:
        """Whether it is hidden now."""
        return bool(thing.is_hidden)

    def hide(self, thing: Any, by: Any, reason: str) -> bool:
        """Hide it; False when it was hidden already. Runs inside a transaction, except
        with `in_slices`."""
        return bool(thing.hide(by, reason))

    def unhide(self, thing: Any) -> bool:
        """Show it again; False when it was not hidden. Runs inside a transaction."""
        return bool(thing.unhide())

    def take_over(self, thing: Any, by: Any, reason: str) -> bool:
        """Put a moderator's name and reason on what reports alone hid for now."""
        return bool(thing.hide_on(by, reason))

    def author(self, thing: Any) -> Any:
        """The member who answers for it, or None."""
        return None

    def before(self, thing: Any) -> str:
        """What it answers, for moderators; empty where it stands alone."""
        return ""

    def hold(self, thing: Any) -> None:  # noqa: B027 - most things need nothing
        """Take the rows that `hide` takes first, before those of this room."""

    def is_pending(self, thing: Any) -> bool:
        """Whether it waits for a moderator to let it through."""
        return False

    def approve(self, thing: Any) -> bool:
        """Let it through; False when it did not wait. Runs inside a transaction."""
        return False

    def hold_back(self, thing: Any) -> bool:
        """Have it wait again; False when it did. Runs inside a transaction."""
        return False

    def is_known_hidden(self, pk: int, member: Any) -> bool:
        """Whether it is hidden and `member` may know that."""
        return False

    # --- what this room asks ---

    def load(self, pk: int, member: Any) -> Any:
        """Return one that `member` may see, or None."""
        return self.visible_to(member).filter(pk=pk).first()

    def load_many(self, pks: set[int], member: Any) -> dict[int, Any]:
        """Return those of `pks` that `member` may see, in one query."""
        return dict(self.visible_to(member).in_bulk(pks))


class House:
    """Reads everything, to name to someone what she knows of already."""

    pk = None
    is_moderator = True
    is_authenticated = True


HOUSE = House()

_registered: dict[str, Target] = {}


def register(target: Target) -> None:
    """Make one more kind of thing known."""
    _registered[target.kind] = target


def get(kind: str) -> Target | None:
    """Return the target of this kind, or None."""
    return _registered.get(kind)
