"""What a reader can do with a post or a thread: the sheet behind ⋯.

Each room that has something to offer adds a provider from its `ready()`, so that what
is offered grows without this room knowing who offers it:

    actions.on_post(lambda request, post: [Action("pin", _("Pin"), url, "pin")])

No models here: an AppConfig may import it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.utils.functional import Promise


@dataclass(frozen=True)
class Action:
    """One line of the sheet: a link, or with `fields` a form of one button (POST).

    `name` tells actions apart; `order` says where it stands among them (0 first, 50
    unless said, moderators' own from 80); `icon` is one of theme/icons.py.
    """

    name: str
    label: "str | Promise"
    url: str
    icon: str
    fields: Mapping[str, str] | None = None
    order: int = 50
    # data-* attributes for scripts, by their names without "data-".
    data: Mapping[str, str] = field(default_factory=dict)


Provider = Callable[[HttpRequest, Any], Iterable[Action]]
_for_posts: list[Provider] = []
_for_threads: list[Provider] = []


def on_post(provider: Provider) -> None:
    """Have `provider(request, post)` offer actions on posts."""
    _for_posts.append(provider)


def on_thread(provider: Provider) -> None:
    """Have `provider(request, thread)` offer actions on threads."""
    _for_threads.append(provider)


def for_post(request: HttpRequest, post: Any) -> list[Action]:
    """All that this reader can do with `post`, in order."""
    return _asked(_for_posts, request, post)


def for_thread(request: HttpRequest, thread: Any) -> list[Action]:
    """All that this reader can do with `thread`, in order."""
    return _asked(_for_threads, request, thread)


def _asked(providers: list[Provider], request: HttpRequest, thing: Any) -> list[Action]:
    found = [each for provider in providers for each in provider(request, thing)]
    return sorted(found, key=lambda action: action.order)
