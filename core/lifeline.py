"""How a child of `manage.py run` notices that its parent is gone.

The parent holds the writing end of the child's stdin and never writes. However the
parent ends, kill -9 included, the kernel closes that end and the child reads the end of
the file. Works on Linux and macOS alike.
"""

import os
import sys
import threading
from argparse import ArgumentParser
from collections.abc import Callable

PATIENCE_SECONDS = 3.0


def add_argument(parser: ArgumentParser) -> None:
    """Give a command the option `--lifeline`."""
    parser.add_argument(
        "--lifeline",
        action="store_true",
        help="End when stdin ends (how `run` takes its children with it).",
    )


def hold(stop: Callable[[], None], patience: float = PATIENCE_SECONDS) -> None:
    """Call `stop` once stdin ends, and end the process `patience` seconds later."""
    threading.Thread(target=_wait, args=(stop, patience), daemon=True).start()


def _wait(stop: Callable[[], None], patience: float) -> None:
    while os.read(sys.stdin.fileno(), 1024):
        pass
    stop()
    threading.Event().wait(patience)
    os._exit(1)
