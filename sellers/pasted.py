"""What a buyer pastes to ask whether a seller is known: a number, a page, a name."""

import re
from typing import NamedTuple

from core import phones, text
from sellers import matching

NAME = "name"
LONGEST = 500  # characters
# A number behind an address, not a page.
_TO_CALL = re.compile(r"(?:^|//|\.)(?:wa\.me|api\.whatsapp\.com|t\.me)/")


class Pasted(NamedTuple):
    """Which kind it is (matching.PHONE, matching.PAGE or NAME), in the one form that all
    its spellings share."""

    kind: str
    form: str

    @property
    def key(self) -> str:
        """The keyed hash under which it is found again."""
        return matching.digest(self.kind, self.form)


def read(pasted: str) -> Pasted | None:
    """Tell what was pasted; None where nothing can be looked up by it."""
    line = text.normalise_line(pasted[:LONGEST])
    if text.is_blank(line):
        return None
    link = line.casefold()
    if text.is_address(link) and not _TO_CALL.search(link):
        try:
            return Pasted(matching.PAGE, matching.one_address(line))
        except ValueError:
            pass
    if number := number_in(line):
        return Pasted(matching.PHONE, number)
    name = text.look(line)
    return Pasted(NAME, name) if name else None


def number_in(line: str) -> str:
    """The first number in a line as ``+880…``, however it is written; empty for none."""
    try:
        return phones.parse(line)
    except ValueError:
        found = phones.find(line[:LONGEST])
        return found[0].e164 if found else ""
