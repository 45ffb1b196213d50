"""A write that rather fails than waits: for what may be lost and must not be in the way."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection, transaction

MILLISECONDS = 100


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


def _run(statement: str, *values: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
