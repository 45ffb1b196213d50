"""Sources: what can be found, read from the database.

Each kind of thing gives documents for the index and, at display, the same things
read again through `visible_to`: the index is never trusted with who may see what.
"""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db.models import OuterRef, Prefetch, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from adda_posts.models import Adda
from core import markup, phones, text
from forum import blocking
from forum.models import Post, Thread
from guidance.models import Tip
from search.documents import Document
from search.entries import without_numbers
from search.snippets import in_a_line
from sellers import wording
from sellers.models import Review, Seller, ShowcaseItem

LONGEST_ASKED = 200  # characters of what a comment replies to


@dataclass(frozen=True, slots=True)
class Shown:
    """A thing that was found, as its reader may see it; numbers are masked.

    `date` and `series` are those of the adda it belongs to, if it does; a review has
    the day since when it is shown and its `stars` (1 to 5). `owner` is whose shop it is,
    or is reviewed, where that is called otherwise. `text` is plain text to cut a snippet
    from.
    """

    kind: str
    pk: int
    url: str
    title: str
    text: str
    author: str = ""
    series: str | None = None
    series_label: str = ""
    date: datetime.date | None = None
    seq: int = 0
    stars: int = 0
    owner: str = ""

    @property
    def line(self) -> str:
        """The text in one line."""
        return in_a_line(self.text)


@dataclass(frozen=True, slots=True)
class Source:
    """One kind: `rows` are all that may be in the index at all."""

    kind: str
    rows: Callable[[], QuerySet[Any]]
    document: Callable[[Any], Document]
    readable: Callable[[Any], QuerySet[Any]]
    shown: Callable[[QuerySet[Any]], list[Shown]]

    def visible(self, ids: Iterable[int], member: Any) -> set[int]:
        """Those of the ids that `member` may read."""
        rows = self.readable(member).filter(pk__in=list(ids))
        return set(rows.values_list("pk", flat=True))

    def show(self, ids: Iterable[int], member: Any) -> list[Shown]:
        """Those of the ids that `member` may read, in any order."""
        return self.shown(self.readable(member).filter(pk__in=list(ids)))

    def documents(self, ids: Iterable[int]) -> list[Document]:
        """The documents of those ids that belong in the index."""
        return [self.document(row) for row in self.rows().filter(pk__in=list(ids))]

    def after(self, pk: int, limit: int) -> list[Document]:
        """The next `limit` documents in order of primary key."""
        rows = self.rows().filter(pk__gt=pk).order_by("pk")[:limit]
        return [self.document(row) for row in rows]


def key_of(kind: str, pk: int) -> str:
    """What a document is called in the index."""
    return f"{kind}:{pk}"


def _plain(source: str) -> str:
    # Compiling leaves one private character for a number, which is no word.
    return without_numbers(markup.compile(source).text)


@lru_cache(maxsize=1024)
def _masked(name: str) -> str:
    """A name or title, its numbers masked: much of what is found has the same."""
    return phones.mask(name)


def _words(post: Post) -> str:
    """What a post says, the words of its photos with it."""
    return "\n\n".join([post.source, *(each["alt"] for each in post.pictures)])


def _readable(source: str) -> str:
    body = markup.compile(source)
    language = get_language() or settings.LANGUAGE_CODE
    return markup.render_text(body.text, phones=body.phones, language=language)


def _seconds(moment: datetime.date) -> float:
    if isinstance(moment, datetime.datetime):
        return moment.timestamp()
    return datetime.datetime.combine(
        moment, datetime.time.min, tzinfo=datetime.UTC
    ).timestamp()


def _is_open(moment: datetime.datetime | None) -> bool:
    return moment is not None and moment <= timezone.now()


# Posts


def _of_adda(name: str) -> Subquery:
    """A value of the adda whose comments stand in the same thread."""
    return Subquery(Adda.objects.filter(thread=OuterRef("thread")).values(name)[:1])


def _post_rows() -> QuerySet[Post]:
    return (
        Post.objects.filter(
            seq__gt=0, pending=False, hidden_at=None, thread__hidden_at=None
        )
        .select_related("author", "thread", "parent")
        .annotate(
            adda_topic=_of_adda("page__topic"), adda_series=_of_adda("series__slug")
        )
    )


