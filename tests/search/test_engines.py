"""What every engine has to do; PostgreSQL's part runs where the tests' database is one."""

import multiprocessing
import os
import signal
import time
from datetime import UTC, datetime

import pytest
from django.db import connection

from search import finding
from search.analysis.keys import keys
from search.analysis.letters import word_form
from search.carrying import need
from search.documents import Document
from search.engines import (
    IndexBusy,
    IndexMissing,
    interface,
    postgresql_reader,
    whoosh_engine,
    whoosh_writing,
)
from search.engines.postgresql_engine import PostgresqlIndex
from search.engines.whoosh_engine import WhooshIndex
from search.filters import Filters
from search.finding import find
from search.query import understand
from tests.search.engines import SEARCH_ENGINES
from tests.search.writing_for_ever import PREFIX, write_for_ever


def document(pk, body, **fields):
    return Document(key=f"post:{pk}", kind="post", pk=pk, body=body, **fields)


@pytest.fixture(params=SEARCH_ENGINES)
def opened(request, tmp_path):
    """Opens the same place again, as another process would."""
    if request.param == "whoosh":
        return lambda: WhooshIndex(tmp_path)
    request.getfixturevalue("db")
    return lambda: PostgresqlIndex(prefix=PREFIX)


@pytest.fixture
def build(opened):
    def made(*documents):
        index = opened()
        with index.writing():
            index.begin_rebuild()
            index.rebuild(documents, {})
            index.finish_rebuild()
        return index

    return made


def found(index, query, *, public_only=True):
    """The documents that have a word of the query, and how many carry enough of it."""
    with index.reading() as reader:
        result = find(query, reader, public_only=public_only)
    return sorted(item.document.pk for item in result.ranked), result.count


def chosen(index, query, *, is_newest=False, **filters):
    with index.reading() as reader:
        return find(
            query,
            reader,
            public_only=True,
            filters=Filters(**filters),
            is_newest=is_newest,
        )


def moment(year, month=1, day=1, hour=0):
    return datetime(year, month, day, hour, tzinfo=UTC).timestamp()


def test_write_replaces_and_removes(build):
    index = build(document(1, "লাল"), document(2, "নীল"))
    assert found(index, "লাল নীল") == ([1, 2], 0)

    with index.writing():
        index.write([document(1, "সবুজ")], ["post:2", "post:99"])

    assert found(index, "লাল নীল") == ([], 0)
    assert found(index, "সবুজ") == ([1], 1)


def test_a_kept_searcher_never_shows_what_was_removed(build):
    index = build(document(0, "লাল"))
    for pk in range(1, 12):
        with index.writing():
            index.write([document(pk, "লাল")], [f"post:{pk - 1}"])
        assert found(index, "লাল") == ([pk], 1)


def test_what_is_not_public_is_neither_found_nor_counted_for_guests(build):
    index = build(document(1, "লাল"), document(2, "লাল", is_public=False))

    assert found(index, "লাল") == ([1], 1)
    assert found(index, "লাল", public_only=False) == ([1, 2], 2)


@pytest.mark.parametrize(
    "query",
    [
        "ডিভোর্স",  # stands in the hidden text alone
        "ডিভোস",  # … and is near it
        "ডিভোর্স মামলা",
        "ক্যাশ অন",  # … which writes it as one word
        "লাল ডিভোর্স",
        "লাল শাড়ি কুমিল্লা",
    ],
)
def test_a_hidden_text_changes_nothing_for_a_guest(build, query):
    index = build(
        document(1, "লাল শাড়ি"),
        document(2, "ক্যাশ দিলাম অন্য দিন, লাল"),
        document(3, "ডিভোর্স ক্যাশঅন মামলা", is_public=False),
        document(4, "কুমিল্লা লাল", is_public=False),
    )

    def told(*, public_only):
        with index.reading() as reader:
            return find(query, reader, public_only=public_only)

    guest, moderator = told(public_only=True), told(public_only=False)
    with index.writing():
        index.write([document(5, "কুমিল্লা", is_public=False)], ["post:3", "post:4"])
        index.write([], ["post:5"])

    assert guest == told(public_only=True) == told(public_only=False)
    assert moderator != guest


def test_words_are_counted_among_what_one_may_find(build):
    index = build(document(1, "লাল"), document(2, "লাল মধু", is_public=False))

    def counted(*, public_only):
        with index.reading() as reader:
            words = reader.vocabulary(public_only=public_only)
            asked = [("s", "লাল"), ("s", "মধু"), ("s", "নাই")]
            return words.document_count(), sorted(words.frequencies(asked).items())

    assert counted(public_only=True) == (1, [(("s", "লাল"), 1)])
    assert counted(public_only=False) == (2, [(("s", "মধু"), 1), (("s", "লাল"), 2)])

    with index.writing():
        index.write([document(1, "লাল", is_public=False), document(2, "মধু")], [])

    assert counted(public_only=True) == (1, [(("s", "মধু"), 1)])


