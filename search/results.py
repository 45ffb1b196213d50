"""Results: what one reader gets for one query."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any, Self

from django.utils.safestring import SafeString

from search.documents import NAMED_KINDS
from search.engines import search_index
from search.filters import EVERYTHING, Counts, Filters
from search.finding import Found, find
from search.models import WordProposal
from search.ranking import Matcher, Ranked
from search.snippets import marked, marked_name, marked_title, snippet
from search.sources import SOURCES, Shown, key_of, sellers_of_reviews
from search.spelling import Spelling, other_spelling

# Tips above the results, and how near to the best of all a tip must come.
TIPS_SHOWN = 2
TIP_LIKENESS = 0.5
_NO_ONE = SafeString("")


@dataclass(frozen=True, slots=True)
class Result:
    """One thing found, with its snippet (safe HTML, numbers masked).

    `heading` is what one presses: who wrote a comment, else the title; `whose` is who
    began a discussion, has the shop, or is reviewed.
    """

    shown: Shown
    score: float
    heading: SafeString
    snippet: SafeString
    whose: SafeString = _NO_ONE

    @classmethod
    def of(cls, shown: Shown, matcher: Matcher, score: float = 0.0) -> Self:
        """A thing with what answers the query marked."""
        return cls(
            shown,
            score,
            _heading(shown, matcher),
            snippet(shown.text, matcher),
            marked_name(_whose(shown), matcher),
        )

    @property
    def key(self) -> str:
        """What the index calls it."""
        return key_of(self.shown.kind, self.shown.pk)


@dataclass(frozen=True, slots=True)
class Results:
    """A slice of the ranked list; `counts` are of all that was found and the reader may
    see, as far as the index knows.

    `items` from `partly_at` on match only a part of the query. `reachable` is how many of
    the list can be paged to. `tips` stand above the list and are not part of it: advice
    that answers the question does not push away what people said. Where tips are what
    was chosen, or what is newest, they stand in the list. `spelling` is another way
    to write the query. `for_guests` is how many the index has for all who are no
    moderators, whomever a member blocked.
    """

    query: str
    is_cut: bool
    counts: Counts
    reachable: int
    items: list[Result]
    partly_at: int
    tips: list[Result] = field(default_factory=list)
    spelling: Spelling | None = None
    for_guests: int = 0

    @property
    def count(self) -> int:
        """How many were found under the filters."""
        return self.counts.count

    @property
    def whole(self) -> list[Result]:
        """The items that carry enough of the query."""
        return self.items[: self.partly_at]

    @property
    def partly(self) -> list[Result]:
        """The items that match only a part of it."""
        return self.items[self.partly_at :]

    @property
    def more_tips(self) -> int:
        """Tips that were found and stand neither above the list nor in it."""
        return max(self.counts.kinds.get("tip", 0) - len(self.tips), 0)


def search(
    text: str,
    member: Any,
    *,
    start: int = 0,
    limit: int = 10,
    filters: Filters = EVERYTHING,
    is_newest: bool = False,
) -> Results:
    """Search for `text` as `member` (or a guest) may see it.

    Raises IndexMissing where there is no index that can be read.
    """
    public_only = not getattr(member, "is_moderator", False)
    beyond = WordProposal.objects.added()
    with search_index().reading() as reader:
        found = find(
            text,
            reader,
            public_only=public_only,
            beyond=beyond,
            filters=filters,
            is_newest=is_newest,
        )
        spelling = (
            None
            if start
            else other_spelling(found, reader, public_only=public_only, beyond=beyond)
        )
    for_guests = found.count
    found = _as_seen(found, member)
    tips_apart = not filters.kind and not is_newest
    whole, partly = found.parts()
    if tips_apart:
        whole = _pages_first(_without_tips(whole))
        partly = _without_tips(partly)
    ranked = whole + partly
    matcher = Matcher(found.query)
    shown = ranked[start : start + limit]
    items = _items(shown, matcher, member)
    above = _answering(found.ranked) if tips_apart and not start else []
    return Results(
        query=found.query.text,
        is_cut=found.query.is_cut,
        counts=found.counts,
        reachable=len(ranked),
        items=items,
        # What vanished between the two looks is of neither part.
        partly_at=sum(item.key in {r.document.key for r in whole} for item in items),
        tips=_items(above, matcher, member),
        spelling=spelling,
        for_guests=for_guests,
    )


def _heading(shown: Shown, matcher: Matcher) -> SafeString:
    if shown.kind == "post":
        return marked_name(shown.author, matcher)
    mark = marked_title if shown.kind in NAMED_KINDS else marked
    return mark(shown.title, matcher)


def _whose(shown: Shown) -> str:
    return shown.author if shown.kind == "thread" else shown.owner


def _without_tips(ranked: list[Ranked]) -> list[Ranked]:
    return [item for item in ranked if item.document.kind != "tip"]


def _answering(ranked: list[Ranked]) -> list[Ranked]:
    """The few tips that answer the question about as well as the best that was found."""
    tips = [item for item in ranked if item.document.kind == "tip"]
    return [item for item in tips if item.match >= TIP_LIKENESS][:TIPS_SHOWN]


def _as_seen(found: Found, member: Any) -> Found:
    """What was found, less what the database says she may not see."""
    seen = {
        (kind, pk)
        for kind, pks in _ids_by_kind(found.ranked).items()
        for pk in SOURCES[kind].visible(pks, member)
    }
    return found.without(
        item
        for item in found.ranked
        if (item.document.kind, item.document.pk) not in seen
    )


def _pages_first(ranked: list[Ranked]) -> list[Ranked]:
    """The list with a seller's page before the first review of her: who looks for what
    is said of her looks for her. A page that was not found stays out; one query."""
    ids = _ids_by_kind(ranked)
    if not ids.get("seller") or not ids.get("review"):
        return ranked
    about = sellers_of_reviews(ids["review"])
    pages = {
        item.document.pk: item for item in ranked if item.document.kind == "seller"
    }
    placed: dict[int, Ranked] = {}  # a dict keeps the order in which they came
    for item in ranked:
        if item.document.kind == "review" and (
            page := pages.get(about.get(item.document.pk, 0))
        ):
            placed.setdefault(id(page), page)
        placed.setdefault(id(item), item)
    return list(placed.values())


def _items(ranked: list[Ranked], matcher: Matcher, member: Any) -> list[Result]:
    shown = {
        (kind, thing.pk): thing
        for kind, pks in _ids_by_kind(ranked).items()
        for thing in SOURCES[kind].show(pks, member)
    }
    items = []
    for item in ranked:
        thing = shown.get((item.document.kind, item.document.pk))
        if thing:
            items.append(Result.of(thing, matcher, item.score))
    return items


def _ids_by_kind(ranked: list[Ranked]) -> dict[str, list[int]]:
    ids: dict[str, list[int]] = defaultdict(list)
    for item in ranked:
        ids[item.document.kind].append(item.document.pk)
    return ids
