"""What a phase is told, and what it answers. Plain data: this room knows no threads."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cached_property

from django.utils import timezone
from django.utils.functional import Promise

from core import text


class Action(IntEnum):
    """What becomes of a text, the mildest first."""

    PASS = 0
    MASK = 1
    HOLD = 2
    REFUSE = 3

    @property
    def word(self) -> str:
        """As machines read it."""
        return self.name.lower()


@dataclass(frozen=True)
class Writer:
    """Who writes: `trust_level` 0 is new here, 3 trusted; a host runs this place."""

    id: int | None = None
    trust_level: int = 1
    is_moderator: bool = False
    is_host: bool = False

    @property
    def is_new(self) -> bool:
        """Whether little is known of her yet."""
        return self.trust_level == 0 and not self.runs_it

    @property
    def runs_it(self) -> bool:
        """Whether the place is hers to run: moderators and hosts."""
        return self.is_moderator or self.is_host


@dataclass(frozen=True)
class Said:
    """Something the writer said lately, somewhere."""

    at: dt.datetime
    place: int | None
    words: str


@dataclass(frozen=True)
class Place:
    """Where it is written: `kind` is thread, deal or support; `heat` counts what all
    said there within the last minute."""

    kind: str = "thread"
    id: int | None = None
    heat: int = 0


@dataclass(frozen=True)
class Draft:
    """A text before it is kept.

    `recent` is what she said lately, the newest first, without earlier tries to send
    this one; `previous` the text she sent here just before. `own_hosts` are those whose
    links lead into this site.
    """

    text: str
    writer: Writer = Writer()
    place: Place = Place()
    recent: Sequence[Said] = ()
    previous: str = ""
    is_edit: bool = False
    own_hosts: frozenset[str] = frozenset()
    now: dt.datetime = field(default_factory=timezone.now)

    @cached_property
    def folded(self) -> str:
        """The text in the form in which spellings of the same letters are equal."""
        return text.fold(self.text)


@dataclass(frozen=True)
class Finding:
    """What one phase has to say: a code for machines, a sentence for people.

    `spans` are offsets into the text given, `retry_after` the seconds after which the
    same words would be taken. `secret` names a kind of secret found in the text.
    """

    action: Action
    code: str
    sentence: "str | Promise"
    spans: tuple[tuple[int, int], ...] = ()
    retry_after: int = 0
    secret: str | None = None


@dataclass(frozen=True)
class Verdict:
    """What all phases found."""

    findings: tuple[Finding, ...]

    @property
    def action(self) -> Action:
        """The strictest of what they want."""
        return max((each.action for each in self.findings), default=Action.PASS)

    @property
    def reasons(self) -> list[str]:
        """The codes, in the order of the phases."""
        return [each.code for each in self.findings]

    @property
    def deciding(self) -> Finding | None:
        """The finding that decides; None where the text passes."""
        return max(self.findings, key=lambda each: each.action, default=None)

    @property
    def retry_after(self) -> int:
        """Seconds to wait where it was only too fast, else 0."""
        return self.deciding.retry_after if self.deciding else 0

    @property
    def secret(self) -> str | None:
        """The kind of secret in it, where a phase found one."""
        return next((each.secret for each in self.findings if each.secret), None)

    def sentence(self) -> str:
        """Why, for people, in the language that is active; empty where it passes."""
        return str(self.deciding.sentence) if self.deciding else ""
