"""What of the forum can be followed (see forum.following)."""

from collections.abc import Iterable
from typing import Any, TypeVar

from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from forum.following import Button, Followed
from forum.models import Board, Subscription, Tag, Thread, ThreadTag

Rows = TypeVar("Rows", bound=QuerySet[Any])


class ThreadFollowed(Followed):
    """A discussion: whoever follows it hears of each comment."""

    kind = "thread"
    all_label = _("Every new comment")

    def visible_to(self, member: Any) -> QuerySet[Any]:
        return Thread.objects.visible_to(member)

    def title(self, thing: Thread) -> str:
        return thing.title


class BoardFollowed(Followed):
    """A board: whoever follows it hears of each new discussion."""

    kind = "board"
    all_label = _("Every new discussion")
    label = _("Board")

    def visible_to(self, member: Any) -> QuerySet[Any]:
        return Board.objects.all()

    def title(self, thing: Board) -> str:
        return thing.name

    def holding(self, thread: Thread) -> Iterable[int]:
        return [thread.board_id] if thread.board_id else []


class TagFollowed(Followed):
    """A tag: whoever follows it hears of each new discussion under it."""

    kind = "tag"
    all_label = _("Every new discussion")
    label = _("Tag")

    def visible_to(self, member: Any) -> QuerySet[Any]:
        return Tag.objects.visible_to(member)

    def title(self, thing: Tag) -> str:
        return thing.name

    def holding(self, thread: Thread) -> Iterable[int]:
        rows = ThreadTag.objects.filter(content_object=thread)
        return list(rows.values_list("tag", flat=True))


def with_level(rows: Rows, member: Any, kind: str, pk: str = "pk") -> Rows:
    """The rows with how closely `member` follows each (`pk` names the column of its
    id), in the query that reads them anyway."""
    if not member.is_authenticated:
        return rows
    mine = Subscription.objects.on(kind, OuterRef(pk)).filter(member=member)
    return rows.annotate(follow_level=Subquery(mine.values("level")))


def button(request: HttpRequest, kind: str, thing: Any, target_id: int = 0) -> Button:
    """The button to follow `thing`, which was read `with_level`."""
    level = ""
    if request.user.is_authenticated:
        level = thing.follow_level or Subscription.Level.OFF.value
    return Button(kind, target_id or thing.pk, level)
