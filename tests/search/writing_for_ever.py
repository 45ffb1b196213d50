"""A process that writes until it is killed. It imports no test, which is costly."""

from pathlib import Path

from django.conf import settings

from search.documents import Document
from search.engines.postgresql_engine import PostgresqlIndex
from search.engines.whoosh_engine import WhooshIndex

PREFIX = "uthan_try"


def write_for_ever(place):
    """Write document after document; `place` is a folder or a database."""
    if isinstance(place, Path):
        index = WhooshIndex(place)
    else:
        settings.configure(DATABASES={"default": place}, USE_TZ=True)
        index = PostgresqlIndex(prefix=PREFIX)
    for pk in range(10, 10_000):
        written = Document(key=f"post:{pk}", kind="post", pk=pk, body="লাল")
        with index.writing():
            index.write([written], [])
