"""What every engine has to do; PostgreSQL's part runs where the tests' database is one."""

import multiprocessing
import os
import signal
import time

import pytest
from django.db import connection

from search.documents import Document
from search.engines import IndexBusy, IndexMissing, interface
from search.engines.postgresql_engine import PostgresqlIndex
from search.engines.whoosh_engine import WhooshIndex
from search.finding import find
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
    with index.reading() as reader:
        result = find(query, reader, public_only=public_only)
    return sorted(item.document.pk for item in result.ranked), result.count


def test_write_replaces_and_removes(build):
    index = build(document(1, "লাল"), document(2, "নীল"))
    assert found(index, "লাল নীল") == ([1, 2], 2)

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
    assert found(index, "লাল শাপলা") == ([1, 3], 2)


@pytest.mark.parametrize(
    "text", ["it's 'quoted'", "\\back\\slash", "ক\0খ", "\ud800গ", "'"]
)
def test_any_text_can_be_kept_and_looked_for(build, text):
    index = build(document(1, f"লাল {text}", author=text, title=text))

    assert found(index, f"লাল {text}") == ([1], 1)
    found(index, text)


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
