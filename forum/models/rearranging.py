"""What moderators do to a thread: close, reopen, move, retitle, merge, split.

Each leaves a line in the thread for its readers (ThreadEvent) and an entry for the log
of moderation, in the same transaction; done twice it happens once.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from core import text
from forum import signals
from moderation.models import ModerationEntry

from .board import Board
from .carrying import PostMove
from .draft import Draft
from .event import ThreadEvent
from .pin import Pin
from .post import Post
from .subscription import Subscription

if TYPE_CHECKING:
    from profiles.models import Member

    from .thread import Thread

Kind = ThreadEvent.Kind
MOST_ROOTS = 200  # comments split off at once


class CannotRearrange(Exception):
    """It cannot be done to this thread; `code` says why.

    Codes: `home` (the thread belongs to an adda or a page, which has its own buttons),
    `itself`, `merged` (already part of another), `moving` (posts are still on their way
    to or from it), `hidden`, `roots` (what was chosen is not there to be split off).
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@transaction.atomic
def close(thread: "Thread", by: "Member", reason: str) -> bool:
    """Let nobody post any more; False when it is closed already."""
    _held_own(thread)
    if thread.closed_at is not None:
        return False
    thread.change(closed_at=timezone.now())
    _leave_line(thread, Kind.CLOSE, by, reason)
    return True


@transaction.atomic
def reopen(thread: "Thread", by: "Member", reason: str) -> bool:
    """Let members post again; False when it is open."""
    _held_own(thread)
    if thread.closed_at is None:
        return False
    thread.change(closed_at=None)
    _leave_line(thread, Kind.REOPEN, by, reason)
    return True


@transaction.atomic
def move(thread: "Thread", board: Board, by: "Member", reason: str) -> bool:
    """Put it on another board; False when it is there."""
    _held_own(thread)
    if thread.board_id == board.pk:
        return False
    before = thread.board
    thread.change(board=board)
    names = {"to_bn": board.name_bn, "to_en": board.name_en}
    if before is not None:
        Pin.objects.move_along(thread, before.pk, board.pk)
        names |= {"from_bn": before.name_bn, "from_en": before.name_en}
    _leave_line(thread, Kind.MOVE, by, reason, data=names)
    return True


@transaction.atomic
def retitle(thread: "Thread", title: str, by: "Member", reason: str) -> bool:
    """Correct its title; False when it reads so already.

    The old one stays with moderators: it may be what had to go.
    """
    _held_own(thread)
    title = text.normalise_line(title)
    if thread.title == title:
        return False
    before = thread.title
    thread.change(title=title)
    _leave_line(thread, Kind.RETITLE, by, reason, data={"before": before})
    return True


@transaction.atomic
def merge_into(thread: "Thread", target: "Thread", by: "Member", reason: str) -> bool:
    """Make this thread part of `target`; False when it is that already.

    Its opening and comments follow as comments at the end, in their order (see
    PostMove). Permalinks stay, the old address leads to the new one. Raises
    CannotRearrange.
    """
    if thread.pk == target.pk:
        raise CannotRearrange("itself")
    manager = type(thread).objects
    source, into = manager.hold_both(thread.pk, target.pk)
    if source.merged_into_id == into.pk:
        return False
    if source.home_url:
        raise CannotRearrange("home")
    if source.merged_into_id or into.merged_into_id:
        raise CannotRearrange("merged")
    if source.is_hidden or into.is_hidden:
        raise CannotRearrange("hidden")
    _require_still(source, into)
    # Addresses lead straight to where things are, however often they moved.
    manager.filter(merged_into=source).update(merged_into=into)
    now = timezone.now()
    source.change(merged_into=into, closed_at=source.closed_at or now)
    into.change(active_at=max(into.active_at, source.active_at))
    from_ = {"title": source.title, "thread": source.pk}
    _leave_line(into, Kind.MERGE, by, reason, data=from_)
    _write_entry(source, Kind.MERGE, by, reason)
    Pin.objects.follow(source, into)
    Subscription.objects.take_along(source, into)
    Draft.objects.take_along(source, into)
    PostMove.objects.create(source=source, target=into)
    signals.thread_merged.announce(type(thread), thread=source, into=into)
    thread.refresh_from_db()
    target.refresh_from_db()
    return True


