"""Threads like the one she is about to start, so that a question is asked once.

Finding is the work of a room above (search), which says so from its `ready()`:

    similar.register(threads_like)
"""

import time
from collections.abc import Callable, Sequence
from typing import Any

from django.core.cache import caches

from forum.models import Thread

SHOWN = 3
SHORTEST = 6  # characters of a title with which it makes sense to look
# Looks of one member in a minute; a hint is worth no more.
LOOKS_A_MINUTE = 20

#: What finds: a title, who asks, how many; ids of threads, the likest first.
Finder = Callable[[str, Any, int], Sequence[int]]
_finders: list[Finder] = []


def register(finder: Finder) -> None:
    """Have `finder` look for threads."""
    _finders.append(finder)


def like(title: str, reader: Any) -> list[Thread]:
    """A few threads that `reader` may see and that may be what she wants to begin."""
    if len(title) < SHORTEST or not _may_look(reader):
        return []
    ids = [pk for finder in _finders for pk in finder(title, reader, SHOWN)][:SHOWN]
    threads = Thread.objects.visible_to(reader).for_list().in_bulk(ids)
    return [threads[pk] for pk in ids if pk in threads]


def _may_look(reader: Any) -> bool:
    key = f"similar:{reader.pk}:{int(time.time()) // 60}"
    cache = caches["default"]
    cache.add(key, 0, timeout=120)
    return int(cache.incr(key)) <= LOOKS_A_MINUTE
