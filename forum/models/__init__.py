"""Board, Thread, Post: the one discussion engine."""

from .board import Board
from .post import LONGEST_BODY, ROOTS_PER_PAGE, EditedMeanwhile, Post, PostQuerySet
from .thread import KeyReused, ParentGone, Thread, ThreadClosed, ThreadQuerySet

__all__ = [
    "LONGEST_BODY",
    "ROOTS_PER_PAGE",
    "Board",
    "EditedMeanwhile",
    "KeyReused",
    "ParentGone",
    "Post",
    "PostQuerySet",
    "Thread",
    "ThreadClosed",
    "ThreadQuerySet",
]
