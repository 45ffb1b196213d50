"""`manage.py run`: makes the site ready, then keeps web and worker running."""

import signal
import socket
import time
from typing import Any

from django.conf import settings
from django.core.management import call_command, get_commands
from django.db import connections

from config import keys
from core.commands import INTERRUPTED, UthanCommand
from home.address import follow_site_url
from home.alone import SiteRuns, alone
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
        try:
            with alone(settings.DATA_DIR) as former_was_killed:
                stopped_by = self.serve(former_was_killed)
        except SiteRuns:
            self.refuse(
                f"A site already runs on {settings.DATA_DIR}; "
                f"give this one another DATA_DIR and PORT."
            )
        except OSError as error:
            self.refuse(f"DATA_DIR cannot be used: {error}.")
        if stopped_by == signal.SIGINT:
            raise SystemExit(INTERRUPTED)

    def serve(self, former_was_killed: bool) -> int:
        """Make ready and keep running; returns the signal that ended it."""
        bound = self.listen(PORT_PATIENCE_SECONDS if former_was_killed else 0)
        keys.keep()
        self.migrate()
        follow_site_url()
        self.demo()
        self.greet()
        connections.close_all()
        return self.supervise(bound)

    def listen(self, patience: float) -> socket.socket:
        """Open the port, trying for `patience` seconds, or refuse."""
        deadline = time.monotonic() + patience
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
