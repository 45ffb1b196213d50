"""Atom feeds: what began in one place, newest first, as everyone may read it."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.utils import feedgenerator
from django.utils.translation import get_language

from core import phones
from forum.models import Post, ThreadQuerySet
from forum.reading import Reader

ENTRIES = 20


@dataclass(frozen=True)
class Entry:
    """One entry: `html` is safe and without numbers, `path` an address of this site."""

    title: str
    path: str
    author: str
    html: str
    began: dt.datetime
    changed: dt.datetime


def atom(title: str, path: str, entries: Iterable[Entry]) -> HttpResponse:
    """The feed of a page (`path`) with this title; both Atom (RFC 4287) and cacheable."""
    feed = feedgenerator.Atom1Feed(
        title=phones.mask(title),
        link=f"{settings.SITE_URL}{path}",
        description="",
        language=get_language() or settings.LANGUAGE_CODE,
        feed_url=f"{settings.SITE_URL}{path}atom/",
        feed_guid=f"{settings.SITE_URL}{path}",
    )
    for entry in entries:
        feed.add_item(
            title=phones.mask(entry.title),
            link=f"{settings.SITE_URL}{entry.path}",
            unique_id=f"{settings.SITE_URL}{entry.path}",
            description=entry.html,
            author_name=phones.mask(entry.author),
            pubdate=entry.began,
            updateddate=entry.changed,
        )
    words = feed.writeString("utf-8")
    return HttpResponse(words, content_type="application/atom+xml; charset=utf-8")


def of_threads(threads: ThreadQuerySet) -> list[Entry]:
    """The newest of `threads` that search engines may show; at most 3 queries."""
    reader = Reader(AnonymousUser())
    shown = threads.visible_to(reader.member).spoken_of_outside().filter(home_url="")
    newest = list(shown.for_list().order_by("-created_at", "-pk")[:ENTRIES])
    openings = Post.objects.visible_to(reader.member).with_authors()
    drawn = reader.draw(openings.filter(thread__in=newest, seq=0))
    bodies = {each.post.thread_id: each.body for each in drawn}
    return [
        Entry(
            thread.title,
            f"/t/{thread.pk}/",
            reader.name_of(thread.author) if thread.author else "",
            bodies.get(thread.pk, ""),
            thread.created_at,
            thread.changed_at,
        )
        for thread in newest
    ]
