"""Bodies compiled anew after the compiler changed: `manage.py recompile`."""

from collections.abc import Iterator

from django.db import transaction

from core import markup
from forum.models import Post, Thread

ROWS_PER_SLICE = 50


def slices() -> Iterator[int]:
    """Compile every body of an old version; yields the number of rows of each slice.

    Each slice is a transaction of its own, so it may be stopped and run again at any
    time, and nobody who writes waits for long.
    """
    last = 0
    while True:
        old = Post.objects.exclude(html_version=markup.VERSION).filter(pk__gt=last)
        posts = list(old.order_by("pk")[:ROWS_PER_SLICE])
        if not posts:
            return
        _recompile(posts)
        last = posts[-1].pk
        yield len(posts)


def _recompile(posts: list[Post]) -> None:
    """Compile outside the transaction, which then only writes."""
    fresh = {
        post.pk: Post.compiled(post.source, [each["id"] for each in post.pictures])
        for post in posts
    }
    differ = {post.pk for post in posts if post.html != fresh[post.pk]["html"]}
    with transaction.atomic():
        versions = {}
        for thread in sorted({post.thread_id for post in posts if post.pk in differ}):
            row = Thread(pk=thread)
            row.hold()
            versions[thread] = row.raise_version()
        for post in posts:
            fields = fresh[post.pk]
            if post.pk in differ:
                fields["version"] = versions[post.thread_id]
            # Edited meanwhile: then it is of this version already.
            Post.objects.filter(pk=post.pk, body_hash=post.body_hash).update(**fields)
