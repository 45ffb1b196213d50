"""Warming up: what the first questions to a web process would wait for.

The lexicon, how its words sound, and which documents are public, of which kind and year
take a second to read over 100,000 comments. A process reads them when it starts, in a
thread beside its first pages.
"""

import gc
import threading
from contextlib import suppress

from django.conf import settings

from search.analysis.lexicon import lexicon
from search.analysis.names import names
from search.engines import IndexMissing, search_index
from search.finding import find

# What many have written, and what nobody has, so that what sounds like it is looked for.
_QUESTIONS = "টাকা", "qxzvbqxzvb"


def begin() -> threading.Thread:
    """Warm up in a thread, which is returned; nobody need wait for it."""
    thread = threading.Thread(target=warm, name="uthan-search-warming", daemon=True)
    thread.start()
    return thread


def warm() -> None:
    """Read the lexicon, the names and, where it is files, the index; a database remembers by
    itself. Without an index there is nothing more to do."""
    lexicon().by_key  # noqa: B018 - made when first asked for
    names()
    if settings.SEARCH_ENGINE != "postgresql":
        with suppress(IndexMissing), search_index().reading() as reader:
            for question in _QUESTIONS:
                find(question, reader, public_only=True, is_newest=True)
    # All this stays: to look through it for garbage takes 150 ms each time.
    gc.freeze()
