"""`manage.py restore FILE`: puts a backup in place of what is there."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command

from core.commands import UthanCommand
from home import backup
from home.address import follow_site_url
from home.alone import SiteRuns, alone
from profiles import erasing
from profiles.models import Member
from search.engines import IndexBusy


class Command(UthanCommand):
    """Restore into an empty site, or with --force over a full one."""

    help = "Restores what `backup` wrote, on either engine. The site must not run."
    takes_json = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument(
            "--force", action="store_true", help="Replace a site that is not empty."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with (
                backup.opened(options["file"]) as (archive, manifest),
                alone(settings.DATA_DIR),
            ):
                self.make_ready(options["force"])
                counts = backup.restore(archive, manifest)
                follow_site_url()
                again = erasing.repeat()
        except backup.BadBackup as error:
            self.refuse(str(error))
        except IndexBusy:
            self.refuse("Another process is writing the search index; stop it first.")
        except SiteRuns:
            self.refuse(f"A site runs on {settings.DATA_DIR}; stop it first.")
        except OSError as error:
            self.refuse(f"It stopped half-way, restore again: {error}.")
        if options["json"]:
            self.print_json(
                {
                    "file": str(options["file"]),
                    **counts._asdict(),
                    "erased_again": again,
                }
            )
        else:
            self.stdout.write(f"{counts.rows} rows and {counts.files} files restored.")
            if again:
                self.stdout.write(f"The worker erases {again} members again.")

    def make_ready(self, force: bool) -> None:
        """Migrate an empty database; refuse a full one unless `force`."""
        if not self.is_migrated():
            self.say("Preparing the database …")
            call_command("migrate", verbosity=0, interactive=False)
        full = Member.objects.exists() or any(settings.MEDIA_ROOT.rglob("*"))
        if full and not force:
            self.refuse("This site is not empty; --force replaces all it holds.")