def test_reading_without_an_index_says_it_is_missing(opened):
    with pytest.raises(IndexMissing), opened().reading():
        pass


def test_a_rebuild_replaces_the_index_only_at_its_end(build):
    index = build(document(1, "লাল"))
    with index.writing():
        assert index.begin_rebuild() == {}
        index.rebuild([document(2, "লাল")], {"post": 2})
        assert found(index, "লাল") == ([1], 1)
        index.finish_rebuild()

    assert found(index, "লাল") == ([2], 1)


def test_a_rebuild_that_was_killed_keeps_its_place_and_hears_of_changes(build):
    index = build(document(1, "লাল"), document(2, "লাল"))
    with index.writing():
        index.begin_rebuild()
        index.rebuild([document(1, "লাল")], {"post": 1})
    with index.writing():
        index.write([], ["post:1"])

    with index.writing():
        place = index.begin_rebuild()
        index.rebuild([document(2, "লাল")], {"post": None})
        index.finish_rebuild()

    assert place == {"post": 1}
    assert found(index, "লাল") == ([2], 1)


def test_an_index_of_another_version_goes_on_serving_but_is_not_current(
    build, monkeypatch
):
    index = build(document(1, "লাল"))
    assert index.is_current()

    monkeypatch.setattr(interface, "ANALYSER_VERSION", 999)

    assert not index.is_current()
    assert found(index, "লাল") == ([1], 1)


def test_a_second_writer_waits_and_then_gives_up(build, opened):
    index = build(document(1, "লাল"))

    with index.writing(), pytest.raises(IndexBusy), opened().writing(0.2):
        pass


def test_purging_leaves_what_stands_there(build):
    index = build(document(1, "লাল"), document(2, "লাল শাপলা"))
    with index.writing():
        index.begin_rebuild()
        index.rebuild([document(2, "লাল শাপলা")], {"post": 2})
        index.write([document(3, "লাল")], ["post:2"])
        index.purge()

    assert index.is_current()
    assert found(index, "লাল") == ([1, 3], 2)
    assert found(index, "শাপলা") == ([], 0)


@pytest.mark.parametrize(
    "text", ["it's 'quoted'", "\\back\\slash", "ক\0খ", "\ud800গ", "'"]
)
def test_any_text_can_be_kept_and_looked_for(build, text):
    index = build(document(1, f"লাল {text}", author=text, title=text))

    assert found(index, f"লাল {text}")[0] == [1]
    found(index, text)


@pytest.fixture
def market(build):
    """Of every kind, of two years and two series; one that not everyone may see."""
    return build(
        document(1, "লাল শাড়ি", moment=moment(2024, 5), series="daily"),
        document(2, "লাল শাড়ি কিনলাম", moment=moment(2025, 5), series="daily"),
        document(3, "লাল শাড়ি চাই", moment=moment(2025, 6), series="haat"),
        document(4, "লাল শাড়ি", moment=moment(2025, 7), is_public=False),
        # In Bangladesh that is the new year already.
        Document("tip:1", "tip", 1, title="লাল শাড়ি", moment=moment(2024, 12, 31, 20)),
        Document("seller:9", "seller", 9, title="শাড়ি ঘর", moment=moment(2025, 8)),
    )


def test_counts_are_of_what_carries_enough_and_may_be_found(market):
    counts = chosen(market, "লাল শাড়ি").counts

    assert (counts.count, counts.everywhere, counts.is_more) == (4, 4, False)
    assert counts.kinds == {"post": 3, "tip": 1}
    assert counts.years == {2024: 1, 2025: 3}
    assert counts.series == {"daily": 2, "haat": 1}


def test_filters_narrow_the_list_and_each_count_keeps_the_others(market):
    found = chosen(market, "লাল শাড়ি", kind="post", year=2025)

    assert sorted(item.document.key for item in found.ranked) == ["post:2", "post:3"]
    assert (found.counts.count, found.counts.everywhere) == (2, 4)
    assert found.counts.kinds == {"post": 2, "tip": 1}
    assert found.counts.years == {2024: 1, 2025: 2}
    assert found.counts.series == {"daily": 1, "haat": 1}


@pytest.mark.parametrize(
    "filters",
    [{"kind": "review"}, {"year": 1999}, {"series": "x' OR '"}, {"kind": "\0"}],
)
def test_filters_that_nothing_answers_leave_nothing(market, filters):
    found = chosen(market, "লাল শাড়ি", **filters)

    assert (found.ranked, found.counts.count) == ([], 0)
    assert found.counts.everywhere == 4


