"""The editors' search: explorer and choosers on our tokens, kept by the worker."""

import contextlib
from pathlib import Path

import pytest
from django.contrib.auth.models import Group
from django.db import transaction
from django.urls import reverse
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page
from zeal import zeal_ignore

from adda_posts.models import SeriesPage
from home.models import HomePage
from photos.models import EditorImage
from search import editors
from search.backends.base import EntryBackend
from search.models import EntryJob
from tests.factories import MemberFactory
from tests.profiles.signing import let_in_with_second_factor

pytestmark = pytest.mark.django_db

# Each is found in "কাস্টমারদের গল্প": as it stands, in other inflections and
# spellings, begun, romanised and in English.
WAYS = [
    "কাস্টমারদের",
    "কাস্টমার",
    "কাস্টমারের",
    "কাষ্টমার",
    "কাস্ট",
    "kastomar",
    "customer",
    "custo",
    "গল্পে কাস্টমারকে",
]


@pytest.fixture(autouse=True)
def _a_new_worker(monkeypatch):
    monkeypatch.setattr(editors._Worker, "looked_at", None)
    monkeypatch.setattr(editors._Worker, "rebuilding", None)


@pytest.fixture
def editor(client):
    member = MemberFactory(handle="editor", is_staff=True)
    member.groups.add(Group.objects.get(name="editor"))
    let_in_with_second_factor(client, member)
    with zeal_ignore():  # Wagtail's own pages are not ours to count
        yield client


@pytest.fixture
def chief(client):
    let_in_with_second_factor(
        client, MemberFactory(handle="chief", is_staff=True, is_superuser=True)
    )
    with zeal_ignore():
        yield client


@pytest.fixture
def pages():
    """Two pages with nothing in common."""
    home = HomePage.objects.get()
    return [
        home.add_child(instance=SeriesPage(title=title, slug=slug))
        for title, slug in (("কাস্টমারদের গল্প", "a"), ("শীতের পিঠা", "b"))
    ]


def titles(model, query):
    return [each.title for each in model.objects.all().autocomplete(query)]


@pytest.mark.parametrize("query", WAYS)
def test_the_explorer_finds_a_bangla_title(chief, pages, query):
    editors.catch_up()

    response = chief.get(f"/cms/pages/{HomePage.objects.get().pk}/", {"q": query})

    assert [page.title for page in response.context["object_list"]] == ["কাস্টমারদের গল্প"]


@pytest.mark.parametrize("query", WAYS)
def test_the_page_chooser_finds_a_bangla_title(chief, pages, query):
    editors.catch_up()

    page = chief.get("/cms/choose-page/search/", {"q": query}).content.decode()

    assert "কাস্টমারদের গল্প" in page
    assert "শীতের পিঠা" not in page


@pytest.mark.parametrize("query", WAYS)
def test_the_image_chooser_finds_a_bangla_title(chief, query):
    for title in ("কাস্টমারদের গল্প", "শীতের পিঠা"):
        EditorImage.objects.create(title=title, file=get_test_image_file())
    editors.catch_up()

    page = chief.get("/cms/images/chooser/results/", {"q": query}).content.decode()

    assert "কাস্টমারদের গল্প" in page
    assert "শীতের পিঠা" not in page


def test_an_editor_searches_all_pages_with_a_filter_and_an_order(editor, pages):
    for n, live in enumerate([True, False, True]):
        HomePage.objects.get().add_child(
            instance=SeriesPage(title=f"হাটের কথা {n}", slug=f"h{n}", live=live)
        )
    editors.catch_up()

    response = editor.get(
        "/cms/pages/search/", {"q": "হাট live:true", "ordering": "-title"}
    )

    assert [page.title for page in response.context["object_list"]] == [
        "হাটের কথা 2",
        "হাটের কথা 0",
    ]


@pytest.mark.parametrize(
    "query",
    [
        "",
        '"',
        "'",
        '"কাস্টমারদের',
        "()[]{}*?~^:&|!<->\\",
        "live: published:yes",
        "কথা " * 3000,
        "\x01‌😀",
        "'; DROP TABLE wagtailcore_page; --",
        "্",
    ],
    ids=range(10),
)
def test_the_explorer_takes_whatever_is_typed(chief, pages, query):
    editors.catch_up()

    for url in ("/cms/pages/search/", f"/cms/pages/{HomePage.objects.get().pk}/"):
        assert chief.get(url, {"q": query}).status_code == 200


def test_a_phrase_is_its_words_in_a_row(chief):
    for n, title in enumerate(["নকশি কাঁথার হাট", "কাঁথার নকশি হাট"]):
        HomePage.objects.get().add_child(instance=SeriesPage(title=title, slug=f"k{n}"))
    editors.catch_up()

    response = chief.get("/cms/pages/search/", {"q": '"নকশি কাঁথার"'})

    assert [page.title for page in response.context["object_list"]] == ["নকশি কাঁথার হাট"]


def test_no_phone_number_is_looked_for_in_titles(pages):
    pages[0].title = "কল 01712345678 নম্বরে"
    pages[0].save()
    editors.catch_up()

    assert titles(Page, "নম্বর") == ["কল 01712345678 নম্বরে"]
    assert titles(Page, "01712345678") == []
    assert titles(Page, "017123") == []


# The queue


def waiting():
    return set(EntryJob.objects.values_list("label", "key"))


def test_what_is_saved_waits_for_the_worker(pages):
    editors.catch_up()
    assert waiting() == set()

    pages[0].title = "নতুন নাম"
    pages[0].save()

    assert waiting() == {("adda_posts.SeriesPage", str(pages[0].pk))}
    assert titles(Page, "নতুন") == []
    while editors.drain():
        pass
    assert titles(Page, "নতুন") == ["নতুন নাম"]
    assert waiting() == set()


