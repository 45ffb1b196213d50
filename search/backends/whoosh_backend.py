"""Wagtail's own search on Whoosh: `BACKEND` of a site without PostgreSQL.

`DIRECTORY` says where the indexes are.
"""

from functools import lru_cache
from pathlib import Path
from typing import Any

from search.backends.base import EntryBackend
from search.engines.whoosh_entries import WhooshEntryEngine


class SearchBackend(EntryBackend):
    """The backend that modelsearch looks for in this module."""

    def __init__(self, params: dict[str, Any]) -> None:
        super().__init__(params)
        self.engine = _engine(Path(params["DIRECTORY"]))


@lru_cache(maxsize=8)
def _engine(directory: Path) -> WhooshEntryEngine:
    return WhooshEntryEngine(directory)
