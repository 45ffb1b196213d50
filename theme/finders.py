"""A staticfiles finder for the joined stylesheet and script."""

from __future__ import annotations

import gzip
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage, Storage

from theme.assets import join_css, join_js

JOINED: dict[str, Callable[[], str]] = {
    "theme/uthan.css": join_css,
    "theme/uthan.js": join_js,
}


class JoinedFinder(BaseFinder):
    """Serve the joined files from DATA_DIR/built, made again when a source changed.

    Both `make run` (no collectstatic) and collectstatic with the manifest storage
    find them here. A .gz lies beside each one: WhiteNoise sends it by itself.
    """

    def check(self, **kwargs: Any) -> list[Any]:
        """Nothing in the settings can be wrong for this finder."""
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        """Return the path of a joined file, or an empty list for any other."""
        if path not in JOINED:
            return []
        built = str(build(path))
        return [built] if find_all else built

    def list(
        self, ignore_patterns: Iterable[str] | None
    ) -> Iterator[tuple[str, Storage]]:
        """Yield both joined files with the storage that holds them."""
        storage = FileSystemStorage(location=built_folder())
        for path in JOINED:
            build(path)
            yield path, storage


def built_folder() -> Path:
    """Return where joined files are kept."""
    return Path(settings.DATA_DIR) / "built"


def build(name: str) -> Path:
    """Join the sources of ``name`` if they differ from what is there; return its path.

    Joining takes a few milliseconds, so the content itself is compared: no clock and
    no deleted source can deceive it. Raises AssetError for a source that is wrong.
    """
    target = built_folder() / name
    content = JOINED[name]().encode()
    if not target.exists() or target.read_bytes() != content:
        _replace(target.with_name(f"{target.name}.gz"), gzip.compress(content, mtime=0))
        _replace(target, content)
    return target


def _replace(target: Path, content: bytes) -> None:
    """Write in one step: several processes start at once and none may see half."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    os.chmod(temporary, 0o644)
    os.replace(temporary, target)
