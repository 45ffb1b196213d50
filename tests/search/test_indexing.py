from datetime import timedelta

import pytest
from django.utils import timezone

from search import indexing
from search.indexing import catch_up, drain, search_index
from search.models import SearchJob
from search.results import search
from tests.factories import PostFactory, ThreadFactory
from tests.search.engines import break_index

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("search_engine")]


def due():
    return list(SearchJob.objects.due().values_list("kind", "object_id"))


def test_queue_holds_one_row_for_a_thing():
    SearchJob.objects.queue("post", [1, 2])
    SearchJob.objects.queue("post", [2])

    assert due() == [("post", 1), ("post", 2)]


def test_queue_takes_a_row_back_from_its_holder():
    SearchJob.objects.queue("post", [1])
    (held,) = SearchJob.objects.claim(1)

    SearchJob.objects.queue("post", [1])

    assert not held.finish()
    assert due() == [("post", 1)]


def test_drain_without_work_does_nothing():
    catch_up()

    assert drain() == 0


def test_drain_builds_the_index_and_then_does_the_rows():
    post = PostFactory(source="হাটের কথা")

    while drain():
        pass

    assert search_index().is_current()
    assert [item.shown.pk for item in search("হাট", None).items] == [post.pk]
    assert not SearchJob.objects.exists()


def test_drain_makes_a_broken_index_anew_though_nobody_writes(monkeypatch):
    post = PostFactory(source="হাটের কথা")
    catch_up()
    break_index()
    monkeypatch.setattr(indexing._Worker, "looked_at", None)

    drain()
    assert not search_index().is_current()
    while drain():
        pass

    assert [item.shown.pk for item in search("হাট", None).items] == [post.pk]
    drain()
    assert search_index().is_current()


@pytest.mark.parametrize("name", ["current", "VERSION"])
def test_drain_makes_an_index_anew_whose_marks_are_rubbish(name):
    PostFactory(source="হাটের কথা")
    catch_up()
    index = search_index()
    if not hasattr(index, "directory"):
        pytest.skip("its marks are rows")
    folder = index.root if name == "current" else index.directory
    (folder / name).write_bytes(b"\xd4\x00rubbish")

    while drain():
        pass

    assert len(search("হাট", None).items) == 1


def test_drain_leaves_the_rows_while_another_process_writes():
    catch_up()
    PostFactory()

    with search_index().writing():
        done = drain()

    assert done == 0
    assert len(due()) == 2


def test_one_bad_row_does_not_hold_up_the_others():
    catch_up()
    post = PostFactory(source="ভালো সারি")
    SearchJob.objects.queue("unheard-of", [1])

    while drain():
        pass

    (bad,) = SearchJob.objects.all()
    assert (bad.kind, bad.attempts) == ("unheard-of", 1)
    assert "unheard-of" in bad.last_error
    assert bad.due_at > timezone.now()
    assert [item.shown.pk for item in search("সারি", None).items] == [post.pk]


def test_a_long_thread_is_done_in_batches(monkeypatch, rahima):
    monkeypatch.setattr("search.indexing.BATCH", 3)
    thread = ThreadFactory()
    for n in range(8):
        thread.post(rahima, f"লম্বা আলোচনা {n}")
    catch_up()
    thread.change(visible_from=None)
    hidden_from_guests = search("আলোচনা", None).count

    rounds = 0
    while drain():
        rounds += 1

    assert hidden_from_guests == 0
    assert rounds >= 3
    assert search("আলোচনা", None).count == 0
    with search_index().reading() as reader:
        assert reader.vocabulary(public_only=False).document_count() == 9


def test_what_opens_later_is_looked_at_again_then(rahima):
    thread = ThreadFactory(title="কালকের মেলা")
    moment = timezone.now() + timedelta(hours=1)

    thread.change(visible_from=moment)

    later = SearchJob.objects.filter(later=True)
    assert set(later.values_list("kind", "due_at")) == {
        ("thread", moment),
        ("thread-posts", moment),
    }


def test_names_and_words_lose_their_numbers_before_they_are_indexed(rahima):
    rahima.display_name = "রহিমা 01712345678"
    rahima.save(update_fields=["display_name"])
    thread = ThreadFactory(
        title="ফোন ০১৮১২৩৪৫৬৭৮", source="কল 01912 345678", author=rahima
    )
    thread.post(rahima, "[017](https://example.org)12345678 আর 01512-345678")
    catch_up()

    with search_index().reading() as reader:
        found = [
            number
            for number in ("01712345678", "01812345678", "01912", "345678", "01512")
            if reader.vocabulary(public_only=False).frequency("s", number)
        ]

    assert found == []
