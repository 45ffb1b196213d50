"""Parts of a Whoosh index: what a process remembers of them, and how they become one."""

import random
from contextlib import suppress

import pytest
from whoosh import index as whoosh_index

from search.documents import Document
from search.engines import IndexMissing, whoosh_segments, whoosh_writing
from search.engines.bitmaps import Scores, bitmap, numbers
from search.engines.whoosh_engine import WhooshIndex
from search.finding import find


def document(pk, body, **fields):
    return Document(key=f"post:{pk}", kind="post", pk=pk, body=body, **fields)


@pytest.fixture
def index(tmp_path):
    made = WhooshIndex(tmp_path)
    with made.writing():
        made.begin_rebuild()
        made.finish_rebuild()
    return made


def save(index, *documents, remove=()):
    with index.writing():
        index.write(documents, remove)


def found(index, query, **options):
    with index.reading() as reader:
        ranked = find(query, reader, public_only=True, **options).ranked
    return sorted(item.document.pk for item in ranked)


def segments(index):
    return len(whoosh_index.open_dir(str(index.directory))._segments())


def tidy(index, *, waiting=False):
    with index.writing():
        return index.tidy(lambda: waiting)


def test_numbers_come_back_highest_first():
    assert list(numbers(bitmap([3, 64, 9], 100))) == [64, 9, 3]
    assert bitmap([], 100) == 0


def test_scores_find_what_sorting_finds():
    dice = random.Random(1)
    scores, sums = Scores(), dict.fromkeys(range(300), 0)
    for _ in range(40):
        chosen = dice.sample(range(300), dice.randrange(200))
        amount = dice.randrange(50)
        scores.add(bitmap(chosen, 300), amount)
        for number in chosen:
            sums[number] += amount
    among = dice.sample(range(300), 250)

    best = scores.best(bitmap(among, 300), 60)

    wanted = sorted(among, key=lambda number: (-sums[number], -number))[:60]
    assert sorted(best) == sorted(wanted)
    assert scores.best(0, 5) == []


def test_saves_merge_nothing_and_the_quiet_merges_the_small(index):
    for pk in range(whoosh_writing.MANY + 1):
        save(index, document(pk, f"লাল {pk + 100}"))
    save(index, document(2, "লাল পদ্ম"), remove=["post:3"])
    before = segments(index)

    assert index.is_untidy()
    assert tidy(index)

    assert before == whoosh_writing.MANY + 2
    assert segments(index) == whoosh_writing.FEW
    assert not index.is_untidy()
    assert found(index, "লাল") == [0, 1, 2, 4, 5, 6, 7, 8]
    assert (found(index, "পদ্ম"), found(index, "102")) == ([2], [])


def test_a_merge_gives_way_to_who_waits(index, monkeypatch):
    monkeypatch.setattr(whoosh_writing, "_BETWEEN", 1)
    for pk in range(whoosh_writing.MANY + 1):
        save(index, document(pk, "লাল"))
    before = segments(index)

    assert not tidy(index, waiting=True)

    assert segments(index) == before
    assert found(index, "লাল") == list(range(before))
    monkeypatch.setattr(whoosh_writing, "TOO_MANY", 5)
    assert tidy(index, waiting=True)
    assert found(index, "লাল") == list(range(before))


def test_a_save_leaves_what_was_read_of_the_rest(index, monkeypatch):
    save(index, *(document(pk, f"লাল {pk + 100}") for pk in range(5)))
    assert found(index, "লাল") == [0, 1, 2, 3, 4]
    read = []
    posted = whoosh_segments._Segment.posted

    def noted(segment, field, term):
        read.append(segment.size)
        return posted(segment, field, term)

    monkeypatch.setattr(whoosh_segments._Segment, "posted", noted)
    save(index, document(5, "লাল"), remove=["post:0"])

    assert found(index, "লাল") == [1, 2, 3, 4, 5]
    assert set(read) == {1}


def test_an_index_found_broken_does_not_vanish_under_another_reader(index):
    save(index, document(1, "লাল"))
    assert found(index, "লাল") == [1]
    other = index.reading()
    other.__enter__()

    class Meanwhile(type(index.directory)):
        """The directory, at whose sight the other one says that it is broken."""

        def __eq__(self, directory):
            with suppress(IndexMissing):
                other.__exit__(IndexMissing, IndexMissing(), None)
            return super().__eq__(directory)

        __hash__ = type(index.directory).__hash__

    directory, opened = index._opened
    index._opened = Meanwhile(directory), opened

    with index.reading() as reader:
        assert index._opened is None
        assert find("লাল", reader, public_only=True).count == 1
    assert found(index, "লাল") == [1]


def test_a_rebuild_that_ended_before_its_place_was_kept_doubles_nothing(index):
    with index.writing():
        index.begin_rebuild()
        (index.building / "PLACE.new").mkdir()  # as on a full disk
        with pytest.raises(IsADirectoryError):
            index.rebuild([document(pk, "লাল শাড়ি") for pk in (1, 2, 3)], {"post": 3})
        (index.building / "PLACE.new").rmdir()

    again = WhooshIndex(index.root)
    with again.writing():
        assert again.begin_rebuild() == {}
        # Smaller slices this time: a second one is of what was put as well.
        again.rebuild([document(1, "লাল শাড়ি")], {"post": 1})
        again.rebuild([document(pk, "লাল শাড়ি") for pk in (2, 3)], {"post": 3})
        again.finish_rebuild()

    with again.reading() as reader:
        assert reader.vocabulary(public_only=True).document_count() == 3
        assert find("লাল", reader, public_only=True).count == 3


def test_what_is_remembered_has_a_bound():
    remembered = whoosh_segments._Remembered(3_000)
    for number in range(100):
        remembered.put(number, whoosh_segments.Posted(1 << 800))

    assert remembered.get(0) is None
    assert remembered.get(99) == whoosh_segments.Posted(1 << 800)
    assert len(remembered._kept) == 10


def test_words_of_a_title_or_said_often_come_before_words_of_what_is_answered(index):
    save(
        index,
        document(1, "অন্য কথা", context="শাপলা"),
        document(2, "শাপলা অন্য কথা"),
        document(3, "অন্য কথা", title="শাপলা"),
    )
    with index.reading() as reader:
        posted = reader._state.posted("s", "সাপলা")

    assert list(numbers(posted.all)) == [2, 1, 0]
    assert (list(numbers(posted.often)), list(numbers(posted.beside))) == ([2], [0])
