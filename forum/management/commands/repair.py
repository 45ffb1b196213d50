"""`manage.py repair`: what threads and cases keep, worked out anew from their rows."""

from argparse import ArgumentParser
from typing import Any

from core.commands import UthanCommand
from forum import repairing
from moderation import repairing as cases


class Command(UthanCommand):
    """Find what drifted and set it right; harmless at any time."""

    help = (
        "Sets right the counters of threads (posts, replies, order, version, activity), "
        "the tags that they print, and the counters of open cases (reports, weight). "
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
        of_cases = list(cases.find_drift())
        everything: list[Any] = [*drifts, *of_cases]
        repair = bool(everything) and not options["check"]
        if repair:
            repairing.mend(drifts)
            cases.mend(of_cases)
        if options["json"]:
            rows = [drift.as_json() for drift in everything]
            self.print_json({"drift": rows, "repaired": repair})
        else:
            for drift in everything:
                self.stdout.write(
                    f"{drift.where}: {drift.field} is {drift.found}, "
                    f"not {drift.expected}"
                )
            if not everything:
                self.stdout.write("Nothing drifted.")
            elif repair:
                self.stdout.write(f"Set right: {len(everything)}.")
        if everything and options["check"]:
            self.refuse(f"{len(everything)} fields drifted. Run `manage.py repair`.")