def _context(post: Post) -> str:
    """What it answers: the title of its discussion, the topic of an adda, and how the
    comment begins that it replies to, while all may read that."""
    asked, topic = "", post.adda_topic or ""  # type: ignore[attr-defined]
    if post.parent and post.parent.hidden_at is None and not post.parent.pending:
        asked = text.shorten(_plain(post.parent.source), LONGEST_ASKED)
    return without_numbers("\n".join(filter(None, [post.thread.title, topic, asked])))


def _home(thread_id: int | None) -> str:
    """What all that stands in one discussion has in common."""
    return f"t{thread_id}" if thread_id else ""


def _post_document(post: Post) -> Document:
    return Document(
        key=key_of("post", post.pk),
        kind="post",
        pk=post.pk,
        author=without_numbers(post.author.display_name),
        body=_plain(_words(post)),
        context=_context(post),
        home=_home(post.thread_id),
        place=post.seq,
        asks=post.source.rstrip().endswith("?"),
        moment=_seconds(post.dated or post.created_at),
        is_public=_is_open(post.thread.visible_from),
        series=post.adda_series or "",  # type: ignore[attr-defined]
    )


def _readable_posts(member: Any) -> QuerySet[Post]:
    posts = Post.objects.visible_to(member).filter(
        seq__gt=0, hidden_at=None, pending=False, thread__hidden_at=None
    )
    return blocking.unblocked(posts, member)


def _posts_shown(rows: QuerySet[Post]) -> list[Shown]:
    posts = list(rows.select_related("author", "thread"))
    addas = {
        adda.thread_id: adda
        for adda in Adda.objects.filter(
            thread__in={post.thread_id for post in posts}
        ).select_related("series", "page")
    }
    return [_post_shown(post, addas.get(post.thread_id)) for post in posts]


def _post_shown(post: Post, adda: Adda | None) -> Shown:
    return Shown(
        kind="post",
        pk=post.pk,
        url=post.get_absolute_url(),
        title=_masked(adda.page.title if adda else post.thread.title),
        text=_readable(_words(post)),
        author=_masked(post.author.display_name),
        series=adda.series.slug if adda else None,
        series_label=_masked(adda.series.label) if adda else "",
        date=adda.date if adda else None,
        seq=post.seq,
    )


# Addas


def _adda_rows() -> QuerySet[Adda]:
    return (
        Adda.objects.filter(thread__hidden_at=None)
        .select_related("page", "series")
        .prefetch_related("hosts")
    )


def _adda_document(adda: Adda) -> Document:
    hosts = ", ".join(host.display_name for host in adda.hosts.all())
    return Document(
        key=key_of("adda", adda.pk),
        kind="adda",
        pk=adda.pk,
        title=without_numbers(adda.page.title),
        topic=without_numbers(adda.page.topic),
        author=without_numbers(hosts),
        body=without_numbers(adda.page.intro),
        home=_home(adda.thread_id),
        moment=_seconds(adda.date),
        is_public=_is_open(adda.published_at),
        series=adda.series.slug,
    )


def _readable_addas(member: Any) -> QuerySet[Adda]:
    return Adda.objects.visible_to(member).filter(thread__hidden_at=None)


def _addas_shown(addas: QuerySet[Adda]) -> list[Shown]:
    return [
        Shown(
            kind="adda",
            pk=adda.pk,
            url=adda.get_absolute_url(),
            title=_masked(adda.page.title),
            text=phones.mask("\n".join(filter(None, _adda_words(adda)))),
            series=adda.series.slug,
            series_label=_masked(adda.series.label),
            date=adda.date,
        )
        for adda in addas.select_related("page", "series")
    ]


def _adda_words(adda: Adda) -> tuple[str, str]:
    return adda.page.topic, adda.page.intro


# Threads of boards (an adda's thread is found as the adda)


_OPENINGS = Prefetch(
    "posts",
    queryset=Post.objects.filter(seq=0, pending=False, hidden_at=None),
    to_attr="openings",
)


def _thread_rows() -> QuerySet[Thread]:
    return (
        Thread.objects.filter(hidden_at=None, board__isnull=False)
        .select_related("author")
        .prefetch_related(_OPENINGS)
    )


def _opening_words(thread: Thread) -> str:
    return "".join(_words(post) for post in thread.openings)  # type: ignore[attr-defined]


