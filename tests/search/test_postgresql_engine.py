"""What the PostgreSQL engine does beside what every engine has to (test_engines.py)."""

import threading
from itertools import combinations

import pytest
from django.conf import settings as here
from django.db import connection, connections

from search import editors, indexing
from search.carrying import need
from search.documents import Document
from search.engines import (
    IndexBusy,
    IndexMissing,
    postgresql_engine,
    postgresql_reader,
    search_index,
)
from search.engines.postgresql_engine import PostgresqlIndex
from search.engines.postgresql_lexemes import any_way
from search.filters import Filters
from search.finding import find
from search.indexing import rebuild
from search.models import EntryJob, SearchJob
from search.query import understand
from tests.factories import PostFactory, SellerFactory
from tests.search.engines import break_index

pytestmark = [
    pytest.mark.skipif(here.ON_SQLITE, reason="the tests' database is not PostgreSQL"),
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def index():
    index = PostgresqlIndex(prefix="uthan_try")
    yield index
    with index.writing():
        index.drop()


def build(index, *documents):
    with index.writing():
        index.begin_rebuild()
        index.rebuild(documents, {})
        index.finish_rebuild()


def document(pk, body, **fields):
    return Document(key=f"post:{pk}", kind="post", pk=pk, body=body, **fields)


def found(index, query, **options):
    with index.reading() as reader:
        result = find(query, reader, public_only=True)
    return [item.document.pk for item in result.ranked], result.count


def files_of(index):
    """All bytes in the files of the index, as they lie on the disk."""
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
        cursor.execute(
            "SELECT pg_read_binary_file(pg_relation_filepath(oid)) FROM pg_class"
            " WHERE relname ~ '^uthan_try' AND relkind IN ('r', 'i')"
        )
        return b"".join(bytes(row[0]) for row in cursor.fetchall())


def test_purging_leaves_no_byte_of_what_was_removed(index):
    build(index, document(1, "লাল", author="শাপলা রানী"), document(2, "লাল জবা"))
    with index.writing():
        index.write([document(1, "লাল", author="একজন সদস্য")], [])
    name = "শাপল".encode()
    assert name in files_of(index)

    with index.writing():
        index.purge()

    assert name not in files_of(index)
    assert "জবা".encode() in files_of(index)
    assert found(index, "জবা") == ([2], 1)


def indexes_of(index, generation):
    rows = index.run(
        "SELECT substring(indexdef from 'USING .*') FROM pg_indexes"
        " WHERE tablename = %s ORDER BY 1",
        [index.names(generation)["docs"]],
    )
    return [how for (how,) in rows]


def test_a_rebuild_makes_the_large_index_of_what_is_filled(index):
    build(index, document(1, "লাল"))
    whole = ["USING btree (key)", "USING btree (moment)", "USING gin (tokens)"]
    with index.writing():
        index.begin_rebuild()
        index.rebuild([document(1, "লাল"), document(2, "লাল")], {"post": 2})
        filling = indexes_of(index, 2)
        # One that was begun by code that made them at once is taken up too.
        index.run("CREATE INDEX ON {docs} USING gin (tokens)", generation=2)
    with index.writing():
        index.write([document(2, "নীল")], ["post:1"])
        assert index.begin_rebuild() == {"post": 2}
        index.finish_rebuild()

    assert filling == ["USING btree (key)"]
    assert indexes_of(index, 2) == whole
    assert found(index, "নীল") == ([2], 1)
    with index.writing():
        index.purge()
    assert indexes_of(index, 3) == whole


def test_the_vocabulary_counts_documents_and_not_words(index):
    build(index, document(1, "লাল লাল"), document(2, "লাল", title="লাল"))
    with index.writing():
        index.write([document(3, "নীল লাল"), document(2, "নীল")], [])

    with index.reading() as reader:
        words = reader.vocabulary(public_only=True)
        assert words.document_count() == 3
        assert words.frequencies([("s", "লাল"), ("s", "নাই"), ("k", "")]) == {
            ("s", "লাল"): 2
        }
        assert words.frequency("s", "নাই") == 0


def test_of_many_documents_those_with_all_the_words_come_first(index, monkeypatch):
    monkeypatch.setattr(postgresql_reader, "POOL", 20)
    build(
        index,
        *(document(n, "লাল শাড়ি") for n in range(100)),
        *(document(n, "নীল শাড়ি") for n in range(100, 200)),
        document(300, "লাল চুড়ি কিনলাম কুমিল্লা থেকে"),
        document(301, "লাল শাড়ি কিনলাম কুমিল্লা থেকে"),
        document(302, "কুমিল্লা"),
    )

    with index.reading() as reader:
        result = find("লাল শাড়ি কুমিল্লা", reader, public_only=True)

    best = [item.document.pk for item in result.ranked]
    assert best[0] == 301
    # The rare word says more than both of the others together.
    assert {*best[:3]} == {300, 301, 302}
    assert result.count == 3


def test_a_common_word_alone_gives_the_newest_of_its_documents(index, monkeypatch):
    monkeypatch.setattr(postgresql_reader, "POOL", 20)
    build(index, *(document(n, "লাল শাড়ি", moment=n) for n in range(100)))

    best, count = found(index, "লাল")

    assert sorted(best) == list(range(80, 100))
    assert count == 100


def test_of_many_with_a_phrase_the_newest_are_found(index, monkeypatch):
    monkeypatch.setattr(postgresql_reader, "POOL", 20)
    build(index, *(document(n, "লাল শাড়ি", moment=n) for n in range(200)))

    best, count = found(index, '"লাল শাড়ি"')

    assert sorted(best) == list(range(180, 200))
    assert count == 200


def test_a_phrase_of_common_words_that_only_old_documents_have_is_found(
    index, monkeypatch
):
    monkeypatch.setattr(postgresql_reader, "POOL", 20)
    build(
        index,
        *(document(n, "লাল শাড়ি", moment=n) for n in range(100)),
        *(document(n, "লাল চুড়ি", moment=n) for n in range(100, 250)),
        *(document(n, "নীল শাড়ি", moment=n) for n in range(250, 400)),
    )

    best, count = found(index, '"লাল শাড়ি"')

    assert sorted(best) == list(range(80, 100))
    assert count == 100


def test_of_a_common_word_the_newest_of_an_old_year_are_found(index, monkeypatch):
    monkeypatch.setattr(postgresql_reader, "POOL", 20)
    year = 31_536_000
    build(
        index,
        *(document(n, "লাল শাড়ি", moment=n) for n in range(100)),
        *(document(n, "লাল শাড়ি", moment=2 * year + n) for n in range(100, 200)),
    )

    with index.reading() as reader:
        result = find("লাল", reader, public_only=True, filters=Filters(year=1970))

    assert sorted(item.document.pk for item in result.ranked) == list(range(80, 100))
    assert result.count == 100


def test_a_long_question_with_a_word_nobody_writes_is_counted(index):
    build(index, document(1, "লাল শাড়ি কিনলাম কুমিল্লা থেকে গতকাল"), document(2, "লাল"))

    assert found(index, "লাল শাড়ি কিনলাম কুমিল্লা গতকাল 987654") == ([1, 2], 1)


def test_above_what_is_counted_exactly_the_numbers_say_at_least(index, monkeypatch):
    monkeypatch.setattr(postgresql_reader, "COUNTED", 20)
    build(
        index,
        *(document(n, "লাল শাড়ি") for n in range(100)),
        *(Document(f"tip:{n}", "tip", n, body="লাল") for n in range(3)),
    )

    with index.reading() as reader:
        everything = find("লাল", reader, public_only=True).counts
        tips = find("লাল", reader, public_only=True, filters=Filters(kind="tip")).counts

    assert (everything.count, everything.is_more) == (21, True)
    assert (tips.count, tips.everywhere, tips.is_more) == (3, 21, True)
    assert (everything.is_least, tips.is_least) == (True, False)


@pytest.mark.parametrize(
    ("language", "least", "exact", "elsewhere"),
    [
        (
            "bn",
            "কমপক্ষে ৪টি লেখা পাওয়া গেছে",
            "১টি লেখা পাওয়া গেছে",
            "অন্য জায়গায় কমপক্ষে ৪টি লেখা আছে।",
        ),
        (
            "en",
            "At least 4 results",
            "1 result",
            "There are at least 4 results elsewhere.",
        ),
    ],
)
def test_the_page_says_at_least_only_where_it_is(
    client, settings, monkeypatch, language, least, exact, elsewhere
):
    settings.SEARCH_ENGINE, settings.SEARCH_DATABASE = "postgresql", "default"
    monkeypatch.setattr(postgresql_reader, "COUNTED", 3)
    for _ in range(5):
        PostFactory(source="লাল শাড়ি")
    SellerFactory(name="লাল ঘর")
    rebuild()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language

    def said(**params):
        page = client.get("/search/", {"q": "লাল", **params}).content.decode()
        status = page.split('role="status">', 1)[1].split("</p>", 1)[0]
        return page, status, page.count("+</span>")

    assert said()[1] == least
    assert said()[2] == 3  # everything, comments, sellers
    assert said(kind="seller")[1] == exact
    assert elsewhere in said(kind="tip")[0]


def test_where_time_is_up_the_numbers_are_of_what_was_looked_at(index, monkeypatch):
    build(
        index,
        *(document(n, "লাল শাড়ি") for n in range(3)),
        Document("tip:1", "tip", 1, body="লাল"),
    )
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE uthan_try_1_docs RENAME TO slow")
        cursor.execute(
            "CREATE VIEW uthan_try_1_docs AS SELECT slow.* FROM slow, pg_sleep(0.2)"
        )
    # As if there were many: no look at some of them first.
    monkeypatch.setattr(postgresql_reader, "_PASSED", 1)
    monkeypatch.setattr(postgresql_reader, "PATIENCE", 100)

    with index.reading() as reader:
        words = reader.vocabulary(public_only=True)
        counts = reader.counts(
            need(understand("লাল", words), words),
            public_only=True,
            keys=["post:0", "post:1", "tip:1"],
        )
    with connection.cursor() as cursor:
        cursor.execute("DROP VIEW uthan_try_1_docs")
        cursor.execute("ALTER TABLE slow RENAME TO uthan_try_1_docs")

    assert (counts.count, counts.is_more) == (3, True)
    assert counts.kinds == {"post": 2, "tip": 1}


def test_a_way_is_found_whatever_ways_begin_as_it_does():
    words, ways = "abcde", list(combinations(range(5), 3))
    wanted = any_way(words, [*ways, (0, 1)])
    subsets = [{*some} for n in range(6) for some in combinations(range(5), n)]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT array_to_tsvector(string_to_array(said, NULL)) @@ %s::tsquery"
            " FROM unnest(%s::text[]) WITH ORDINALITY AS each (said, n) ORDER BY n",
            [wanted, ["".join(words[at] for at in some) for some in subsets]],
        )
        found = [carries for (carries,) in cursor.fetchall()]

    assert found == [len(some) >= 3 or some == {0, 1} for some in subsets]
    assert any_way(words, [(0,), ()]) == ""


