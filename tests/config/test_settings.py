"""A wrong variable refuses to start, in one sentence that names it."""

import re
import subprocess
import sys

import pytest

from tests.conftest import ROOT, VARIABLES, own_environment

WRONG = [
    ("DEBUG", "maybe"),
    ("HOST", "not a host"),
    ("PORT", "0"),
    ("PORT", "65536"),
    ("PORT", "eighty"),
    ("PORT", "8²"),
    ("PORT", "9" * 5000),
    ("SITE_URL", "ftp://example.org"),
    ("SITE_URL", "example.org"),
    ("SITE_URL", "https://example.org/forum"),
    ("SITE_URL", "https://example.org:port"),
    ("SITE_URL", "https://"),
    ("SITE_URL", "https://me@example.org"),
    ("DATA_DIR", "manage.py"),
    ("DATA_DIR", "manage.py/below"),
    ("SECRET_KEY", "short"),
    ("MATCH_KEY", "short"),
    ("ALLOWED_HOSTS", "https://example.org"),
    ("ALLOWED_HOSTS", "one.example two.example"),
    ("BEHIND_PROXY", "2"),
    ("DATABASE_URL", "mysql://localhost/uthan"),
    ("DATABASE_URL", "postgres:///uthan"),
    ("DATABASE_URL", "postgres://localhost:port/uthan"),
    ("DATABASE_URL", "postgres://localhost/"),
    ("DATABASE_URL", "sqlite://:memory:"),
    ("DATABASE_URL", "sqlite://"),
    ("DATABASE_URL", "uthan.sqlite3"),
    ("DATABASE_URL", "sqlite:///nowhere/uthan.sqlite3"),
    ("SEARCH_URL", "elsewhere"),
    ("SEARCH_URL", "database"),
    ("SEARCH_URL", "whoosh://"),
    ("SEARCH_URL", "whoosh:///"),
    ("SEARCH_URL", "whoosh:///etc/passwd"),
    ("SEARCH_URL", "whoosh://var/search"),
    ("SEARCH_URL", "sqlite:///search.sqlite3"),
    ("SEARCH_URL", "postgres:///uthan"),
    ("SEARCH_URL", "postgres://localhost/"),
    ("DB_CONN_MAX_AGE", "-1"),
    ("DB_CONN_MAX_AGE", "3601"),
    ("REDIS_URL", "http://localhost:6379"),
    ("REDIS_URL", "redis://"),
    ("GUEST_PAGE_SECONDS", "61"),
    ("COLLECTED_STATIC", "si"),
    ("EMAIL_URL", "http://mail.example.org"),
    ("EMAIL_URL", "smtp://"),
    ("MAIL_FROM", "nobody"),
    ("MAIL_FROM", "a@example.org, b@example.org"),
    ("DEMO", "please"),
    ("WRITING_LIMIT", "slow"),
    ("SOCKETS_PER_MEMBER", "0"),
    ("SOCKETS_PER_PROCESS", "a lot"),
]
LOAD = """
import sys
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
try:
    settings.DEBUG
except ImproperlyConfigured as error:
    sys.exit(str(error))
"""


def load_settings(**variables):
    return subprocess.run(
        [sys.executable, "-c", LOAD],
        cwd=ROOT,
        env=own_environment(DJANGO_SETTINGS_MODULE="config.settings", **variables),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.mark.parametrize(("name", "value"), WRONG)
def test_settings_refuse_a_wrong_value(name, value, tmp_path):
    done = load_settings(**{"DATA_DIR": tmp_path, name: value})

    assert done.returncode == 1
    assert done.stderr.startswith(name)
    assert done.stderr.strip().endswith(".")
    assert done.stderr.count("\n") == 1


def test_settings_refuse_sms_to_a_file_on_a_public_host(tmp_path):
    done = load_settings(DATA_DIR=tmp_path, HOST="0.0.0.0")  # noqa: S104

    assert done.returncode == 1
    assert done.stderr.startswith("SMS_SENDER")


def test_settings_never_print_a_password(tmp_path):
    done = load_settings(DATA_DIR=tmp_path, DATABASE_URL="mysql://me:geheim@host/db")

    assert "DATABASE_URL" in done.stderr
    assert "geheim" not in done.stderr


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ("", "whoosh search "),
        ("whoosh:///srv/found", "whoosh found "),
        ("database", "postgresql search default"),
        ("postgres://me@host/db", "postgresql search search"),
    ],
)
def test_settings_choose_the_search_engine(value, wanted, tmp_path):
    tell = "from config.settings import SEARCH_ENGINE as e, SEARCH_INDEX_DIR as d, "
    tell += "SEARCH_DATABASE as a, DATABASES; print(e, d.name, a, a and DATABASES[a])"
    done = subprocess.run(
        [sys.executable, "-c", tell],
        cwd=ROOT,
        env=own_environment(
            DATA_DIR=tmp_path, DATABASE_URL="postgres://me@host/site", SEARCH_URL=value
        ),
        capture_output=True,
        encoding="utf-8",
        check=True,
    )

    assert done.stdout.startswith(wanted)


