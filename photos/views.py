"""The upload door, the files, and the page of one photo."""

import uuid
from collections.abc import Iterator

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render, resolve_url
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core.permissions import Refused
from photos import files, wording
from photos.models import LARGEST_BYTES, Photo, PhotoRefused

PIECE = 64 * 1024
STATUS = {"heavy": 413, "busy": 503, "much": 429, "key": 409}
YEAR_SECONDS = 365 * 24 * 60 * 60


def refused(code: str, sentence: str, status: int, **more: str) -> JsonResponse:
    """No, and why."""
    answer = {"error": code, "sentence": sentence, **more}
    return JsonResponse(answer, status=status)


@require_POST
def photo_upload(request: HttpRequest) -> HttpResponse:
    """Take one photo: its bytes are the body, `X-Key` a UUID of the phone's own.

    For scripts (theme/js/photos.js); a form without one sends its files to where its
    words go. 201 with {id, url, width, height}, the same again for the same key and
    bytes; else {error, sentence}: 401 not signed in, 403 she may not write now, 409
    someone else is signed in or the key was used, 413 too heavy, 422 no photo, 429
    enough for today, 503 busy.
    """
    if not request.user.is_authenticated:
        sentence = _("Sign in first. Your words wait here meanwhile.")
        return refused("sign_in", sentence, 401, login=resolve_url("account_login"))
    if request.headers.get("X-Member", str(request.user.pk)) != str(request.user.pk):
        sentence = _(
            "Someone else is signed in here now. Open the page again before you send."
        )
        return refused("someone_else", sentence, 409)
    try:
        key = uuid.UUID(request.headers.get("X-Key", ""))
    except ValueError:
        return refused("key", wording.sentence("key"), 422)
    try:
        photo = Photo.take(request.user, body_of(request), key)
    except Refused as no:
        return refused(no.code, str(no.sentence), 403)
    except PhotoRefused as no:
        status = STATUS.get(no.code, 422)
        return refused(no.code, wording.sentence(no.code), status)
    picture = photo.picture
    answer = {
        "id": photo.pk,
        "url": picture.thumb,
        "width": picture.width,
        "height": picture.height,
    }
    return JsonResponse(answer, status=201)


def body_of(request: HttpRequest) -> Iterator[bytes]:
    """The body in pieces; one that is said to be too long is not read at all."""
    said = request.headers.get("Content-Length", "")
    if said.isascii() and said.isdigit() and int(said[:18]) > LARGEST_BYTES:
        raise PhotoRefused("heavy")
    while piece := request.read(PIECE):
        yield piece


def visible_photo(request: HttpRequest, name: str) -> Photo:
    """The photo, if this reader may see it (else 404)."""
    photo = get_object_or_404(Photo, name=name)
    if not photo.is_visible_to(request.user):
        raise Http404("no such photo for this reader")
    return photo


@require_safe
def photo(request: HttpRequest, name: str) -> HttpResponse:
    """Show one photo whole, with its words."""
    found = visible_photo(request, name)
    context = {
        "picture": found.picture,
        "back": found.shown_to(request.user),
    }
    return render(request, "photos/photo.html", context)


@require_safe
def photo_file(request: HttpRequest, name: str, side: int, kind: str) -> HttpResponse:
    """Hand out one file of a photo to those who may see the photo.

    What everyone may see the browser keeps for a year, nobody on the way does: what a
    moderator hides is gone for everyone who has not seen it. What only some may see, a
    proof or what waits for a moderator, nothing keeps: who may no longer, sees no more.
    """
    found = get_object_or_404(Photo, name=name)
    is_open = bool(found.shown_to(AnonymousUser()))
    if not is_open and not found.is_visible_to(request.user):
        raise Http404("no such photo for this reader")
    try:
        content = (files.folder_of(found.name) / f"{side}.{kind}").read_bytes()
        content_type = files.KINDS[kind]
    except (KeyError, OSError):
        raise Http404("no such size") from None
    response = HttpResponse(content, content_type=content_type)
    kept = f"private, max-age={YEAR_SECONDS}, immutable" if is_open else "no-store"
    response.headers["Cache-Control"] = kept
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
