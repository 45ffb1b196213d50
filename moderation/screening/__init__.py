"""Screening: what members write goes through an ordered list of phases before it is kept.

    verdict = screen(Draft("…", writer=Writer(…), place=Place("thread", 7)))
    verdict.action        "pass", "mask", "hold" or "refuse"
    verdict.reasons       what machines read: ["link.new", "phone"]
    verdict.sentence()    what people read

A phase is a function in a file of its own, `check(draft) -> Finding | None`; the list
below is their order. To add one, write the file, its test, and its line here.
"""

from collections.abc import Callable, Sequence

from moderation.screening import length, links, numbers, rate, repeat, word_list
from moderation.screening.drafts import (
    Action,
    Draft,
    Finding,
    Place,
    Said,
    Verdict,
    Writer,
)

Phase = Callable[[Draft], Finding | None]

#: In this order; the first that refuses is the last that is asked.
PHASES: tuple[Phase, ...] = (
    length.check,
    rate.check,
    repeat.check,
    word_list.check,
    links.check,
    numbers.check,
)


def screen(draft: Draft, phases: Sequence[Phase] = PHASES) -> Verdict:
    """Ask the phases about `draft`."""
    findings: list[Finding] = []
    for check in phases:
        finding = check(draft)
        if finding is None:
            continue
        findings.append(finding)
        if finding.action == Action.REFUSE:
            break
    return Verdict(tuple(findings))


__all__ = [
    "PHASES",
    "Action",
    "Draft",
    "Finding",
    "Phase",
    "Place",
    "Said",
    "Verdict",
    "Writer",
    "screen",
]
