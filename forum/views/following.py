"""Following a thread or a place, and all that a member follows."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from forum import following, reading
from forum.actions import Action
from forum.models import Subscription
from forum.views.asking_in import sign_in_first
from forum.views.back import way_back
from forum.views.more import sheet

FOLLOWED_PER_PAGE = 20
Level = Subscription.Level


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest, kind: str, target_id: int) -> HttpResponse:
    """Show how closely she can follow a thing; POST `level` sets it.

    `next` is where to go back to; 404 for what she may not know, 400 for no level.
    """
    if not request.user.is_authenticated:
        return sign_in_first(request, request.path)
    known = following.get(kind)
    thing = known and known.load(target_id, request.user)
    if known is None or thing is None:
        raise Http404("nothing to follow for this reader")
    back = way_back(request, known.url(thing))
    if request.method == "POST":
        level = request.POST.get("level", "")
        if level not in Level.values:
            raise BadRequest("no such level")
        Subscription.follow(request.user, kind, target_id, level)
        response = redirect(back)
        response.status_code = 303
        return response
    level = Subscription.objects.level_of(request.user, kind, target_id)
    context = {
        "actions": choices(known, target_id, level, back),
        "title": known.title(thing),
        "back": back,
    }
    return sheet(request, context, page="forum/follow.html")


def choices(
    known: following.Followed, target_id: int, level: str, back: str
) -> list[Action]:
    """What she can choose, the level that holds now marked."""
    url = reverse("forum:follow", args=[known.kind, target_id])
    labels = [
        (Level.ALL, known.all_label, "bell"),
        (Level.MENTIONS, _("Only when somebody mentions me"), "me"),
        (Level.MUTED, _("Nothing at all"), "mute"),
    ]
    if level != Level.OFF:
        labels.append((Level.OFF, _("Stop following"), "close"))
    return [
        Action(
            chosen.value,
            as_now(label) if chosen == level else label,
            url,
            "check" if chosen == level else icon,
            fields={"level": chosen.value, "next": back},
        )
        for chosen, label, icon in labels
    ]


def as_now(label: object) -> str:
    """The words of the choice that holds now, for those who do not see its tick too."""
    return _("%(choice)s (as now)") % {"choice": label}


@never_cache
@login_required
@require_safe
def followed(request: HttpRequest) -> HttpResponse:
    """List all that she follows, the latest first; `?before=<id>` goes on.

    A thing that she may not see any more stands there without its name, so that she can
    let it go.
    """
    mine = Subscription.objects.shown_to(request.user)  # type: ignore[arg-type]
    if "before" in request.GET:
        mine = mine.filter(pk__lt=reading.cursor(request, "before"))
    found = list(mine[: FOLLOWED_PER_PAGE + 1])
    page = found[:FOLLOWED_PER_PAGE]
    last = page[-1].pk if len(found) > FOLLOWED_PER_PAGE else None
    context = {
        "rows": rows_of(request.user, page),
        "older": f"{request.path}?before={last}" if last else "",
    }
    return render(request, "forum/following.html", context)


def rows_of(member: Any, subscriptions: list[Subscription]) -> list[dict[str, Any]]:
    """What the list shows of each; one query for each kind of thing."""
    ids: dict[str, set[int]] = {}
    for each in subscriptions:
        ids.setdefault(each.kind, set()).add(each.target_id)
    things = {
        kind: known.load_many(wanted, member)
        for kind, wanted in ids.items()
        if (known := following.get(kind))
    }
    return [
        row_of(each, things.get(each.kind, {}).get(each.target_id))
        for each in subscriptions
    ]


def row_of(subscription: Subscription, thing: Any) -> dict[str, Any]:
    """One line: what it is, how closely, and the way to change it."""
    known = following.get(subscription.kind)
    labels = {
        Level.ALL.value: known.all_label if known else "",
        Level.MENTIONS.value: _("Only when somebody mentions me"),
        Level.MUTED.value: _("Nothing at all"),
    }
    return {
        "title": known.title(thing) if known and thing else "",
        "label": known.label if known else "",
        "url": known.url(thing) if known and thing else "",
        "level": labels.get(subscription.level, ""),
        "kind": subscription.kind,
        "target_id": subscription.target_id,
    }


@login_required
@require_http_methods(["POST"])
def unfollow(request: HttpRequest, kind: str, target_id: int) -> HttpResponse:
    """Let a thing go that she follows, even one that she cannot see any more."""
    mine = Subscription.objects.on(kind, target_id).filter(member=request.user.pk)
    if not mine.exists():
        raise Http404("she does not follow it")
    Subscription.unfollow(request.user, kind, target_id)  # type: ignore[arg-type]
    response = redirect("forum:following")
    response.status_code = 303
    return response
