"""What this room holds of a member (core.personal): her photos."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.personal import Holding
from photos import files
from photos.models import Photo


def photos(member: Any) -> Iterator[dict[str, Any]]:
    """Her photos, the oldest first."""
    for photo in Photo.objects.of(member).order_by("pk").iterator():
        yield {
            "file": _place(photo),
            "words": photo.alt,
            "at": photo.created_at,
        }


def bytes_of_photos(member: Any) -> Iterator[tuple[str, Path]]:
    """The largest file of each."""
    for photo in Photo.objects.of(member).order_by("pk").iterator():
        side = files.SIDES[len(photo.sizes) - 1]
        yield _place(photo), files.folder_of(photo.name) / f"{side}.jpg"


def _place(photo: Photo) -> str:
    return f"photos/{photo.pk}.jpg"


HOLDINGS = (
    Holding(
        "photos",
        _("Photos"),
        {"file": _("File"), "words": _("Words for it"), "at": _("When")},
        photos,
        bytes_of_photos,
        place=2,
    ),
)
