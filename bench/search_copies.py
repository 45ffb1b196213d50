"""Many times the comments of a site for search, copied inside PostgreSQL.

To read and index a million texts takes the better part of an hour; to copy what was made
of 40,000 some minutes. A copy is a discussion of its own, as long as the first one: its
comments are rows of their own by another member (of the same name, so that their words
are the same), each copy a month older than the one before, and their documents say so
(key, moment, year, discussion, vocabulary). Only the words are the same in every copy:
there are no more different ones than the first discussion has, each in so many times the
documents, and for whatever is found there are as many that say it alike.

A copy is made in slices, each one transaction, so a run that was cut off goes on with the
next slice. The index of words is left out meanwhile and made anew in the end.
"""

import uuid
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

SLICE = 20_000
APART = timedelta(days=30)

# What a row of a copy has of its own; all else is as in the first discussion.
_OWN = {
    "id": "nextval(pg_get_serial_sequence('forum_post', 'id'))",
    "thread_id": "%(thread)s",
    "author_id": "%(author)s",
    "created_at": "created_at - %(back)s",
}
_SLICE = " WHERE first.thread_id = %(first)s AND first.seq BETWEEN %(low)s AND %(high)s"
_PAIRS = (
    "forum_post AS first JOIN forum_post AS copy"
    " ON copy.thread_id = %(thread)s AND copy.seq = first.seq"
)
_YEAR = "extract(year FROM copy.created_at AT TIME ZONE 'Asia/Dhaka')::integer"
_DOCUMENTS = (
    "INSERT INTO {docs} (key, kind, pk, public, moment, year, series, length, tokens)"  # noqa: S608 - our own names
    " SELECT 'post:' || copy.id, kind, copy.id, public, copy.created_at,"
    f" {_YEAR}, series, length,"
    f" ts_delete(tokens, 'Y' || year) || ('Y' || {_YEAR})::tsvector"
    f" FROM {_PAIRS} JOIN {{docs}} ON key = 'post:' || first.id{_SLICE}"
    " ORDER BY copy.id"
)
_TEXTS = (
    "INSERT INTO {texts} (key, data, forms)"  # noqa: S608
    " SELECT 'post:' || copy.id, data::jsonb || jsonb_build_object("
    "'key', 'post:' || copy.id, 'pk', copy.id, 'home', 't' || copy.thread_id,"
    " 'moment', extract(epoch FROM copy.created_at)), forms"
    f" FROM {_PAIRS} JOIN {{texts}} ON key = 'post:' || first.id{_SLICE}"
)
# Which words a slice has is asked once; only the years of a copy are its own.
_COUNTED = (
    "SELECT term, count(*) FROM ("  # noqa: S608
    f"SELECT unnest(tsvector_to_array(tokens)) AS term FROM forum_post AS first"
    f" JOIN {{docs}} ON key = 'post:' || first.id{_SLICE} UNION ALL"
    " SELECT unnest(forms) FROM forum_post AS first"
    f" JOIN {{texts}} ON key = 'post:' || first.id{_SLICE}) AS each"
    " WHERE term NOT LIKE 'Y%%' GROUP BY term ORDER BY term"
)
_YEARS = f"SELECT 'Y' || {_YEAR}, count(*) FROM {_PAIRS}{_SLICE} GROUP BY 1"  # noqa: S608
_ADDED = (
    "INSERT INTO {words} (term, documents)"
    " SELECT * FROM unnest(%s::text[], %s::integer[])"
    " ON CONFLICT (term) DO UPDATE"
    " SET documents = {words}.documents + EXCLUDED.documents"
)


def multiply(thread: Any, copies: int, tell: Callable[[str], None]) -> None:
    """Have the comments of `thread`, the first discussion, `copies` times in all, in the
    database and in its index, unless that is done. Nobody else may write meanwhile."""
    from forum.models import Thread  # noqa: PLC0415
    from search.engines import search_index  # noqa: PLC0415
    from search.indexing import drain  # noqa: PLC0415

    index: Any = search_index()
    # What waits to be indexed would be written row by row.
    while drain():
        pass
    counted: dict[int, list[tuple[Any, ...]]] = {}
    with index.writing():
        for number in range(1, copies):
            copy = _copy_of(thread, number)
            made = copy.posts.filter(seq__gt=0).count()
            if made == thread.last_seq:
                continue
            for low in range(made + 1, thread.last_seq + 1, SLICE):
                _make(index, thread, copy, APART * number, low, counted)
            last = {"last_seq": thread.last_seq, "last_root_no": thread.last_root_no}
            Thread.objects.filter(pk=copy.pk).update(**last)
            tell(f"copied {number + 1} times")
        if not _is_arranged(index):
            tell("making the index of words")
            # It copies the tables and makes their indexes and statistics.
            index.purge()
            index.run("ANALYZE forum_post")
    while drain():
        pass


def _copy_of(thread: Any, number: int) -> Any:
    """The discussion of that copy."""
    from forum.models import Thread  # noqa: PLC0415
    from profiles.models import Member  # noqa: PLC0415

    handle = f"speed{number}"
    member = Member.objects.filter(handle=handle).first()
    if member is None:
        member = Member.objects.create_user(
            handle,
            None,
            display_name=thread.author.display_name,
            email=f"{handle}@example.org",
        )
    found = Thread.objects.filter(author=member).first()
    return found or Thread.start(thread.board, member, thread.title, "শুরু", uuid.uuid4())


def _make(
    index: Any,
    thread: Any,
    copy: Any,
    back: timedelta,
    low: int,
    counted: dict[int, list[tuple[Any, ...]]],
) -> None:
    """Copy a slice of comments from number `low` on, with their documents; `counted`
    keeps the words of each slice."""
    from django.db import transaction  # noqa: PLC0415

    state = index._read_state("current")
    run = partial(index.run, generation=state.generation)
    values = {
        "first": thread.pk,
        "thread": copy.pk,
        "author": copy.author_id,
        "back": back,
        "low": low,
        "high": low + SLICE - 1,
    }
    with transaction.atomic(using=index.alias):
        tokens = f"{index.names(state.generation)['docs']}_tokens_idx"
        index.run(f"DROP INDEX IF EXISTS {tokens}")
        for statement in (_posts(), _DOCUMENTS, _TEXTS):
            run(statement, values)
        if low not in counted:
            counted[low] = run(_COUNTED, values)
        words = counted[low] + run(_YEARS, values)
        run(_ADDED, [list(column) for column in zip(*words, strict=True)])
        made = min(SLICE, thread.last_seq - low + 1)
        index.run(
            "UPDATE {state} SET documents = documents + %s WHERE role = 'current'",
            [made],
        )


def _posts() -> str:
    """The statement that copies the rows of a slice."""
    from forum.models import Post  # noqa: PLC0415

    columns = [field.column for field in Post._meta.concrete_fields]
    values = ", ".join(_OWN.get(column, column) for column in columns)
    return (
        f"INSERT INTO forum_post ({', '.join(columns)}) SELECT {values}"  # noqa: S608
        f" FROM forum_post AS first{_SLICE} ORDER BY seq"
    )


def _is_arranged(index: Any) -> bool:
    """Whether the index of words is there."""
    state = index._read_state("current")
    tokens = f"{index.names(state.generation)['docs']}_tokens_idx"
    return bool(index.run("SELECT to_regclass(%s) IS NOT NULL", [tokens])[0][0])
