"""Taking a member out of the search index (core.personal.Step).

A document that is written anew leaves its old bytes in the index until its segments are
joined, so they are joined here once all that waits is done.
"""

from core.personal import Going, Step, look_through
from search import suggestions
from search.indexing import purge
from search.models import AskedQuery


def forget(going: Going) -> bool:
    """Bring the index up to date and leave no byte of what stood there before."""
    purge()
    suggestions.build()
    return False


def drop_asked(going: Going) -> bool:
    """Forget queries that name her, be it by a word of the language."""
    rows = AskedQuery.objects.all()
    return look_through(
        going,
        rows,
        lambda row: going.trace.is_in(row.text, near=True),
        lambda pk: rows.filter(pk=pk).delete(),
    )


STEPS = (
    Step("asked", drop_asked, place=60),
    # After every text that it is made from.
    Step("index", forget, place=90),
)
