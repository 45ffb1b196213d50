"""`manage.py search`: what the site's search answers, for people and for programs."""

import sys
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from django.utils.html import strip_tags
from django.utils.translation import override

from core.commands import UthanCommand
from core.text import is_blank
from search.engines import IndexBusy, IndexMissing, search_index
from search.indexing import catch_up, rebuild
from search.results import Result, search

MOST = 200


class _Moderator:
    """Who the command searches as: somebody who may see all that is in the index."""

    is_moderator = True
    is_authenticated = True


def limit_number(typed: str) -> int:
    """The value of --limit; raises ArgumentTypeError outside 1…MOST."""
    if not typed.isdecimal() or not 1 <= int(typed) <= MOST:
        raise ArgumentTypeError(f"must be a whole number from 1 to {MOST}")
    return int(typed)


class Command(UthanCommand):
    """Search for one query, or for each line of a file.

    Sees what a moderator sees. Saved changes are indexed first; with no index one is
    built. Prints for each query `{"query", "count", "results": [{"kind", "id",
    "series", "date", "seq", "url", "title", "snippet", "score"}]}`: `count` is all
    visible hits, `date` and `seq` are those within an adda, `snippet` is escaped HTML
    with <mark> and masked numbers. The tips that the page shows above its results
    (kind "tip") come last here, where the limit leaves room.
    """

    help = "Searches as a moderator would: one QUERY, or every line of --batch FILE."
    takes_json = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        """QUERY or --batch, and how many results."""
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("query", nargs="?", metavar="QUERY", help="What to look for.")
        what.add_argument(
            "--batch",
            metavar="FILE",
            help="One query a line, UTF-8 (- is standard input); one JSON line each.",
        )
        parser.add_argument(
            "--limit", type=limit_number, default=10, help="Most results (default 10)."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Index what waits, then answer; exit 1 where a file cannot be read."""
        limit = options["limit"]
        if options["batch"] is not None:
            with self.opened(options["batch"]) as file:
                self.catch_up()
                for line in lines(file):
                    self.print_json(self.answer_line(line, limit))
                    self.stdout.flush()
            return
        self.catch_up()
        answer = self.answer(clean(options["query"]), limit)
        if options["json"]:
            self.print_json(answer)
        else:
            self.show(answer)

    def opened(self, name: str) -> BinaryIO:
        """The batch file in bytes; one that cannot be read is refused."""
        if name == "-":
            return sys.stdin.buffer
        try:
            return Path(name).open("rb")
        except OSError as error:
            self.refuse(f"{name} cannot be read: {error.strerror}.")

    def catch_up(self) -> None:
        """Index what was saved before now, or say why the answers may be older."""
        try:
            catch_up()
        except IndexBusy:
            self.say(
                "Another process is writing the index; answers may miss the latest."
            )

    def answer_line(self, line: bytes, limit: int) -> dict[str, Any]:
        """The answer to one line of a batch; a bad line is answered with "error"."""
        try:
            return self.answer(line.decode(), limit)
        except UnicodeDecodeError:
            query = line.decode(errors="replace")
            return self.nothing(query) | {"error": "The line is not UTF-8."}

    def answer(self, query: str, limit: int) -> dict[str, Any]:
        """One query's answer."""
        if is_blank(query):
            return self.nothing(query)
        with override("bn"):
            try:
                found = search(query, _Moderator(), limit=limit)
            except IndexMissing:
                self.mend()
                found = search(query, _Moderator(), limit=limit)
        items = [*found.items, *found.tips][:limit]
        return {
            "query": query,
            "count": found.count + len(found.tips),
            "results": [as_json(item) for item in items],
        }

    def mend(self) -> None:
        """Build the index where it is missing or broken."""
        try:
            if not search_index().is_readable():
                rebuild()
        except IndexBusy:
            self.refuse("There is no search index yet; another process is making it.")

    @staticmethod
    def nothing(query: str) -> dict[str, Any]:
        """The answer that has found nothing."""
        return {"query": query, "count": 0, "results": []}

    def show(self, answer: dict[str, Any]) -> None:
        """Write an answer for people."""
        self.stdout.write(f"{answer['count']} found")
        for result in answer["results"]:
            self.stdout.write(f"\n{result['title']}  {result['url']}")
            self.stdout.write(strip_tags(result["snippet"]))


def clean(argument: str) -> str:
    """An argument of the command line, without bytes that are no UTF-8."""
    return argument.encode(errors="surrogateescape").decode(errors="replace")


def lines(file: BinaryIO) -> Iterator[bytes]:
    """The lines of a file, without their ends."""
    for line in file:
        yield line.removesuffix(b"\n").removesuffix(b"\r")


def as_json(item: Result) -> dict[str, Any]:
    """One result as the command prints it."""
    shown = item.shown
    return {
        "kind": shown.kind,
        "id": shown.pk,
        "series": shown.series,
        "date": shown.date.isoformat() if shown.date else None,
        "seq": shown.seq,
        "url": shown.url,
        "title": shown.title,
        "snippet": item.snippet,
        "score": item.score,
    }
