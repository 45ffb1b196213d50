"""Taking a person's name out of texts, in whatever spelling of the same letters.

No Django and no models: a `Trace` knows what she was called and what stands there
instead. A mention, a number and an e-mail are hers wherever they stand. A name of one
word may be a word of the language, so it is taken for hers only in texts that are `near`
to her (threads where she wrote or was spoken to, reports about her).
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import quote

from core import phones
from core.text import (
    BANGLA_LETTERS,
    BANGLA_MARKS,
    MARKS,
    ZWJ,
    ZWNJ,
    fold,
    to_bangla_digits,
)

#: What a number or an e-mail becomes.
BLANK = phones.BULLET * 6
NAME_BN, NAME_EN = "মুছে ফেলা সদস্য", "a deleted member"

_WORD = rf"\w{MARKS}{ZWNJ}{ZWJ}"
_BANGLA = re.compile(f"[{BANGLA_LETTERS}{BANGLA_MARKS}]")
# What Bangla hangs on a name: রহিমার, রহিমাকে, রহিমারা, রহিমাদের, করিমের, করিমও …
_ENDING = (
    r"(?:(?:দের|েরা|ের|রা|র|কে|তে|ে|য়|য়ে|টা|টি|ই|ও|"
    r"আপু|আপা|ভাই|দি|খালা)(?:কে|ও|ই)?)?"
)
# Ways to write one folded letter.
_SPELLED = {
    "\u09dc": "(?:\u09dc|\u09a1\u09bc)",
    "\u09dd": "(?:\u09dd|\u09a2\u09bc)",
    "\u09df": "(?:\u09df|\u09af\u09bc)",
    "\u09b0": "(?:\u09b0|\u09ac\u09bc)",
    "\u0986": "(?:\u0986|\u0985\u09be)",
    "\u09ce": f"(?:\u09ce|\u09a4\u09cd{ZWJ})",
    " ": r"\s+",
}


def spelled(words: str) -> str:
    """A regex for a text in every spelling that folds to the same."""
    letters = []
    for letter in fold(words):
        if letter.isascii() and letter.isdigit():
            letters.append(f"[{letter}{to_bangla_digits(letter)}]")
        else:
            letters.append(_SPELLED.get(letter) or re.escape(letter))
    return f"[{ZWNJ}{ZWJ}]*".join(letters)


@dataclass(frozen=True)
class Trace:
    """What one person was called, and `handle_now`, which stands for her from now on.

    `is_rare`: nobody else bears one of her names of several words, so that it is hers in
    all texts.
    """

    handle: str
    handle_now: str
    names: tuple[str, ...] = ()
    handles: tuple[str, ...] = ()  # of names that she claimed
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    is_rare: bool = False

    def wiped(self, words: str, *, near: bool = False) -> str:
        """The text without her."""
        if not words:
            return words
        for pattern, say in self._near if near else self._everywhere:
            words = pattern.sub(say, words)
        return self._without_phones(words)

    def wiped_json(self, value: Any, *, near: bool = False) -> Any:
        """The same in all texts of a JSON value."""
        if isinstance(value, str):
            return self.wiped(value, near=near)
        if isinstance(value, list):
            return [self.wiped_json(each, near=near) for each in value]
        if isinstance(value, dict):
            return {
                key: self.wiped_json(each, near=near) for key, each in value.items()
            }
        return value

    def is_in(self, words: str, *, near: bool = False) -> bool:
        """Whether something of her stands in a text."""
        return self.wiped(words, near=near) != words

    @cached_property
    def speaks_of_her(self) -> re.Pattern[str]:
        """A mention of hers, for telling which texts are near to her."""
        return _regex("|".join(f"@{spelled(each)}" for each in self._handles))

    @property
    def _handles(self) -> tuple[str, ...]:
        return (self.handle, *self.handles)

    @cached_property
    def _everywhere(self) -> list[tuple[re.Pattern[str], Callable[[Any], str]]]:
        return list(self._patterns(near=False))

    @cached_property
    def _near(self) -> list[tuple[re.Pattern[str], Callable[[Any], str]]]:
        return list(self._patterns(near=True))

    def _patterns(
        self, *, near: bool
    ) -> Iterable[tuple[re.Pattern[str], Callable[[Any], str]]]:
        for email in self.emails:
            for written in {email, quote(email)}:
                yield _regex(re.escape(written)), _saying(BLANK)
        for handle in self._handles:
            # A handle ends where no more of one could follow; Bangla hangs endings on.
            end = rf"(?:(?P<end>{_ENDING})(?![{_WORD}])(?![._][{_WORD}]))"
            yield _regex(f"@{spelled(handle)}{end}"), self._mention
            address = f"/members/(?:{spelled(handle)}|{re.escape(quote(handle))})(?=/)"
            yield _regex(address), _saying(f"/members/{self.handle_now}")
            if near or _is_made_up(handle):
                bare = rf"(?<![{_WORD}@]){spelled(handle)}(?={_ENDING}(?![{_WORD}]))"
                yield _regex(bare), _saying(_called(handle))
        # The longest first: one may begin another.
        for name in sorted(self.names, key=len, reverse=True):
            many = len(name.split()) > 1
            if near or (many and self.is_rare):
                # Of several words it is hers whatever hangs on it.
                end = "" if many else rf"(?={_ENDING}(?![{_WORD}]))"
                whole = rf"(?<![{_WORD}]){spelled(name)}{end}"
                yield _regex(whole), _saying(_called(name))

    def _mention(self, match: re.Match[str]) -> str:
        end = match["end"]
        # What hangs on would make another handle of it.
        return f"@{self.handle_now}{' ' + end if end else ''}"

    def _without_phones(self, words: str) -> str:
        if not self.phones or not _MAY_BE_NUMBER.search(words):
            return words
        hers = [each for each in phones.find(words) if each.e164 in self.phones]
        for found in reversed(hers):
            words = f"{words[: found.start]}{BLANK}{words[found.end :]}"
        for digits in self._digits:
            words = digits.sub(BLANK, words)
        return words

    @cached_property
    def _digits(self) -> list[re.Pattern[str]]:
        """Her numbers as bare digits, which no sentence would call a number."""
        return [
            re.compile(
                r"(?:\+?(?:88|৮৮)[\s-]*)?[0০]?[\s-]*"
                + r"[\s.()-]*".join(
                    f"[{digit}{to_bangla_digits(digit)}]"
                    for digit in phones.national(number).removeprefix("0")
                )
            )
            for number in self.phones
        ]


# A number takes many digits or many words; a short text has neither.
_MAY_BE_NUMBER = re.compile(r"[0-9০-৯]|.{20}", re.DOTALL)


def _regex(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def _saying(words: str) -> Callable[[Any], str]:
    return lambda _match: words


def _called(name: str) -> str:
    return NAME_BN if _BANGLA.search(name) else NAME_EN


def _is_made_up(handle: str) -> bool:
    """Whether a handle can be no word of a language."""
    return any(not letter.isalpha() for letter in re.sub(f"[{MARKS}]", "", handle))