def test_a_search_that_waits_too_long_is_told_as_missing(index, monkeypatch):
    monkeypatch.setattr(postgresql_reader, "LONGEST", 100)
    build(index, document(1, "লাল"))
    other = connections["default"].copy()
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("LOCK TABLE uthan_try_1_docs IN ACCESS EXCLUSIVE MODE")
        with pytest.raises(IndexMissing):
            found(index, "লাল")
    finally:
        other.rollback()
        other.close()

    assert found(index, "লাল") == ([1], 1)
    assert index.run("SELECT current_setting('statement_timeout')") == [("0",)]


def test_a_search_that_began_before_a_swap_ends_as_it_began(index, monkeypatch):
    monkeypatch.setattr(postgresql_engine, "_DROP_PATIENCE", 100)
    monkeypatch.setattr(postgresql_engine, "_PURGE_PATIENCE", 100)
    build(index, document(1, "লাল"))
    refused = []

    def swap():
        build(index, document(2, "লাল"))
        try:
            with index.writing():
                index.purge()
        except IndexBusy:
            refused.append(True)
        connections.close_all()

    with index.reading() as reader:
        assert reader.vocabulary(public_only=True).frequency("s", "লাল") == 1
        thread = threading.Thread(target=swap)
        thread.start()
        thread.join()
        result = find("লাল", reader, public_only=True)
        assert [item.document.pk for item in result.ranked] == [1]

    # Its tables were still read, so purging could not promise anything.
    assert refused == [True]
    assert found(index, "লাল") == ([2], 1)
    with index.writing():
        index.purge()
    assert len(index._generations()) == 1


