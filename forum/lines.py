"""The lines in a thread that say what moderators did to it, as readers see them."""

from typing import Any, NamedTuple

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from core import phones
from forum.models import Thread, ThreadEvent
from theme.templatetags import words

Kind = ThreadEvent.Kind
ICONS = {
    Kind.CLOSE: "lock",
    Kind.REOPEN: "adda",
    Kind.MOVE: "forward",
    Kind.RETITLE: "edit",
    Kind.MERGE: "down",
    Kind.SPLIT: "forward",
    Kind.BEGIN: "back",
}


class Line(NamedTuple):
    """One line; it stands after the root with number `after`, in open pages after the
    post with seq `after_seq`."""

    id: int
    page: int
    after: int
    after_seq: int
    markup: SafeString
    moved: list[int]


def on_page(thread: Thread, page: int) -> list[Line]:
    """The lines of one page, in order; no query for a thread that has none."""
    if not thread.event_version:
        return []
    return [_line(event) for event in ThreadEvent.objects.on_page(thread, page)]


def at_the_door(thread: Thread, since: int | None) -> dict[str, Any]:
    """What a page that is open puts in (`lines`) and takes away (`moved`: roots).

    Empty, and no query, where nothing was done since version `since`.
    """
    if since is None or thread.event_version <= since:
        return {}
    found = [_line(event) for event in ThreadEvent.objects.since(thread, since)]
    return {
        "lines": [
            {
                "id": each.id,
                "page": each.page,
                "seq": each.after_seq,
                "html": each.markup,
            }
            for each in found
        ],
        "moved": [root for each in found for root in each.moved],
    }


def _line(event: ThreadEvent) -> Line:
    markup = render_to_string("forum/_line.html", _context(event))
    return Line(
        event.pk,
        event.page,
        event.after_root_no,
        event.after_seq,
        markup,
        event.moved_roots if event.kind == Kind.SPLIT else [],
    )


def _context(event: ThreadEvent) -> dict[str, Any]:
    """What the sentence needs, in the reader's language and without numbers."""
    language = get_language() or "bn"
    data = event.data
    return {
        "event": event,
        "icon": ICONS[Kind(event.kind)],
        "who": phones.mask(event.by.display_name),
        "reason": phones.mask(event.reason),
        "title": phones.mask(data.get("title", "")),
        "board": data.get(f"to_{language}", ""),
        "thread": data.get("thread"),
        "url": data.get("url", ""),
        "when": words.when(event.at),
    }
