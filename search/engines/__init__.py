"""Engines: where finished tokens are kept and candidates are found.

`search_index()` is the only way to the one that SEARCH_URL chose.
"""

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from search.engines.interface import Index, IndexBusy, IndexMissing, Reader
from search.engines.postgresql_engine import PostgresqlIndex
from search.engines.whoosh_engine import WhooshIndex

__all__ = ["Index", "IndexBusy", "IndexMissing", "Reader", "search_index"]


def search_index() -> Index:
    """The site's index."""
    if settings.SEARCH_ENGINE == "postgresql":
        return _in_database(settings.SEARCH_DATABASE)
    return _under(Path(settings.SEARCH_INDEX_DIR))


@lru_cache(maxsize=8)
def _under(root: Path) -> Index:
    return WhooshIndex(root)


@lru_cache(maxsize=8)
def _in_database(alias: str) -> Index:
    return PostgresqlIndex(alias)
