"""What stands under a claimed name in the forum, and what follows when it moves."""

from typing import Any

from forum.models import Post, PostEdit, Thread
from profiles.name_claim import Carried


def _tell_post(post: Any, before: int, now: int) -> None:
    # Compiled anew as it stands: open pages and the index learn whose it is.
    post.replace_words(post.source)


def _tell_thread(thread: Any, before: int, now: int) -> None:
    thread.change()


CARRIED = (
    Carried("thread", Thread.objects.all, "author", Thread.hold, _tell_thread),
    Carried(
        "post",
        lambda: Post.objects.select_related("thread"),
        "author",
        Post.hold_thread,
        _tell_post,
    ),
    Carried("edit", PostEdit.objects.all, "by"),
)
