"""Whom she may mean by @: members by the beginning of a handle or name."""

from typing import Any

from django.core.cache import caches
from django.db.models import Q, QuerySet
from django.utils import timezone

from core import phones, text
from forum.models import Post, Thread
from profiles.models import Member

OFFERED = 8
ASKS_PER_MINUTE = 90
LONGEST_ASKED = 40


def suggested(member: Any, thread: Thread | None, typed: str) -> list[dict[str, str]]:
    """Up to `OFFERED` members whose handle or name begins with `typed` in any spelling
    of the same letters: those who write in `thread` first. At most 2 queries."""
    begins = text.fold(typed[:LONGEST_ASKED].strip())
    found: list[Member] = []
    if thread is not None:
        posts = Post.objects.visible_to(member).filter(thread=thread)
        here = able(member).filter(pk__in=posts.values("author"))
        named = called(begins) | Q(name_key__contains=f" {begins}")
        found = list(here.filter(named).order_by("name_key", "pk")[:OFFERED])
    if begins and len(found) < OFFERED:
        others = able(member).exclude(pk__in=[each.pk for each in found])
        rows = others.filter(called(begins)).order_by("name_key", "pk")
        found += rows[: OFFERED - len(found)]
    return [
        {"handle": each.handle, "name": phones.mask(each.display_name)}
        for each in found
    ]


def called(begins: str) -> Q:
    """Whose handle or name begins so."""
    return Q(handle_key__startswith=begins) | Q(name_key__startswith=begins)


def able(member: Any) -> "QuerySet[Member]":
    """Those who can be spoken to: not herself, not names from the old group."""
    members = Member.objects.not_blocked_by(member).filter(claimed=True, is_active=True)
    return members.exclude(pk=member.pk)


def asks_too_often(member: Any) -> bool:
    """Count one more question of hers; whether they are too many for this minute.

    Counted in each process alone: this is against scripts, not against people.
    """
    key = f"suggest:{member.pk}:{timezone.now():%H%M}"
    counts = caches["pages"]
    counts.add(key, 0, 120)
    try:
        return counts.incr(key) > ASKS_PER_MINUTE
    except ValueError:
        return False
