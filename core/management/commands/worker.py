"""`manage.py worker`: does the rows of work, for ever."""

import logging
import signal
import threading
import time
from argparse import ArgumentParser
from types import FrameType
from typing import Any

from django.db import close_old_connections

from core import lifeline
from core.commands import UthanCommand
from core.drains import Drain, Drains

log = logging.getLogger("uthan.worker")


class Command(UthanCommand):
    """Do due work until told to stop; one failing kind never blocks the others."""

    help = "Does due work (search index, adda transitions, …) until stopped."
    needs_database = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--once", action="store_true", help="Do what is due now and end."
        )
        lifeline.add_argument(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        if options["once"]:
            for drain in Drains.registered.values():
                while drain.run():
                    pass
            return
        stop = threading.Event()

        def end(signum: int, frame: FrameType | None) -> None:
            stop.set()

        signal.signal(signal.SIGTERM, end)
        signal.signal(signal.SIGINT, end)
        if options["lifeline"]:
            lifeline.hold(stop.set)
        self.loop(stop)

    def loop(self, stop: threading.Event) -> None:
        """Run each drain when its time comes, until `stop` is set."""
        due = dict.fromkeys(Drains.registered, 0.0)
        while not stop.is_set():
            for name, drain in Drains.registered.items():
                if due[name] <= time.monotonic() and not stop.is_set():
                    busy = self.run_one(drain)
                    due[name] = time.monotonic() + (0 if busy else drain.every)
            close_old_connections()
            soonest = min(due.values(), default=time.monotonic() + 1)
            stop.wait(max(0.02, soonest - time.monotonic()))

    @staticmethod
    def run_one(drain: Drain) -> bool:
        """Run `drain`; True when it did something. Errors are logged, not raised."""
        try:
            return drain.run() > 0
        except Exception:
            log.exception("work %s failed", drain.name)
            return False
