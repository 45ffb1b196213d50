"""`manage.py migrate`: Django's, which first makes the folder for the data."""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import DatabaseError, connection


class Command(migrate.Command):
    """Migrate; refuses in one sentence when the database can't be reached."""

    def execute(self, *args: Any, **options: Any) -> str | None:
        # Before the system checks: they ask SQLite what it can, which opens the file.
        settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
        return super().execute(*args, **options)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            connection.ensure_connection()
        except DatabaseError as error:
            reason = " ".join(str(error).split())
            raise CommandError(f"The database cannot be used: {reason}.") from error
        super().handle(*args, **options)
