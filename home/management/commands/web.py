"""`manage.py web`: one ASGI process that serves pages and sockets."""

import os
import signal
import socket
import sys
from argparse import ArgumentParser
from typing import Any

import uvicorn
from django.conf import settings

from core import lifeline
from core.commands import UthanCommand
from home.listening import PortTaken, listen
from search import warming

GRACE_SECONDS = 4
LARGEST_FRAME_BYTES = 16 * 1024


class Command(UthanCommand):
    """Serve until told to stop."""

    help = "Serves pages and sockets on HOST and PORT (uvicorn, one process)."
    needs_database = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--socket",
            type=int,
            metavar="FD",
            help="Serve on this open socket instead of HOST and PORT.",
        )
        lifeline.add_argument(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        bound = self.bound(options["socket"])
        # WhiteNoise warns on stderr about a folder that nothing was collected into.
        settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
        config = uvicorn.Config(
            "config.asgi:application",
            lifespan="off",
            log_level="warning",
            access_log=False,
            server_header=False,
            proxy_headers=settings.BEHIND_PROXY,
            timeout_graceful_shutdown=GRACE_SECONDS,
            ws_max_size=LARGEST_FRAME_BYTES,
        )
        server = Server(config)
        warming.begin()
        if options["lifeline"]:
            lifeline.hold(lambda: os.kill(os.getpid(), signal.SIGTERM))
        server.run(sockets=[bound])
        if not server.started:
            sys.exit(1)

    def bound(self, descriptor: int | None) -> socket.socket:
        """The socket to serve on; refuses when the port is taken."""
        if descriptor is not None:
            return socket.socket(fileno=descriptor)
        try:
            return listen(settings.HOST, settings.PORT)
        except PortTaken as error:
            self.refuse(str(error))


class Server(uvicorn.Server):
    """uvicorn's, which raises the signal that ended it once more; here it has done
    its work."""

    def handle_exit(self, sig: int, frame: Any) -> None:
        super().handle_exit(sig, frame)
        self._captured_signals.clear()
