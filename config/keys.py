"""The keys of a site: made once, kept beside the data, never in the repository."""

import os
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key

SHORTEST = 40  # characters


def read_or_draw(path: Path) -> str:
    """Return the key kept at `path`, or a fresh one that is not written yet.

    Commands that only look (a dry run) must not write; whoever serves pages calls
    `keep` and so makes the key last. Raises ImproperlyConfigured for a file that
    cannot be read or holds too little.
    """
    try:
        key = path.read_text(encoding="ascii").strip()
    except (FileNotFoundError, NotADirectoryError):
        return get_random_secret_key()
    except (OSError, ValueError) as error:
        raise ImproperlyConfigured(f"{path} cannot be read: {error}.") from error
    if len(key) < SHORTEST:
        raise ImproperlyConfigured(
            f"{path} must hold a key of at least {SHORTEST} characters; without the "
            f"file a fresh one is made, which signs everyone out."
        )
    return key


def keep() -> None:
    """Write the running process's secret key, unless another process was first.

    The winner's key is then used by all: the file is created exclusively.
    """
    path: Path | None = settings.SECRET_KEY_FILE
    if path is not None:
        settings.SECRET_KEY = _written(path, settings.SECRET_KEY)


def kept(path: Path) -> str:
    """Return the key kept at `path`, made and written now where there is none: rows
    that are written with it must be found by every other process, and for ever."""
    return _written(path, read_or_draw(path))


def _written(path: Path, key: str) -> str:
    """Let `path` hold `key`, unless it holds one already; returns the one it holds."""
    path.parent.mkdir(parents=True, exist_ok=True)
    scratch = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(key)
    try:
        # A hard link appears whole or not at all, so no reader sees half a key.
        os.link(scratch, path)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    finally:
        scratch.unlink()
    return key
