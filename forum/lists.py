"""The lists of threads, over all boards and in one: which there are, what is in them.

Those over all boards hold members' own threads; what she reads, began and follows holds
addas too. An imported adda keeps its own day, so it is nobody's news.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from forum.models import Board, Thread, ThreadQuerySet

NOBODY = _("Nobody has written yet.")
BEGIN = _("Be the one who begins.")


@dataclass(frozen=True)
class ThreadList:
    """One list: its name in addresses, its label, what it takes of the threads that the
    reader may see, what orders it, and what it says when it is empty."""

    name: str
    label: "str | Promise"
    chosen: Callable[[ThreadQuerySet, Any], ThreadQuerySet]
    by: str = "active_at"
    is_hers: bool = False
    empty: "str | Promise" = NOBODY
    hint: "str | Promise" = BEGIN


LATEST = ThreadList("latest", _("Latest"), lambda threads, reader: threads.on_boards())
LISTS = {
    each.name: each
    for each in (
        LATEST,
        ThreadList(
            "new",
            pgettext_lazy("list of discussions", "New"),
            lambda threads, reader: threads.on_boards(),
            by="created_at",
        ),
        ThreadList(
            "unanswered",
            _("Unanswered"),
            lambda threads, reader: threads.on_boards().unanswered(),
            by="created_at",
            empty=_("Every question has an answer."),
            hint=_("Ask the next one."),
        ),
        ThreadList(
            "unread",
            pgettext_lazy("list of discussions", "Unread"),
            lambda threads, reader: threads.unread_by(reader),
            is_hers=True,
            empty=_("You have read everything."),
            hint=_("What is new where you read stands here."),
        ),
        ThreadList(
            "mine",
            pgettext_lazy("list of discussions", "Mine"),
            lambda threads, reader: threads.filter(author=reader),
            is_hers=True,
            empty=_("You have not begun a discussion yet."),
            hint=_("Ask, tell, show: somebody will answer."),
        ),
        ThreadList(
            "followed",
            pgettext_lazy("list of discussions", "Followed"),
            lambda threads, reader: threads.followed_by(reader),
            is_hers=True,
            empty=_("You follow no discussion yet."),
            hint=_("Press Follow where you want to hear more."),
        ),
    )
}


@dataclass(frozen=True)
class Tab:
    """A way to a list, for theme tabs."""

    label: "str | Promise"
    url: str
    is_current: bool


def asked(name: str, *, board: Board | None = None) -> ThreadList:
    """The list called `name`; raises Http404 where there is none, or none of a board."""
    found = LISTS.get(name or LATEST.name)
    if found is None or (board is not None and found.is_hers):
        raise Http404("no such list")
    return found


def address(listed: ThreadList, board: Board | None = None) -> str:
    """Where a list is read."""
    url = board.get_absolute_url() if board else reverse("forum:threads")
    return url if listed is LATEST else f"{url}?list={listed.name}"


def tabs(
    reader: Any, current: ThreadList | None, board: Board | None = None
) -> list[Tab]:
    """The lists that a reader can choose from; those of a board are for everyone."""
    hers = reader.is_authenticated and board is None
    shown = [each for each in LISTS.values() if hers or not each.is_hers]
    found = [Tab(each.label, address(each, board), each is current) for each in shown]
    if board is None:
        found.insert(0, Tab(_("Boards"), reverse("forum:boards"), current is None))
        found.append(Tab(_("Tags"), reverse("forum:tags"), False))
    return found


def threads_of(listed: ThreadList, reader: Any, board: Board | None) -> ThreadQuerySet:
    """The threads of a list, in no order yet."""
    threads = listed.chosen(Thread.objects.visible_to(reader), reader)
    return threads.filter(board=board) if board else threads
