"""Which of our things stands at an address: what may be promoted has to be one."""

from collections.abc import Callable, Iterable
from functools import reduce
from operator import or_
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.db.models import Q
from django.urls import Resolver404, resolve

from adda_posts.models import Adda
from forum.models import Post, Thread
from guidance.models import Tip
from sellers.models import Review, Seller

#: A kind of search.sources and a primary key.
Thing = tuple[str, int]
Asked = dict[str, dict[str, Any]]
#: No row has a greater id; a database refuses to be asked for one.
GREATEST_ID = 2**63 - 1


def path_of(address: str) -> str:
    """The path of an address of this site, whole or from its slash on; empty for one
    of another site, or what is no address."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return ""
    at = f"{parts.scheme}://{parts.netloc}" if parts.netloc or parts.scheme else ""
    is_here = at in ("", settings.SITE_URL) and parts.path.startswith("/")
    return unquote(parts.path) if is_here else ""


def things_at(paths: Iterable[str]) -> dict[str, Thing]:
    """The thing at each of these paths that has one; one query or two for each kind of
    page, and none of them says who may see it."""
    asked: dict[str, Asked] = {}
    for path in filter(None, set(paths)):
        try:
            match = resolve(path)
        except Resolver404:
            continue
        if _is_beyond_ids(match.kwargs.values()):
            continue
        asked.setdefault(match.view_name, {})[path] = match.kwargs
    found: dict[str, Thing] = {}
    for name, ways in asked.items():
        if finder := _FINDERS.get(name):
            found |= finder(ways)
    return found


def _is_beyond_ids(values: Iterable[Any]) -> bool:
    return any(isinstance(each, int) and each > GREATEST_ID for each in values)


def of_pages(pks: Iterable[int]) -> dict[int, Thing]:
    """The thing behind each of these Wagtail pages that has one."""
    pks = list(pks)
    if not pks:
        return {}
    addas = Adda.objects.filter(page__in=pks).values_list("page", "pk")
    tips = Tip.objects.filter(page__in=pks).values_list("page", "pk")
    return {page: ("adda", pk) for page, pk in addas} | {
        page: ("tip", pk) for page, pk in tips
    }


def _threads(ways: Asked) -> dict[str, Thing]:
    ids = {kwargs["thread_id"] for kwargs in ways.values()}
    of = _of_threads(ids)
    return {
        path: of[kwargs["thread_id"]]
        for path, kwargs in ways.items()
        if kwargs["thread_id"] in of
    }


def _of_threads(ids: Iterable[int]) -> dict[int, Thing]:
    """What is discussed in a thread, for one of a board the thread itself."""
    ids = list(ids)
    boards = Thread.objects.filter(pk__in=ids, board__isnull=False)
    found: dict[int, Thing] = {
        pk: ("thread", pk) for pk in boards.values_list("pk", flat=True)
    }
    if left := [pk for pk in ids if pk not in found]:
        for kind, rows in (("adda", Adda.objects), ("tip", Tip.objects)):
            pairs = rows.filter(thread__in=left).values_list("thread", "pk")
            found |= {thread: (kind, pk) for thread, pk in pairs}
    return found


def _posts(ways: Asked) -> dict[str, Thing]:
    wanted = {kwargs["post_id"]: path for path, kwargs in ways.items()}
    rows = Post.objects.filter(pk__in=wanted).values_list("pk", "seq", "thread")
    return {
        wanted[pk]: ("post", pk) if seq else ("thread", thread)
        for pk, seq, thread in rows
    }


def _addas(ways: Asked) -> dict[str, Thing]:
    wanted = {(kwargs["slug"], kwargs["day"]): path for path, kwargs in ways.items()}
    these = (Q(series__slug=slug, date=day) for slug, day in wanted)
    rows = Adda.objects.filter(reduce(or_, these))
    return {
        wanted[slug, day]: ("adda", pk)
        for slug, day, pk in rows.values_list("series__slug", "date", "pk")
    }


def _by_slug(kind: str, model: Any) -> Callable[[Asked], dict[str, Thing]]:
    def find(ways: Asked) -> dict[str, Thing]:
        wanted = {kwargs["slug"]: path for path, kwargs in ways.items()}
        rows = model.objects.filter(slug__in=wanted).values_list("slug", "pk")
        return {wanted[slug]: (kind, pk) for slug, pk in rows}

    return find


def _reviews(ways: Asked) -> dict[str, Thing]:
    wanted = {kwargs["pk"]: path for path, kwargs in ways.items()}
    rows = Review.objects.filter(pk__in=wanted).values_list("pk", flat=True)
    return {wanted[pk]: ("review", pk) for pk in rows}


_FINDERS: dict[str, Callable[[Asked], dict[str, Thing]]] = {
    "forum:thread": _threads,
    "forum:post": _posts,
    "adda_posts:adda": _addas,
    "guidance:tip": _by_slug("tip", Tip),
    "sellers:seller": _by_slug("seller", Seller),
    "sellers:review": _reviews,
}
