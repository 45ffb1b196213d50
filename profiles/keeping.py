"""What she wrote is never lost: kept over an old token, a sign-in, a sign-up.

A signed-out person who posts has her words put into the session by `keep`, is sent to
sign in, and finds them in the box when she is back (`kept`). The session outlives the
sign-in of an anonymous person: its key changes, its data stay.
"""

from typing import TypedDict

from django.http import HttpRequest, UnreadablePostError

KEY = "kept"
# What a form of ours may carry, and how much of each the session takes (characters);
# longer ones than a post may be are kept too, so that she can cut them herself.
FIELDS = {
    "title": 1_000,
    "body": 40_000,
    "words": 40_000,
    "name": 200,
    "contact": 300,
    "client_key": 36,
    "basis": 64,
    "parent": 20,
    "tags": 300,
    "board": 60,
}
# Those that make a form worth keeping. Higher rooms add theirs to both from `ready()`.
TEXTS = ["title", "body", "words"]


class Kept(TypedDict):
    """Words that wait: the path they are for and the fields of the form."""

    action: str
    fields: dict[str, str]


def written_in(request: HttpRequest) -> dict[str, str]:
    """Read the fields worth keeping from a POST; empty when there are no words."""
    try:
        posted = request.POST
    except UnreadablePostError:
        return {}
    fields = {name: str(posted[name]) for name in FIELDS if posted.get(name)}
    return fields if any(fields.get(name, "").strip() for name in TEXTS) else {}


def keep(request: HttpRequest, action: str, fields: dict[str, str]) -> None:
    """Put the words of a form for the path `action` into the session.

    Only one form is kept, the last; unknown fields are left out.
    """
    request.session[KEY] = Kept(
        action=action,
        fields={
            name: fields[name][:longest]
            for name, longest in FIELDS.items()
            if fields.get(name)
        },
    )


def kept(request: HttpRequest, action: str) -> dict[str, str] | None:
    """Return the fields kept for the path `action`, or None."""
    waiting = request.session.get(KEY)
    if not waiting or waiting["action"] != action:
        return None
    return dict(waiting["fields"])


def forget(request: HttpRequest) -> None:
    """Let go of what is kept, once it is posted."""
    if KEY in request.session:
        del request.session[KEY]
