"""The lines in a thread that say what moderators did to it, as readers see them."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.contrib.auth.models import AnonymousUser
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
# Lines that name another thread, which goes on living by itself.
OF_OTHERS = {Kind.SPLIT, Kind.BEGIN}


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
    return _lines(ThreadEvent.objects.on_page(thread, page))


def at_the_door(thread: Thread, since: int | None) -> dict[str, Any]:
    """What a page that is open puts in (`lines`) and takes away (`moved`: roots).

    Empty, and no query, where nothing was done since version `since`.
    """
    if since is None or thread.event_version <= since:
        return {}
    found = _lines(ThreadEvent.objects.since(thread, since))
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


def _lines(events: Iterable[ThreadEvent]) -> list[Line]:
    """The lines of these events; one query more where they speak of other threads,
    whose titles are those of today and are not said of hidden ones."""
    events = list(events)
    ids = {event.data["thread"] for event in events if event.kind in OF_OTHERS}
    known = Thread.objects.visible_to(AnonymousUser()).in_bulk(ids) if ids else {}
    return [_line(event, known.get(event.data.get("thread"))) for event in events]


def _line(event: ThreadEvent, other: Thread | None) -> Line:
    markup = render_to_string("forum/_line.html", _context(event, other))
    return Line(
        event.pk,
        event.page,
        event.after_root_no,
        event.after_seq,
        markup,
        event.moved_roots if event.kind == Kind.SPLIT else [],
    )


def _context(event: ThreadEvent, other: Thread | None) -> dict[str, Any]:
    """What the sentence needs, in the reader's language and without numbers."""
    language = get_language() or "bn"
    data = event.data
    title = data.get("title", "")
    if event.kind in OF_OTHERS:
        title = other.title if other else ""
    return {
        "event": event,
        "icon": ICONS[Kind(event.kind)],
        "who": phones.mask(event.by.display_name),
        "reason": phones.mask(event.reason),
        "title": phones.mask(title),
        "board": data.get(f"to_{language}", ""),
        "url": other.get_absolute_url() if other else "",
        "when": words.when(event.at),
    }
