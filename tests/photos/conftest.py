"""What the tests of photos share."""

import uuid
from collections.abc import Callable

import pytest
from django.test import Client

from forum.models import Board, Thread
from photos.models import Photo
from profiles.models import Member
from tests.factories import BoardFactory, ThreadFactory
from tests.photos.pictures import jpeg


@pytest.fixture
def thread(db: None, rahima: Member) -> Thread:
    """Rahima's thread, without a comment yet."""
    board: Board = BoardFactory(slug="katha", name_bn="কথাবার্তা", name_en="Talk")
    thread: Thread = ThreadFactory(board=board, author=rahima, title="কার কী বানানো?")
    return thread


@pytest.fixture
def tanias(client: Client, tania: Member) -> Client:
    client.force_login(tania)
    return client


@pytest.fixture
def snap() -> Callable[[Member], Photo]:
    """Take a small photo for a member."""

    def snap(owner: Member, content: bytes = b"") -> Photo:
        return Photo.take(owner, [content or jpeg()], uuid.uuid4())

    return snap


@pytest.fixture
def bring() -> Callable:
    """Send bytes to the upload door, as theme/js/photos.js does."""

    def bring(client: Client, content: bytes, key: object = None, **headers: str):
        return client.post(
            "/photos/",
            content,
            content_type="application/octet-stream",
            headers={"x-key": str(key or uuid.uuid4()), **headers},
        )

    return bring
