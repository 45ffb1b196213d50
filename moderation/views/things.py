"""What the pages of this room share: finding a thing, showing it, who may come in."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from moderation import targets
from moderation.models import Case

form_view = require_http_methods(["GET", "HEAD", "POST"])


def require_moderator(request: HttpRequest) -> Any:
    """The moderator who asks; Http404 for everyone else: they need not know of this."""
    if not getattr(request.user, "is_moderator", False):
        raise Http404
    return request.user


def thing_or_404(kind: str, pk: int, member: Any) -> tuple[targets.Target, Any]:
    """Return the thing and its target; Http404 where `member` may not know of it."""
    target = targets.get(kind)
    thing = target.load(pk, member) if target else None
    if target is None or thing is None:
        raise Http404
    return target, thing


def shown(target: targets.Target, thing: Any) -> dict[str, Any]:
    """What a page shows of a thing."""
    return {
        "target": target,
        "thing": thing,
        "title": target.title(thing),
        "words": target.words(thing),
        "pictures": target.pictures(thing),
        "url": target.url(thing),
        "is_hidden": target.is_hidden(thing),
    }


def next_page(request: HttpRequest) -> str:
    """Where the form says to go on, if that is a path of this site."""
    address = request.POST.get("next") or request.GET.get("next") or ""
    local = address.startswith("/") and url_has_allowed_host_and_scheme(address, None)
    return address if local else ""


def number(typed: str) -> int | None:
    """A row's id as it stands in an address; None for anything else."""
    is_number = typed.isascii() and typed.isdigit() and len(typed) < 19
    return int(typed) if is_number else None


@dataclass
class Subject:
    """What a case is about, as far as it is there."""

    target: targets.Target | None
    thing: Any

    @property
    def title(self) -> str:
        return self.target.title(self.thing) if self.target and self.thing else ""

    @property
    def words(self) -> str:
        return self.target.words(self.thing) if self.target and self.thing else ""

    @property
    def pictures(self) -> Sequence[Any]:
        return self.target.pictures(self.thing) if self.target and self.thing else ()

    @property
    def before(self) -> str:
        return self.target.before(self.thing) if self.target and self.thing else ""

    @property
    def url(self) -> str:
        return self.target.url(self.thing) if self.target and self.thing else ""

    @property
    def is_hidden(self) -> bool:
        return bool(self.thing and self.target and self.target.is_hidden(self.thing))

    @property
    def is_pending(self) -> bool:
        return bool(self.thing and self.target and self.target.is_pending(self.thing))


def subjects(cases: Iterable[Case], reader: Any) -> dict[int, Subject]:
    """What each case is about, by the case's id; one query for each kind of thing."""
    cases = list(cases)
    wanted: dict[str, set[int]] = {}
    for case in cases:
        wanted.setdefault(case.target_kind, set()).add(case.target_id)
    things = {
        kind: target.load_many(pks, reader)
        for kind, pks in wanted.items()
        if (target := targets.get(kind))
    }
    return {
        case.pk: Subject(
            targets.get(case.target_kind),
            things.get(case.target_kind, {}).get(case.target_id),
        )
        for case in cases
    }
