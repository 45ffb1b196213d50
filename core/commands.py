"""What all of Uthan's management commands share: exit codes, JSON, one sentence.

0 done (also nothing to add, no result), 1 refused with one sentence on stderr, 2 wrong
usage, 130 interrupted. With --json stdout carries UTF-8 JSON and nothing else;
progress and warnings go to stderr.
"""

import json
import sys
from argparse import ArgumentParser
from typing import Any, Never

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

INTERRUPTED = 130


class UthanCommand(BaseCommand):
    """Base of our commands; set `takes_json` for `--json`."""

    takes_json = False
    requires_system_checks: list[str] = []  # type: ignore[assignment]

    def create_parser(self, *args: Any, **kwargs: Any) -> Any:
        parser = super().create_parser(*args, **kwargs)
        if self.takes_json:
            parser.add_argument(
                "--json", action="store_true", help="Print JSON and nothing else."
            )
        return parser

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Nothing unless a command says so."""

    def execute(self, *args: Any, **options: Any) -> str | None:
        """Run `handle`; turn an unmigrated database and Ctrl-C into clear endings."""
        try:
            return super().execute(*args, **options)
        except DatabaseError as error:
            if self.needs_migrating():
                raise CommandError(
                    "The database is not ready. Run `manage.py migrate` first."
                ) from error
            raise
        except KeyboardInterrupt:
            print("Interrupted.", file=sys.stderr)  # noqa: T201
            sys.exit(INTERRUPTED)

    @staticmethod
    def needs_migrating() -> bool:
        """True where migrations wait to be applied, or the database can't be asked."""
        try:
            connection.rollback()
            executor = MigrationExecutor(connection)
            return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
        except DatabaseError:
            return False

    def refuse(self, sentence: str) -> Never:
        """End with exit status 1 and `sentence` on stderr."""
        raise CommandError(sentence)

    def say(self, text: str) -> None:
        """Progress and warnings: to stderr, so that stdout stays for the result."""
        self.stderr.write(text, self.style.NOTICE)

    def print_json(self, value: Any) -> None:
        """One JSON value on stdout, Bangla as Bangla."""
        self.stdout.write(json.dumps(value, ensure_ascii=False, default=str))
