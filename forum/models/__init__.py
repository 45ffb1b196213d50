"""Board, Thread, Post: the one discussion engine."""

from .board import Board
from .carrying import PostMove, carry_waiting
from .event import ThreadEvent
from .post import LONGEST_BODY, ROOTS_PER_PAGE, EditedMeanwhile, Post, PostQuerySet
from .rearranging import MOST_ROOTS, CannotRearrange
from .thread import KeyReused, ParentGone, Thread, ThreadClosed, ThreadQuerySet

__all__ = [
    "LONGEST_BODY",
    "MOST_ROOTS",
    "ROOTS_PER_PAGE",
    "Board",
    "CannotRearrange",
    "EditedMeanwhile",
    "KeyReused",
    "ParentGone",
    "Post",
    "PostMove",
    "PostQuerySet",
    "Thread",
    "ThreadClosed",
    "ThreadEvent",
    "ThreadQuerySet",
    "carry_waiting",
]
