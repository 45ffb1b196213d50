"""The files of photos: where they stand, how they are made, what is swept away.

    MEDIA_ROOT/photos/<first two letters>/<name>/<longest side>.<kind>

The name is drawn by chance, 128 bits of it, and says nothing of anybody.
"""

import base64
import json
import secrets
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from django.conf import settings

DARKROOM = Path(__file__).with_name("darkroom.py")
#: File name endings, best first, and what they are.
KINDS = {"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg"}
SIDES = (360, 720, 1600)
PATIENCE_SECONDS = 40
# One picture at a time in each process: each may take a gigabyte while it is opened.
_one_at_a_time = threading.BoundedSemaphore(1)


class CannotDevelop(Exception):
    """No photo comes of it; `code` says why: large, broken, unknown, busy."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def root() -> Path:
    """The folder of all photos."""
    return Path(settings.MEDIA_ROOT) / "photos"


def folder_of(name: str) -> Path:
    """The folder of one photo."""
    return root() / name[:2] / name


def draw_name() -> str:
    """A name nobody can guess."""
    return secrets.token_hex(16)


def develop(original: Path, name: str) -> list[list[int]]:
    """Make the files of photo `name`; returns [width, height] of each of `SIDES`.

    A small picture has fewer sizes than there are sides. Nothing is left behind where
    CannotDevelop is raised. Takes a second or two; no transaction may be open.
    """
    folder = folder_of(name)
    try:
        with _turn():
            folder.mkdir(parents=True)
            return _sizes(original, folder)
    except BaseException:
        remove(name)
        raise


def develop_alone(content: bytes) -> tuple[bytes, int, int]:
    """A JPEG of a picture, with its width and height, in memory alone: no file of it is
    written, and nothing shows it.

    Raises CannotDevelop. Takes a second; no transaction may be open.
    """
    with _turn():
        answer = _answer(["-"], content)
    width, height = answer["sizes"][0]
    return base64.b64decode(answer["jpeg"]), width, height


@contextmanager
def _turn() -> Iterator[None]:
    if not _one_at_a_time.acquire(timeout=PATIENCE_SECONDS / 2):
        raise CannotDevelop("busy")
    try:
        yield
    finally:
        _one_at_a_time.release()


def _sizes(original: Path, folder: Path) -> list[list[int]]:
    return _answer([str(original), str(folder)])["sizes"]  # type: ignore[no-any-return]


def _answer(arguments: list[str], content: bytes = b"") -> dict[str, Any]:
    command = [sys.executable, "-I", str(DARKROOM), *arguments]
    try:
        done = subprocess.run(  # noqa: S603 - our own script, paths of our own
            command,
            input=content,
            capture_output=True,
            timeout=PATIENCE_SECONDS,
            check=False,
        )
        answer: dict[str, Any] = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, ValueError):
        # Too much for its limits, or a decoder fell over.
        raise CannotDevelop("broken") from None
    if "refused" in answer:
        raise CannotDevelop(answer["refused"])
    return answer


def remove(name: str) -> None:
    """Remove the files of a photo."""
    shutil.rmtree(folder_of(name), ignore_errors=True)


def older_than(seconds: float) -> Iterator[list[str]]:
    """Names that have files which are that old, some hundred at once."""
    limit = time.time() - seconds
    if not root().is_dir():
        return
    for shelf in sorted(root().iterdir()):
        names = []
        for folder in shelf.iterdir() if shelf.is_dir() else ():
            with suppress(FileNotFoundError):
                if folder.stat().st_mtime < limit:
                    names.append(folder.name)
        if names:
            yield names
