"""The JSON shape of a dry run."""

from collections.abc import Iterable

from .model import Paste


def dry_run(pastes: Iterable[Paste]) -> list[dict[str, object]]:
    """Return every adda of every paste as plain data, in order."""
    return [
        {
            "date": adda.date.isoformat() if adda.date else None,
            "title": adda.title,
            "topic": adda.topic,
            "hosts": list(adda.hosts),
            "opened_by": adda.opened_by,
            "comments": [
                {
                    "author": comment.author,
                    "body": comment.body,
                    "reply_to": comment.reply_to,
                }
                for comment in adda.comments
            ],
        }
        for paste in pastes
        for adda in paste.addas
    ]
