"""`manage.py screen`: what screening makes of any text."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from core import phones
from core.commands import UthanCommand
from moderation.screening import Draft, Place, Verdict, Writer, screen
from moderation.screening.length import LONGEST


class Command(UthanCommand):
    """Try the rules on texts, without keeping any."""

    help = (
        "Reads JSON lines {text, context: thread|deal|support, prev?} and prints one "
        "JSON line for each: {action, reasons, phones, secret, masked}; a bad line "
        "gives {error}. Offsets count characters of the text as given. `prev` is what "
        "the same person sent just before."
    )
    needs_database = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--batch", required=True, metavar="FILE", help="JSON lines; - is stdin."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Answer line by line, so that a pipe gets each answer at once."""
        for line in self._lines(options["batch"]):
            self.print_json(answer(line))
            self.stdout.flush()

    def _lines(self, path: str) -> Iterator[str]:
        if path == "-":
            yield from sys.stdin
            return
        try:
            # A broken byte spoils its own line alone.
            with open(path, encoding="utf-8-sig", errors="surrogateescape") as file:
                yield from file
        except OSError as error:
            self.refuse(f"{path} cannot be read: {error.strerror}.")


def answer(line: str) -> dict[str, Any]:
    """What is printed for one line."""
    try:
        draft = read(line)
    except ValueError as error:
        return {"error": str(error)}
    return as_json(draft, screen(draft))


def read(line: str) -> Draft:
    """The draft of a line; raises ValueError with a sentence."""
    try:
        asked = json.loads(line)
    except (ValueError, RecursionError):
        raise ValueError("This line is not JSON.") from None
    if not isinstance(asked, dict):
        raise ValueError("This line is not an object.")
    words, context = asked.get("text"), asked.get("context", "thread")
    previous = asked.get("prev") or ""
    if not isinstance(words, str):
        raise ValueError("text must be a string.")
    if not isinstance(context, str) or context not in LONGEST:
        raise ValueError(f"context must be one of {', '.join(LONGEST)}.")
    if not isinstance(previous, str):
        raise ValueError("prev must be a string.")
    return Draft(words, Writer(), Place(context), previous=previous)


def as_json(draft: Draft, verdict: Verdict) -> dict[str, Any]:
    """The verdict, where numbers stand, and the text with them masked."""
    spans = sorted({span for each in verdict.findings for span in each.spans})
    return {
        "action": verdict.action.word,
        "reasons": verdict.reasons,
        "phones": [list(span) for span in spans],
        "secret": verdict.secret,
        "masked": masked(draft.text, spans),
    }


def masked(words: str, spans: list[tuple[int, int]]) -> str:
    """The text with its numbers masked, a half of a split one too."""
    found = {(each.start, each.end) for each in phones.find(words)}
    pieces, end = [], 0
    for start, stop in spans:
        pieces.append(words[end:start])
        piece = words[start:stop]
        whole = (start, stop) in found
        pieces.append(phones.mask(piece) if whole else phones.BULLET * len(piece))
        end = max(end, stop)
    return "".join([*pieces, words[end:]])
