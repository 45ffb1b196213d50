"""Where photos are shown: told to the room that hands them out (photos.SHOWN_IN)."""

from typing import Any

from forum.models import Post
from photos.models import Photo


def where(photo: Photo, member: Any) -> str:
    """The address of the post that shows `photo` to `member`; empty for none."""
    post = Post.objects.visible_to(member).filter(photos__photo=photo).first()
    return post.get_absolute_url() if post else ""
