"""`manage.py run`: makes the site ready, then keeps web and worker running."""

import fcntl
import os
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.management import call_command, get_commands
from django.db import connections

from config import keys
from core.commands import INTERRUPTED, UthanCommand
from home.address import follow_site_url
from home.listening import PortTaken, listen
from home.supervisor import Child, Supervisor, manage
from profiles.models import Member

# A supervisor that was killed leaves its web process a moment longer on the port.
PORT_PATIENCE_SECONDS = 5.0


class Command(UthanCommand):
    """The whole site with one command."""

    help = "Migrates, fills an empty site with the demo, and serves until stopped."

    def handle(self, *args: Any, **options: Any) -> None:
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        with self.alone():
            bound = self.listen()
            keys.keep()
            self.migrate()
            follow_site_url()
            self.demo()
            self.greet()
            connections.close_all()
            stopped_by = self.supervise(bound)
        if stopped_by == signal.SIGINT:
            raise SystemExit(INTERRUPTED)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold the folder of the data for this one site.

        The file holds our process id until we end in good order.
        """
        try:
            settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            self.refuse(f"DATA_DIR cannot be made: {error}.")
        with (settings.DATA_DIR / "run.lock").open("a+", encoding="ascii") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                self.refuse(
                    f"A site already runs on {settings.DATA_DIR}; "
                    f"give this one another DATA_DIR and PORT."
                )
            self.former_was_killed = file.tell() > 0
            file.truncate(0)
            file.write(f"{os.getpid()}\n")
            file.flush()
            try:
                yield
            finally:
                file.truncate(0)

    def listen(self) -> socket.socket:
        """Open the port, or refuse."""
        wait = PORT_PATIENCE_SECONDS if self.former_was_killed else 0.0
        deadline = time.monotonic() + wait
        while True:
            try:
                return listen(settings.HOST, settings.PORT)
            except PortTaken as error:
                if time.monotonic() >= deadline:
                    self.refuse(str(error))
                time.sleep(0.2)

    def migrate(self) -> None:
        """Bring the database up to date; says so, for the first time takes a while."""
        if self.is_migrated():
            return
        self.say("Preparing the database (half a minute the first time) …")
        call_command("migrate", verbosity=0, interactive=False)

    def demo(self) -> None:
        """Fill an empty site, or add today's adda to one that was filled."""
        if not settings.DEMO or not (settings.ON_SQLITE and settings.ON_LOOPBACK):
            return
        if Member.objects.exists() and not Member.objects.filter(demo=True).exists():
            return
        if "demo" not in get_commands():
            self.say("There is no demo community in this version.")
            return
        call_command("demo", stdout=self.stderr)

    def greet(self) -> None:
        """Say where the site is and how to sign in to the demo."""
        self.stdout.write(f"\n{settings.SITE_URL}/")
        signins = settings.DATA_DIR / "demo-signins"
        if signins.exists():
            self.stdout.write(signins.read_text(encoding="utf-8").strip())
        self.stdout.write("Ctrl-C ends it.\n")
        self.stdout.flush()

    def supervise(self, bound: socket.socket) -> int:
        """Run the children; returns the signal that ended it."""
        root, descriptor = settings.BASE_DIR, bound.fileno()
        web = manage(root, "web", "--lifeline", "--socket", str(descriptor))
        worker = manage(root, "worker", "--lifeline")
        children = [Child("web", web, (descriptor,)), Child("worker", worker)]
        return Supervisor(children, self.say).run()
