"""modelsearch's own settings for its tests, with our backend.

SUITE_BACKEND names the module, DATABASE_URL the database (none: SQLite in memory).
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from modelsearch.test.settings import *  # noqa: F403
from modelsearch.test.settings import DATABASES

_folder = tempfile.mkdtemp(prefix="uthan-modelsearch-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)

MODELSEARCH_BACKENDS = {
    "default": {"BACKEND": os.environ["SUITE_BACKEND"], "DIRECTORY": _folder}
}
FIXTURE_DIRS = [Path(__file__).parent / "fixtures"]
if DATABASES["default"]["ENGINE"] != "django.db.backends.sqlite3":
    # Several runs may stand side by side.
    DATABASES["default"]["TEST"] = {"NAME": f"uthan_modelsearch_{os.getpid()}"}
