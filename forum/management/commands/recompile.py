"""`manage.py recompile`: bodies made anew by the compiler of today."""

from typing import Any

from core.commands import UthanCommand
from forum import recompiling


class Command(UthanCommand):
    """Compile the bodies that an older compiler made; may be stopped and run again."""

    help = "Compiles again the bodies of posts that an older version compiled."
    takes_json = True

    def handle(self, *args: Any, **options: Any) -> None:
        """Work slice by slice; with --json {"recompiled": n}."""
        done = 0
        for count in recompiling.slices():
            done += count
            self.say(f"{done} bodies")
        if options["json"]:
            self.print_json({"recompiled": done})
        else:
            self.stdout.write(f"{done} bodies were compiled again.")
