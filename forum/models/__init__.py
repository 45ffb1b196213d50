"""Board, Thread, Post: the one discussion engine; what members follow and save."""

from .board import Board, NotEmpty
from .bookmark import Bookmark, BookmarkQuerySet
from .carrying import PostMove, carry_waiting
from .draft import LONGEST_DRAFT, AlreadyPosted, Draft, DraftMovedOn
from .edit import PostEdit
from .event import ThreadEvent
from .pin import EVERYWHERE, AlreadyPinned, Pin, PinDismissal, PinQuerySet
from .post import LONGEST_BODY, ROOTS_PER_PAGE, EditedMeanwhile, Post, PostQuerySet
from .reaction import CannotReact, Reaction
from .readmark import MOST_COUNTED, ReadMark, ReadMarkQuerySet
from .rearranging import MOST_ROOTS, CannotRearrange
from .subscription import Subscription, SubscriptionQuerySet
from .thread import KeyReused, ParentGone, Thread, ThreadClosed, ThreadQuerySet

__all__ = [
    "EVERYWHERE",
    "LONGEST_BODY",
    "LONGEST_DRAFT",
    "MOST_COUNTED",
    "MOST_ROOTS",
    "ROOTS_PER_PAGE",
    "AlreadyPinned",
    "AlreadyPosted",
    "Board",
    "Bookmark",
    "BookmarkQuerySet",
    "CannotReact",
    "CannotRearrange",
    "Draft",
    "DraftMovedOn",
    "EditedMeanwhile",
    "KeyReused",
    "NotEmpty",
    "ParentGone",
    "Pin",
    "PinDismissal",
    "PinQuerySet",
    "Post",
    "PostEdit",
    "PostMove",
    "PostQuerySet",
    "Reaction",
    "ReadMark",
    "ReadMarkQuerySet",
    "Subscription",
    "SubscriptionQuerySet",
    "Thread",
    "ThreadClosed",
    "ThreadEvent",
    "ThreadQuerySet",
    "carry_waiting",
]
