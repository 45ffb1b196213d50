"""Counters of cases: `repair` finds what drifted and sets it right."""

import json

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from moderation.models import Case
from tests.moderation.conftest import filed, member_of

pytestmark = pytest.mark.django_db
RIGHT = (2, 6, {"fraud": 1, "abuse": 1})


def counters(case: Case) -> tuple:
    case.refresh_from_db()
    return case.report_count, case.weight, case.reasons


def test_repair_sets_right_what_a_case_counts(post, capsys):
    filed(post, by=member_of(2), reason="fraud")
    case = filed(post, reason="abuse").case
    filed(post, kind="takedown", reason="")
    call_command("repair", "--check")
    assert counters(case) == RIGHT
    Case.objects.filter(pk=case.pk).update(report_count=9, weight=0, reasons={})
    capsys.readouterr()

    with pytest.raises(CommandError):
        call_command("repair", "--check")
    call_command("repair", "--json")

    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert {row["field"] for row in told["drift"]} == {
        "report_count",
        "weight",
        "reasons",
    }
    assert counters(case) == RIGHT
    call_command("repair", "--check")


def test_decided_cases_keep_what_they_counted(post):
    case = filed(post, reason="abuse").case
    Case.objects.filter(pk=case.pk).update(state="rejected", report_count=9)

    call_command("repair", "--check")
