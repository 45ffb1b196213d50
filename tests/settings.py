"""The settings as the tests run them: everything written goes to a temporary folder.

The engine comes from DATABASE_URL and REDIS_URL of the environment, so the same tests
run on SQLite and on PostgreSQL with Redis. A developer's `.env` has no say.
"""

import atexit
import os
import re
import shutil
import tempfile
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent
for _name in re.findall(
    r"^# ([A-Z_]+)=", (_ROOT / ".env.example").read_text("utf-8"), re.M
):
    if _name not in {"DATABASE_URL", "REDIS_URL"}:
        os.environ[_name] = ""
os.environ.setdefault("DATABASE_URL", "")
os.environ.setdefault("REDIS_URL", "")

_folder = tempfile.mkdtemp(prefix="uthan-test-")
_process = os.getpid()


@atexit.register
def _clear() -> None:
    # A forked child must not take the folder away from its parent.
    if os.getpid() == _process:
        shutil.rmtree(_folder, ignore_errors=True)


os.environ["DATA_DIR"] = _folder
(Path(_folder) / "static").mkdir()  # WhiteNoise warns where there is none
os.environ["SECRET_KEY"] = "only-for-tests-" + "k" * 40

from config.settings import *  # noqa: E402, F403
from config.settings import (  # noqa: E402
    CACHES,
    DATABASES,
    INSTALLED_APPS,
    MIDDLEWARE,
    ON_SQLITE,
)

_database = DATABASES["default"]
if ON_SQLITE:
    # A file, because the server's threads in browser tests share it; one for each
    # process, because several people's pytest runs stand side by side.
    _database["NAME"] = str(Path(_folder) / "test.sqlite3")
    _database["OPTIONS"]["init_command"] = (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA cache_size=-16000;"
    )
else:
    _database["NAME"] = f"uthan_test_{_process}"
    _database["OPTIONS"].pop("pool", None)
_database["TEST"] = {"NAME": _database["NAME"]}

# Sign-in limits of one test must not reach the next, and flushing a database leaves
# the cache's table alone. The table is made all the same, for sites run from a copy.
CACHES["in_database"] = CACHES["default"]
CACHES["default"] = {
    "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
    "LOCATION": "limits",
}

# Every request of every test is watched for queries that run once per row.
INSTALLED_APPS = [*INSTALLED_APPS, "zeal"]
MIDDLEWARE = ["zeal.middleware.zeal_middleware", *MIDDLEWARE]
ZEAL_RAISE = True

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