def _thread_document(thread: Thread) -> Document:
    author = thread.author.display_name if thread.author else ""
    return Document(
        key=key_of("thread", thread.pk),
        kind="thread",
        pk=thread.pk,
        title=without_numbers(thread.title),
        author=without_numbers(author),
        body=_plain(_opening_words(thread)),
        home=_home(thread.pk),
        moment=_seconds(thread.created_at),
        is_public=_is_open(thread.visible_from) and not thread.is_empty,
    )


def _readable_threads(member: Any) -> QuerySet[Thread]:
    threads = Thread.objects.visible_to(member)
    threads = threads.filter(hidden_at=None, board__isnull=False)
    return blocking.unblocked(threads, member)


def _threads_shown(rows: QuerySet[Thread]) -> list[Shown]:
    threads = list(rows.select_related("author").prefetch_related(_OPENINGS))
    return [
        Shown(
            kind="thread",
            pk=thread.pk,
            url=thread.get_absolute_url(),
            title=_masked(thread.title),
            text=_readable(_opening_words(thread)),
            author=_masked(thread.author.display_name) if thread.author else "",
        )
        for thread in threads
    ]


# Tips (found in both languages, shown in the reader's)


def _tip_rows() -> QuerySet[Tip]:
    return Tip.objects.filter(page__live=True, thread__hidden_at=None).for_list()


def _tip_document(tip: Tip) -> Document:
    page = tip.page

    def both(*names: str) -> str:
        said = (getattr(page, f"{name}{end}") for end in ("", "_en") for name in names)
        return without_numbers("\n".join(filter(None, said)))

    return Document(
        key=key_of("tip", tip.pk),
        kind="tip",
        pk=tip.pk,
        title=both("title"),
        topic=both("answer"),
        body=both("steps", "warnings", "checklist"),
        moment=_seconds(tip.published_at),
    )


def _readable_tips(member: Any) -> QuerySet[Tip]:
    return Tip.objects.visible_to(member).filter(
        page__live=True, thread__hidden_at=None
    )


def _tips_shown(tips: QuerySet[Tip]) -> list[Shown]:
    return [_tip_shown(tip) for tip in tips.select_related("page")]


def _tip_shown(tip: Tip) -> Shown:
    words = tip.page.words()
    lines = [words.answer, *words.steps, *words.warnings, *words.checklist]
    return Shown(
        kind="tip",
        pk=tip.pk,
        url=tip.get_absolute_url(),
        title=words.title,
        text="\n".join(lines),
    )


# Reviews (found by the seller they are about, and by where she is)


def _review_rows() -> QuerySet[Review]:
    return Review.objects.shown().select_related(
        "seller__member", "seller__district", "seller__upazila"
    )


def _review_document(review: Review) -> Document:
    seller = review.seller
    places = [each for each in (seller.district, seller.upazila) if each]
    names = [seller.name, seller.member.display_name if seller.member else ""]
    where = [name for each in places for name in (each.name_bn, each.name_en)]
    said = [review.words, review.answer, review.update, *where]
    return Document(
        key=key_of("review", review.pk),
        kind="review",
        pk=review.pk,
        title=without_numbers("\n".join(filter(None, names))),
        # What people add to a name when they ask how somebody is.
        topic=without_numbers(f"রিভিউ\n{seller.makes}"),
        body=without_numbers("\n".join(filter(None, said))),
        moment=_seconds(review.shown_at or review.created_at),
    )


def _readable_reviews(member: Any) -> QuerySet[Review]:
    # By the page too: a moderator finds none of a hidden one among results.
    pages = Seller.objects.visible_to(member).public()
    return Review.objects.visible_to(member).shown().filter(seller__in=pages)


def sellers_of_reviews(pks: list[int]) -> dict[int, int]:
    """Whom each of these reviews is about, by ids."""
    return dict(Review.objects.filter(pk__in=pks).values_list("pk", "seller"))


def _reviews_shown(reviews: QuerySet[Review]) -> list[Shown]:
    return [
        Shown(
            kind="review",
            pk=review.pk,
            url=review.get_absolute_url(),
            title=_masked(review.seller.name),
            text=phones.mask(review.words),
            author=_masked(review.by.display_name),
            date=review.shown_at,
            stars=review.stars,
            owner=_owner(review.seller),
        )
        for review in reviews.select_related("seller__member", "by")
    ]


