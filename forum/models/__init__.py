"""Board, Thread, Post: the one discussion engine."""

from .board import Board
from .carrying import PostMove, carry_waiting
from .event import ThreadEvent
from .pin import EVERYWHERE, AlreadyPinned, Pin, PinDismissal, PinQuerySet
from .post import LONGEST_BODY, ROOTS_PER_PAGE, EditedMeanwhile, Post, PostQuerySet
from .rearranging import MOST_ROOTS, CannotRearrange
from .thread import KeyReused, ParentGone, Thread, ThreadClosed, ThreadQuerySet

__all__ = [
    "EVERYWHERE",
    "LONGEST_BODY",
    "MOST_ROOTS",
    "ROOTS_PER_PAGE",
    "AlreadyPinned",
    "Board",
    "CannotRearrange",
    "EditedMeanwhile",
    "KeyReused",
    "ParentGone",
    "Pin",
    "PinDismissal",
    "PinQuerySet",
    "Post",
    "PostMove",
    "PostQuerySet",
    "Thread",
    "ThreadClosed",
    "ThreadEvent",
    "ThreadQuerySet",
    "carry_waiting",
]
