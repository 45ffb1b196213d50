"""Rows of lists of threads: the same row makes the same markup, drawn once and kept."""

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from core import phones
from forum.models import Thread
from theme.templatetags import words

ROWS_KEPT = 2000


class Row(NamedTuple):
    """Everything that forum/_row.html prints of a thread."""

    language: str
    url: str
    title: str
    board: str
    author: str
    comments: int
    when: str
    badge: str

    def draw(self) -> SafeString:
        """The markup."""
        return _drawn(self)


class RowPage(NamedTuple):
    """A page of drawn rows, with the addresses of its neighbours."""

    rows: list[SafeString]
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


def drawn(threads: Iterable[Thread], *, with_board: bool = False) -> list[SafeString]:
    """The rows of `threads` (read `for_list`) in the reader's language."""
    language = get_language() or "bn"
    return [
        Row(
            language=language,
            url=thread.home_url or _own_address(thread.pk, thread.slug),
            title=_masked(thread.title),
            board=thread.board.name if with_board and thread.board else "",
            author=_masked(thread.author.display_name) if thread.author else "",
            comments=thread.post_count,
            when=words.when(thread.active_at),
            badge=badge_of(thread),
        ).draw()
        for thread in threads
    ]


def badge_of(thread: Thread) -> str:
    """The one word that a row says of its thread's state, or nothing."""
    if thread.is_hidden:
        return "hidden"
    return "" if thread.is_open else "closed"
