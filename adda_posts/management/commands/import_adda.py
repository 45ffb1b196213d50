"""`manage.py import_adda`: addas out of text pasted from a Facebook group."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any, NamedTuple

from adda_posts import importing
from adda_posts.models import Import
from adda_posts.pasting import Paste, PasteRefused, decode, dry_run, parse
from core.commands import UthanCommand


class Source(NamedTuple):
    """One file as it was named and read."""

    name: str
    content: bytes
    paste: Paste


class Command(UthanCommand):
    """Read pasted addas, show them (`--dry-run`), save them or undo an import.

    All files are parsed before the first write. A run that was killed is finished by
    running it again.
    """

    help = "Imports addas from text pasted from a Facebook group."
    takes_json = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="*", metavar="FILE", help="Pasted text.")
        parser.add_argument(
            "--dry-run", action="store_true", help="Show what was read, save nothing."
        )
        parser.add_argument("--series", default="", metavar="SLUG")
        parser.add_argument(
            "--publish", action="store_true", help="Show it to everyone at once."
        )
        parser.add_argument(
            "--undo", type=int, metavar="IMPORT_ID", help="Hide what an import added."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        files: list[str] = options["files"]
        if options["undo"] is not None:
            if files or options["dry_run"] or options["publish"] or options["series"]:
                self.misused("--undo stands alone.")
            self.undo(options["undo"], options["json"])
            return
        if not files:
            self.misused("Name at least one file.")
        sources = self.read(files)
        if options["dry_run"]:
            self.show(sources, options["json"])
        else:
            self.save(sources, **options)

    def read(self, files: list[str]) -> list[Source]:
        """Parse every file; a bad one refuses all."""
        sources = []
        for name in files:
            try:
                content = Path(name).read_bytes()
            except (OSError, ValueError) as error:
                reason = getattr(error, "strerror", None) or str(error)
                self.refuse(f"{name} cannot be read: {reason}.")
            try:
                paste = parse(decode(content, name), name=name)
            except PasteRefused as error:
                self.refuse(str(error))
            sources.append(Source(name, content, paste))
        for source in sources:
            for unsure in source.paste.unsure:
                self.say(f"{source.name}:{unsure.line}: {unsure.reason}")
        return sources

    def show(self, sources: list[Source], as_json: bool) -> None:
        """Print what was read."""
        addas = dry_run(source.paste for source in sources)
        if as_json:
            self.print_json(addas)
            return
        for source in sources:
            for adda in source.paste.addas:
                day = adda.date.isoformat() if adda.date else "no date"
                self.stdout.write(
                    f"{source.name}: {day}, {len(adda.comments)} comments"
                    f" · {adda.title or adda.topic or ''}"
                )

    def save(self, sources: list[Source], **options: Any) -> None:
        """Write what is missing and say what was done."""
        self.require_migrated()
        series: str = options["series"]
        blocks = importing.blocks_of((source.paste for source in sources), series)
        report = None
        try:
            if series:
                importing.check_series(series)
            if blocks:
                run = importing.begin(
                    [Path(source.name).name for source in sources],
                    digest=importing.digest_of(
                        (source.content for source in sources), series
                    ),
                    series=series,
                )
                report = importing.save(run, blocks, progress=self.tell)
                if options["publish"]:
                    importing.publish(run, waiting=report.waiting)
        except importing.SeriesRefused as error:
            self.refuse(str(error))
        if options["json"]:
            self.print_json(
                {
                    "import_id": report.run.pk if report else None,
                    "addas": [saved.as_json() for saved in report.addas]
                    if report
                    else [],
                    "unsure": [
                        {
                            "file": source.name,
                            "line": unsure.line,
                            "reason": unsure.reason,
                        }
                        for source in sources
                        for unsure in source.paste.unsure
                    ],
                }
            )
        elif report:
            added = sum(saved.added for saved in report.addas)
            self.stdout.write(
                f"Import {report.run.pk}: {len(report.addas)} addas, "
                f"{added} comments added."
            )
        else:
            self.stdout.write("Nothing to import: no adda has a date.")

    def tell(self, saved: importing.Saved) -> None:
        """One line of progress."""
        self.say(
            f"{saved.adda.series.slug} {saved.adda.date}: {saved.added} added, "
            f"{saved.already} there already"
        )

    def undo(self, import_id: int, as_json: bool) -> None:
        """Hide what an import added."""
        self.require_migrated()
        run = Import.objects.filter(pk=import_id).first()
        if run is None:
            self.refuse(f"There is no import {import_id}.")
        hidden = importing.undo(run)
        if as_json:
            self.print_json({"import_id": run.pk, "hidden": hidden})
        else:
            self.stdout.write(f"Import {run.pk} undone: {hidden} comments hidden.")
