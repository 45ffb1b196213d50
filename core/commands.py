"""What all of Uthan's management commands share: exit codes, JSON, one sentence.

0 done (also nothing to add, no result), 1 refused with one sentence on stderr, 2 wrong
usage, 130 interrupted. With --json stdout carries UTF-8 JSON and nothing else;
progress and warnings go to stderr.
"""

import json
import os
import sys
from io import TextIOWrapper
from typing import Any, Never

import psycopg
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

REFUSED = 1
WRONG_USAGE = 2
INTERRUPTED = 130

NOT_MIGRATED = "The database is not ready. Run `manage.py migrate` first."


class UthanCommand(BaseCommand):
    """Base of our commands; set `takes_json` for `--json`.

    `needs_database` commands look before they begin whether all migrations are in;
    the others find out when a table is missing.
    """

    takes_json = False
    needs_database = False
    requires_system_checks: list[str] = []  # type: ignore[assignment]
    _from_command_line = False

    def create_parser(self, *args: Any, **kwargs: Any) -> Any:
        parser = super().create_parser(*args, **kwargs)
        if self.takes_json:
            parser.add_argument(
                "--json", action="store_true", help="Print JSON and nothing else."
            )
        return parser

    def run_from_argv(self, argv: list[str]) -> None:
        self._from_command_line = True
        speak_utf8()
        super().run_from_argv(argv)

    def execute(self, *args: Any, **options: Any) -> str | None:
        """Run `handle`; every refusal ends in one sentence, Ctrl-C without a trace.

        Called from Python (`call_command`) refusals are raised as CommandError.
        """
        try:
            return self._with_database(*args, **options)
        except CommandError as error:
            if not self._from_command_line or options.get("traceback"):
                raise
            self.stderr.write(str(error))
            sys.exit(error.returncode)
        except KeyboardInterrupt:
            if not self._from_command_line:
                raise
            sys.exit(INTERRUPTED)
        except BrokenPipeError:
            # The reader of our output went away (`| head`); nothing to say to it.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(REFUSED)

    def _with_database(self, *args: Any, **options: Any) -> str | None:
        try:
            if self.needs_database:
                self.require_migrated()
            return super().execute(*args, **options)
        except DatabaseError as error:
            sentence = what_is_wrong()
            if sentence:
                raise CommandError(sentence) from error
            raise

    @staticmethod
    def require_migrated() -> None:
        """Refuse unless every migration is in."""
        sentence = what_is_wrong()
        if sentence:
            raise CommandError(sentence)

    @staticmethod
    def is_migrated() -> bool:
        """True when every migration is in; raises CommandError when the database
        cannot be used at all."""
        sentence = what_is_wrong()
        if sentence not in {"", NOT_MIGRATED}:
            raise CommandError(sentence)
        return not sentence

    def refuse(self, sentence: str) -> Never:
        """End with exit status 1 and `sentence` on stderr."""
        raise CommandError(sentence, returncode=REFUSED)

    def misused(self, sentence: str) -> Never:
        """End with exit status 2, as for an unknown option."""
        raise CommandError(sentence, returncode=WRONG_USAGE)

    def say(self, text: str) -> None:
        """Progress and warnings: to stderr, so that stdout stays for the result."""
        self.stderr.write(text, self.style.NOTICE)

    def print_json(self, value: Any) -> None:
        """One JSON value on one line of stdout, Bangla as Bangla."""
        self.stdout.write(json.dumps(value, ensure_ascii=False, default=str))


def speak_utf8() -> None:
    """Read and write UTF-8 whatever the locale says.

    A lone surrogate leaves as \\udXXX, which is how JSON writes it too.
    """
    for stream, errors in (
        (sys.stdin, "surrogateescape"),
        (sys.stdout, "backslashreplace"),
        (sys.stderr, "backslashreplace"),
    ):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors=errors)


def what_is_wrong() -> str:
    """Why commands can't work on the database, in a sentence; empty when they can."""
    if settings.ON_SQLITE and not os.path.exists(settings.DATABASES["default"]["NAME"]):
        return NOT_MIGRATED
    if connection.in_atomic_block:
        return ""
    if sentence := why_unreachable():
        return sentence
    try:
        connection.close()
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        return unusable(error)
    return NOT_MIGRATED if waiting else ""


def why_unreachable() -> str:
    """Why no server answers, in a sentence; empty when one does.

    Asked past the pool, which would try on for half a minute.
    """
    if settings.ON_SQLITE:
        return ""
    parameters = connection.get_connection_params()
    parameters.pop("pool", None)
    try:
        psycopg.connect(**parameters).close()
    except psycopg.Error as error:
        return unusable(error)
    return ""


def unusable(error: Exception) -> str:
    """The sentence about a database that gives an error."""
    return f"The database cannot be used: {' '.join(str(error).split())}."
