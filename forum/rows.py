"""Rows of lists of threads: the same row makes the same markup, drawn once and kept."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from core import phones
from forum import blocking
from forum.models import MOST_COUNTED, ReadMark, Thread
from theme.templatetags import words

ROWS_KEPT = 2000


class Row(NamedTuple):
    """Everything that forum/_row.html prints of a thread."""

    language: str
    thread: int
    url: str
    title: str
    board: str
    author: str
    comments: int
    when: str
    badge: str
    author_id: int | None
    tags: tuple[str, ...] = ()
    # What is new to her, and whether she blocked who began it; neither is in what is
    # kept for everyone.
    unread: int = 0
    is_folded: bool = False

    @property
    def is_much(self) -> bool:
        """Whether no more was counted."""
        return self.unread >= MOST_COUNTED

    def draw(self) -> SafeString:
        """The markup."""
        return _drawn(self)


class RowPage(NamedTuple):
    """A page of rows as everyone sees them, with the addresses of its neighbours."""

    rows: list[Row]
    older: str
    newer: str


@lru_cache(maxsize=ROWS_KEPT)
def _drawn(row: Row) -> SafeString:
    return render_to_string("forum/_row.html", {"row": row})


@lru_cache(maxsize=ROWS_KEPT)
def _masked(words: str) -> str:
    return phones.mask(words)


@lru_cache(maxsize=ROWS_KEPT)
def _own_address(pk: int, slug: str) -> str:
    return reverse("forum:thread", args=[pk, slug])


def of(threads: Iterable[Thread], *, with_board: bool = False) -> list[Row]:
    """The rows of `threads` (read `for_list`) in the reader's language."""
    language = get_language() or "bn"
    return [
        Row(
            language=language,
            thread=thread.pk,
            url=thread.home_url or _own_address(thread.pk, thread.slug),
            title=_masked(thread.title),
            board=_place_of(thread) if with_board else "",
            author=_masked(thread.author.display_name) if thread.author else "",
            comments=thread.post_count,
            when=words.when(thread.active_at),
            badge=badge_of(thread),
            tags=tuple(_masked(name) for _slug, name in thread.tag_names),
            author_id=thread.author_id,
        )
        for thread in threads
    ]


def _place_of(thread: Thread) -> str:
    return thread.board.name if thread.board else gettext("Adda")


def drawn_for(reader: Any, rows: Sequence[Row]) -> list[SafeString]:
    """The rows with what is new to her, those begun by members whom she blocked folded;
    one query for a member, one more where she blocked somebody, none for a guest."""
    threads = [row.thread for row in rows]
    unread = ReadMark.objects.unread_counts(reader, threads)
    blocked = blocking.blocked_by(reader)
    return [
        row._replace(
            unread=unread.get(row.thread, 0), is_folded=row.author_id in blocked
        ).draw()
        for row in rows
    ]


def badge_of(thread: Thread) -> str:
    """The one word that a row says of its thread's state, or nothing."""
    if thread.is_hidden or thread.is_empty:
        return "hidden"
    return "" if thread.is_open else "closed"
