"""Threads that a title may repeat, for forum.similar."""

from typing import Any

from forum.models import Post
from search.engines import IndexMissing
from search.results import search

LOOKED_AT = 12


def threads_like(title: str, reader: Any, limit: int) -> list[int]:
    """Ids of threads that say what `title` says, the likest first; none without an
    index. The search has asked the database what `reader` may see."""
    try:
        found = search(title, reader, limit=LOOKED_AT).items
    except IndexMissing:
        return []
    posts = [result.shown.pk for result in found if result.shown.kind == "post"]
    homes = dict(Post.objects.filter(pk__in=posts).values_list("pk", "thread_id"))
    threads = [
        result.shown.pk if result.shown.kind == "thread" else homes.get(result.shown.pk)
        for result in found
        if result.shown.kind in {"thread", "post"}
    ]
    return [pk for pk in dict.fromkeys(threads) if pk is not None][:limit]
