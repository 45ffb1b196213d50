"""`manage.py backup FILE`: everything the site holds, in one file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from core.commands import UthanCommand
from home import backup


class Command(UthanCommand):
    """Write a backup; the site may run on."""

    help = "Writes database, media and keys into one zip, readable by its owner alone."
    takes_json = True
    needs_database = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        target: Path = options["file"]
        self.refuse_to_overwrite(target)
        try:
            counts = backup.write(target)
        except OSError as error:
            self.refuse(f"{target} cannot be written: {error.strerror}.")
        if options["json"]:
            self.print_json({"file": str(target), **counts._asdict()})
        else:
            self.stdout.write(f"{target}: {counts.rows} rows, {counts.files} files.")

    def refuse_to_overwrite(self, target: Path) -> None:
        """An older backup may be replaced, anything else not."""
        if not target.exists():
            return
        try:
            with backup.opened(target):
                pass
        except backup.BadBackup:
            self.refuse(f"{target} is there already and is no backup of Uthan.")
