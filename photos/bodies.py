"""No more is read of a request than may come in, said before it is all there.

Django under ASGI keeps a whole body on the disk before it looks at anything, so that a
film of a gigabyte would be received to be refused. This stands before it; under WSGI
bodies are read by those who want them, and the proxy has a limit (deploy/).
"""

import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from django.conf import settings
from django.http.cookie import parse_cookie
from django.utils import translation

from photos import wording
from photos.models import LARGEST_BYTES
from photos.uploading import EDITORS

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Any, Any, Any], Awaitable[None]]

DOOR = "/photos/"
# A form without a script brings its words and all its photos at once.
MOST_OF_A_FORM = 64 * 1024 * 1024


class TooMuch(Exception):
    """More came than was said, or than may come."""


class Bounded:
    """An ASGI application that answers 413 for what is too long."""

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        most = LARGEST_BYTES if scope["path"] == DOOR else MOST_OF_A_FORM
        if scope["path"].startswith(EDITORS):
            await self.app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        said = headers.get(b"content-length", b"")
        received = 0

        async def counted() -> MutableMapping[str, Any]:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > most:
                raise TooMuch
            return message

        try:
            if said.isdigit() and int(said[:18]) > most:
                raise TooMuch
            await self.app(scope, counted, send)
        except TooMuch:
            await refuse(headers, send)


async def refuse(headers: dict[bytes, bytes], send: Send) -> None:
    """A sentence in her language.

    The line stays open and what still comes is thrown away: closed, many a browser
    would show that the line broke instead of what is said here.
    """
    cookies = parse_cookie(headers.get(b"cookie", b"").decode("latin-1"))
    language = cookies.get(settings.LANGUAGE_COOKIE_NAME, "")
    known = language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    with translation.override(known):
        sentence = wording.sentence("heavy")
        more = wording.too_much()
    content_type, body = "text/plain; charset=utf-8", more
    if b"json" in headers.get(b"accept", b""):
        content_type = "application/json"
        body = json.dumps({"error": "heavy", "sentence": sentence})
    await send(
        {
            "type": "http.response.start",
            "status": 413,
            "headers": [
                (b"content-type", content_type.encode()),
                (b"content-length", str(len(body.encode())).encode()),
                (b"x-content-type-options", b"nosniff"),
            ],
        }
    )
    await send({"type": "http.response.body", "body": body.encode()})
