"""Fixtures for all tests: the database from a template, the cast, the browser."""

import fcntl
import hashlib
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from django.conf import settings
from django.core.cache import caches
from django.db import connection
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright

from forum.models import Thread
from guidance.models import GuidancePage, Tip
from profiles.models import Member
from search.models import EntryJob
from sellers import places as shipped_places
from sellers.models import District, Upazila
from tests.factories import MemberFactory
from tests.search.engines import SEARCH_ENGINES

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / ".cache"
VARIABLES = set(
    re.findall(r"^# ([A-Z_]+)=", (ROOT / ".env.example").read_text("utf-8"), re.M)
)

CHROMIUM = os.environ.get("UTHAN_CHROMIUM") or next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))),
    None,
)
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip browser tests without Chromium, or refuse where they are required."""
    wanted = [item for item in items if item.get_closest_marker("browser")]
    if wanted and not CHROMIUM:
        if os.environ.get("UTHAN_REQUIRE_BROWSER") == "1":
            raise pytest.UsageError(
                "Browser tests are required and there is no Chromium."
            )
        reason = "there is no Chromium here (apt-get install chromium)"
        for item in wanted:
            item.add_marker(pytest.mark.skip(reason=reason))
    for item in items:
        give_back_first_rows(item)


def give_back_first_rows(item: pytest.Item) -> None:
    """Let a test that really commits begin with the rows the migrations made."""
    marker = item.get_closest_marker("django_db")
    names = getattr(item, "fixturenames", [])
    commits = (marker and marker.kwargs.get("transaction")) or (
        "transactional_db" in names
    )
    if commits and "django_db_serialized_rollback" not in names:
        names.insert(0, "django_db_serialized_rollback")


# --- The database ------------------------------------------------------------------


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Hold a lock among all test runs in this checkout."""
    CACHE.mkdir(exist_ok=True)
    with (CACHE / "test.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def template_name() -> str:
    """Name of the migrated database: another one for other migrations."""
    seen = hashlib.sha256()
    for path in [*sorted(ROOT.glob("*/migrations/*.py")), ROOT / "tests/settings.py"]:
        seen.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    for package in ("Django", "wagtail", "django-allauth", "django-taggit"):
        seen.update(f"{package} {version(package)}".encode())
    return f"test-{seen.hexdigest()[:16]}"


def migrate_afresh() -> None:
    """Make the test database by running every migration (some 20 s)."""
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    take_first_tips_away()


def take_first_tips_away() -> None:
    """Let tests begin with nothing that is read: what they count is what they wrote.

    The tips of a new site have tests of their own (tests/guidance/test_first_tips.py),
    and tests that need districts have the fixture `places`: hundreds of rows would
    be put back for every test that really commits.
    """
    Tip.objects.all().delete()
    GuidancePage.objects.all().delete()
    Thread.objects.all().delete()
    EntryJob.objects.all().delete()
    Upazila.objects.all().delete()
    District.objects.all().delete()


def copy_sqlite_template() -> None:
    """Put a migrated file in place; the first run after a change makes it."""
    template = CACHE / f"{template_name()}.sqlite3"
    with one_at_a_time():
        if not template.exists():
            migrate_afresh()
            scratch = template.with_suffix(".new")
            scratch.unlink(missing_ok=True)
            with connection.cursor() as cursor:
                cursor.execute("VACUUM INTO %s", [str(scratch)])
            scratch.replace(template)
            return
    shutil.copyfile(template, settings.DATABASES["default"]["NAME"])


def copy_postgresql_template() -> None:
    """The same with PostgreSQL's own templates."""
    name = connection.settings_dict["NAME"]
    template = f"uthan_{template_name().replace('-', '_')}"
    with one_at_a_time():
        with connection.creation._nodb_cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [template])
            exists = cursor.fetchone()
        if not exists:
            migrate_afresh()
            connection.close()
        with connection.creation._nodb_cursor() as cursor:
            if not exists:
                cursor.execute(f'ALTER DATABASE "{name}" RENAME TO "{template}"')
            cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: Any
) -> Iterator[None]:
    """A migrated database for this process alone, copied from a template."""
    with django_db_blocker.unblock():
        if settings.ON_SQLITE:
            copy_sqlite_template()
        else:
            copy_postgresql_template()
        connection._test_serialized_contents = (  # type: ignore[attr-defined]
            connection.creation.serialize_db_to_string()
        )
    yield
    with django_db_blocker.unblock():
        connection.close()
        if not settings.ON_SQLITE:
            name = connection.settings_dict["NAME"]
            with connection.creation._nodb_cursor() as cursor:
                cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture(autouse=True)
def _nothing_left_over() -> Iterator[None]:
    """Each test begins without pages, limits and messages of the one before."""
    for name in ("default", "pages"):
        caches[name].clear()
    yield
    for folder in (settings.OUTBOX_DIR, settings.MEDIA_ROOT, settings.SEARCH_INDEX_DIR):
        shutil.rmtree(folder, ignore_errors=True)


# --- The cast ----------------------------------------------------------------------


@pytest.fixture
def rahima(db: None) -> Member:
    """The author of what is written in a test."""
    return MemberFactory(handle="rahima", display_name="রহিমা খাতুন")


@pytest.fixture
def karim(db: None) -> Member:
    """A moderator."""
    return MemberFactory(handle="karim", display_name="করিম মিয়া", moderator=True)


