"""Offers: what can be suggested while she types, read from the database.

As `search.sources` does for the index, each kind gives everything that guests may see for
the table of beginnings, and at display the same rows once more: the table is never
trusted with who may see what.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, QuerySet
from django.db.models.functions import Left
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from adda_posts.models import Adda, Series
from forum import blocking
from forum.models import Board, Tag, Thread
from guidance.models import Tip
from moderation.models import ListedWord
from moderation.screening.word_list import listed_in
from search.models import AskedQuery
from search.naming import accusing, naming_more
from sellers.models import Seller

GUEST = AnonymousUser()
#: Characters of a topic by which an adda is found: what it begins with says what it is.
LONGEST_TOPIC = 200
#: Queries whose words are read in one question.
READ_AT_ONCE = 300


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing to go to; numbers in its texts are not masked yet.

    `label` says in words what it is, `title` is in the reader's language. `texts` are all
    that it is found by, in both languages. `hint` says more of it.
    """

    kind: str
    thing: Any
    label: str
    title: str
    texts: tuple[str, ...]
    hint: str = ""


@dataclass(frozen=True, slots=True)
class OfferKind:
    """One kind. `rows` are all that guests may see, found by the texts of some fields;
    those with most `worth` (a number or a date) stand first, after a minus those with
    least. `kept_back` says which of some ids are told to nobody, a few at a time and
    ever again none; `show` gives those of some that `member` is offered."""

    kind: str
    rows: Callable[[], QuerySet[Any]]
    fields: tuple[str, ...]
    show: Callable[[list[int], Any], Iterator[Offer]]
    worth: str = "pk"
    kept_back: Callable[[Sequence[int]], Iterator[set[int]]] | None = None

    def texts(self, ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
        """The texts of those of some ids that are still there, by id."""
        rows = self.rows().filter(pk__in=ids).order_by()
        return {pk: tuple(texts) for pk, *texts in rows.values_list("pk", *self.fields)}


def _in_words(bangla: str, english: str) -> str:
    in_english = (get_language() or "bn").startswith("en")
    return (english if in_english else "") or bangla


# Discussions


def _threads() -> QuerySet[Thread]:
    threads = Thread.objects.visible_to(GUEST)
    return threads.filter(board__isnull=False, opening_gone=False)


def _show_threads(ids: list[int], member: Any) -> Iterator[Offer]:
    rows = _threads().filter(pk__in=ids).only("title", "home_url", "opening_gone")
    for thread in blocking.unblocked(rows, member):
        yield Offer(
            "thread", thread, _("Discussion"), thread.title, texts=(thread.title,)
        )


# Addas (found by their topic too)


def _addas() -> QuerySet[Adda]:
    return Adda.objects.visible_to(GUEST)


def _adda_rows() -> QuerySet[Adda]:
    return _addas().annotate(begins=Left("page__topic", LONGEST_TOPIC))


def _show_addas(ids: list[int], member: Any) -> Iterator[Offer]:
    rows = _addas().filter(pk__in=ids).select_related("series", "page")
    for adda in rows.only("date", "series__slug", "page__title", "page__topic"):
        title, topic = adda.page.title, adda.page.topic[:LONGEST_TOPIC]
        yield Offer("adda", adda, _("Adda"), title, texts=(title, topic))


# Tips (found in both languages)


def _tips() -> QuerySet[Tip]:
    return Tip.objects.visible_to(GUEST)


def _show_tips(ids: list[int], member: Any) -> Iterator[Offer]:
    rows = _tips().filter(pk__in=ids).select_related("page")
    for tip in rows.only("slug", "page__title", "page__title_en"):
        texts = tip.page.title, tip.page.title_en
        yield Offer(
            "tip", tip, pgettext("what was found", "Tip"), _in_words(*texts), texts
        )


# Sellers (found by what they make)


def _sellers() -> QuerySet[Seller]:
    return Seller.objects.public()


def _show_sellers(ids: list[int], member: Any) -> Iterator[Offer]:
    for seller in _sellers().filter(pk__in=ids).only("slug", "name", "makes"):
        texts = seller.name, seller.makes
        yield Offer("seller", seller, _("Seller"), seller.name, texts, seller.makes)


# Tags, boards and series


def _tags() -> QuerySet[Tag]:
    return Tag.objects.visible_to(GUEST)


def _tag_rows() -> QuerySet[Tag]:
    return _tags().annotate(often=Count("thread_tags"))


def _show_tags(ids: list[int], member: Any) -> Iterator[Offer]:
    for tag in _tags().filter(pk__in=ids):
        yield Offer("tag", tag, _("Tag"), tag.name, texts=(tag.name,))


def _show_boards(ids: list[int], member: Any) -> Iterator[Offer]:
    for board in Board.objects.filter(pk__in=ids):
        names = board.name_bn, board.name_en
        yield Offer("board", board, _("Board"), _in_words(*names), names)


def _all_series() -> QuerySet[Series]:
    return Series.objects.visible_to(GUEST)


def _show_series(ids: list[int], member: Any) -> Iterator[Offer]:
    for series in _all_series().filter(pk__in=ids):
        names = series.name, series.name_en
        yield Offer("series", series, _("Series"), _in_words(*names), names)


# What many ask


def _of_somebody(ids: Sequence[int]) -> Iterator[set[int]]:
    """Those that accuse somebody perhaps, or name her and say more of her. The latter
    are kept back from then on: when she has another name, or is gone, nothing tells
    them from others any more. The former follow from the lexicon, and may be let in
    when it knows more."""
    lines: dict[int, str] = {}
    for start in range(0, len(ids), READ_AT_ONCE):
        some = AskedQuery.objects.filter(pk__in=ids[start : start + READ_AT_ONCE])
        lines |= dict(some.values_list("pk", "text"))
        yield set()
    for named in naming_more(lines):
        for pk in named:
            AskedQuery(pk=pk).keep_back(True)
        yield named
    yield from accusing(lines)


def _show_queries(ids: list[int], member: Any) -> Iterator[Offer]:
    """Less those with a listed word: nobody screened what was typed into a box. Those
    that name somebody are not in the table at all."""
    listed = ListedWord.objects.by_key()
    for query in AskedQuery.objects.frequent().filter(pk__in=ids):
        if not listed_in(query.key.split(), listed):
            yield Offer("query", query, _("Search"), query.text, texts=(query.text,))


#: In the order in which equals stand; the table keeps their places in it.
KINDS = (
    OfferKind("series", _all_series, ("name", "name_en"), _show_series, "-pk"),
    OfferKind(
        "board", Board.objects.all, ("name_bn", "name_en"), _show_boards, "-position"
    ),
    OfferKind("tag", _tag_rows, ("name",), _show_tags, worth="often"),
    OfferKind(
        "query",
        AskedQuery.objects.frequent,
        ("text",),
        _show_queries,
        worth="times",
        kept_back=_of_somebody,
    ),
    OfferKind("tip", _tips, ("page__title", "page__title_en"), _show_tips),
    OfferKind("adda", _adda_rows, ("page__title", "begins"), _show_addas, "date"),
    OfferKind("seller", _sellers, ("name", "makes"), _show_sellers),
    OfferKind("thread", _threads, ("title",), _show_threads, worth="post_count"),
)
