"""What the tests of moderation share."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from forum.models import Post
from moderation import targets
from moderation.models import Report
from profiles.models import Member
from tests.factories import MemberFactory, PostFactory


@pytest.fixture
def post(rahima: Member) -> Post:
    return PostFactory(author=rahima, source="ফোন করুন ০১৭১২৩৪৫৬৭৮")


@pytest.fixture
def rupa(db: None) -> Member:
    """Another moderator."""
    return MemberFactory(handle="rupa", display_name="রূপা দাস", moderator=True)


def url(name: str, thing: Any, kind: str = "post") -> str:
    """Where something is said or done about a thing."""
    return reverse(f"moderation:{name}", args=[kind, thing.pk])


def filed(thing: Any, *, on: str = "post", by: Any = None, **fields: Any) -> Report:
    """A report as the form files it."""
    fields = {"kind": "report", "words": "গালাগালি আছে", "reason": "abuse", **fields}
    target: Any = targets.get(on)
    return Report.file(target, thing, uuid.uuid4(), by=by, **fields)


def member_of(trust: int, **fields: Any) -> Member:
    """A member of this trust."""
    return MemberFactory(trust_level=trust, **fields)


def listen(signal: Any, told: list[dict[str, Any]]) -> Callable[..., None]:
    """Keep in `told` what `signal` says, until `signal.disconnect(returned)`."""

    def keep(sender: type, **facts: Any) -> None:
        told.append(facts)

    signal.connect(keep)
    return keep
