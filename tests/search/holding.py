"""Somebody else in the middle of a change."""

import sqlite3
import threading
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
