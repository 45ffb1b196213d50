"""Two children, web and worker: started, started again when they die, ended together."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import FrameType

TICK_SECONDS = 0.1
# A child that lived this long was well; its next start is immediate again.
WELL_AFTER_SECONDS = 10.0
FIRST_WAIT_SECONDS = 0.1
LONGEST_WAIT_SECONDS = 30.0
# Less than the 10 s in which everything must have ended.
PATIENCE_SECONDS = 7.0


class Child:
    """One process that should always run."""

    def __init__(
        self, name: str, command: Sequence[str], descriptors: tuple[int, ...] = ()
    ) -> None:
        self.name = name
        self.command = command
        self.descriptors = descriptors
        self.deaths = 0
        self.next_start = 0.0
        self.started_at = 0.0
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it; its stdin is the lifeline that our end, however it comes, cuts.

        In a session of its own, so that Ctrl-C reaches the supervisor alone.
        """
        self.started_at = time.monotonic()
        self.process = subprocess.Popen(  # noqa: S603
            self.command,
            stdin=subprocess.PIPE,
            pass_fds=self.descriptors,
            start_new_session=True,
        )

    def look_after(self, say: Callable[[str], None]) -> None:
        """Start it when it does not run and its time has come."""
        now = time.monotonic()
        if self.process is not None:
            status = self.process.poll()
            if status is None:
                return
            self.let_go()
            if now - self.started_at > WELL_AFTER_SECONDS:
                self.deaths = 0
            wait = min(FIRST_WAIT_SECONDS * 2**self.deaths, LONGEST_WAIT_SECONDS)
            self.deaths += 1
            self.next_start = now + wait
            say(f"{self.name} ended ({ending(status)}); starting it again.")
        if now >= self.next_start:
            self.start()

    def let_go(self) -> None:
        """Forget a process that has ended."""
        if self.process is not None and self.process.stdin is not None:
            self.process.stdin.close()
        self.process = None

    def signal(self, number: int) -> None:
        """Send a signal if it runs."""
        if self.process is not None:
            self.process.send_signal(number)

    def wait(self, seconds: float) -> bool:
        """Wait for its end; False when it still runs after `seconds`."""
        if self.process is not None:
            try:
                self.process.wait(max(0.0, seconds))
            except subprocess.TimeoutExpired:
                return False
            self.let_go()
        return True


def ending(status: int) -> str:
    """How a process ended, for people."""
    if status >= 0:
        return f"status {status}"
    return signal.Signals(-status).name


class Supervisor:
    """Runs children until SIGINT, SIGTERM or SIGHUP comes."""

    def __init__(self, children: Sequence[Child], say: Callable[[str], None]) -> None:
        self.children = children
        self.say = say
        self.stopped_by = 0

    def run(self) -> int:
        """Look after the children; return the signal that ended it all."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self.stop)
        try:
            while not self.stopped_by:
                for child in self.children:
                    child.look_after(self.say)
                time.sleep(TICK_SECONDS)
        finally:
            self.end()
        return self.stopped_by

    def stop(self, number: int, frame: FrameType | None) -> None:
        """Note that it is time to end."""
        self.stopped_by = number

    def end(self) -> None:
        """End every child: asked first, then made to."""
        for child in self.children:
            child.signal(signal.SIGTERM)
        deadline = time.monotonic() + PATIENCE_SECONDS
        for child in self.children:
            if not child.wait(deadline - time.monotonic()):
                child.signal(signal.SIGKILL)
                child.wait(1)


def manage(root: Path, *arguments: str) -> list[str]:
    """The command line of one of our commands under this very Python."""
    return [sys.executable, str(root / "manage.py"), *arguments]
