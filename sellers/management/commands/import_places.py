"""`manage.py import_places`: districts and upazilas from the file that ships with us."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from core.commands import UthanCommand
from sellers import places
from sellers.models import District, Upazila


class Command(UthanCommand):
    """Bring the places up to date; a new site has them from its migrations."""

    help = (
        "Makes or mends the rows of districts and upazilas from a file like "
        "sellers/places.json. Done twice it changes nothing."
    )
    takes_json = True
    needs_database = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--file", type=Path, default=places.FILE)

    def handle(self, *args: Any, **options: Any) -> None:
        """Print what changed; with --json {"made": n, "changed": n, "source": "…"}."""
        try:
            data = places.read(options["file"])
            counted = places.import_places(District, Upazila, data)
        except (OSError, ValueError, LookupError, TypeError) as error:
            self.refuse(f"{options['file']} cannot be read as places: {error}")
        if options["json"]:
            self.print_json({**counted._asdict(), "source": data.get("source", "")})
        else:
            self.stdout.write(f"Made: {counted.made}, changed: {counted.changed}.")
