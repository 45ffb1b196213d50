"""The photos of a form: what was sent earlier and by a script, what comes with it now.

A form that has a chooser says so by `chooser`. It carries `photo` (an id) and `alt` as
often as there are photos, in their order, `drop` for those to be left out, and without
a script the files themselves as `photos`.
Files are taken before anything else is looked at, so that a form that is shown again
has them.
"""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from core import text
from core.permissions import Refused
from photos import wording
from photos.models import LONGEST_ALT, MOST_PHOTOS, Photo, PhotoRefused, PhotosGone
from photos.uploading import files_cut

MOST_READ = 50  # ids of one form that are looked at


@dataclass
class Chooser:
    """The photos a form shows, each with its words, and what was wrong with others."""

    photos: list[Photo] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    is_there: bool = True

    @property
    def wanted(self) -> dict[int, str]:
        """What the verbs take: `{id: alt}`, in order."""
        return {photo.pk: photo.alt for photo in self.photos}

    @property
    def most(self) -> int:
        """How many fit."""
        return MOST_PHOTOS

    def beside(self, words: str, known: Sequence[Mapping[str, Any]] = ()) -> str:
        """The words with those of the photos, for who looks through what is written;
        what stood beside photos before (`known`, as a post keeps them) is left out."""
        before = {each["alt"] for each in known}
        return "\n".join([words, *(set(self.wanted.values()) - before - {""})])

    def lose(self, gone: PhotosGone) -> None:
        """Leave out what cannot be shown, and say so."""
        self.photos = [photo for photo in self.photos if photo.pk not in gone.ids]
        self.complaints.append(wording.gone())


def chosen(request: HttpRequest) -> Chooser:
    """Read a form: hers in the order she gave them, and files that come with it."""
    chooser = Chooser(is_there="chooser" in request.POST)
    ids = dict(_listed(request))
    owned = Photo.objects.of(request.user).filter(pk__in=ids) if ids else ()
    known = {photo.pk: photo for photo in owned}
    for pk, alt in ids.items():
        photo = known.get(pk)
        if photo is None:
            chooser.complaints.append(wording.gone())
            continue
        photo.alt = alt
        chooser.photos.append(photo)
    for place, upload in enumerate(request.FILES.getlist("photos")):
        _take(request, place, upload, chooser)
    chooser.complaints += [
        f"{name}: {wording.sentence('heavy')}" for name in files_cut(request)
    ]
    return chooser


def _listed(request: HttpRequest) -> Iterator[tuple[int, str]]:
    """Ids and their words; what is no id is one that nobody has."""
    ids, alts = request.POST.getlist("photo"), request.POST.getlist("alt")
    dropped = {*request.POST.getlist("drop")}
    alts += [""] * len(ids)
    for typed, alt in list(zip(ids, alts, strict=False))[:MOST_READ]:
        if typed and typed not in dropped:
            is_id = typed.isascii() and typed.isdigit() and len(typed) <= 18
            yield int(typed) if is_id else 0, text.normalise_line(alt)[:LONGEST_ALT]


def _take(
    request: HttpRequest, place: int, upload: UploadedFile, chooser: Chooser
) -> None:
    name = text.shorten(text.normalise_line(upload.name or ""), 60)
    if len(chooser.photos) >= MOST_PHOTOS:
        chooser.complaints.append(f"{name}: {wording.too_many()}")
        return
    # A form that a browser sends twice brings its files twice: one photo each.
    form = request.POST.get("client_key") or request.POST.get("basis")
    told = f"{request.path} {form} {place} {upload.size} {upload.name}"
    key = uuid.uuid5(uuid.NAMESPACE_URL, told) if form else uuid.uuid4()
    try:
        photo = Photo.take(request.user, upload.chunks(), key)
    except Refused as refused:
        chooser.complaints.append(str(refused.sentence))
    except PhotoRefused as refused:
        chooser.complaints.append(f"{name}: {wording.sentence(refused.code)}")
    else:
        chooser.photos.append(photo)