def test_what_is_asked_for_of_one_kind_is_found_deeper(build, monkeypatch):
    monkeypatch.setattr(finding, "DEPTH", 5)
    index = build(
        *(document(n, "লাল") for n in range(20)),
        Document("tip:1", "tip", 1, body="লাল " + "কথা " * 50),
    )

    assert [item.document.key for item in chosen(index, "লাল", kind="tip").ranked] == [
        "tip:1"
    ]


def test_the_newest_are_those_that_carry_enough(build, monkeypatch):
    monkeypatch.setattr(finding, "DEPTH", 3)
    index = build(
        *(document(n, "লাল শাড়ি", moment=moment(2020 + n)) for n in range(5)),
        document(8, "লাল", moment=moment(2026)),
        document(9, "শাড়ি", moment=moment(2026)),
    )

    newest = chosen(index, "লাল শাড়ি", is_newest=True)
    monkeypatch.undo()
    partly = chosen(index, "লাল জামদানি", is_newest=True)

    assert [item.document.pk for item in newest.ranked] == [4, 3, 2]
    assert (newest.count, newest.partly) == (5, 0)
    assert [item.document.pk for item in partly.ranked] == [8, 4, 3, 2, 1, 0]
    assert (partly.count, partly.partly) == (0, len(partly.ranked))


def test_what_matches_a_part_stands_after_what_was_found(build):
    index = build(
        document(1, "লাল"),
        document(2, "লাল শাড়ি কুমিল্লা থেকে জামদানি"),
        document(3, "মেলার খবর"),
    )

    found = chosen(index, "লাল শাড়ি কুমিল্লা জামদানি")

    assert [item.document.pk for item in found.ranked] == [2, 1]
    assert (found.count, found.partly) == (1, 1)


def test_half_of_a_long_question_is_enough_by_weight(build):
    index = build(
        document(1, "লাল শাড়ি কুমিল্লা থেকে জামদানি"),
        document(2, "কুমিল্লা জামদানি"),
        document(3, "লাল"),
        *(document(n, "শাড়ি") for n in range(10, 40)),
    )

    found = chosen(index, "লাল শাড়ি কুমিল্লা জামদানি")

    assert [item.document.pk for item in found.ranked][:2] == [1, 2]
    assert found.count == 2


def test_of_a_long_question_those_count_that_carry_half_of_it(build):
    question = "কুমিল্লা জামদানি কুরিয়ার খরচ গতকাল মধু"
    index = build(
        document(1, "কুমিল্লা জামদানি, লাল শাড়ি"),
        document(2, "লাল শাড়ি মধু"),
        document(3, "লাল শাড়ি খরচ গতকাল মধু কুরিয়ার"),
        document(4, "কুমিল্লা জামদানি কুরিয়ার খরচ"),
        document(5, "লাল শাড়ি", context=question),
    )

    def carrying(text):
        with index.reading() as reader:
            words = reader.vocabulary(public_only=True)
            wanted = need(understand(text, words), words)
            keys = [f"post:{n}" for n in range(1, 6)]
            counts = reader.counts(wanted, public_only=True, keys=keys)
            newest = {d.key for d in reader.newest(wanted, public_only=True)}
        assert newest == counts.carrying
        assert len(newest) == counts.count
        return sorted(newest)

    assert carrying(question) == ["post:3", "post:4"]
    # The fifth says two of the words itself, and answers the others.
    assert carrying(f'{question} "লাল শাড়ি"') == ["post:3", "post:5"]
    assert carrying('"লাল শাড়ি"') == ["post:1", "post:2", "post:3", "post:5"]


def test_what_only_answers_a_word_is_not_counted_for_it(build):
    index = build(
        document(1, "কাল পাঠাব", context="কোন কুরিয়ার ভালো?"),
        document(2, "কুরিয়ার ভালো", context="কোন কুরিয়ার ভালো?"),
        document(3, "খরচ কত", context="কোন কুরিয়ার ভালো?"),
    )

    assert chosen(index, "কুরিয়ার").count == 1
    assert chosen(index, "কুরিয়ার খরচ").count == 1
    newest = chosen(index, "কুরিয়ার", is_newest=True).ranked
    assert [item.document.pk for item in newest] == [2]


def test_forms_are_words_that_two_public_documents_share(build):
    index = build(
        document(1, "কুরিয়ার জামদানি"),
        document(2, "কুরিয়ার, কুরিয়ার, জামদানি", author="জামদানি"),
        document(3, "কুরিয়ার জামদানি"),
        document(4, "শাপলা শাপলা"),
        document(5, "মুনমুন", is_public=False),
        document(6, "মুনমুন মেলা", is_public=False),
        document(7, "মেলা"),
    )
    with index.writing():
        index.write([document(3, "কুরিয়ার"), document(7, "মেলা ৫০০")], ["post:1"])

    with index.reading() as reader:
        words = ("কুরিয়ার", "জামদানি", "শাপলা", "মুনমুন", "মেলা")
        forms = reader.forms(key for word in words for key in keys(word_form(word)))

    assert forms == {word_form("কুরিয়ার"): 2}


