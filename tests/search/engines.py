"""What tests do to an index of either engine."""

from django.conf import settings
from django.db import connection

from search.engines import search_index

#: Those that can run on the tests' database.
SEARCH_ENGINES = ["whoosh"] if settings.ON_SQLITE else ["whoosh", "postgresql"]


def break_index():
    """Damage the site's index, as a full disk or a careless hand would."""
    index = search_index()
    if hasattr(index, "directory"):
        for file in index.directory.glob("*.seg"):
            file.write_bytes(b"rubbish")
        return
    with connection.cursor() as cursor:
        (generation,) = index.run("SELECT generation FROM {state}")[0]
        cursor.execute(f"ALTER TABLE {index.names(generation)['docs']} DROP tokens")
        cursor.execute(f"DROP TABLE {index.names(generation)['words']}")
