"""Somebody else in the middle of a change, and somebody who waits for ours."""

import sqlite3
import threading
import time
from contextlib import contextmanager

from django.conf import settings
from django.db import connection, transaction


@contextmanager
def held(rows):
    """Another session holds what a change of `rows` needs: on SQLite the database."""
    is_held, done = threading.Event(), threading.Event()

    def hold():
        if settings.ON_SQLITE:
            other = sqlite3.connect(connection.settings_dict["NAME"])
            other.execute("BEGIN IMMEDIATE")
            is_held.set()
            done.wait(20)
            other.close()
            return
        with transaction.atomic():
            list(rows.select_for_update())
            is_held.set()
            done.wait(20)
        connection.close()

    thread = threading.Thread(target=hold)
    thread.start()
    assert is_held.wait(10)
    try:
        yield
    finally:
        done.set()
        thread.join()


@contextmanager
def while_another(act):
    """Our transaction; before it ends another session has begun to `act`, and waits for
    it. `act` is done when this is over."""

    def run():
        try:
            act()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    with transaction.atomic():
        yield
        thread.start()
        while thread.is_alive() and not _somebody_waits_for_us():
            time.sleep(0.01)
    thread.join()


def _somebody_waits_for_us():
    if settings.ON_SQLITE:
        time.sleep(0.3)  # Nothing there tells who waits.
        return True
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks"
            " WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
        )
        return cursor.fetchone()[0]
