import multiprocessing
import os
import signal
import time

import pytest

from search.documents import Document
from search.engines import whoosh_engine
from search.engines.whoosh_engine import IndexBusy, IndexMissing, WhooshIndex
from search.finding import find


def document(pk, body, **fields):
    return Document(key=f"post:{pk}", kind="post", pk=pk, body=body, **fields)


def build(root, *documents):
    index = WhooshIndex(root)
    with index.writing():
        index.begin_rebuild()
        index.rebuild(documents, {})
        index.finish_rebuild()
    return index


def found(index, query, *, public_only=True):
    with index.reading() as reader:
        result = find(query, reader, public_only=public_only)
    return sorted(item.document.pk for item in result.ranked), result.count


def test_write_replaces_and_removes(tmp_path):
    index = build(tmp_path, document(1, "লাল"), document(2, "নীল"))
    assert found(index, "লাল নীল") == ([1, 2], 2)

    with index.writing():
        index.write([document(1, "সবুজ")], ["post:2", "post:99"])

    assert found(index, "লাল নীল") == ([], 0)
    assert found(index, "সবুজ") == ([1], 1)


def test_a_kept_searcher_never_shows_what_was_removed(tmp_path):
    index = build(tmp_path, document(0, "লাল"))
    for pk in range(1, 12):
        with index.writing():
            index.write([document(pk, "লাল")], [f"post:{pk - 1}"])
        assert found(index, "লাল") == ([pk], 1)


def test_what_is_not_public_is_neither_found_nor_counted_for_guests(tmp_path):
    index = build(tmp_path, document(1, "লাল"), document(2, "লাল", is_public=False))

    assert found(index, "লাল") == ([1], 1)
    assert found(index, "লাল", public_only=False) == ([1, 2], 2)


def test_reading_without_an_index_says_it_is_missing(tmp_path):
    with pytest.raises(IndexMissing), WhooshIndex(tmp_path).reading():
        pass


def test_a_rebuild_replaces_the_index_only_at_its_end(tmp_path):
    index = build(tmp_path, document(1, "লাল"))
    with index.writing():
        assert index.begin_rebuild() == {}
        index.rebuild([document(2, "লাল")], {"post": 2})
        assert found(index, "লাল") == ([1], 1)
        index.finish_rebuild()

    assert found(index, "লাল") == ([2], 1)


def test_a_rebuild_that_was_killed_keeps_its_place_and_hears_of_changes(tmp_path):
    index = build(tmp_path, document(1, "লাল"), document(2, "লাল"))
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
    tmp_path, monkeypatch
):
    index = build(tmp_path, document(1, "লাল"))
    assert index.is_current()

    monkeypatch.setattr(whoosh_engine, "ANALYSER_VERSION", 999)

    assert not index.is_current()
    assert found(index, "লাল") == ([1], 1)


def test_a_second_writer_waits_and_then_gives_up(tmp_path):
    index = build(tmp_path, document(1, "লাল"))

    with index.writing(), pytest.raises(IndexBusy), WhooshIndex(tmp_path).writing(0.2):
        pass


def write_for_ever(root):
    index = WhooshIndex(root)
    for pk in range(10, 10_000):
        with index.writing():
            index.write([document(pk, "লাল")], [])


def test_a_killed_writer_leaves_a_whole_index_and_no_lock(tmp_path):
    index = build(tmp_path, document(1, "লাল"))
    for _ in range(3):
        writer = multiprocessing.get_context("spawn").Process(
            target=write_for_ever, args=(tmp_path,)
        )
        writer.start()
        before = len(found(index, "লাল")[0])
        deadline = time.monotonic() + 30
        while found(index, "লাল")[1] < before + 2 and time.monotonic() < deadline:
            time.sleep(0.02)
        os.kill(writer.pid, signal.SIGKILL)
        writer.join()

    with index.writing(wait=1):
        index.write([document(2, "লাল")], [])
    keys, count = found(index, "লাল")
    assert count == len(keys)
    assert {1, 2, 10, 11} <= set(keys)