@transaction.atomic
def split(
    thread: "Thread",
    roots: Sequence[Post],
    board: Board,
    title: str,
    by: "Member",
    reason: str,
) -> "Thread":
    """Make a thread of its own of some comments and what answers them.

    The first becomes its opening, and what answered that becomes comments. Raises
    CannotRearrange for what is no comment of this thread.
    """
    thread.hold()
    thread.refresh_from_db()
    chosen = list(
        Post.objects.filter(
            pk__in=[root.pk for root in roots], thread=thread, parent=None, seq__gt=0
        )
        .with_authors()
        .order_by("seq")
    )
    if not 0 < len(chosen) <= MOST_ROOTS or len(chosen) != len(roots):
        raise CannotRearrange("roots")
    first = chosen[0]
    if first.is_hidden or first.pending or thread.merged_into_id:
        raise CannotRearrange("roots")
    _require_still(thread)
    fresh = type(thread).objects.create(
        board=board,
        title=text.normalise_line(title),
        author_id=first.author_id,
        visible_from=timezone.now(),
        version=1,
        noindex=thread.noindex,
        created_at=first.created_at,
    )
    Post.objects.filter(pk=first.pk).update(
        thread=fresh, seq=0, root_no=None, version=1
    )
    ids = [root.pk for root in chosen]
    line = {"title": fresh.title, "thread": fresh.pk, "roots": ids}
    thread.change(post_count=F("post_count") - 1)
    _leave_line(thread, Kind.SPLIT, by, reason, after=first, data=line)
    origin = {"title": thread.title, "thread": thread.pk}
    _leave_line(fresh, Kind.BEGIN, by, reason, data=origin)
    # To her who wrote the opening every answer is news, as if she had begun it here.
    Subscription.follow_by_writing(first.author, fresh)
    fresh.read_marks.create(member=first.author)
    PostMove.objects.create(source=thread, target=fresh, roots=ids, opening_id=first.pk)
    signals.thread_started.announce(type(thread), thread=fresh)
    first.refresh_from_db()
    signals.post_changed.announce(type(thread), thread=fresh, post=first)
    return fresh


def _held_own(thread: "Thread") -> None:
    """Take the row, freshly read; raises CannotRearrange for another's thread."""
    thread.hold()
    thread.refresh_from_db()
    if thread.home_url:
        raise CannotRearrange("home")
    if thread.merged_into_id:
        raise CannotRearrange("merged")


def _require_still(*threads: "Thread") -> None:
    """Raise CannotRearrange while posts move from or to one of these (rows held)."""
    if PostMove.objects.of(*threads).exists():
        raise CannotRearrange("moving")


def _leave_line(
    thread: "Thread",
    kind: str,
    by: "Member",
    reason: str,
    *,
    after: Post | None = None,
    data: dict[str, Any] | None = None,
) -> None:
    """Write the line for readers, after the last root or the one that went."""
    place = {"after_root_no": thread.last_root_no, "after_seq": thread.last_seq}
    if after is not None:
        place = {"after_root_no": after.root_no or 0, "after_seq": after.seq}
    version = thread.version + 1
    thread.raise_version(event_version=version)
    ThreadEvent.objects.create(
        thread=thread,
        kind=kind,
        by=by,
        reason=reason,
        version=version,
        data=data or {},
        **place,
    )
    if kind != Kind.BEGIN and kind != Kind.MERGE:
        _write_entry(thread, kind, by, reason)


def _write_entry(thread: "Thread", kind: str, by: "Member", reason: str) -> None:
    ModerationEntry.objects.create(
        by=by, action=kind, target_kind="thread", target_id=thread.pk, reason=reason
    )
