"""`manage.py repair`: the counters of threads, worked out anew from the posts."""

from argparse import ArgumentParser
from typing import Any

from core.commands import UthanCommand
from forum import repairing


class Command(UthanCommand):
    """Find counters that drifted and set them right; harmless at any time."""

    help = (
        "Sets right the counters of threads (posts, replies, order, version, activity). "
        "With --check it only looks, and exits 1 where something drifted."
    )
    takes_json = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="Only look; exit 1 on drift."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print each drift; with --json {"drift": [...], "repaired": true|false}."""
        drifts = list(repairing.find_drift())
        repair = bool(drifts) and not options["check"]
        if repair:
            repairing.mend(drifts)
        if options["json"]:
            rows = [drift.as_json() for drift in drifts]
            self.print_json({"drift": rows, "repaired": repair})
        else:
            for drift in drifts:
                where = f"post {drift.post}" if drift.post else f"thread {drift.thread}"
                self.stdout.write(
                    f"{where}: {drift.field} is {drift.found}, not {drift.expected}"
                )
            if not drifts:
                self.stdout.write("Nothing drifted.")
        if drifts and options["check"]:
            self.refuse(f"{len(drifts)} counters drifted. Run `manage.py repair`.")
