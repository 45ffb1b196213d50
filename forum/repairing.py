"""Counters that verbs keep, worked out anew from the posts, and the tags that a thread
prints, from its rows: `manage.py repair`.

Suspects are found by reading alone, some hundred threads a query. Each is then looked
at again with its row held, so that a comment written meanwhile is no drift, and mended
in that transaction; counts on posts in slices of their own.
"""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction
from django.db.models import (
    Count,
    F,
    IntegerField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Coalesce

from forum.models import Post, PostQuerySet, Reaction, Thread, ThreadTag

THREADS_AT_ONCE = 200
ROWS_PER_SLICE = 200

_COUNTED = Q(seq__gt=0, hidden_at=None, pending=False)
_LIVE = Q(seq__gt=0, dated=None, pending=False)


@dataclass(frozen=True)
class Drift:
    """One field that says something else than the rows it follows from."""

    thread: int
    post: int | None
    field: str
    found: Any
    expected: Any

    @property
    def where(self) -> str:
        """Whose field it is, for people."""
        return f"post {self.post}" if self.post else f"thread {self.thread}"

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def find_drift() -> Iterator[Drift]:
    """Look through all threads; writes nothing."""
    for threads in _chunks():
        suspects = {
            drift.thread for drift in [*_of_threads(threads), *_of_posts(threads)]
        }
        for thread in sorted(suspects):
            with transaction.atomic():
                Thread(pk=thread).hold()
                drifts = [*_of_threads([thread]), *_of_posts([thread])]
            yield from drifts


def mend(drifts: list[Drift]) -> None:
    """Set right what `find_drift` found, a thread or a slice of posts a transaction."""
    for thread in sorted({drift.thread for drift in drifts}):
        _mend_roots(thread)
        _mend_thread(thread)
        for field in _COUNTED_ON_POSTS:
            _mend_counts(thread, field)


def _chunks() -> Iterator[list[int]]:
    last = 0
    while True:
        rows = Thread.objects.filter(pk__gt=last).order_by("pk")
        threads = list(rows.values_list("pk", flat=True)[:THREADS_AT_ONCE])
        if not threads:
            return
        yield threads
        last = threads[-1]


def _of_threads(threads: list[int]) -> Iterator[Drift]:
    """What is wrong on the rows of threads."""
    posts = Post.objects.filter(thread__in=threads).values("thread").order_by("thread")
    counted = posts.annotate(
        last_seq=Max("seq"),
        last_root_no=Coalesce(Max("root_no"), 0),
        newest=Max("version"),
        post_count=Count("pk", filter=_COUNTED),
        live_at=Max("created_at", filter=_LIVE),
        gone=Count("pk", filter=Q(seq=0, hidden_at__isnull=False)),
    )
    found: dict[int, dict[str, Any]] = {row["thread"]: dict(row) for row in counted}
    nothing: dict[str, Any] = {
        "last_seq": 0,
        "last_root_no": 0,
        "newest": 0,
        "post_count": 0,
        "gone": 0,
    }
    tags = _tags_of(threads)
    for thread in Thread.objects.filter(pk__in=threads).order_by("pk"):
        row = found.get(thread.pk) or nothing
        # Both may be past the last post where one moved to another thread: its place
        # stays empty for good.
        may_be_past = thread.event_version > 0 or thread.merged_into_id is not None
        for field in ("last_seq", "last_root_no"):
            is_past = getattr(thread, field) > row[field]
            if getattr(thread, field) != row[field] and not (is_past and may_be_past):
                yield Drift(thread.pk, None, field, getattr(thread, field), row[field])
        if thread.post_count != row["post_count"]:
            found_count = thread.post_count
            yield Drift(thread.pk, None, "post_count", found_count, row["post_count"])
        if thread.version < row["newest"]:
            yield Drift(thread.pk, None, "version", thread.version, row["newest"])
        # The opening of one that is part of another is a comment there, or will be.
        gone = row["gone"] > 0
        if thread.opening_gone != gone and thread.merged_into_id is None:
            yield Drift(thread.pk, None, "opening_gone", thread.opening_gone, gone)
        live_at = row.get("live_at")
        if live_at and thread.active_at < live_at:
            yield Drift(thread.pk, None, "active_at", thread.active_at, live_at)
        names = _in_order(tags.get(thread.pk, []), thread.tag_names)
        if thread.tag_names != names:
            yield Drift(thread.pk, None, "tag_names", thread.tag_names, names)


def _tags_of(threads: list[int]) -> dict[int, list[list[str]]]:
    """[slug, name] of the tags of threads, those that came first before others."""
    rows = ThreadTag.objects.filter(content_object__in=threads).order_by("pk")
    found: dict[int, list[list[str]]] = {}
    for thread, slug, name in rows.values_list(
        "content_object", "tag__slug", "tag__name"
    ):
        found.setdefault(thread, []).append([slug, name])
    return found


def _in_order(tags: list[list[str]], printed: list[list[str]]) -> list[list[str]]:
    """The tags as her printed ones are ordered, which the rows do not know; others
    after them."""
    places = {slug: place for place, (slug, _name) in enumerate(printed)}
    return sorted(tags, key=lambda tag: places.get(tag[0], len(places)))


def _wrong_roots(threads: list[int]) -> PostQuerySet:
    """Comments without a root_no, and others with one."""
    is_root = Q(seq__gt=0, parent=None)
    wrong = (is_root & Q(root_no=None)) | (~is_root & ~Q(root_no=None))
    return Post.objects.filter(wrong, thread__in=threads).order_by("thread", "seq")


def _wrong_replies(threads: list[int]) -> "QuerySet[Any, Any]":
    """Posts whose count of replies is not that of their visible replies."""
    replies = Post.objects.filter(_COUNTED, parent=OuterRef("pk")).order_by()
    count = replies.values("parent").annotate(count=Count("pk")).values("count")
    expected = Coalesce(Subquery(count, output_field=IntegerField()), 0)
    posts = Post.objects.filter(thread__in=threads, parent=None)
    return posts.annotate(expected=expected).exclude(reply_count=F("expected"))


def _wrong_reactions(threads: list[int]) -> "QuerySet[Any, Any]":
    """Posts whose count of reactions is not that of the rows."""
    said = Reaction.objects.filter(post=OuterRef("pk")).order_by()
    count = said.values("post").annotate(count=Count("pk")).values("count")
    expected = Coalesce(Subquery(count, output_field=IntegerField()), 0)
    posts = Post.objects.filter(thread__in=threads)
    return posts.annotate(expected=expected).exclude(reaction_count=F("expected"))


def _of_posts(threads: list[int]) -> Iterator[Drift]:
    for post in _wrong_roots(threads):
        expected = "a number" if post.parent_id is None and post.seq else None
        yield Drift(post.thread_id, post.pk, "root_no", post.root_no, expected)
    for field, wrong in _COUNTED_ON_POSTS.items():
        rows = wrong(threads).order_by("thread", "seq")
        for pk, thread, count, expected in rows.values_list(
            "pk", "thread", field, "expected"
        ):
            yield Drift(thread, pk, field, count, expected)


_COUNTED_ON_POSTS: dict[str, "Callable[[list[int]], QuerySet[Any, Any]]"] = {
    "reply_count": _wrong_replies,
    "reaction_count": _wrong_reactions,
}


def _mend_roots(thread: int) -> None:
    """Number the roots that have none after those that have; a page never shifts."""
    while True:
        with transaction.atomic():
            Thread(pk=thread).hold()
            numbered = Post.objects.filter(thread=thread, seq__gt=0, parent=None)
            last = numbered.aggregate(last=Max("root_no"))["last"] or 0
            wrong = list(_wrong_roots([thread])[:ROWS_PER_SLICE])
            for post in wrong:
                number = None
                if post.parent_id is None and post.seq:
                    number = last = last + 1
                Post.objects.filter(pk=post.pk).update(root_no=number)
        if len(wrong) < ROWS_PER_SLICE:
            return


@transaction.atomic
def _mend_thread(thread: int) -> None:
    Thread(pk=thread).hold()
    fields = {drift.field: drift.expected for drift in _of_threads([thread])}
    version = fields.pop("version", None)
    row = Thread.objects.get(pk=thread)
    if version is not None:
        Thread.objects.filter(pk=thread).update(version=version)
    row.raise_version(**fields)


def _mend_counts(thread: int, field: str) -> None:
    while True:
        with transaction.atomic():
            Thread(pk=thread).hold()
            rows = _COUNTED_ON_POSTS[field]([thread])
            wrong = list(rows.values_list("pk", "expected")[:ROWS_PER_SLICE])
            for pk, expected in wrong:
                Post.objects.filter(pk=pk).update(**{field: expected})
        if len(wrong) < ROWS_PER_SLICE:
            return
