"""A paste as numbered, cleaned lines."""

import re
from dataclasses import dataclass
from functools import cached_property

from core.text import normalise, normalise_line

from . import names, residue

_LINE_ENDS = re.compile("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")


#: What stands between two buttons; in a line of its own it is as good as nothing.
_ONLY_DOTS = re.compile("[·•∙↳⤷└ ]+")


@dataclass
class Line:
    """One line of a paste.

    ``number`` counts from 1, ``text`` is clean and has single spaces, ``gap`` is
    the number of blank lines before it (blank lines are no ``Line`` themselves).
    ``closed`` says that the row of buttons under a comment was glued to its end.
    """

    number: int
    raw: str
    text: str
    gap: int
    closed: bool = False

    @cached_property
    def residue(self) -> residue.Residue | None:
        """The pieces of Facebook's page this line consists of, if it does."""
        return residue.read(self.text)

    @cached_property
    def name_points(self) -> float:
        """How much the line looks like a name (``names.points``)."""
        return names.points(self.text)


def split(text: str) -> list[Line]:
    """Cut a paste into its lines that are not blank."""
    lines: list[Line] = []
    gap = 0
    for number, raw in enumerate(_LINE_ENDS.split(text), start=1):
        if not (clean := normalise_line(raw)):
            gap += 1
            continue
        if _ONLY_DOTS.fullmatch(clean):
            continue
        cut, closed = residue.cut_inline(clean)
        if cut != clean:
            raw, _closed = residue.cut_inline(normalise(raw))
        lines.append(Line(number, raw, cut, gap, closed))
        gap = 0
    return lines
