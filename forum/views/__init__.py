"""Pages of the forum, the door, and the ways to write."""

from .arranging import post_split, thread_arrange
from .boards import board_change, board_list, board_make, board_step
from .drafts import draft_drop, drafts
from .following import follow, followed, unfollow
from .history import post_history
from .mentions import member_suggest
from .more import post_more, thread_more
from .outside import board_feed, post_share, thread_share
from .pins import pin, pin_dismiss, pin_unpin, pins, thread_pin
from .places import board, boards, thread_similar, thread_start, threads
from .progress import all_read, thread_read
from .reactions import post_react
from .saved import post_save, saved, saved_remove
from .tags import tag, tag_feed, tags, thread_tags
from .taking_back import post_take_back
from .threads import post, post_replies, thread, thread_posts
from .writing import post_edit, post_reply, thread_post

__all__ = [
    "all_read",
    "board",
    "board_change",
    "board_feed",
    "board_list",
    "board_make",
    "board_step",
    "boards",
    "draft_drop",
    "drafts",
    "follow",
    "followed",
    "member_suggest",
    "pin",
    "pin_dismiss",
    "pin_unpin",
    "pins",
    "post",
    "post_edit",
    "post_history",
    "post_more",
    "post_react",
    "post_replies",
    "post_reply",
    "post_save",
    "post_share",
    "post_split",
    "post_take_back",
    "saved",
    "saved_remove",
    "tag",
    "tag_feed",
    "tags",
    "thread",
    "thread_arrange",
    "thread_more",
    "thread_pin",
    "thread_post",
    "thread_posts",
    "thread_read",
    "thread_share",
    "thread_similar",
    "thread_start",
    "thread_tags",
    "threads",
    "unfollow",
]
