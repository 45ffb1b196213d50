"""Ways on: where a search leads that found nothing, or too little."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.html import escape
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe

from adda_posts.models import Adda
from core import phones
from guidance.models import Tip
from search import syntax
from search.engines import IndexMissing
from search.results import Result, search
from search.sources import SOURCES

SHOWN = 3
#: Addas among which those that were talked in most are looked for.
LATEST = 30


@dataclass(frozen=True, slots=True)
class WaysOn:
    """Topics to read instead, `are_near` where they answer some of the words, and the
    form of the adda that is on now, `can_ask` where there is one."""

    topics: list[Result]
    are_near: bool
    ask_url: str
    can_ask: bool


def ways_on(typed: str, member: Any) -> WaysOn:
    """What to offer where `typed` found nothing."""
    near = _near(typed, member)
    ask_url = ask_address(typed, member)
    return WaysOn(near or _talked_of(member), bool(near), *ask_url)


def ask_address(typed: str, member: Any) -> tuple[str, bool]:
    """Where to ask people, and whether that is an adda which is on: she finds her words
    in its box, a guest once she has signed in. Numbers are not carried along."""
    todays = Adda.objects.visible_to(member).of_today().for_list()
    adda = next(
        (each for each in todays[:SHOWN] if each.stage == each.State.OPEN), None
    )
    if adda is None:
        return reverse("adda_posts:list"), False
    words = ""
    if not phones.find(typed):
        words = "?" + urlencode({"words": typed})
    return f"{adda.get_absolute_url()}{words}#write", True


def _near(typed: str, member: Any) -> list[Result]:
    """What answers the plain words, where she asked for more than words: a phrase, an
    author, or without something."""
    parts = syntax.read(typed)
    plain = " ".join([parts.plain, *parts.phrases])
    if not plain.strip() or plain == typed:
        return []
    try:
        return search(plain, member, limit=SHOWN).items
    except IndexMissing:
        return []


def _talked_of(member: Any) -> list[Result]:
    """The newest tip, and the addas that most was said in lately."""
    tips = Tip.objects.visible_to(member).newest().values_list("pk", flat=True)[:1]
    latest = Adda.objects.visible_to(member).past().values("pk")[:LATEST]
    addas = (
        Adda.objects.filter(pk__in=latest)
        .order_by("-thread__post_count", "-date", "-pk")
        .values_list("pk", flat=True)
    )[: SHOWN - 1]
    shown = []
    for kind, ids in (("adda", list(addas)), ("tip", list(tips))):
        shown += SOURCES[kind].show(ids, member)
    return [
        Result(each, 0.0, mark_safe(escape(each.title)), SafeString(""))
        for each in shown
    ]
