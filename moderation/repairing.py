"""Counters of open cases, worked out anew from their reports: `manage.py repair`."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction

from moderation.models import Case, Report

CASES_AT_ONCE = 200
FIELDS = ("report_count", "weight", "reasons")


@dataclass(frozen=True)
class CaseDrift:
    """One field of a case that says something else than its reports do."""

    case: int
    field: str
    found: Any
    expected: Any

    @property
    def where(self) -> str:
        """Whose field it is, for people."""
        return f"case {self.case}"

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def find_drift() -> Iterator[CaseDrift]:
    """Look through the cases that wait; writes nothing."""
    last = 0
    while True:
        rows = Case.objects.open().filter(pk__gt=last).order_by("pk")
        cases = list(rows[:CASES_AT_ONCE])
        if not cases:
            return
        # A report written meanwhile is no drift: suspects are looked at once more.
        for pk in sorted({drift.case for drift in _of(cases)}):
            with transaction.atomic():
                yield from list(_of(list(_held(pk))))
        last = cases[-1].pk


def mend(drifts: list[CaseDrift]) -> None:
    """Set right what `find_drift` found, a case a transaction."""
    for pk in sorted({drift.case for drift in drifts}):
        with transaction.atomic():
            for case in _held(pk):
                case.set(**_expected([case])[pk])


def _held(pk: int) -> list[Case]:
    return list(Case.objects.open().select_for_update().filter(pk=pk))


def _of(cases: list[Case]) -> Iterator[CaseDrift]:
    expected = _expected(cases)
    for case in cases:
        for field in FIELDS:
            found, right = getattr(case, field), expected[case.pk][field]
            if found != right:
                yield CaseDrift(case.pk, field, found, right)


def _expected(cases: list[Case]) -> dict[int, dict[str, Any]]:
    """What the reports of this round say, by case; one query."""
    counted: dict[int, list[Report]] = {case.pk: [] for case in cases}
    for report in Report.objects.open().filter(case__in=counted):
        counted[report.case_id].append(report)
    return {
        pk: {
            "report_count": len(reports),
            "weight": sum(report.weight for report in reports),
            "reasons": dict(Counter(report.counted_as for report in reports)),
        }
        for pk, reports in counted.items()
    }
