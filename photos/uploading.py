"""How much may come in: files of a form are cut where they grow too long.

A cut file is read to its end but kept nowhere, so that the words of the form beside it
are not lost; `files_cut` tells which. Editors' uploads have Wagtail's own limits.
"""

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

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
            cut = request.META.setdefault("uthan.files_cut", [])
            cut.append(self.file_name)
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """The next handler has the file."""


def files_cut(request: HttpRequest) -> list[str]:
    """Names of the files of this form that were too long."""
    return list(request.META.get("uthan.files_cut", []))
