"""The map of the site for search engines (sitemaps.org): what everyone may read.

Threads are cut by ranges of their ids, not by pages, so that a map of any length is one
quick query and an address stays in the file it was in.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from functools import partial
from typing import NamedTuple

from django.contrib.auth.models import AnonymousUser
from django.db.models import Max
from django.urls import reverse

from adda_posts.models import Adda, Series
from forum.models import Board, Thread
from guidance.models import Tip
from sellers.models import Seller

IDS_PER_FILE = 10_000  # at most that many addresses; the protocol allows 50,000


class Place(NamedTuple):
    """One address of this site, and when what is read there last changed."""

    path: str
    changed: dt.datetime | None = None


def pages() -> Iterable[Place]:
    """The pages that stand for themselves."""
    for name in (
        "home",
        "about",
        "adda_posts:list",
        "forum:boards",
        "guidance:list",
        "sellers:list",
    ):
        yield Place(reverse(name))
    for board in Board.objects.all():
        yield Place(board.get_absolute_url())
    for series in Series.objects.visible_to(AnonymousUser()).order_by("pk"):
        yield Place(series.get_absolute_url())


def addas() -> Iterable[Place]:
    """Every adda that may be shown by search engines; there is one a day."""
    shown = Adda.objects.visible_to(AnonymousUser()).filter(thread__noindex=False)
    for adda in shown.for_list().order_by("-date", "-pk")[:IDS_PER_FILE]:
        yield Place(adda.get_absolute_url(), adda.thread.changed_at)


def tips() -> Iterable[Place]:
    """Every tip that readers see."""
    shown = Tip.objects.visible_to(AnonymousUser()).filter(thread__noindex=False)
    for tip in shown.for_list().newest()[:IDS_PER_FILE]:
        yield Place(tip.get_absolute_url(), tip.thread.changed_at)


def sellers() -> Iterable[Place]:
    """Every seller's page that everyone may read."""
    for seller in Seller.objects.public().newest()[:IDS_PER_FILE]:
        yield Place(seller.get_absolute_url(), seller.changed_at)


def threads(number: int) -> Iterable[Place]:
    """Members' threads with ids of the `number`th range (from 1)."""
    first = (number - 1) * IDS_PER_FILE
    shown = Thread.objects.visible_to(AnonymousUser()).spoken_of_outside()
    in_range = shown.filter(home_url="", pk__gt=first, pk__lte=first + IDS_PER_FILE)
    rows = in_range.only("pk", "title", "home_url", "changed_at", "opening_gone")
    for thread in rows.order_by("pk").iterator():
        yield Place(thread.get_absolute_url(), thread.changed_at)


def files() -> dict[str, Callable[[], Iterable[Place]]]:
    """The parts of the map by their names."""
    last = Thread.objects.aggregate(last=Max("pk"))["last"] or 0
    ranges = range(1, last // IDS_PER_FILE + 2)
    return {
        "pages": pages,
        "addas": addas,
        "tips": tips,
        "sellers": sellers,
        **{f"threads-{n}": partial(threads, n) for n in ranges},
    }
