"""The fault run itself, with fewer kills, on the engine the tests run on."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings

from tests.conftest import ROOT, own_environment

pytestmark = pytest.mark.post_once


def test_killed_processes_lose_and_double_nothing():
    engine = "sqlite" if settings.ON_SQLITE else "postgresql"
    database_url = "" if settings.ON_SQLITE else os.environ["DATABASE_URL"]

    done = subprocess.run(
        [sys.executable, "-m", "bench.faults", "--rounds", "1", "--engine", engine],
        cwd=ROOT,
        env=own_environment(DATABASE_URL=database_url),
        stdout=subprocess.PIPE,
        encoding="utf-8",
        timeout=600,
        check=False,
    )

    report = json.loads(done.stdout)[engine]
    assert report["killed"] == {"web": 1, "worker": 1}
    assert report["acknowledged"] >= 10
    faults = ("lost", "doubled", "out_of_order", "miscounted", "search_jobs_lost")
    assert {name: report[name] for name in faults} == dict.fromkeys(faults, 0)
    assert done.returncode == 0
