"""What she typed, in parts: plain words, "exact phrases", -without, author:name,
-author:name.

Pure reading, no meaning yet. Whatever is not well formed is plain words: an unbalanced
quote, a lone minus, `author:` with nothing after it.
"""

import re
from dataclasses import dataclass
from typing import Final

_QUOTED = '"([^"]+)"|“([^“”]+)”|„([^„“”]+)[“”]|«([^«»]+)»'
_AUTHOR = "(?:লেখক|লেখিকা|author|by|lekhok|lekhika)"
# A minus belongs to what follows it without a space; ২-৩ দিন and e-mail are words.
_PART: Final = re.compile(
    rf"(?<!\S)[-−]{_AUTHOR}:(?:{_QUOTED}|(\S+))"
    rf"|(?<!\S){_AUTHOR}:(?:{_QUOTED}|(\S+))"
    rf"|(?<!\S)[-−](?:{_QUOTED}|([^\s\"“”«»-]\S*))"
    rf"|{_QUOTED}",
    re.IGNORECASE,
)
_NAMING = re.compile(rf"(?:(?<!\S)|(?<=(?<!\S)[-−])){_AUTHOR}(?=:)", re.IGNORECASE)
_GROUPS = 5  # of the first three ways: four kinds of quotes and a bare word


@dataclass(frozen=True, slots=True)
class Typed:
    """A query in parts, each as it was typed."""

    plain: str
    phrases: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    not_by: tuple[str, ...] = ()


def read(text: str) -> Typed:
    """Take a query apart; with nothing special in it, it is plain as a whole."""
    found: dict[str, list[str]] = {
        name: [] for name in ("not_by", "authors", "without", "phrases")
    }

    def take(match: re.Match[str]) -> str:
        groups = match.groups()
        for at, name in enumerate(found):
            part = next(filter(None, groups[at * _GROUPS : (at + 1) * _GROUPS]), None)
            if part:
                found[name].append(part.strip())
        return " "

    plain = _PART.sub(take, text)
    return Typed(
        " ".join(plain.split()),
        *(
            tuple(filter(None, found[name]))
            for name in ("phrases", "without", "authors", "not_by")
        ),
    )


def is_sign(text: str, start: int) -> bool:
    """Whether the word that begins at `start` is no word of hers but says whose texts
    are looked for, or are not: the author of author:name."""
    return _NAMING.match(text, start) is not None
