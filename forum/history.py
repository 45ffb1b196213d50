"""The history of a post: what stood there, what changed, when and by whom.

Numbers are masked for everyone, and words that a moderator took out are in no version
and in no difference between two.
"""

from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from django.http import HttpRequest

from core import diff, phones
from forum import reading
from forum.models import Post, PostEdit

VERSIONS_PER_PAGE = 10


@dataclass
class Version:
    """Words that stand or stood there; `edit` is None for those that stand."""

    text: str
    at: datetime
    by: str
    edit: PostEdit | None
    is_readable: bool = True
    is_first: bool = False
    pieces: list[diff.Piece] | None = None


@dataclass
class History:
    """A page of versions, the newest first."""

    versions: list[Version]
    older: str = ""


def read_history(request: HttpRequest, post: Post) -> History:
    """Read a page of the history of `post`, which she may read. 1 query."""
    before = reading.cursor(request, "before")
    edits = post.edits.select_related("by").order_by("-pk")
    if before:
        edits = edits.filter(pk__lte=before)
    found = list(edits[: VERSIONS_PER_PAGE + 1])
    versions = _versions(request, post, found, with_now=not before)
    _compare(versions)
    if len(found) <= VERSIONS_PER_PAGE:
        return History(versions)
    # The last one is there to be compared with; it begins the next page.
    url = reading.address("forum:post-history", post.pk)
    return History(versions[:-1], older=f"{url}?before={found[-1].pk}")


def _versions(
    request: HttpRequest, post: Post, edits: list[PostEdit], *, with_now: bool
) -> list[Version]:
    reader = reading.reader_of(request, post.thread)
    written = [(edit.at, reader.name_of(edit.by)) for edit in edits]
    written.append((post.created_at, reader.name_of(post.author)))
    versions = []
    if with_now:
        versions.append(Version(phones.mask(post.source), *written[0], edit=None))
    for edit, (at, by) in zip(edits, written[1:], strict=True):
        readable = reader.is_moderator or not edit.is_hidden
        text = phones.mask(edit.source) if readable else ""
        versions.append(Version(text, at, by, edit, is_readable=readable))
    if versions and len(edits) <= VERSIONS_PER_PAGE:
        versions[-1].is_first = True
    return versions


def _compare(versions: list[Version]) -> None:
    """Give each version what changed since the one before it that may be read."""
    readable = [version for version in versions if version.is_readable]
    for version, earlier in pairwise(readable):
        version.pieces = changes(earlier.text, version.text)


def changes(old: str, new: str) -> list[diff.Piece]:
    """The way from one masked text to the other; where pieces of both would stand side
    by side as a number, each whole."""
    pieces = diff.words_diff(old, new)
    if phones.find("".join(piece.text for piece in pieces)):
        return [diff.Piece("gone", f"{old}\n\n"), diff.Piece("new", new)]
    return pieces