def test_a_row_comes_and_goes_with_its_transaction(pages):
    editors.catch_up()

    class Undone(Exception):
        pass

    with contextlib.suppress(Undone), transaction.atomic():
        pages[0].save()
        within = waiting()
        raise Undone

    assert within == {("adda_posts.SeriesPage", str(pages[0].pk))}
    assert waiting() == set()


def test_what_is_deleted_is_found_no_more(pages):
    editors.catch_up()
    key = str(pages[0].pk)

    Page.objects.get(pk=pages[0].pk).delete()
    assert titles(Page, "কাস্টমার") == []
    editors.catch_up()

    index = EntryBackend.get_index_for_model(editors._backend(), Page)
    with index.store.reading() as reader:
        assert key not in reader.every(Page)
    assert waiting() == set()


def test_a_page_saved_as_a_plain_page_keeps_its_kind(pages):
    editors.catch_up()
    plain = Page.objects.get(pk=pages[0].pk)
    plain.title = "সাদা নাম"

    plain.save()
    editors.catch_up()

    assert titles(SeriesPage, "সাদা") == ["সাদা নাম"]
    assert titles(HomePage, "সাদা") == []


def test_one_bad_row_does_not_hold_up_the_others(pages):
    editors.catch_up()
    pages[0].title = "ভালো সারি"
    pages[0].save()
    EntryJob.objects.create(label="adda_posts.SeriesPage", key="no number")

    while editors.drain():
        pass

    (bad,) = EntryJob.objects.all()
    assert (bad.key, bad.attempts) == ("no number", 1)
    assert "no number" in bad.last_error
    assert titles(Page, "সারি") == ["ভালো সারি"]


def test_a_model_that_is_no_more_leaves_no_row(pages):
    editors.catch_up()
    EntryJob.objects.create(label="gone.Thing", key="1")

    editors.catch_up()

    assert waiting() == set()


def test_the_worker_takes_over_rows_of_one_that_died(pages):
    editors.catch_up()
    pages[0].title = "মাঝপথে"
    pages[0].save()
    assert EntryJob.objects.claim(10)

    while editors.drain():
        pass

    assert titles(Page, "মাঝপথ") == ["মাঝপথে"]


def test_the_worker_makes_what_is_missing(pages):
    editors.discard()

    while editors.drain():
        pass

    assert titles(Page, "customer") == ["কাস্টমারদের গল্প"]


def test_an_index_of_another_version_serves_until_it_is_made_anew(pages, monkeypatch):
    editors.catch_up()
    store = editors._backend().store(Page)
    monkeypatch.setattr(store, "version", "another")
    assert not store.is_current()
    assert titles(Page, "customer") == ["কাস্টমারদের গল্প"]

    while editors.drain():
        pass

    assert store.is_current()
    assert titles(Page, "customer") == ["কাস্টমারদের গল্প"]


def test_purge_leaves_no_byte_of_the_old_words(pages, settings):
    pages[0].title = "গোপনকথা"
    pages[0].save()
    editors.catch_up()
    Page.objects.filter(pk=pages[0].pk).update(title="অন্য কথা")

    editors.purge()

    assert titles(Page, "গোপনকথা") == []
    assert titles(Page, "অন্য") == ["অন্য কথা"]
    files = filter(Path.is_file, settings.SEARCH_INDEX_DIR.rglob("*"))
    kept = [path.read_bytes() for path in files]
    assert not any("গোপনকথা".encode() in data for data in kept)


# Results, as modelsearch hands them out


def test_equal_scores_keep_one_order_over_all_slices():
    home = HomePage.objects.get()
    for n in range(6):
        home.add_child(instance=SeriesPage(title="একই নাম", slug=f"s{n}"))
    editors.catch_up()
    results = SeriesPage.objects.all().search("নাম")

    sliced = [results[n : n + 1][0].pk for n in range(6)]

    assert sliced == [page.pk for page in results]
    assert sliced == sorted(sliced, reverse=True)
    assert (results.count(), results[4:].count(), results[2:4].count()) == (6, 2, 2)


def test_facets_count_all_that_was_found(pages):
    home = HomePage.objects.get()
    home.add_child(instance=SeriesPage(title="গল্প লেখা", slug="g", live=False))
    editors.catch_up()

    facets = Page.objects.all().search("গল্প")[:1].facet("live")

    assert list(facets.items()) == [(False, 1), (True, 1)]


def test_many_hits_are_asked_for_in_slices(pages, monkeypatch):
    monkeypatch.setattr("search.backends.base.SLICE", 2)
    home = HomePage.objects.get()
    for n in range(5):
        home.add_child(instance=SeriesPage(title=f"মেলা {n}", slug=f"m{n}"))
    editors.catch_up()

    results = SeriesPage.objects.all().search("মেলা")

    assert sorted(page.title for page in results) == [f"মেলা {n}" for n in range(5)]
    assert results.facet("live") == {True: 5}


@pytest.mark.parametrize("many", [1, 3])
def test_a_search_takes_two_queries_however_many_it_finds(
    django_assert_num_queries, settings, many
):
    home = HomePage.objects.get()
    for n in range(many):
        home.add_child(instance=SeriesPage(title=f"মেলা {n}", slug=f"m{n}"))
    editors.catch_up()
    titles(SeriesPage, "মেলা")

    # Which keys pass and the objects; PostgreSQL looks into its table as well.
    with django_assert_num_queries(2 if settings.ON_SQLITE else 4):
        assert len(titles(SeriesPage, "মেলা")) == many


def test_the_address_of_the_explorer_is_the_one_tested():
    assert reverse("wagtailadmin_pages:search") == "/cms/pages/search/"
