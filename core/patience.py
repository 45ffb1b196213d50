"""Writes that wait no longer than they should: `impatient` for what may be put off and
must not be in the way, `waiting_at_most` for somebody who is waiting for an answer."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import OperationalError, connection, transaction

MILLISECONDS = 100
# PostgreSQL: waited too long for a lock, or two waited for each other.
_HELD = {"55P03", "40P01"}


class Held(Exception):
    """Somebody else held what was to be written, and nothing was."""


@contextmanager
def impatient(milliseconds: int = MILLISECONDS) -> Iterator[None]:
    """A transaction that waits no longer than this for another writer.

    Raises OperationalError where it would have to: SQLite's one lock or, on PostgreSQL,
    that of a row is held by somebody else.
    """
    if connection.vendor != "sqlite":
        with transaction.atomic():
            _run("SELECT set_config('lock_timeout', %s, true)", f"{milliseconds}ms")
            yield
        return
    _run(f"PRAGMA busy_timeout = {int(milliseconds)}")
    try:
        with transaction.atomic():
            yield
    finally:
        usual = settings.DATABASES["default"]["OPTIONS"]["timeout"]
        _run(f"PRAGMA busy_timeout = {int(usual * 1000)}")


@contextmanager
def waiting_at_most(milliseconds: int) -> Iterator[None]:
    """As `impatient`, with Held in the place of an OperationalError that says no more
    than that."""
    try:
        with impatient(milliseconds):
            yield
    except OperationalError as error:
        if not _is_held(error):
            raise
        raise Held from error


def _is_held(error: OperationalError) -> bool:
    cause = error.__cause__
    if isinstance(cause, sqlite3.Error):
        # The lowest byte; those above say more of it.
        return cause.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
    return getattr(cause, "sqlstate", "") in _HELD


def _run(statement: str, *values: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
