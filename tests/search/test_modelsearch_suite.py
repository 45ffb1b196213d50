"""modelsearch's own BackendTests pass whole, on the engine that the tests run on."""

import os
import re
import subprocess
import sys

from django.conf import settings

from tests.conftest import ROOT

BACKEND = "whoosh_backend" if settings.ON_SQLITE else "postgresql_backend"


def test_backend_tests_pass_whole():
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.search.modelsearch_suite.settings",
        "SUITE_BACKEND": f"search.backends.{BACKEND}",
    }
    if settings.ON_SQLITE:
        environment.pop("DATABASE_URL", None)
    suite = subprocess.run(
        [
            *(sys.executable, "-m", "django", "test", "--verbosity", "2"),
            "tests.search.modelsearch_suite.suite",
        ],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        timeout=600,
        check=False,
    )

    said = suite.stderr
    assert suite.returncode == 0, said[-5000:]
    ran = re.search(r"^Ran (\d+) tests in [\d.]+s\n\nOK$", said, re.M)
    # Behind the OK it would count what was skipped or expected to fail.
    assert ran, said[-5000:]
    assert int(ran.group(1)) >= 120
    assert len(re.findall(r" \.\.\. ok$", said, re.M)) == int(ran.group(1))
