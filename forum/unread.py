"""Where she left off: what is new to a member in a thread, flat, in the order it came.

What she has read stays folded above; the numbered pages stay as they are. The place
in a long list is a `seq` (`?unread=`), which never changes, so that no comment is
shown twice or left out while others write, hide and read.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, cast

from django.db.models import OuterRef, QuerySet, Subquery
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core import markup, phones
from forum.models import Post, ReadMark, Thread

if TYPE_CHECKING:
    from forum.reading import Face, Reader, Shown

Rows = TypeVar("Rows", bound=QuerySet[Any])

UNREAD_PER_PAGE = 50
QUOTED = 90  # characters of the comment that is answered
LOOKS_KEPT = 1000
LONGEST_KEPT = 4000


class FlatLook(NamedTuple):
    """A post that stands by itself, with what it answers quoted above it."""

    face: "Face"
    quoted: str
    words: str
    url: str


def _drawn(look: FlatLook) -> SafeString:
    return render_to_string("forum/_flat.html", {"look": look})


_kept = lru_cache(maxsize=LOOKS_KEPT)(_drawn)


def flat(shown: "Shown") -> SafeString:
    """The markup of a post that stands by itself; it was read with its parent and
    the parent's author."""
    parent, reader = shown.post.parent, shown.reader
    face = shown.face._replace(is_reply=False)
    look = FlatLook(face, "", "", "")
    if parent is not None:
        quoted = words = ""
        if reader.folds(parent):
            words = _("by a member whom you blocked")
        elif not parent.is_hidden and not parent.pending:
            own = phones.mask(markup.without_quotes(parent.source))
            words = markup.excerpt(own.replace("**", ""), QUOTED)
            quoted = reader.name_of(parent.author)
        look = FlatLook(face, quoted, words, parent.get_absolute_url())
    return _kept(look) if len(face.body) < LONGEST_KEPT else _drawn(look)


@dataclass
class Unread:
    """One page of what is new to her; `read_count` comments stand before it."""

    items: list[SafeString]
    count: int
    read_count: int
    opening: SafeString
    next_url: str
    # Ids of those to which somebody said something with a sign.
    reacted: list[int]


@dataclass
class Progress:
    """How far a page takes her mark: over what stands after `after`, up to `through`.

    Where her mark has not come to `after`, only her own word can move it over what
    this page does not show.
    """

    thread: Thread
    mark: int | None
    after: int
    through: int

    @property
    def url(self) -> str:
        """Where the mark is moved."""
        return reverse("forum:thread-read", args=[self.thread.pk])

    @property
    def told(self) -> int:
        """What the script knows of her mark; -1 where there is none."""
        return -1 if self.mark is None else self.mark

    @property
    def follows(self) -> bool:
        """Whether this page goes on where she left off."""
        return (self.mark or 0) >= self.after

    @property
    def is_news(self) -> bool:
        """Whether something on this page is new to her."""
        return (self.mark or 0) < self.through


def with_mark(rows: Rows, member: Any, thread: str = "pk") -> Rows:
    """The rows with up to where `member` has read each (`thread` names the column of
    its thread), in the query that reads them anyway."""
    marks = ReadMark.objects.filter(member=member.pk, thread=OuterRef(thread))
    return rows.annotate(read_up_to=Subquery(marks.values("last_read_seq")))


def mark_of(member: Any, thread: Thread) -> int | None:
    """The seq up to which she has read `thread`; None where she never began. Asks
    nothing where the thread was read `with_mark`."""
    if "read_up_to" in vars(thread):
        return cast("int | None", thread.read_up_to)  # type: ignore[attr-defined]
    marks = ReadMark.objects.filter(member=member, thread=thread)
    return marks.values_list("last_read_seq", flat=True).first()


def read_unread(
    reader: "Reader",
    thread: Thread,
    after: int,
    draw_root: "Callable[[Shown], SafeString]",
) -> tuple[Unread, int] | None:
    """One page of what is new to her after seq `after`, and the seq up to which it
    leads; None where nothing is. At most 4 queries.

    `draw_root` draws the opening, which stands with what she has read.
    """
    posts = Post.objects.in_stream_of(thread, reader.member).with_authors()
    news = posts.unread_by(reader.member, after).order_by("seq")
    found = list(news.select_related("parent__author")[: UNREAD_PER_PAGE + 1])
    if not found:
        return None
    # An adda's opening is its own page.
    opening = posts.filter(seq=0).first() if thread.author_id else None
    has_more = len(found) > UNREAD_PER_PAGE
    found = found[:UNREAD_PER_PAGE]
    count = news.count() if has_more else len(found)
    through = found[-1].seq if has_more else thread.last_seq
    shown = reader.draw([*([opening] if opening else []), *found])
    drawn_opening = SafeString(draw_root(shown.pop(0)) if opening else "")
    next_url = f"{thread.get_absolute_url()}?unread={through}" if has_more else ""
    read = max(0, thread.post_count - count)
    items = [flat(each) for each in shown]
    reacted = [post.pk for post in found if post.reaction_count]
    page = Unread(items, count, read, drawn_opening, next_url, reacted)
    return page, through
