"""Whoosh keeps entries while several write, one rebuilds, and some are killed."""

import multiprocessing
import os
import signal

import pytest
from django.conf import settings
from django.urls import reverse
from wagtail.models import Page
from zeal import zeal_ignore

from adda_posts.models import SeriesPage
from home.models import HomePage
from search import editors
from search.analysis import analyse
from search.engines.interface import IndexBusy, IndexMissing
from search.engines.whoosh_entries import WhooshEntries
from search.entries import Entry, family, wanted_words
from tests.factories import MemberFactory
from tests.profiles.signing import let_in_with_second_factor

TITLE = {"s.title": 1.0}
# Forked: the children need the models that are loaded here, and no database.
processes = multiprocessing.get_context("fork")


def entry(key, title):
    words = tuple(token.features for token in analyse(title))
    label = Page._meta.label
    return Entry(str(key), label, (label,), {"s.title": words})


def opened(root):
    return WhooshEntries(root, family(Page))


def built(root, *entries):
    store = opened(root)
    rebuild = store.begin_rebuild()
    rebuild.put(entries)
    rebuild.finish()
    return store


def found(store, word):
    (wanted,) = wanted_words(word)
    with store.reading() as reader:
        return set(reader.matching(Page, TITLE, wanted.terms))


def write(root, number, times, told):
    """What a writer does: an entry in each commit."""
    store = opened(root)
    for n in range(times):
        store.write([entry(f"{number}-{n}", "সবুজ")], [f"old-{number}-{n}"])
        told.send(n)


def rebuild_for_ever(root, told):
    """What a rebuild does that never comes to its end."""
    rebuild = opened(root).begin_rebuild()
    n = 0
    while True:
        rebuild.put([entry(n, "সাদা")])
        told.send(n)
        n += 1


def started(target, *arguments):
    hears, told = processes.Pipe(duplex=False)
    process = processes.Process(target=target, args=(*arguments, told))
    process.start()
    told.close()
    return process, hears


def killed(process):
    os.kill(process.pid, signal.SIGKILL)
    process.join()


def test_four_write_while_one_rebuilds(tmp_path):
    times = 6
    old = [f"old-{number}-{n}" for number in range(4) for n in range(times)]
    store = built(tmp_path, *(entry(key, "লাল") for key in old))
    rebuild = store.begin_rebuild()
    rebuild.put([entry("first", "সাদা")])

    writers = [started(write, tmp_path, number, times) for number in range(4)]
    for _, hears in writers:
        hears.recv()
    # What was read before they wrote is put after it.
    for key in old:
        rebuild.put([entry(key, "লাল")])
    assert found(store, "সাদা") == set()
    for process, _ in writers:
        process.join(120)
    rebuild.put([entry("last", "সাদা")])
    rebuild.finish()

    assert [process.exitcode for process, _ in writers] == [0] * 4
    expected = {f"{number}-{n}" for number in range(4) for n in range(times)}
    assert found(store, "সবুজ") == expected
    assert found(store, "লাল") == set()
    assert found(store, "সাদা") == {"first", "last"}


def test_a_killed_rebuild_leaves_the_old_index_and_no_lock(tmp_path):
    store = built(tmp_path, entry(1, "লাল"))
    rebuild, hears = started(rebuild_for_ever, tmp_path)
    while hears.recv() < 2:
        pass
    with pytest.raises(IndexBusy):
        opened(tmp_path).begin_rebuild()

    killed(rebuild)
    store.write([entry(2, "লাল")], [])

    assert found(store, "লাল") == {"1", "2"}
    assert found(store, "সাদা") == set()
    assert not (tmp_path / "building").exists()
    rebuild = store.begin_rebuild()
    rebuild.put([entry(3, "লাল")])
    rebuild.finish()
    assert found(store, "লাল") == {"3"}


def test_a_killed_writer_loses_nothing_that_it_told_of(tmp_path):
    store = built(tmp_path, entry(1, "লাল"))
    told = set()
    for number in range(3):
        writer, hears = started(write, tmp_path, number, 10_000)
        told |= {f"{number}-{hears.recv()}", f"{number}-{hears.recv()}"}
        killed(writer)

    store.write([entry(2, "লাল")], [])

    assert told <= found(store, "সবুজ")
    assert found(store, "লাল") == {"1", "2"}


def test_without_an_index_it_is_missing_and_writing_makes_none(tmp_path):
    store = opened(tmp_path)

    store.write([entry(1, "লাল")], [])

    assert not store.is_current()
    with pytest.raises(IndexMissing), store.reading():
        pass


def test_discarding_is_forgetting(tmp_path):
    store = built(tmp_path, entry(1, "লাল"))

    store.discard()

    with pytest.raises(IndexMissing), store.reading():
        pass
    assert list(tmp_path.glob("index-*")) == []


def test_clearing_leaves_an_index_of_nothing(tmp_path):
    store = built(tmp_path, entry(1, "লাল"))

    store.clear()

    assert store.is_current()
    assert found(store, "লাল") == set()


# Without an index that can be read, pages are searched in the database


def break_files(store):
    for file in store.directory.iterdir():
        if file.is_file():
            file.write_bytes(b"rubbish")


def cut_segments(store):
    for file in store.directory.glob("*.seg"):
        file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


HARMS = {
    "none": lambda store: store.discard(),
    "rubbish": break_files,
    "cut": cut_segments,
}


@pytest.mark.skipif(not settings.ON_SQLITE, reason="PostgreSQL has no such files")
@pytest.mark.parametrize("harm", HARMS)
@pytest.mark.django_db
def test_the_explorer_falls_back_to_the_database(client, harm, monkeypatch):
    monkeypatch.setattr(editors._Worker, "looked_at", None)
    home = HomePage.objects.get()
    for title, slug in (("কাস্টমারদের গল্প", "a"), ("শীতের পিঠা", "b")):
        home.add_child(instance=SeriesPage(title=title, slug=slug))
    editors.catch_up()
    HARMS[harm](editors._backend().store(Page))
    let_in_with_second_factor(
        client, MemberFactory(handle="chief", is_staff=True, is_superuser=True)
    )

    with zeal_ignore():  # Wagtail's own pages are not ours to count
        for url in (
            reverse("wagtailadmin_explore", args=[home.pk]),
            reverse("wagtailadmin_pages:search"),
        ):
            response = client.get(url, {"q": "কাস্টমার"})
            shown = [page.title for page in response.context["object_list"]]
            assert shown == ["কাস্টমারদের গল্প"]
            assert client.get(url, {"q": '"" ~ *'}).status_code == 200

    # The worker mends it when it next looks.
    monkeypatch.setattr(editors, "LOOK_EVERY", -1.0)
    monkeypatch.setattr(editors._Worker, "looked_at", 0.0)
    editors.drain()
    assert editors._backend().store(Page).is_readable()
    results = Page.objects.all().autocomplete("customer")
    assert [page.title for page in results] == ["কাস্টমারদের গল্প"]
