import subprocess
import sys
from pathlib import Path

from django.conf import settings

from search import warming
from search.analysis.lexicon import lexicon
from search.analysis.names import names
from search.carrying import Need
from search.engines import search_index
from search.indexing import rebuild
from tests.conftest import ROOT, own_environment
from tests.factories import PostFactory

ANYTHING = Need(words=(), ways=((),))


def test_what_every_question_needs_is_read_before_the_first_one(db):
    posts = PostFactory.create_batch(2, source="টাকা পাঠাই")
    rebuild()
    vars(lexicon()).pop("by_key", None)
    names.cache_clear()

    warming.begin().join()

    for path in Path(settings.SEARCH_INDEX_DIR).rglob("*.seg"):
        path.write_bytes(b"")
    with search_index().reading() as reader:
        counts = reader.counts(ANYTHING, public_only=True)
    assert counts.kinds["post"] == len(posts)
    assert "by_key" in vars(lexicon())
    assert names.cache_info().currsize


def test_warming_up_without_an_index_is_no_fault(db):
    search_index().discard()

    warming.warm()


def test_a_server_of_pages_warms_up_as_it_starts(tmp_path):
    said = "import config.wsgi, threading; print(threading.enumerate())"
    done = subprocess.run(
        [sys.executable, "-c", said],
        cwd=ROOT,
        env=own_environment(DATA_DIR=tmp_path),
        capture_output=True,
        encoding="utf-8",
        check=True,
    )

    assert "uthan-search-warming" in done.stdout