# Sellers (found by what they make and where they are, in both languages)


_SHOWN_ITEMS = Prefetch(
    "items", queryset=ShowcaseItem.objects.all().shown(), to_attr="shown_items"
)
# What one adds who looks for somebody and not for something.
_SELLING = "বিক্রেতা উদ্যোক্তা seller"


def _seller_rows() -> QuerySet[Seller]:
    return Seller.objects.public().for_list().prefetch_related(_SHOWN_ITEMS)


def _seller_document(seller: Seller) -> Document:
    items: list[ShowcaseItem] = seller.shown_items  # type: ignore[attr-defined]
    places = [
        name
        for each in (seller.upazila, seller.district)
        if each
        for name in (each.name_bn, each.name_en)
    ]
    names = [item.name for item in items]
    said = [
        seller.story,
        *_rules(seller),
        *(f"{item.words} {_price(item)}" for item in items),
    ]
    return Document(
        key=key_of("seller", seller.pk),
        kind="seller",
        pk=seller.pk,
        title=without_numbers(seller.name),
        topic=without_numbers("\n".join([seller.makes, *names, *places, _SELLING])),
        author=without_numbers(seller.member.display_name if seller.member else ""),
        body=without_numbers("\n".join(filter(None, said))),
        home=_home(seller.thread_id),
        moment=_seconds(seller.published_at or seller.created_at),
    )


def _rules(seller: Seller) -> list[str]:
    """Her rules, each after the heading it has on her page: who looks for somebody's
    way with returns types the heading."""
    advance = seller.advance_percent
    percent = "" if advance is None else f"{advance}%"
    rules = (
        ("ডেলিভারি", (seller.delivery_time, seller.delivery_areas)),
        ("পেমেন্ট", seller.pays_by),
        ("অগ্রিম", (percent, seller.advance_rule)),
        ("ফেরতের নিয়ম", (seller.return_rule,)),
    )
    return [" ".join([heading, *said]) for heading, said in rules if any(said)]


def _rules_shown(seller: Seller) -> list[str]:
    """The same as her page shows them, in the reader's language."""
    paid = [*seller.pays_by, wording.advance(seller), seller.advance_rule]
    rules = (
        (_("Delivery"), [seller.delivery_time, seller.delivery_areas]),
        (_("Payment"), paid),
        (_("Returns"), [seller.return_rule]),
    )
    said = ((heading, ", ".join(filter(None, each))) for heading, each in rules)
    return [f"{heading}: {words}" for heading, words in said if words]


def _price(item: ShowcaseItem) -> str:
    upto = f"-{item.price_to}" if item.price_to else ""
    return f"{item.price}{upto} টাকা"


def _readable_sellers(member: Any) -> QuerySet[Seller]:
    return Seller.objects.public()


def _sellers_shown(sellers: QuerySet[Seller]) -> list[Shown]:
    rows = sellers.for_list().prefetch_related(_SHOWN_ITEMS)  # type: ignore[attr-defined]
    return [_seller_shown(seller) for seller in rows]


def _seller_shown(seller: Seller) -> Shown:
    items: list[ShowcaseItem] = seller.shown_items  # type: ignore[attr-defined]
    names = (item.name for item in items)
    said = [seller.makes, *names, seller.story, *_rules_shown(seller)]
    return Shown(
        kind="seller",
        pk=seller.pk,
        url=seller.get_absolute_url(),
        title=_masked(seller.name),
        text=phones.mask("\n".join(filter(None, said))),
        author=seller.place,
        owner=_owner(seller),
    )


def _owner(seller: Seller) -> str:
    name = seller.member.display_name if seller.member else ""
    return "" if text.fold(name) == text.fold(seller.name) else _masked(name)


SOURCES = {
    source.kind: source
    for source in (
        Source("tip", _tip_rows, _tip_document, _readable_tips, _tips_shown),
        Source("adda", _adda_rows, _adda_document, _readable_addas, _addas_shown),
        Source(
            "thread", _thread_rows, _thread_document, _readable_threads, _threads_shown
        ),
        Source(
            "review", _review_rows, _review_document, _readable_reviews, _reviews_shown
        ),
        Source(
            "seller", _seller_rows, _seller_document, _readable_sellers, _sellers_shown
        ),
        Source("post", _post_rows, _post_document, _readable_posts, _posts_shown),
    )
}
