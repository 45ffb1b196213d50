"""Taking a member out of the search index (core.personal.Step).

A document that is written anew leaves its old bytes in the index until its segments are
joined, so they are joined here once all that waits is done.
"""

from collections.abc import Iterator

from django.db.models import Q
from wagtail.contrib.search_promotions.models import Query, SearchPromotion

from core.personal import Going, Step, let_go, look_through
from search import naming, promoting, suggestions
from search.forgetting import keep_marks
from search.indexing import purge
from search.models import AskedQuery
from sellers.models import Seller


def forget(going: Going) -> bool:
    """Bring the index up to date and leave no byte of what stood there before."""
    purge()
    suggestions.build()
    return False


def drop_asked_by_name(going: Going) -> bool:
    """Forget queries that name her shop or her, in either script, and have the like not
    noted any more. While her page still says what it is called."""
    names = list(_names_of(going))
    if not going.place:
        keep_marks(names)
    called = [each for name in names for each in naming.called(name)]
    rows = AskedQuery.objects.all()

    def is_of_her(row: AskedQuery) -> bool:
        query = naming.words_of(row.text)
        return any(each.is_in(query) for each in called)

    return look_through(going, rows, is_of_her, lambda pk: rows.filter(pk=pk).delete())


def _names_of(going: Going) -> Iterator[str]:
    """What her shops are called, and she herself where nobody else is called so."""
    hers = Q(member=going.member) | Q(merged_into__member=going.member)
    yield from Seller.objects.filter(hers).values_list("name", flat=True)
    trace = going.trace
    yield from (trace.handle, *trace.handles)
    if trace.is_rare:
        yield from trace.names


def drop_asked(going: Going) -> bool:
    """Forget queries that name her, be it by a word of the language."""
    rows = AskedQuery.objects.all()
    return look_through(
        going,
        rows,
        lambda row: going.trace.is_in(row.text, near=True),
        lambda pk: rows.filter(pk=pk).delete(),
    )


def drop_empty_queries(going: Going) -> bool:
    """Forget queries for which nothing is put first; unlike texts, their words are
    unique, so that nothing else takes a name out of them."""
    return let_go(Query.objects.filter(editors_picks=None))


def drop_promotions(going: Going) -> bool:
    """Take away what was put first for a query that names her, or of which nothing is
    left."""
    rows = SearchPromotion.objects.select_related("query")
    return look_through(
        going,
        rows,
        lambda row: _is_of(going, row),
        lambda pk: rows.filter(pk=pk).delete(),
    )


def _is_of(going: Going, row: SearchPromotion) -> bool:
    said = f"{row.query.query_string}\n{row.external_link_text}\n{row.description}"
    return going.trace.is_in(said, near=True) or not promoting.leads_somewhere(row)


STEPS = (
    # Before her page is emptied (sellers.erasing).
    Step("asked-by-name", drop_asked_by_name, place=8),
    Step("asked", drop_asked, place=60),
    Step("promotions", drop_promotions, place=60),
    Step("promoted-queries", drop_empty_queries, place=61),
    # After every text that it is made from.
    Step("index", forget, place=90),
)
