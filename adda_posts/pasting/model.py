"""What a paste becomes: addas, their comments, and what the parser doubts."""

import datetime
from dataclasses import dataclass, field


class PasteRefused(Exception):
    """A paste that cannot be imported at all.

    ``template`` is one English sentence with ``%(name)s`` places, a msgid for the
    caller to translate; ``params`` fills it. ``code`` is stable for tests and forms.
    """

    TEMPLATES = {
        "empty": "%(name)s is empty.",
        "too_big": "%(name)s is over %(limit)s MB.",
        "binary": "%(name)s is not a text file in UTF-8.",
        "no_adda": "There is no adda in %(name)s.",
    }

    def __init__(self, code: str, **params: object) -> None:
        self.code = code
        self.params = params
        self.template = self.TEMPLATES[code]
        super().__init__(self.template % params)


@dataclass(frozen=True, slots=True)
class Unsure:
    """A choice a person should look at; ``line`` counts from 1 in the paste.

    ``reason`` is an English msgid without places to fill.
    """

    line: int
    reason: str


@dataclass(slots=True)
class PastedComment:
    """One comment; ``reply_to`` is the number, from 1, of the root it answers."""

    author: str
    body: str
    reply_to: int | None
    line: int


@dataclass(slots=True)
class PastedAdda:
    """One adda of a paste; ``None`` and empty stand for what it does not say."""

    line: int
    date: datetime.date | None = None
    title: str | None = None
    topic: str | None = None
    intro: str = ""
    hosts: list[str] = field(default_factory=list)
    opened_by: str | None = None
    group: str | None = None
    comments: list[PastedComment] = field(default_factory=list)


@dataclass(slots=True)
class Paste:
    """Everything read from one file or text box."""

    name: str
    addas: list[PastedAdda]
    unsure: list[Unsure]
