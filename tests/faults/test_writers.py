"""The run of many writers, shorter and with fewer, on the engine the tests run on."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings

from tests.conftest import ROOT, own_environment

pytestmark = pytest.mark.post_once


def test_many_writers_leave_nothing_lost_or_drifted():
    engine = "sqlite" if settings.ON_SQLITE else "postgresql"
    database_url = "" if settings.ON_SQLITE else os.environ["DATABASE_URL"]

    done = subprocess.run(
        [
            *(sys.executable, "-m", "bench.writers", "--engine", engine),
            *("--seconds", "6", "--writers", "4"),
        ],
        cwd=ROOT,
        env=own_environment(DATABASE_URL=database_url),
        stdout=subprocess.PIPE,
        encoding="utf-8",
        timeout=600,
        check=False,
    )

    report = json.loads(done.stdout)[engine]
    assert report["failed"] == {}
    assert report["drift"] == []
    assert (report["lost"], report["doubled"]) == (0, 0)
    assert report["acknowledged"] >= 20
    assert done.returncode == 0
