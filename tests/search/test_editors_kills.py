"""Four save pages while the worker is killed and another one rebuilds: nothing is lost."""

import multiprocessing
import os
import signal
import time

import pytest
from django.db import connections
from wagtail.models import Page

from adda_posts.models import SeriesPage
from home.models import HomePage
from search import editors
from search.entries import wanted_words
from search.models import EntryJob

# Forked: the children need the models that are loaded here.
processes = multiprocessing.get_context("fork")
WRITERS, KILLS = 4, 3
ROUNDS = ("লাল", "নীল", "সবুজ", "সাদা")


def save_page(pk):
    for word in ROUNDS:
        page = SeriesPage.objects.get(pk=pk)
        page.title = f"কাস্টমার {word}"
        page.save()


def work():
    while True:
        editors.drain()


def started(target, *arguments):
    process = processes.Process(target=target, args=arguments)
    process.start()
    return process


@pytest.mark.django_db(transaction=True)
def test_nothing_saved_is_lost_to_kills_and_rebuilds(monkeypatch):
    monkeypatch.setattr(editors._Worker, "looked_at", None)
    monkeypatch.setattr(editors._Worker, "rebuilding", None)
    home = HomePage.objects.get()
    pages = [
        home.add_child(instance=SeriesPage(title="আগের নাম", slug=f"p{n}"))
        for n in range(WRITERS)
    ]
    editors.catch_up()
    connections.close_all()  # a child must not speak on its parent's connection

    writers = [started(save_page, page.pk) for page in pages]
    for _ in range(KILLS):
        worker, rebuilder = started(work), started(editors.rebuild)
        time.sleep(0.3)  # any moment will do
        for process in (worker, rebuilder):
            os.kill(process.pid, signal.SIGKILL)
            process.join()
    for writer in writers:
        writer.join(120)
    while editors.drain():
        pass

    assert [writer.exitcode for writer in writers] == [0] * WRITERS
    assert not EntryJob.objects.exists()
    last = Page.objects.all().autocomplete(ROUNDS[-1])
    assert {page.pk for page in last} == {page.pk for page in pages}
    for gone in ("আগের", ROUNDS[0]):
        with editors._backend().store(Page).reading() as reader:
            (wanted,) = wanted_words(gone)
            assert reader.matching(Page, {"s.title": 1.0}, wanted.terms) == {}
