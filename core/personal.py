"""What the rooms hold of one person, told by each app's `ready()`: so that she can take
it with her, and so that nothing of it stays when she goes.

No models here: an AppConfig may import it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Protocol

from django.db.models import QuerySet
from django.utils.functional import Promise

from core.slices import in_slices
from core.traces import Trace

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


class Going(Protocol):
    """One member on her way out, as the rooms' steps see it.

    `place` is where the step is that runs now; it is kept after each piece. `near` are
    ids of the threads where she wrote or was spoken to, whose texts may name her.
    """

    member: Any
    takes_words: Any
    place: Any

    @property
    def trace(self) -> Trace: ...

    @property
    def near(self) -> frozenset[int]: ...


@dataclass(frozen=True)
class Step:
    """What one room does so that nothing of a member stays with it.

    `run` does a piece of it in short transactions and answers whether more is left;
    done twice it happens once. Those with a low `place` come first.
    """

    name: str
    run: Callable[[Going], bool]
    place: int


class Steps:
    """All that is done when a member goes."""

    registered: ClassVar[dict[str, Step]] = {}

    @classmethod
    def add(cls, *steps: Step) -> None:
        """Make more of it known."""
        for step in steps:
            cls.registered[step.name] = step

    @classmethod
    def in_order(cls) -> list[Step]:
        """All of them, as they are done."""
        return sorted(cls.registered.values(), key=lambda each: each.place)


AT_ONCE = 200


def look_through(
    going: Going,
    rows: "QuerySet[Any]",
    concerns: Callable[[Any], bool],
    act: Callable[[int], object],
) -> bool:
    """Read the next few rows and `act`, in slices, on those that concern her; whether
    more are left. Reading holds no lock."""
    if "last" in going.place:
        rows = rows.filter(pk__gt=going.place["last"])
    found = list(rows.order_by("pk")[:AT_ONCE])
    in_slices([row.pk for row in found if concerns(row)], act)
    if len(found) < AT_ONCE:
        return False
    going.place["last"] = found[-1].pk
    return True


def let_go(rows: "QuerySet[Any]") -> bool:
    """Delete some of these rows, in slices; whether more are left."""
    pks = list(rows.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    in_slices(pks, lambda pk: rows.filter(pk=pk).delete())
    return len(pks) == AT_ONCE


def wipe_texts(
    going: Going,
    rows: "QuerySet[Any]",
    fields: Iterable[str],
    near: Callable[[Any], bool] = lambda row: False,
    after: Callable[[Any], object] = lambda row: None,
) -> bool:
    """Take her name out of text and JSON fields of the next few rows; whether more are
    left. `near(row)` says whether a row's texts may name her by her bare name; `after`
    runs in the same transaction as the change."""
    names = list(fields)

    def change(row: Any) -> dict[str, Any]:
        return changed_texts(going.trace, row, names, near=near(row))

    def act(pk: int) -> None:
        # As it stands now: somebody may have written there meanwhile.
        row = rows.filter(pk=pk).first()
        if row is not None and (fields := change(row)):
            type(row)._default_manager.filter(pk=pk).update(**fields)
            after(row)

    return look_through(going, rows, lambda row: bool(change(row)), act)


def changed_texts(
    trace: Trace, row: Any, fields: Iterable[str], *, near: bool
) -> dict[str, Any]:
    """Those of the fields that name her, as they stand without her."""
    changed = {}
    for name in fields:
        value = getattr(row, name)
        fresh = trace.wiped_json(value, near=near)
        if fresh != value:
            longest = getattr(row._meta.get_field(name), "max_length", None)
            changed[name] = fresh[:longest] if isinstance(fresh, str) else fresh
    return changed
