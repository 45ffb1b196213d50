"""Taking a member out of the search index (core.personal.Step).

A document that is written anew leaves its old bytes in the index until its segments are
joined, so they are joined here once all that waits is done.
"""

from core.personal import Going, Step
from search.indexing import purge


def forget(going: Going) -> bool:
    """Bring the index up to date and leave no byte of what stood there before."""
    purge()
    return False


# After every text that it is made from.
STEPS = (Step("index", forget, place=90),)
