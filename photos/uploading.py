"""How much may come in: files of a form are cut where they grow too long.

A cut file is read to its end but kept nowhere, so that the words of the form beside it
are not lost; `files_cut` tells which. Editors' uploads have Wagtail's own limits.
"""

from typing import Any, ClassVar

from django.core.files.uploadhandler import (
    FileUploadHandler,
    MemoryFileUploadHandler,
    SkipFile,
)
from django.http import HttpRequest
from django.urls import Resolver404, resolve

from photos.models import LARGEST_BYTES

EDITORS = ("/cms/", "/cms-documents/")


class PhotoUploadHandler(FileUploadHandler):
    """First in FILE_UPLOAD_HANDLERS; passes on what may be as long as it is."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Count what came of this file."""
        self.received += len(raw_data)
        request = self.request
        assert request is not None  # noqa: S101 - for the type checker
        if self.received > LARGEST_BYTES and not request.path.startswith(EDITORS):
            cut_off(self)
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """The next handler has the file."""


class UnwrittenUploadHandler(MemoryFileUploadHandler):
    """Keeps what comes to some forms in memory, however long: a process that is killed
    would leave Django's temporary file, readable, for good."""

    #: Names of addresses of such forms; a room adds its own from its `ready()`.
    forms: ClassVar[set[str]] = set()
    MOST_BYTES = 2 * LARGEST_BYTES  # of one request

    def handle_raw_input(self, *args: Any, **kwargs: Any) -> None:
        """Say whether this is one of those forms."""
        request = self.request
        assert request is not None  # noqa: S101 - for the type checker
        self.received = 0
        try:
            self.activated = resolve(request.path_info).view_name in self.forms
        except Resolver404:
            self.activated = False

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Keep it; past the limit of all files of the request it is cut."""
        if self.activated:
            self.received += len(raw_data)
            if self.received > self.MOST_BYTES:
                cut_off(self)
        return super().receive_data_chunk(raw_data, start)


def cut_off(handler: FileUploadHandler) -> None:
    """Note that the file is too long, and read on without keeping it."""
    request = handler.request
    assert request is not None  # noqa: S101 - for the type checker
    request.META.setdefault("uthan.files_cut", []).append(handler.file_name)
    raise SkipFile


def files_cut(request: HttpRequest) -> list[str]:
    """Names of the files of this form that were too long."""
    return list(request.META.get("uthan.files_cut", []))
