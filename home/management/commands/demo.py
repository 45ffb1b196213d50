"""`manage.py demo`: a believable community on this machine, or none of it again."""

from argparse import ArgumentParser
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils import timezone

from core.commands import UthanCommand
from forum.models import Post
from home.demo.community import Community, remove
from profiles.models import Member


class Command(UthanCommand):
    """Fill an empty site with demo members, boards and a week of addas.

    Run again it adds what is missing: today's adda, and the days since the last run.
    Only on SQLite bound to this machine, since the sign-ins are printed.
    """

    help = "Makes the demo community, or adds today's adda to it."
    takes_json = True
    needs_database = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--date", type=date.fromisoformat, help="The day it is (YYYY-MM-DD)."
        )
        parser.add_argument(
            "--remove", action="store_true", help="Take the demo community away."
        )
        parser.add_argument(
            "--words-only",
            action="store_true",
            help="Leave out the sellers' pictures, which take the longest.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["remove"]:
            self.tell(remove(), options)
            return
        if not (settings.ON_SQLITE and settings.ON_LOOPBACK):
            self.refuse(
                "Demo accounts exist only on SQLite with HOST on this machine alone."
            )
        demo = Member.objects.filter(demo=True)
        if not demo.exists() and Member.objects.exists():
            self.refuse(
                "This site has members of its own; the demo is for an empty one."
            )
        today = options["date"] or self.today()
        community = Community(today, self.say)
        community.make()
        if not options["words_only"]:
            community.show_things()
        counts = {
            "date": today.isoformat(),
            "members": demo.count(),
            "posts": Post.objects.filter(author__demo=True).count(),
        }
        self.tell(counts, options)

    @staticmethod
    def today() -> date:
        """The day in Dhaka."""
        now: datetime = timezone.localtime(timezone=timezone.get_default_timezone())
        return now.date()

    def tell(self, counts: dict[str, Any], options: dict[str, Any]) -> None:
        """The result, as JSON or as a line."""
        if options["json"]:
            self.print_json(counts)
        else:
            words = ", ".join(f"{name} {value}" for name, value in counts.items())
            self.stdout.write(f"Demo: {words}")
