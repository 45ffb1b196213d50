"""The history of a post: what stood there, what changed, when and by whom.

Numbers are masked for everyone, and words that a moderator took out are in no version
and in no difference between two.
"""

from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise

from django.http import HttpRequest

from core import diff, phones
from forum import reading
from forum.models import Post, PostEdit
from photos.models import Photo, Picture

VERSIONS_PER_PAGE = 10


@dataclass(frozen=True)
class TakenOut:
    """A photo that a change took out; `is_kept` says that it can still be looked at."""

    picture: Picture
    is_kept: bool


@dataclass
class Version:
    """Words that stand or stood there; `edit` is None for those that stand. `photos` are
    those that went with them, for moderators."""

    text: str
    at: datetime
    by: str
    edit: PostEdit | None
    is_readable: bool = True
    is_first: bool = False
    pieces: list[diff.Piece] | None = None
    photos: list[TakenOut] = field(default_factory=list)

    @property
    def photo_count(self) -> int:
        """How many photos stood with the words and were taken out."""
        return len(self.edit.photos) if self.edit and self.is_readable else 0


@dataclass
class History:
    """A page of versions, the newest first."""

    versions: list[Version]
    older: str = ""


def read_history(request: HttpRequest, post: Post) -> History:
    """Read a page of the history of `post`, which she may read. 1 query, one more for a
    moderator where photos were taken out."""
    before = reading.cursor(request, "before")
    edits = post.edits.select_related("by").order_by("-pk")
    if before:
        edits = edits.filter(pk__lte=before)
    found = list(edits[: VERSIONS_PER_PAGE + 1])
    versions = _versions(request, post, found, with_now=not before)
    _compare(versions)
    if getattr(request.user, "is_moderator", False):
        _show_photos(versions)
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


def _show_photos(versions: list[Version]) -> None:
    """Give each version the photos that went with it."""
    ids = [each["id"] for one in versions if one.edit for each in one.edit.photos]
    if not ids:
        return
    kept = set(Photo.objects.filter(pk__in=ids).values_list("pk", flat=True))
    for version in versions:
        version.photos = [
            TakenOut(Picture.of(each), each["id"] in kept)
            for each in (version.edit.photos if version.edit else [])
        ]


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
