"""`manage.py sample`: a site full of made-up threads and posts, for load."""

from argparse import ArgumentParser
from typing import Any

from django.db.models import Sum

from core.commands import UthanCommand
from forum.models import ReadMark, Thread
from home.sampling import HANDLE, Sample, Wanted
from home.sampling_sellers import SellerSample
from sellers.models import Seller


class Command(UthanCommand):
    """Bring a site up to so many threads, posts and members, and say how long it took.

    Written in bulk, so search finds them only after `update_index`. Stopped and run
    again it goes on where it was.
    """

    help = "Fills a site with made-up threads and posts, to measure it under load."
    takes_json = True
    needs_database = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--threads", type=int, required=True)
        parser.add_argument("--posts", type=int, required=True)
        parser.add_argument("--members", type=int, required=True)
        parser.add_argument(
            "--largest", type=int, help="Comments of the first thread (an equal share)."
        )

        parser.add_argument(
            "--read-marks", type=int, default=0, help="Places where members left off."
        )
        parser.add_argument(
            "--sellers", type=int, default=0, help="Pages of sellers, with reviews."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        wanted = Wanted(
            options["threads"],
            options["posts"],
            options["members"],
            options["largest"],
            options["read_marks"],
        )
        if wanted.threads < 1 or wanted.members < 1 or wanted.posts < 0:
            self.refuse("It takes at least one thread and one member.")
        if not 0 <= (wanted.largest or 0) <= wanted.posts:
            self.refuse("The largest thread cannot have more posts than there are.")
        if wanted.read_marks > wanted.threads * wanted.members:
            self.refuse("A member has one read mark in each thread, no more.")
        sample = Sample(wanted, self.say)
        seconds = sample.make()
        SellerSample(options["sellers"], self.say).make()
        threads = Thread.objects.filter(author__handle__startswith=HANDLE)
        counts = {
            "threads": threads.count(),
            "posts": threads.aggregate(posts=Sum("post_count"))["posts"] or 0,
            "members": wanted.members,
            "read_marks": ReadMark.objects.count(),
            "sellers": Seller.objects.count(),
            "added": sample.added,
            "seconds": round(seconds, 2),
            "seconds_per_100000": (
                round(seconds / sample.added * 100_000, 2) if sample.added else None
            ),
        }
        if options["json"]:
            self.print_json(counts)
        else:
            words = ", ".join(f"{name} {value}" for name, value in counts.items())
            self.stdout.write(f"Sample: {words}")