def test_settings_take_a_value_from_a_file(tmp_path):
    (tmp_path / "port").write_text("70000\n")

    done = load_settings(DATA_DIR=tmp_path, PORT_FILE=tmp_path / "port")

    assert done.stderr.startswith("PORT must be")


def test_settings_refuse_a_file_that_is_not_there(tmp_path):
    done = load_settings(DATA_DIR=tmp_path, PORT_FILE=tmp_path / "absent")

    assert done.returncode == 1
    assert done.stderr.startswith("PORT_FILE")


def test_settings_refuse_an_empty_secret_key_file(tmp_path):
    (tmp_path / "secret-key").write_text("\n")

    done = load_settings(DATA_DIR=tmp_path)

    assert done.returncode == 1
    assert "secret-key" in done.stderr


def test_settings_write_nothing(tmp_path):
    done = load_settings(DATA_DIR=tmp_path / "not-yet")

    assert done.returncode == 0
    assert list(tmp_path.iterdir()) == []


def test_a_relative_data_dir_counts_from_the_checkout(tmp_path):
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "from config.settings import DATA_DIR; print(DATA_DIR)",
        ],
        cwd=tmp_path,
        env=own_environment(PYTHONPATH=ROOT, DATA_DIR="elsewhere"),
        capture_output=True,
        encoding="utf-8",
        check=True,
    )

    assert done.stdout.strip() == str(ROOT / "elsewhere")


@pytest.mark.parametrize("module", ["config.asgi", "config.wsgi"])
def test_a_server_refuses_in_one_sentence(module, tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", f"import {module}"],
        cwd=ROOT,
        env=own_environment(DATA_DIR=tmp_path, PORT="eighty"),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )

    assert done.returncode == 1
    assert done.stderr.startswith("PORT must be")
    assert done.stderr.count("\n") == 1


def test_a_command_refuses_in_one_sentence(manage, tmp_path):
    done = manage("check", DATA_DIR=tmp_path, DEBUG="maybe")

    assert done.returncode == 1
    assert done.stderr == "DEBUG must be 1 or 0, not 'maybe'.\n"


def test_a_command_refuses_a_sender_of_sms_that_is_not_there(manage, tmp_path):
    done = manage("check", DATA_DIR=tmp_path, SMS_SENDER="pigeon")

    assert done.returncode == 1
    assert done.stderr.startswith("SMS_SENDER must be")
    assert done.stderr.count("\n") == 1


def test_every_variable_is_in_the_example():
    source = (ROOT / "config" / "settings.py").read_text("utf-8")
    reading = r"\b(?:variable|flag|number|choice|url|host_names|folder|database"
    reading += r"|search_engine)"
    read = set(re.findall(reading + r"\(\s*\"([A-Z_]+)\"", source))

    assert read == VARIABLES


def test_every_variable_of_the_example_has_a_sentence():
    lines = (ROOT / ".env.example").read_text("utf-8").split("\n")

    bare = [
        line
        for before, line in zip(["", *lines], lines, strict=False)
        if re.match(r"# [A-Z_]+=", line) and not before.endswith(".")
    ]

    assert bare == []