@pytest.fixture
def tania(db: None) -> Member:
    """A member who has nothing to do with it."""
    return MemberFactory(handle="tania", display_name="তানিয়া রহমান")


@pytest.fixture
def places(db: None) -> None:
    """All districts and upazilas, as a new site has them."""
    shipped_places.import_places(District, Upazila, shipped_places.read())


# --- The search engines ------------------------------------------------------------


@pytest.fixture(params=SEARCH_ENGINES)
def search_engine(request: pytest.FixtureRequest, settings: Any) -> str:
    """The engine of the site's index: each that can run on the tests' database."""
    settings.SEARCH_ENGINE = request.param
    settings.SEARCH_DATABASE = "default"
    return request.param


# --- The browser -------------------------------------------------------------------


class Phone:
    """Opens browser windows: `phone()` is 360 px wide and speaks Bangla."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.contexts: list[BrowserContext] = []

    def __call__(self, **options: Any) -> BrowserContext:
        """A fresh window of a phone; `options` are Playwright's for a context."""
        return self.window(
            **{
                "viewport": {"width": 360, "height": 740},
                "device_scale_factor": 2,
                "is_mobile": True,
                "has_touch": True,
                **options,
            }
        )

    def desktop(self, **options: Any) -> BrowserContext:
        """A fresh window of a computer, 1280 px wide."""
        return self.window(**{"viewport": {"width": 1280, "height": 800}, **options})

    def window(self, **options: Any) -> BrowserContext:
        context = self.browser.new_context(
            **{"locale": "bn-BD", "timezone_id": "Asia/Dhaka", **options}
        )
        self.contexts.append(context)
        return context


@pytest.fixture(scope="session")
def _chromium() -> Iterator[tuple[ThreadPoolExecutor, Browser]]:
    # In a thread of its own: Playwright leaves an event loop running in its thread,
    # and under a running loop Django hands out other database connections.
    pool = ThreadPoolExecutor(1)

    def start() -> tuple[Any, Browser]:
        driver = sync_playwright().start()
        return driver, driver.chromium.launch(
            executable_path=CHROMIUM, args=CHROMIUM_ARGUMENTS
        )

    # A busy machine is slow, not wrong: what is to come has longer than the usual 5 s.
    expect.set_options(timeout=20_000)
    driver, browser = pool.submit(start).result(60)
    yield pool, browser
    pool.submit(lambda: (browser.close(), driver.stop())).result(30)
    pool.shutdown()


@pytest.fixture
def drive(
    _chromium: tuple[ThreadPoolExecutor, Browser],
) -> Iterator[Callable[[Callable[[Phone], Any]], Any]]:
    """Run a scenario in the browser: `@drive` over `def scenario(phone): …` runs it at
    once and leaves its result under its name. The database is for the test's body
    only, before and after."""
    pool, browser = _chromium
    phone = Phone(browser)
    yield lambda scenario: pool.submit(scenario, phone).result(180)
    pool.submit(lambda: [context.close() for context in phone.contexts]).result(30)


def free_port_socket() -> socket.socket:
    """A socket bound to a free port of this machine."""
    bound = socket.socket()
    bound.bind(("127.0.0.1", 0))
    return bound


@pytest.fixture
def asgi_server(
    transactional_db: None, django_db_serialized_rollback: None
) -> Iterator[str]:
    """The site served by uvicorn in a thread; yields its address without a slash."""
    # Imported here: it is the application itself, made once settings are ready.
    from config.asgi import application  # noqa: PLC0415

    bound = free_port_socket()
    server = uvicorn.Server(
        uvicorn.Config(
            application,
            log_level="warning",
            lifespan="off",
            timeout_graceful_shutdown=2,
        )
    )
    thread = threading.Thread(
        target=server.run, kwargs={"sockets": [bound]}, daemon=True
    )
    thread.start()
    deadline = time.monotonic() + 20
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.01)
    assert server.started
    yield f"http://127.0.0.1:{bound.getsockname()[1]}"
    server.should_exit = True
    thread.join(5)
    bound.close()


@pytest.fixture
def live_site(asgi_server: str) -> str:
    """Another name for `asgi_server`."""
    return asgi_server


# --- Commands in processes of their own --------------------------------------------


@pytest.fixture(scope="session")
def migrated_file(django_db_setup: None) -> Path:
    """A migrated SQLite file to copy; only where the tests run on SQLite."""
    if not settings.ON_SQLITE:
        pytest.skip("only with SQLite")
    return CACHE / f"{template_name()}.sqlite3"


@pytest.fixture
def data_dir(tmp_path: Path, migrated_file: Path) -> Path:
    """The folder of a migrated, empty site."""
    folder = tmp_path / "data"
    folder.mkdir()
    shutil.copyfile(migrated_file, folder / "uthan.sqlite3")
    return folder


def own_environment(**variables: object) -> dict[str, str]:
    """The environment of a fresh shell: none of Uthan's variables but `variables`."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in VARIABLES and name != "DJANGO_SETTINGS_MODULE"
    }
    return {**kept, **{name: str(value) for name, value in variables.items()}}


@pytest.fixture
def manage() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run `manage.py …` in a process of its own and return how it ended.

    `manage("migrate", DATA_DIR=folder)`: capitals are the environment.
    """

    def run(
        *arguments: str, stdin: str = "", timeout: float = 120, **variables: object
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, str(ROOT / "manage.py"), *arguments],
            input=stdin,
            env=own_environment(**variables),
            capture_output=True,
            encoding="utf-8",
            timeout=timeout,
            check=False,
        )

    return run
