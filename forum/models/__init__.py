"""Board, Thread, Post: the one discussion engine."""

from .board import Board
from .post import Post, PostQuerySet
from .thread import KeyReused, Thread, ThreadClosed, ThreadQuerySet

__all__ = [
    "Board",
    "KeyReused",
    "Post",
    "PostQuerySet",
    "Thread",
    "ThreadClosed",
    "ThreadQuerySet",
]
