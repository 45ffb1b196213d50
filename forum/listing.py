"""Lists of threads and boards: keyset pages, by latest activity or by beginning."""

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import Any

from django.db.models import OuterRef, Q, Subquery
from django.http import Http404, HttpRequest
from django.utils import timezone

from core import caching, text
from forum.models import Board, Tag, Thread, ThreadQuerySet
from forum.pinning import PINNED_NOW

THREADS_PER_PAGE = 20
TAGS_PER_PAGE = 200
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
# Not the last alone: of two changes at once the earlier one may be committed later.
_LATEST = """
SELECT * FROM (SELECT id, version, '' AS pin FROM forum_thread
ORDER BY changed_at DESC LIMIT 8) AS latest
"""
_LATEST_OF_BOARD = """
SELECT * FROM (SELECT id, version, '' AS pin FROM forum_thread
WHERE board_id = (SELECT id FROM forum_board WHERE slug = %s)
ORDER BY changed_at DESC LIMIT 8) AS latest
"""
_LAST_CHANGES = " UNION ALL ".join((_LATEST, PINNED_NOW))
_LAST_CHANGES_OF_BOARD = " UNION ALL ".join((_LATEST_OF_BOARD, PINNED_NOW))
_CURSOR = re.compile(r"([0-9]{1,17})-([0-9]{1,18})", re.ASCII)


@dataclass
class ThreadPage:
    """Some threads of a list, with the addresses of its neighbours."""

    threads: list[Thread] = field(default_factory=list)
    older: str = ""
    newer: str = ""


def mark(row: Any, by: str = "active_at") -> str:
    """Where a thread or a notice stands in a list: microseconds of what orders it, and
    id."""
    microseconds = (getattr(row, by) - _EPOCH) // dt.timedelta(microseconds=1)
    return f"{microseconds}-{row.pk}"


def read_mark(typed: str) -> tuple[dt.datetime, int]:
    """The moment and the id in a mark; raises Http404 for what is none."""
    match = _CURSOR.fullmatch(text.to_ascii_digits(typed))
    try:
        if match is None:
            raise OverflowError
        moment = _EPOCH + dt.timedelta(microseconds=int(match[1]))
    except OverflowError:
        raise Http404("no such place in the list") from None
    return moment, int(match[2])


def read_page(
    request: HttpRequest, threads: ThreadQuerySet, url: str, by: str = "active_at"
) -> ThreadPage:
    """The first page of `threads` with the highest `by` first, or the one next to
    `?before=` or `?after=`.

    One query. Raises Http404 for a mark that is none. A thread that moves up while she
    pages is shown once, further up.
    """
    rows = threads.for_list()
    if newer_than := request.GET.get("after"):
        moment, number = read_mark(newer_than)
        later = Q(**{f"{by}__gt": moment}) | Q(**{by: moment, "pk__gt": number})
        rows = rows.filter(later, **{f"{by}__gte": moment}).order_by(by, "pk")
        found = list(rows[: THREADS_PER_PAGE + 1])
        has_newer, has_older = len(found) > THREADS_PER_PAGE, True
        found = found[:THREADS_PER_PAGE][::-1]
    else:
        has_newer = "before" in request.GET
        if has_newer:
            moment, number = read_mark(request.GET["before"])
            earlier = Q(**{f"{by}__lt": moment}) | Q(**{by: moment, "pk__lt": number})
            rows = rows.filter(earlier, **{f"{by}__lte": moment})
        found = list(rows.order_by(f"-{by}", "-pk")[: THREADS_PER_PAGE + 1])
        has_older = len(found) > THREADS_PER_PAGE
        found = found[:THREADS_PER_PAGE]
    page, to = ThreadPage(found), "&" if "?" in url else "?"
    if found and has_older:
        page.older = f"{url}{to}before={mark(found[-1], by)}"
    if found and has_newer:
        page.newer = f"{url}{to}after={mark(found[0], by)}"
    elif has_newer:
        page.newer = url
    return page


@dataclass
class TagPage:
    """Some tags by their names, with the addresses of its neighbours."""

    tags: list[Tag] = field(default_factory=list)
    earlier: str = ""
    later: str = ""


def read_tags(request: HttpRequest, url: str) -> TagPage | None:
    """The first page of the tags under which the reader may see something, or the one
    next to the tag whose id is in `?after=` or `?before=`.

    At most two queries. None where she can see no such tag (any more).
    """
    tags = Tag.objects.visible_to(request.user)
    way = next((each for each in ("after", "before") if each in request.GET), "")
    if not way:
        rows = list(tags.order_by("name")[: TAGS_PER_PAGE + 1])
        return _tag_page(rows[:TAGS_PER_PAGE], url, False, len(rows) > TAGS_PER_PAGE)
    number = text.to_ascii_digits(request.GET[way])
    is_number = number.isascii() and number.isdigit() and len(number) < 19
    mark = tags.filter(pk=number).first() if is_number else None
    if mark is None:
        return None
    if way == "after":
        rows = list(
            tags.filter(name__gt=mark.name).order_by("name")[: TAGS_PER_PAGE + 1]
        )
        return _tag_page(rows[:TAGS_PER_PAGE], url, True, len(rows) > TAGS_PER_PAGE)
    rows = list(tags.filter(name__lt=mark.name).order_by("-name")[: TAGS_PER_PAGE + 1])
    found = rows[:TAGS_PER_PAGE][::-1]
    return _tag_page(found, url, len(rows) > TAGS_PER_PAGE, True)


def _tag_page(tags: list[Tag], url: str, has_earlier: bool, has_later: bool) -> TagPage:
    page = TagPage(tags)
    if tags and has_earlier:
        page.earlier = f"{url}?before={tags[0].pk}"
    elif has_earlier:
        page.earlier = url
    if tags and has_later:
        page.later = f"{url}?after={tags[-1].pk}"
    return page


@dataclass
class BoardRow:
    """A board with the thread that moved last in it, if there is one to be seen."""

    board: Board
    latest: Thread | None


def boards_with_latest(member: Any) -> list[BoardRow]:
    """All boards in their order; two queries however many there are."""
    newest = Thread.objects.visible_to(member).filter(board=OuterRef("pk")).latest()
    boards = list(Board.objects.annotate(latest_id=Subquery(newest.values("pk")[:1])))
    ids = [board.latest_id for board in boards if board.latest_id]  # type: ignore[attr-defined]
    latest = Thread.objects.visible_to(member).select_related("author").in_bulk(ids)
    return [
        BoardRow(board, latest.get(board.latest_id))  # type: ignore[attr-defined]
        for board in boards
    ]


def last_changes(slug: str | None) -> Any:
    """The last changes in a board (by slug), or with None anywhere, and what is pinned
    at this moment; one light query.

    Something that compares, or None where there can be no such board.
    """
    pinned = [caching.moment(timezone.now())] * 3
    if slug is None:
        return caching.rows(_LAST_CHANGES, *pinned)
    if not text.is_slug(slug):
        return None
    return caching.rows(_LAST_CHANGES_OF_BOARD, slug, *pinned)
