"""What this room holds of a member (core.personal): all she wrote, and all she keeps."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core.personal import Holding
from forum.models import (
    Bookmark,
    Draft,
    Post,
    PostEdit,
    Reaction,
    ReadMark,
    Subscription,
    Thread,
)


def _post_url(pk: int) -> str:
    return f"{settings.SITE_URL}/p/{pk}/"


def _thread_url(pk: int) -> str:
    return f"{settings.SITE_URL}/t/{pk}/"


def threads(member: Any) -> Iterator[dict[str, Any]]:
    """Discussions that she began."""
    for thread in Thread.objects.filter(author=member).order_by("pk").iterator():
        yield {
            "title": thread.title,
            "tags": [name for _slug, name in thread.tag_names],
            "at": thread.created_at,
            "hidden": thread.is_hidden,
            "where": _thread_url(thread.pk),
        }


def posts(member: Any) -> Iterator[dict[str, Any]]:
    """Her comments, those that are hidden too."""
    for post in Post.objects.filter(author=member).order_by("pk").iterator():
        yield {
            "words": post.source,
            "at": post.dated or post.created_at,
            "changed": post.edited_at,
            "hidden": post.is_hidden,
            "waiting": post.pending,
            "photos": [f"photos/{each['id']}.jpg" for each in post.pictures],
            "where": _post_url(post.pk),
        }


def edits(member: Any) -> Iterator[dict[str, Any]]:
    """What she wrote before she changed it."""
    rows = PostEdit.objects.filter(post__author=member)
    for edit in rows.order_by("pk").iterator():
        yield {"words": edit.source, "until": edit.at, "where": _post_url(edit.post_id)}


def drafts(member: Any) -> Iterator[dict[str, Any]]:
    """What she has begun."""
    for draft in Draft.objects.filter(member=member).order_by("pk"):
        yield {"title": draft.title, "words": draft.body, "at": draft.updated_at}


def reactions(member: Any) -> Iterator[dict[str, Any]]:
    """What she said to others' comments."""
    for row in Reaction.objects.filter(member=member).order_by("pk").iterator():
        yield {
            "kind": str(row.get_kind_display()),
            "at": row.at,
            "where": _post_url(row.post_id),
        }


def bookmarks(member: Any) -> Iterator[dict[str, Any]]:
    """What she put aside."""
    for row in Bookmark.objects.filter(member=member).order_by("pk").iterator():
        yield {"at": row.at, "where": _post_url(row.post_id)}


def subscriptions(member: Any) -> Iterator[dict[str, Any]]:
    """What she follows, and how closely."""
    for row in Subscription.objects.filter(member=member).order_by("pk").iterator():
        yield {
            "what": f"{row.kind} {row.target_id}",
            "level": str(row.get_level_display()),
            "since": row.since,
        }


def marks(member: Any) -> Iterator[dict[str, Any]]:
    """How far she has read."""
    for row in ReadMark.objects.filter(member=member).order_by("pk").iterator():
        yield {
            "where": _thread_url(row.thread_id),
            "seq": row.last_read_seq,
            "at": row.moved_at,
        }


WHERE = _("Where")
WHEN = _("When")
WORDS = _("Words")
HOLDINGS = (
    Holding(
        "threads",
        _("Discussions you began"),
        {
            "title": _("Title"),
            "tags": _("Tags"),
            "at": WHEN,
            "hidden": _("Is hidden"),
            "where": WHERE,
        },
        threads,
        place=1,
    ),
    Holding(
        "posts",
        _("Your comments"),
        {
            "words": WORDS,
            "at": WHEN,
            "changed": _("Changed"),
            "hidden": _("Is hidden"),
            "waiting": _("Waits for a moderator"),
            "photos": _("Photos"),
            "where": WHERE,
        },
        posts,
        place=1,
    ),
    Holding(
        "edits",
        _("What you wrote before you changed it"),
        {"words": WORDS, "until": _("Until"), "where": WHERE},
        edits,
        place=1,
    ),
    Holding(
        "drafts",
        _("What you have begun"),
        {"title": _("Title"), "words": WORDS, "at": WHEN},
        drafts,
        place=1,
    ),
    Holding(
        "reactions",
        _("What you said to comments"),
        {"kind": _("What"), "at": WHEN, "where": WHERE},
        reactions,
        place=1,
    ),
    Holding(
        "bookmarks",
        _("Saved comments"),
        {"at": WHEN, "where": WHERE},
        bookmarks,
        place=1,
    ),
    Holding(
        "subscriptions",
        _("What you follow"),
        {"what": _("What"), "level": _("How closely"), "since": _("Since")},
        subscriptions,
        place=1,
    ),
    Holding(
        "marks",
        _("How far you have read"),
        {"where": WHERE, "seq": _("Up to comment"), "at": WHEN},
        marks,
        place=1,
    ),
)
