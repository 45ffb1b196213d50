"""Empty indexes of each engine for measuring, gone afterwards."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
import environ
from django.conf import settings

from search.engines import Index
from search.engines.postgresql_engine import PostgresqlIndex
from search.engines.whoosh_engine import WhooshIndex


@contextmanager
def opened(engine: str) -> Iterator[Index]:
    """An index of its own: a folder, or tables beside those of DATABASE_URL."""
    if engine == "whoosh":
        with tempfile.TemporaryDirectory() as root:
            yield WhooshIndex(Path(root))
        return
    address = os.environ.get("DATABASE_URL", "")
    if not address.startswith(("postgres:", "postgresql:")):
        raise SystemExit("--engine postgres wants DATABASE_URL=postgres://…")
    database = environ.Env.db_url_config(address)
    if not settings.configured:
        settings.configure(DATABASES={"default": database}, USE_TZ=True)
        django.setup()
    index = PostgresqlIndex(prefix=f"uthan_bench_{os.getpid()}")
    try:
        yield index
    finally:
        with index.writing():
            index.drop()
