"""Board, Thread, Post: the one discussion engine; what members follow and save."""

from .board import Board, NotEmpty
from .bookmark import Bookmark, BookmarkQuerySet
from .carrying import CARRIED_ALONG, PostMove, carry_waiting
from .draft import LONGEST_DRAFT, AlreadyPosted, Draft, DraftMovedOn
from .edit import PostEdit
from .event import ThreadEvent
from .pin import EVERYWHERE, AlreadyPinned, Pin, PinDismissal, PinQuerySet
from .post import (
    LONGEST_BODY,
    ROOTS_PER_PAGE,
    EditedMeanwhile,
    Post,
    PostPhoto,
    PostQuerySet,
)
from .reaction import CannotReact, Reaction
from .readmark import MOST_COUNTED, ReadMark, ReadMarkQuerySet
from .rearranging import MOST_ROOTS, CannotRearrange
from .stretch import ReadStretch
from .subscription import Subscription, SubscriptionQuerySet
from .tag import LONGEST_TAG, MOST_TAGS, SHORTEST_TAG, Tag, ThreadTag, key_of
from .thread import (
    AcrossBlock,
    KeyReused,
    ParentGone,
    Thread,
    ThreadClosed,
    ThreadQuerySet,
)

__all__ = [
    "CARRIED_ALONG",
    "EVERYWHERE",
    "LONGEST_BODY",
    "LONGEST_DRAFT",
    "LONGEST_TAG",
    "MOST_COUNTED",
    "MOST_ROOTS",
    "MOST_TAGS",
    "ROOTS_PER_PAGE",
    "SHORTEST_TAG",
    "AcrossBlock",
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
    "PostPhoto",
    "PostQuerySet",
    "Reaction",
    "ReadMark",
    "ReadMarkQuerySet",
    "ReadStretch",
    "Subscription",
    "SubscriptionQuerySet",
    "Tag",
    "Thread",
    "ThreadClosed",
    "ThreadEvent",
    "ThreadQuerySet",
    "ThreadTag",
    "carry_waiting",
    "key_of",
]