def test_an_index_without_facets_goes_on_serving(build, monkeypatch):
    index = build(document(1, "লাল", moment=moment(2025)), document(2, "লাল"))
    forget_facets(index, monkeypatch)

    found = chosen(index, "লাল", kind="post", year=2025, is_newest=True)

    assert [item.document.pk for item in found.ranked] == [1]
    assert chosen(index, "লাল").count == 2
    with index.reading() as reader:
        assert reader.forms(["lal"]) == {}


def forget_facets(index, monkeypatch):
    """Leave the index as code made it that knew no filters."""
    if isinstance(index, WhooshIndex):
        new = whoosh_writing.schema
        names = [name for name in new().names() if name in {"public", "key", "data"}]
        keep = {*names, "s", "k", "c", "x"}

        def old():
            schema = new()
            for name in set(schema.names()) - keep:
                schema.remove(name)
            return schema

        monkeypatch.setattr(whoosh_engine, "schema", old)
        row = whoosh_writing._row

        def old_row(document):
            made = {n: v for n, v in row(document).items() if n in keep}
            made["data"] = {n: v for n, v in made["data"].items() if n != "series"}
            return made

        monkeypatch.setattr(whoosh_writing, "_row", old_row)
        with index.writing():
            index.begin_rebuild()
            index.rebuild(
                [document(1, "লাল", moment=moment(2025)), document(2, "লাল")], {}
            )
            index.finish_rebuild()
        return
    (generation,) = index.run("SELECT generation FROM {state}")[0]
    index.run("ALTER TABLE {docs} DROP year, DROP series", generation=generation)
    index.run("ALTER TABLE {texts} DROP forms", generation=generation)
    index.run("DELETE FROM {words} WHERE term LIKE 'f%%'", generation=generation)
    postgresql_reader._has_facets.cache_clear()


@pytest.fixture(params=SEARCH_ENGINES)
def committed(request, tmp_path, transactional_db):
    """Opens an index that other processes see."""
    if request.param == "whoosh":
        yield lambda: WhooshIndex(tmp_path)
        return
    yield lambda: PostgresqlIndex(prefix=PREFIX)
    with PostgresqlIndex(prefix=PREFIX).writing():
        PostgresqlIndex(prefix=PREFIX).drop()


def own_database():
    kept = ("ENGINE", "NAME", "HOST", "PORT", "USER", "PASSWORD")
    return {name: connection.settings_dict[name] for name in kept}


def start(index, *documents):
    with index.writing():
        index.begin_rebuild()
        index.rebuild(documents, {})
        index.finish_rebuild()
    return index


def test_a_killed_writer_leaves_a_whole_index_and_no_lock(committed, tmp_path):
    index = start(committed(), document(1, "লাল"))
    place = tmp_path if isinstance(index, WhooshIndex) else own_database()
    for _ in range(3):
        writer = multiprocessing.get_context("spawn").Process(
            target=write_for_ever, args=(place,)
        )
        writer.start()
        before = len(found(index, "লাল")[0])
        deadline = time.monotonic() + 30
        while found(index, "লাল")[1] < before + 2 and time.monotonic() < deadline:
            time.sleep(0.02)
        os.kill(writer.pid, signal.SIGKILL)
        writer.join()

    with index.writing(wait=5):
        index.write([document(2, "লাল")], [])
    keys, count = found(index, "লাল")
    assert count == len(keys)
    assert {1, 2, 10, 11} <= set(keys)


def test_a_choice_leads_to_as_many_as_it_was_counted_with(build):
    index = build(
        document(1, "ডায়াবেটিসে আচার খাওয়া যায়?"),
        # Not both words, but so well said that it counts as found; the third is not
        # found, though nothing of its kind is better.
        Document("seller:2", "seller", 2, title="আমের আচার", body="আচার বানাই"),
        Document("thread:3", "thread", 3, body="শেষে আচার আনুন। " + "মেলায় যান। " * 60),
        *[document(9 + number, f"মেলার খবর {number}") for number in range(6)],
    )

    of_all = chosen(index, "ডায়াবেটিস আচার")
    of_kinds = [
        chosen(index, "ডায়াবেটিস আচার", kind=kind) for kind in ("post", "seller", "thread")
    ]

    assert of_all.counts.kinds == {"post": 1, "seller": 1}
    assert [found.count for found in of_kinds] == [1, 1, 0]
    for found in of_kinds:
        assert found.counts.kinds == of_all.counts.kinds
        assert found.counts.everywhere == 2
