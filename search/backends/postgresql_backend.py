"""Wagtail's own search on PostgreSQL: `BACKEND` of a site whose database that is."""

from search.backends.base import EntryBackend
from search.engines.postgresql_entries import PostgresEntryEngine


class SearchBackend(EntryBackend):
    """The backend that modelsearch looks for in this module."""

    engine = PostgresEntryEngine()
