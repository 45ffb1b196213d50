"""Links to other sites by those who came lately: a moderator reads them first."""

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import text
from moderation import reasons
from moderation.screening.drafts import Action, Draft, Finding

reasons.HELD_FOR["link.new"] = gettext_lazy("A link by a new member")

_END = rf"(?![a-z0-9\-{text.MARKS}])"
_LINK = re.compile(
    r"(?:[a-z][a-z0-9+]{1,14}://|www\.)(?:[^\s/@]{1,100}@)?([^\s/?#:<>\"']{1,253})"
    r"|(?<![a-z0-9@.\-])((?:[a-z0-9](?:[a-z0-9\-]{0,60}[a-z0-9])?\.){1,4}"
    rf"(?:com|net|org|info|biz|shop|store|online|xyz|site|me|ly|io|app|co|bd|in|top|link|live|gl|be|tk){_END})",
    re.IGNORECASE,
)


def hosts_in(words: str) -> list[str]:
    """The hosts of the links in a text, written as links or as bare names."""
    return [
        (match[1] or match[2]).rstrip(".,;।").removeprefix("www.")
        for match in _LINK.finditer(words.lower())
    ]


def check(draft: Draft) -> Finding | None:
    """Hold a new member's link to another site."""
    if not draft.writer.is_new:
        return None
    hosts = hosts_in(text.normalise(draft.text))
    if all(host in draft.own_hosts for host in hosts):
        return None
    sentence = _(
        "There is a link in it, and you are new here: a moderator looks at it first."
    )
    return Finding(Action.HOLD, "link.new", sentence)
