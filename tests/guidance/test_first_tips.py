"""The fifteen tips that every new site begins with."""

import re
from importlib import import_module
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.test import Client
from wagtail.models import Page

from core import phones, text
from forum.models import Thread
from guidance.first_tips import FIRST_TIPS
from guidance.models import GuidanceIndexPage, GuidancePage, Theme, Tip
from profiles.models import Member

pytestmark = pytest.mark.django_db

LISTS = ("steps", "warnings", "checklist", "source")


@pytest.fixture(scope="module")
def apps_then(django_db_setup: None, django_db_blocker: Any) -> Any:
    """The models as migrations give them: a table of today has columns that one of the
    migration's own day would leave empty."""
    with django_db_blocker.unblock():
        loader = MigrationLoader(connection)
    return loader.project_state().apps


@pytest.fixture
def first_tips(apps_then: Any, db: None) -> list[Tip]:
    """What the migration makes, made again (tests begin without)."""
    migration = import_module("guidance.migrations.0002_first_tips")
    migration.make_tips(apps_then, None)
    return list(Tip.objects.select_related("page", "thread").order_by("-pk"))


def test_every_theme_has_one() -> None:
    assert len(FIRST_TIPS) == 15
    assert {tip["theme"] for tip in FIRST_TIPS} == set(Theme.values)


@pytest.mark.parametrize("words", FIRST_TIPS, ids=lambda words: words["title_en"])
def test_first_tip_is_whole_in_both_languages(words) -> None:
    for name in ("title", "answer", *LISTS):
        bangla, english = words[name], words[f"{name}_en"]
        assert bangla.count("\n") == english.count("\n"), name
        assert not re.search("[A-Za-z0-9]", bangla), name
        assert not re.search("[ঁ-৺]", english), name
        assert not phones.find(bangla), name
        assert not phones.find(english), name
    assert len(words["answer"]) <= 200
    assert len(words["title"]) <= 60
    assert max(map(len, words["steps"].split("\n"))) <= 90
    assert re.search("[০-৯]{4}", words["source"])


def test_numbers_stand_only_where_their_source_is_named() -> None:
    """A number of a rule or a hotline comes with the source that says it."""
    for words in FIRST_TIPS:
        said = " ".join(words[name] for name in ("answer", "steps", "warnings"))
        if "১৬২৪৭" in said or "২৪৭#" in said:
            assert "বিকাশের গ্রাহকসেবা" in words["source"]
        if "নির্দেশিকা" in said:
            assert "পরিচালনা নির্দেশিকা ২০২১" in words["source"]
            assert "নিয়ম পরে বদলাতে পারে" in said
        numbers = set(re.findall("[০-৯]+", said))
        rules = {"১৬২৪৭", "২৪৭", "২০২১", "১০", "৪৮", "৫"}
        assert numbers <= rules | {"১৫"}, words["title"]


def test_new_site_has_them_where_they_are_read(
    client: Client, first_tips: list[Tip]
) -> None:
    listed = client.get("/tips/").context["rows"]

    assert [tip.page.title for tip, _words in listed] == [
        text.normalise(words["title"]) for words in FIRST_TIPS
    ]
    for tip in first_tips:
        page = client.get(tip.get_absolute_url())
        assert page.status_code == 200
        assert tip.thread.home_url == tip.get_absolute_url()
        assert tip.thread.is_open
        assert tip.page.has_english
        assert tip.page.words("bn").title == tip.page.title
    assert Page.find_problems() == ([], [], [], [], [])
    assert GuidanceIndexPage.objects.get().numchild == 15


def test_members_answer_to_a_first_tip(first_tips: list[Tip], tania: Member) -> None:
    tip = first_tips[0]

    tip.thread.post(tania, "আমারও হয়েছিল।")

    assert Thread.objects.get(pk=tip.thread_id).post_count == 1


def test_editor_changes_a_first_tip(client: Client, first_tips: list[Tip]) -> None:
    tip = first_tips[3]
    page = tip.page
    page.answer = "নিজের উত্তর।"
    page.save_revision().publish()

    assert "নিজের উত্তর।" in client.get(tip.get_absolute_url()).content.decode()
    assert Tip.objects.count() == 15
    new = GuidancePage(title="আরও একটা?", theme="photos", answer="হ্যাঁ।", live=False)
    GuidanceIndexPage.objects.get().add_child(instance=new)
    assert Page.find_problems() == ([], [], [], [], [])
