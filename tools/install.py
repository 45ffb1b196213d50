#!/usr/bin/env python3
"""Make .venv and install what Uthan needs: `tools/install.py run` or `… dev`.

Only Python's own library is used, and nothing newer than Python 3.6 can read, so that
an old Python gets a sentence instead of a SyntaxError. Repeatable: a stamp written at
the very end says what is installed, so an interrupted run is done over and a second
one costs nothing.
"""

import hashlib
import importlib.util
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
OLDEST = (3, 11)
FILES = {
    "run": ["requirements.txt", "constraints.txt"],
    "dev": ["requirements-dev.txt", "requirements.txt", "constraints.txt"],
}


def stop(sentence):
    """End with `sentence` on stderr and status 1."""
    sys.stderr.write(sentence + "\n")
    sys.exit(1)


def check_python():
    """Stop unless this Python is new enough and can make a virtual environment."""
    if sys.version_info < OLDEST:
        stop(
            "Uthan needs Python {}.{} or newer; {} is {}.{}. Name another one with "
            "`make PYTHON=python3.12 run`.".format(
                *OLDEST, sys.executable, *sys.version_info[:2]
            )
        )
    if not all(importlib.util.find_spec(name) for name in ("venv", "ensurepip")):
        stop("sudo apt install python3-venv")


def wanted(kind):
    """What the stamp says when `kind` is installed."""
    seen = hashlib.sha256(sys.version.encode())
    for name in FILES[kind]:
        seen.update((ROOT / name).read_bytes())
    return seen.hexdigest()


def stamp(kind):
    """Where it is written that `kind` is installed."""
    return VENV / (".installed-" + kind)


def installed(kind):
    """Whether nothing is left to do."""
    path = stamp(kind)
    return (
        PYTHON.exists() and path.exists() and path.read_text().strip() == wanted(kind)
    )


def succeeds(*command, **options):
    """Run a command; True when it ended with 0."""
    return subprocess.run([str(part) for part in command], **options).returncode == 0


def make_venv():
    """Make .venv, again from nothing when a former try was cut off."""
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    if PYTHON.exists() and succeeds(PYTHON, "-m", "pip", "--version", **quiet):
        return
    if not succeeds(sys.executable, "-m", "venv", "--clear", VENV):
        stop("The virtual environment could not be made; see the lines above.")


def index_of_pip():
    """The package index that pip is set up for; uv does not read pip's settings."""
    done = subprocess.run(
        [str(PYTHON), "-m", "pip", "config", "get", "global.index-url"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    return os.environ.get("PIP_INDEX_URL") or done.stdout.decode().strip()


def install(name):
    """Install a requirements file: by uv, which takes seconds, or by pip."""
    environment = dict(os.environ, PIP_DISABLE_PIP_VERSION_CHECK="1")
    pip = [PYTHON, "-m", "pip", "install", "--quiet"]
    get_uv = [*pip, "-c", ROOT / "constraints.txt", "uv"]
    if succeeds(*get_uv, env=environment, stderr=subprocess.DEVNULL):
        index = index_of_pip()
        for_uv = dict(environment)
        if index and not any(k in for_uv for k in ("UV_INDEX_URL", "UV_DEFAULT_INDEX")):
            for_uv["UV_DEFAULT_INDEX"] = index
        uv = [VENV / "bin" / "uv", "pip", "install", "--quiet", "--python", PYTHON]
        if succeeds(*uv, "--compile-bytecode", "-r", ROOT / name, env=for_uv):
            return
    sys.stderr.write("uv is of no help here; installing with pip (a minute or two).\n")
    if not succeeds(*pip, "-r", ROOT / name, env=environment):
        stop("The packages of {} could not be installed.".format(name))


def main(kind):
    """Install `kind` (run or dev) unless that is done already."""
    check_python()
    if installed(kind) or (kind == "run" and installed("dev")):
        return
    import fcntl  # noqa: PLC0415 - not on the systems that never come this far

    with open(str(ROOT / ".gitignore")) as lock:  # any file of ours does for a lock
        fcntl.flock(lock, fcntl.LOCK_EX)
        if installed(kind):
            return
        sys.stderr.write("Installing {} into .venv …\n".format(FILES[kind][0]))
        make_venv()
        install(FILES[kind][0])
        scratch = VENV / ".installing"
        scratch.write_text(wanted(kind) + "\n")
        os.replace(str(scratch), str(stamp(kind)))


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in FILES:
        sys.stderr.write("usage: tools/install.py run|dev\n")
        sys.exit(2)
    try:
        main(sys.argv[1])
    except KeyboardInterrupt:
        sys.exit(130)
