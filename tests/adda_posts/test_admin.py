"""The editors' side: words are written there, with a preview; nothing else happens."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, Revision, Site
from zeal import zeal_ignore

from adda_posts.models import Adda, AddaPage, Series, SeriesPage
from adda_posts.signals import adda_changed
from forum.models import Thread
from profiles.models import Member
from tests.factories import MemberFactory
from tests.profiles.signing import let_in_with_second_factor


@pytest.fixture
def editor(client: Client, db: None) -> Any:
    """Staff in the group "editor", with nothing but what the migration gave."""
    member = MemberFactory(handle="editor", is_staff=True)
    member.groups.add(Group.objects.get(name="editor"))
    let_in_with_second_factor(client, member)
    with zeal_ignore():  # Wagtail's own pages are not ours to count
        yield client


@pytest.fixture
def chief(client: Client, db: None) -> Any:
    """A superuser: what is locked for her is locked."""
    chief = Member.objects.create_superuser("chief", "x" * 12)
    let_in_with_second_factor(client, chief)
    with zeal_ignore():
        yield client


def words(page: AddaPage, **more: str) -> dict[str, str]:
    """The edit form of a page as a browser sends it."""
    fields = {
        "title": page.title,
        "topic": page.topic,
        "intro": page.intro,
        "picture": "",
        "video_url": page.video_url,
        "video_title": page.video_title,
    }
    comments = {
        f"comments-{name}_FORMS": "0" for name in ("TOTAL", "INITIAL", "MIN_NUM")
    }
    return {**fields, **comments, "comments-MAX_NUM_FORMS": "", **more}


def edit_url(page: Page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def test_admin_sends_guests_to_our_sign_in(client: Client, db: None) -> None:
    response = client.get("/cms/pages/", follow=True)
    assert response.redirect_chain[-1][0] == ("/accounts/login/?next=%2Fcms%2Fpages%2F")


def test_members_without_the_group_stay_out(client: Client, tania: Member) -> None:
    client.force_login(tania)
    assert client.get("/cms/").status_code in {302, 403}
    assert client.get("/cms/pages/").status_code in {302, 403}


def test_editor_publishes_new_words(editor: Client, planned: Adda) -> None:
    version = planned.thread.version
    heard: list[int] = []

    def hear(sender: type, adda: Adda, **facts: object) -> None:
        heard.append(adda.pk)

    page = AddaPage.objects.get()
    assert editor.get(edit_url(page)).status_code == 200
    adda_changed.connect(hear)
    sent = words(page, title="  ডেলিভারির  কথা ", intro="০১৭১২৩৪৫৬৭৮ নয়")
    response = editor.post(edit_url(page), {**sent, "action-publish": "1"})
    adda_changed.disconnect(hear)
    assert response.status_code == 302
    assert heard == [planned.pk]
    thread = Thread.objects.get()
    assert thread.title == "ডেলিভারির কথা"
    assert thread.version > version
    shown = Client().get(planned.get_absolute_url()).content.decode()
    assert "ডেলিভারির কথা" in shown
    assert "০১৭••••••৭৮" in shown
    assert "০১৭১২৩৪৫৬৭৮" not in shown


def test_draft_changes_nothing_that_is_seen(editor: Client, planned: Adda) -> None:
    page = AddaPage.objects.get()
    version = planned.thread.version
    assert editor.post(edit_url(page), words(page, title="খসড়া")).status_code == 302
    page.refresh_from_db()
    thread = Thread.objects.get()
    assert (page.title, thread.title) == ("দাম ঠিক করি কীভাবে",) * 2
    assert thread.version == version
    assert page.get_latest_revision_as_object().title == "খসড়া"


def test_older_revision_brings_back_words_only(
    editor: Client, planned: Adda, rahima: Member, tania: Member
) -> None:
    first = Revision.objects.filter(object_id=str(planned.page_id)).earliest("pk")
    planned.rewrite(rahima, title="দ্বিতীয় শিরোনাম", intro="দ্বিতীয় কথা")
    later = planned.date.replace(year=planned.date.year + 1)
    planned.postpone(later)
    planned.name_hosts([tania])
    planned.cancel(rahima, "পরে হবে")
    page = AddaPage.objects.get()
    url = reverse("wagtailadmin_pages:revisions_revert", args=[page.pk, first.pk])
    assert editor.get(url).status_code == 200
    old = first.as_object()
    sent = {**words(old), "revision": str(first.pk), "action-publish": "1"}
    assert editor.post(edit_url(page), sent).status_code == 302
    adda = Adda.objects.get()
    assert (adda.page.title, adda.page.intro) == (
        "দাম ঠিক করি কীভাবে",
        "নিজের হিসাবটা লিখুন।",
    )
    assert (adda.date, adda.state, list(adda.hosts.all())) == (
        later,
        Adda.State.CANCELLED,
        [tania],
    )
    assert adda.page.slug == later.isoformat()
    assert adda.page.url_path.endswith(f"/{later.isoformat()}/")
    assert adda.thread.title == "দাম ঠিক করি কীভাবে"
    assert Client().get(adda.get_absolute_url()).status_code == 200


def test_revision_published_from_its_row_changes_words_only(
    planned: Adda, rahima: Member
) -> None:
    first = Revision.objects.filter(object_id=str(planned.page_id)).earliest("pk")
    planned.postpone(planned.date.replace(year=planned.date.year + 1))
    first.publish()
    adda = Adda.objects.get()
    assert adda.page.slug == adda.date.isoformat()
    assert adda.page.live


def test_preview_shows_the_words_and_makes_nothing(
    editor: Client, planned: Adda
) -> None:
    page = AddaPage.objects.get()
    before = (Thread.objects.count(), Adda.objects.count(), Revision.objects.count())
    url = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    sent = words(page, title="যেমন দেখাবে", intro="শুরুর নতুন কথা")
    answer = editor.post(url, sent)
    assert answer.json()["is_valid"]
    response = editor.get(url)
    shown = response.content.decode()
    assert "যেমন দেখাবে" in shown
    assert "শুরুর নতুন কথা" in shown
    assert "data-posts" not in shown
    assert 'name="robots" content="noindex"' in shown
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    after = (Thread.objects.count(), Adda.objects.count(), Revision.objects.count())
    assert after == before
    assert Thread.objects.get().title == "দাম ঠিক করি কীভাবে"


def test_series_page_renames_its_series(editor: Client, series: Series) -> None:
    page = SeriesPage.objects.get()
    sent = {**words(AddaPage(title="নতুন নামের আড্ডা")), "action-publish": "1"}
    assert editor.post(edit_url(page), sent).status_code == 302
    series.refresh_from_db()
    assert series.name == "নতুন নামের আড্ডা"
    preview = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    editor.post(preview, {**sent, "title": "আরেক নাম"})
    assert "আরেক নাম" in editor.get(preview).content.decode()


def test_schedule_is_not_offered(editor: Client, planned: Adda) -> None:
    page = AddaPage.objects.get()
    form = editor.get(edit_url(page)).content.decode()
    assert "go_live_at" not in form
    sent = words(page, go_live_at="2099-01-01 00:00", slug="other")
    editor.post(edit_url(page), {**sent, "action-publish": "1"})
    page.refresh_from_db()
    assert page.live
    assert page.go_live_at is None
    assert page.slug == planned.date.isoformat()


@pytest.mark.parametrize("name", ["delete", "unpublish", "copy", "move"])
def test_explorer_takes_no_page_from_its_adda(
    chief: Client, planned: Adda, name: str
) -> None:
    other = Series.objects.start(slug="other", name="অন্যটা")
    before = list(Page.objects.order_by("pk").values_list("pk", "path", "live"))
    for page in (planned.page, planned.series.page):
        url = reverse(f"wagtailadmin_pages:{name}", args=[page.pk])
        sent = {
            "new_title": "নকল",
            "new_slug": "copy",
            "new_parent_page": str(other.page_id),
        }
        for response in (chief.get(url), chief.post(url, sent)):
            assert response.status_code in {302, 403}
    assert list(Page.objects.order_by("pk").values_list("pk", "path", "live")) == before


def test_move_to_another_series_is_refused(chief: Client, planned: Adda) -> None:
    other = Series.objects.start(slug="other", name="অন্যটা")
    url = reverse(
        "wagtailadmin_pages:move_confirm", args=[planned.page_id, other.page_id]
    )
    assert chief.post(url).status_code in {302, 403}
    assert AddaPage.objects.get().get_parent().pk == planned.series.page_id


@pytest.mark.parametrize("action", ["delete", "unpublish", "move"])
def test_bulk_actions_are_refused(chief: Client, planned: Adda, action: str) -> None:
    other = Series.objects.start(slug="other", name="অন্যটা")
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
    url = f"{url}?id={planned.page_id}&next=/cms/pages/"
    sent = {"chooser": str(other.page_id), "include_descendants": "on"}
    chief.get(url)
    chief.post(url, sent)
    page = AddaPage.objects.get()
    assert page.live
    assert page.get_parent().pk == planned.series.page_id


def test_home_page_with_series_is_not_deleted(chief: Client, planned: Adda) -> None:
    home = Site.objects.get().root_page
    url = reverse("wagtailadmin_pages:delete", args=[home.pk])
    assert chief.post(url).status_code in {302, 403}
    assert AddaPage.objects.exists()


def test_no_page_is_made_in_the_explorer(chief: Client, planned: Adda) -> None:
    before = Page.objects.count()
    for model, parent in (
        ("addapage", planned.series.page_id),
        ("seriespage", Site.objects.get().root_page_id),
    ):
        url = reverse("wagtailadmin_pages:add", args=["adda_posts", model, parent])
        sent = {**words(AddaPage(title="এমনি")), "slug": "x", "action-publish": "1"}
        for response in (chief.get(url), chief.post(url, sent)):
            assert response.status_code in {302, 403}
    assert Page.objects.count() == before


@zeal_ignore()  # Wagtail walks down the tree
def test_page_addresses_lead_to_the_adda(client: Client, planned: Adda) -> None:
    page = AddaPage.objects.get()
    assert page.get_url() == planned.get_absolute_url()
    assert page.full_url.endswith(planned.get_absolute_url())
    path = page.url_path.removeprefix("/home/")
    response = client.get(f"/pages/{path}")
    assert response.status_code == 302
    assert response["Location"] == planned.get_absolute_url()
    series_path = planned.series.page.url_path.removeprefix("/home/")
    assert client.get(f"/pages/{series_path}")["Location"] == "/adda/daily/"
    assert client.get("/pages/")["Location"] == "/"


def test_editor_may_use_pictures(editor: Client) -> None:
    assert editor.get("/cms/images/").status_code == 200
    assert editor.get("/cms/images/add/").status_code == 200
