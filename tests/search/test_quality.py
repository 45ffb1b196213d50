import json

import pytest
from django.conf import settings
from django.core.management import call_command

from bench.search_quality import empty_lexicon, measure
from search.analysis import analyse
from search.indexing import catch_up
from search.results import search

SHARED = settings.BASE_DIR.parent / "shared"
JUDGED = SHARED / "search" / "dev.json"
SEEDS = sorted((SHARED / "seeds").glob("004_*.txt"))
ADDAS = {"2019-12-21": "t1", "2019-12-19": "t2", "2019-12-17": "t3"}
# What it reached when it was written, less what a good change may cost here.
FLOOR = 0.92


class Moderator:
    is_moderator = True


def keys(query):
    return [
        f"{ADDAS[item.shown.date.isoformat()]}c{item.shown.seq}"
        for item in search(query, Moderator(), limit=10).items
    ]


@pytest.mark.django_db
@pytest.mark.skipif(
    not (JUDGED.exists() and SEEDS), reason="the judged queries are not here"
)
def test_search_finds_what_judges_found_in_the_imported_addas():
    call_command("import_adda", *map(str, SEEDS), json=True)
    catch_up()
    judged = json.loads(JUDGED.read_text(encoding="utf-8"))

    figures = measure(judged, keys)

    assert figures["classes"]["all"]["ndcg@10"] >= FLOOR
    assert figures["classes"]["all"]["mrr"] == 1.0


def test_without_the_lexicon_nobody_knows_what_words_mean():
    def meant():
        return [token.features.concepts for token in analyse("কাস্টমার client")]

    with empty_lexicon():
        assert meant() == [(), ()]
    assert meant() == [("customer",), ("customer",)]
