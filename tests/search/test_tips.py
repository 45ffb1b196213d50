"""Tips are found above what people said, in both languages, as the reader may see."""

import io
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from guidance.models import Tip
from profiles.models import Member
from search.indexing import catch_up
from search.models import SearchJob
from tests.factories import PostFactory, ThreadFactory
from tests.guidance.conftest import publish, tip

__all__ = ["publish", "tip"]  # fixtures
pytestmark = pytest.mark.django_db


def tips_for(client: Client, query: str) -> list[str]:
    """Addresses of the tips that a search shows."""
    catch_up()
    results = client.get("/search/", {"q": query}).context["results"]
    return [item.shown.url for item in results.tips]


@pytest.mark.parametrize(
    "query", ["পিন চাইলে", "pin chaile", "হটলাইন", "someone asks PIN", "পীন"]
)
def test_tip_is_found_as_people_type(client: Client, tip: Tip, query: str) -> None:
    assert tips_for(client, query) == [tip.get_absolute_url()]


def test_tip_stands_above_the_results_and_is_none_of_them(
    client: Client, tip: Tip, tania: Member
) -> None:
    thread = ThreadFactory(title="পিন চাইলে", source="আমার পিন চাইল")
    PostFactory(thread=thread, author=tania, source="পিন চাইলে দেবেন না")
    catch_up()

    page = client.get("/search/", {"q": "পিন চাইলে"})

    results = page.context["results"]
    assert [item.shown.kind for item in results.tips] == ["tip"]
    assert {item.shown.kind for item in results.items} == {"thread", "post"}
    assert results.count == 3
    words = page.content.decode()
    assert words.index(tip.get_absolute_url()) < words.index(thread.get_absolute_url())


def test_tip_that_barely_fits_is_left_out(client: Client, tip: Tip) -> None:
    for n in range(3):
        ThreadFactory(title=f"জামদানি শাড়ি {n}", source="জামদানি শাড়ি আর ফোন")

    assert tips_for(client, "জামদানি শাড়ি ফোন") == []
    assert tips_for(client, "ফোন") != []


def test_search_that_finds_a_tip_alone_shows_it(client: Client, tip: Tip) -> None:
    catch_up()

    page = client.get("/search/", {"q": "ওটিপি"}).content.decode()

    assert tip.get_absolute_url() in page
    assert "কিছু পাওয়া যায়নি" not in page


def test_english_reader_is_shown_english(client: Client, tip: Tip) -> None:
    catch_up()
    client.get("/language/?language=en")

    page = client.get("/search/", {"q": "পিন"}).content.decode()

    assert "asks for my" in re.sub("</?mark>", "", page)


def test_new_words_are_found_and_old_ones_are_not(client: Client, tip: Tip) -> None:
    before = tips_for(client, "হটলাইন")
    page = tip.page
    page.steps, page.steps_en = "থানায় যান।", "Go to the police."
    page.save_revision().publish()

    assert SearchJob.objects.filter(kind="tip", object_id=tip.pk).exists()
    assert (before, tips_for(client, "থানায়")) == ([tip.get_absolute_url()],) * 2
    assert tips_for(client, "হটলাইন") == []


@pytest.mark.parametrize("how", ["withdrawn", "hidden"])
def test_tip_that_readers_may_not_see_is_not_found(
    client: Client, tip: Tip, karim: Member, how: str
) -> None:
    before = tips_for(client, "পিন")
    if how == "hidden":
        tip.thread.hide(karim, "ভুল")
    else:
        tip.page.unpublish()
    # Even before the index has heard of it.
    stale = client.get("/search/", {"q": "পিন"}).context["results"].tips

    assert (len(before), stale, tips_for(client, "পিন")) == (1, [], [])
    client.force_login(karim)
    assert tips_for(client, "পিন") == []


def test_command_gives_tips_after_the_results(tip: Tip) -> None:
    ThreadFactory(title="পিন চাইলে", source="আমার পিন চাইল")

    def kinds(**options: Any) -> list[str]:
        out = io.StringIO()
        call_command("search", "পিন চাইলে", json=True, stdout=out, **options)
        answer = json.loads(out.getvalue())
        assert answer["count"] == 3
        assert answer["results"][-1]["url"]
        return [result["kind"] for result in answer["results"]]

    assert kinds() == ["thread", "tip"]
    assert kinds(limit=1) == ["thread"]


@pytest.mark.parametrize("count", [1, 2])
def test_tips_cost_a_search_the_same(
    client: Client, publish: Callable, django_assert_num_queries: Callable, count: int
) -> None:
    for n in range(count):
        publish(title=f"পিন {n} চাইলে?")
    ThreadFactory(title="পিন চাইলে", source="পিন")
    catch_up()

    page = client.get("/search/", {"q": "পিন চাইলে"})  # noted the first time
    with django_assert_num_queries(9):
        page = client.get("/search/", {"q": "পিন চাইলে"})

    assert len(page.context["results"].tips) == count
