"""What is pinned where, for one reader; and where things can be pinned.

Each room names its own scopes from its `ready()`, and what its threads are called in
the reader's language where their title alone does not say it:

    pinning.SCOPES["series"] = SeriesScope()
    pinning.TITLES.append(titles_of_tips)

"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core import caching, phones
from forum.models import EVERYWHERE, Board, Pin, Thread

# More on one page would be a list of their own; the rest wait until these are done.
MOST_SHOWN = 6


class Scope(ABC):
    """One kind of place on whose top a thread can stand."""

    label: "str | Promise"

    @abstractmethod
    def names(self, numbers: Iterable[int]) -> Mapping[int, str]:
        """What those with these ids are called, in one query."""

    @abstractmethod
    def choices(self) -> Iterable[tuple[int, str]]:
        """(id, name) of those a moderator may choose from; not too many."""

    def of(self, thread: Thread) -> int | None:
        """The id of the one that `thread` belongs to, if it does."""
        return None


class Everywhere(Scope):
    """The whole site: every list that shows pins."""

    label = _("Everywhere")

    def names(self, numbers: Iterable[int]) -> Mapping[int, str]:
        return {}

    def choices(self) -> Iterable[tuple[int, str]]:
        return [(EVERYWHERE[1], "")]


class OneBoard(Scope):
    """A board."""

    label = _("Board")

    def names(self, numbers: Iterable[int]) -> Mapping[int, str]:
        boards = Board.objects.filter(pk__in=list(numbers))
        return {board.pk: board.name for board in boards}

    def choices(self) -> Iterable[tuple[int, str]]:
        return [(board.pk, board.name) for board in Board.objects.all()]

    def of(self, thread: Thread) -> int | None:
        return thread.board_id


SCOPES: dict[str, Scope] = {EVERYWHERE[0]: Everywhere(), "board": OneBoard()}
# Each gives {thread id: title} for those of the threads that it knows.
TITLES: list[Callable[[Iterable[Thread]], Mapping[int, str]]] = []

# (thread, its version, which pin and its version) of all that is pinned at a moment,
# which is given three times.
PINNED_NOW = """
SELECT t.id, t.version, CAST(p.id * 1000000 + p.version AS text) FROM forum_pin p
JOIN forum_thread t ON t.id = p.thread_id
WHERE p.unpinned_at IS NULL AND (p.ends_at IS NULL OR p.ends_at > %s)
AND p.starts_at <= %s AND t.hidden_at IS NULL AND t.visible_from <= %s
"""


def changes() -> list[tuple[Any, ...]]:
    """What is pinned at this moment anywhere, for stamps: a kept page is asked for it
    at every use, so none outlives the end or the beginning of a pin."""
    now = caching.moment(timezone.now())
    return caching.rows(PINNED_NOW, now, now, now)


@dataclass(frozen=True)
class PinRow:
    """A pin as forum/_pins.html draws it."""

    pin: Pin
    title: str
    url: str
    by: str
    reason: str


@dataclass(frozen=True)
class Pinned:
    """What is pinned on a page: what the reader sees, and what she put aside and can
    have again."""

    shown: list[PinRow] = field(default_factory=list)
    aside: list[PinRow] = field(default_factory=list)


def pins_on(request: HttpRequest, *scopes: tuple[str, int]) -> Pinned:
    """What is pinned on these scopes, and everywhere, for the one who asks.

    One light query; where something is pinned one more, and one for each room that
    names threads of its own.
    """
    if not Pin.objects.all().hangs_on([EVERYWHERE, *scopes]):
        return Pinned()
    pins = Pin.objects.shown_now().on([EVERYWHERE, *scopes])
    pins = pins.with_aside(request.user).in_order("is_aside").with_thread()
    rows = rows_of(pins[: 3 * MOST_SHOWN])
    shown = [row for row in rows if not row.pin.is_aside]  # type: ignore[attr-defined]
    aside = [row for row in rows if row not in shown]
    return Pinned(shown[:MOST_SHOWN], aside[:MOST_SHOWN])


def rows_of(pins: Iterable[Pin]) -> list[PinRow]:
    """Rows of pins, a thread that is pinned twice on one page once."""
    first: dict[int, Pin] = {}
    for pin in pins:
        first.setdefault(pin.thread_id, pin)
    return drawn(first.values())


def drawn(pins: Iterable[Pin]) -> list[PinRow]:
    """A row for each pin (read `with_thread`)."""
    pins = list(pins)
    names = titles(pin.thread for pin in pins)
    return [
        PinRow(
            pin=pin,
            title=names[pin.thread_id],
            url=pin.thread.get_absolute_url(),
            by=phones.mask(pin.by.display_name) if pin.by else "",
            reason=phones.mask(pin.reason),
        )
        for pin in pins
    ]


def titles(threads: Iterable[Thread]) -> dict[int, str]:
    """What threads are called in the reader's language, numbers masked."""
    threads = list(threads)
    names = {thread.pk: phones.mask(thread.title) for thread in threads}
    # Only a thread that lives on another page is named by another room.
    elsewhere = [thread for thread in threads if thread.home_url]
    if elsewhere:
        for provider in TITLES:
            names.update(provider(elsewhere))
    return names


def scope_of(thread: Thread) -> tuple[str, int]:
    """Where a thread is pinned unless it is said otherwise: where it belongs."""
    for kind, scope in SCOPES.items():
        number = scope.of(thread)
        if number is not None:
            return kind, number
    return EVERYWHERE


def is_there(scope: tuple[str, int]) -> bool:
    """Whether there is such a place to pin something on."""
    kind, number = scope
    known = SCOPES.get(kind)
    named = known is not None and number in known.names([number])
    return named or scope == EVERYWHERE


def read_scope(typed: str) -> tuple[str, int] | None:
    """The scope in what a form sent ("board:5"); None for what is no place (any more)."""
    kind, _colon, number = typed.partition(":")
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    scope = kind, int(number)
    return scope if is_there(scope) else None


def scope_choices() -> list[tuple[str, str]]:
    """What a moderator may choose from, as values and words of a form."""
    return [
        (f"{kind}:{number}", spoken(scope, phones.mask(name)))
        for kind, scope in SCOPES.items()
        for number, name in scope.choices()
    ]


def scope_names(pins: Iterable[Pin]) -> dict[tuple[str, int], str]:
    """The scopes of pins in words; one query for each kind."""
    wanted: dict[str, set[int]] = {}
    for pin in pins:
        wanted.setdefault(pin.scope_kind, set()).add(pin.scope_id)
    found = {}
    for kind, numbers in wanted.items():
        scope = SCOPES.get(kind)
        names = scope.names(numbers) if scope else {}
        for number in numbers:
            name = names.get(number, "")
            found[kind, number] = spoken(scope, phones.mask(name)) if scope else kind
    return found


def spoken(scope: Scope, name: str) -> str:
    """What kind of place it is, and its name where it has one."""
    return f"{scope.label}: {name}" if name else str(scope.label)
