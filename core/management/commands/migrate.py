"""`manage.py migrate`: Django's, which first makes the folder for the data."""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.core.management.commands import migrate

from core.commands import UthanCommand, why_unreachable


class Command(UthanCommand, migrate.Command):
    """Migrate; refuses in one sentence when the database can't be reached."""

    def execute(self, *args: Any, **options: Any) -> str | None:
        # Before the system checks: they ask SQLite what it can, which opens the file.
        try:
            settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CommandError(f"DATA_DIR cannot be made: {error}.") from error
        return super().execute(*args, **options)

    def handle(self, *args: Any, **options: Any) -> None:
        if sentence := why_unreachable():
            raise CommandError(sentence)
        super().handle(*args, **options)