def test_another_thread_waits_for_the_lock_of_this_one(index):
    refused = []

    def write():
        try:
            with index.writing(wait=0.1):
                pass
        except IndexBusy:
            refused.append(True)
        connections.close_all()

    with index.writing():
        thread = threading.Thread(target=write)
        thread.start()
        thread.join()

    assert refused == [True]


def test_a_lost_connection_gives_the_lock_back(index):
    other = connections["default"].copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtext('uthan_try'))")
    with pytest.raises(IndexBusy), index.writing(wait=0):
        pass

    other.close()

    with index.writing(wait=5):
        pass


def test_rows_of_work_that_somebody_holds_are_left_for_later(settings, caplog):
    settings.SEARCH_ENGINE, settings.SEARCH_DATABASE = "postgresql", "default"
    rebuild()
    editors.drain()
    SearchJob.objects.queue("post", [1])
    EntryJob.objects.create(label="guidance.GuidancePage", key="1")
    other = connections["default"].copy()
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            for work in (SearchJob, EntryJob):
                cursor.execute(f"SELECT 1 FROM {work._meta.db_table} FOR UPDATE")  # noqa: S608
        held = indexing.drain(), editors.drain()
    finally:
        other.rollback()
        other.close()
    done = indexing.drain(), editors.drain()
    with search_index().writing():
        search_index().drop()

    assert (held, done) == ((0, 0), (1, 1))
    assert [r.message for r in caplog.records if r.levelname == "ERROR"] == []


def test_the_page_says_so_where_tables_are_missing_or_broken(client, settings):
    settings.SEARCH_ENGINE, settings.SEARCH_DATABASE = "postgresql", "default"

    missing = client.get("/search/", {"q": "লাল"})
    rebuild()
    there = client.get("/search/", {"q": "লাল"})
    break_index()
    broken = client.get("/search/", {"q": "লাল"})
    with search_index().writing():
        search_index().drop()

    said = [page.context["is_missing"] for page in (missing, there, broken)]
    assert said == [True, False, True]
    assert {page.status_code for page in (missing, there, broken)} == {200}
