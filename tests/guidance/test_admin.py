"""The editors' side: tips are written, published and withdrawn; nothing else happens."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, Revision, Site
from zeal import zeal_ignore

from forum.models import Thread
from guidance.models import GuidanceIndexPage, GuidancePage, Tip, today
from guidance.signals import tip_changed
from profiles.models import Member
from tests.factories import MemberFactory, PostFactory
from tests.profiles.signing import let_in_with_second_factor

from .conftest import ENGLISH, WORDS


@pytest.fixture
def editor(client: Client, db: None) -> Any:
    """Staff in the group "editor", with nothing but what the migrations gave."""
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


def sent(**more: str) -> dict[str, str]:
    """The form of a tip as a browser sends it."""
    names = [f"{name}{end}" for name in GuidancePage.BOTH for end in ("", "_en")]
    comments = {
        f"comments-{name}_FORMS": "0" for name in ("TOTAL", "INITIAL", "MIN_NUM")
    }
    return {
        **dict.fromkeys(names, ""),
        **WORDS,
        **ENGLISH,
        **comments,
        "comments-MAX_NUM_FORMS": "",
        **more,
    }


def add_url() -> str:
    parent = GuidanceIndexPage.objects.get().pk
    return reverse("wagtailadmin_pages:add", args=["guidance", "guidancepage", parent])


def edit_url(tip: Tip) -> str:
    return reverse("wagtailadmin_pages:edit", args=[tip.page_id])


def test_editor_writes_and_publishes_a_tip(editor: Client) -> None:
    heard: list[int] = []

    def hear(sender: type, tip: Tip, **facts: object) -> None:
        heard.append(tip.pk)

    assert editor.get(add_url()).status_code == 200
    tip_changed.connect(hear)
    draft = editor.post(add_url(), sent(title="  নতুন   প্রশ্ন? "))
    page = GuidancePage.objects.get()
    assert (draft.status_code, page.live, page.title) == (302, False, "নতুন প্রশ্ন?")
    assert not Tip.objects.exists()
    assert not Thread.objects.exists()
    assert heard == []

    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    editor.post(url, sent(title="নতুন প্রশ্ন?", **{"action-publish": "1"}))
    tip_changed.disconnect(hear)

    tip = Tip.objects.get()
    assert heard == [tip.pk]
    assert (tip.page_id, tip.slug, tip.reviewed_at) == (page.pk, "নতুন-প্রশ্ন", today())
    thread = Thread.objects.get()
    assert (thread.title, thread.home_url) == ("নতুন প্রশ্ন?", tip.get_absolute_url())
    assert thread.is_open
    assert Client().get(tip.get_absolute_url()).status_code == 200


def test_tip_can_be_published_at_once(editor: Client) -> None:
    editor.post(add_url(), sent(**{"action-publish": "1"}))

    assert Client().get(Tip.objects.get().get_absolute_url()).status_code == 200


def test_draft_changes_nothing_that_is_seen(editor: Client, tip: Tip) -> None:
    version = tip.thread.version

    editor.post(edit_url(tip), sent(answer="খসড়া উত্তর।"))

    assert "খসড়া উত্তর।" not in Client().get(tip.get_absolute_url()).content.decode()
    assert Thread.objects.get().version == version
    tip.page.refresh_from_db()
    latest = tip.page.get_latest_revision_as_object()
    assert latest.answer == "খসড়া উত্তর।"


def test_new_words_reach_every_open_page(editor: Client, tip: Tip) -> None:
    guest = Client()
    before = guest.get(tip.get_absolute_url()).content.decode()
    version = tip.thread.version

    editor.post(edit_url(tip), sent(answer="নতুন উত্তর।", **{"action-publish": "1"}))

    assert "নতুন উত্তর।" not in before
    assert "নতুন উত্তর।" in guest.get(tip.get_absolute_url()).content.decode()
    assert Thread.objects.get().version > version


def test_older_revision_brings_back_words_only(
    editor: Client, tip: Tip, karim: Member
) -> None:
    first = Revision.objects.filter(object_id=str(tip.page_id)).earliest("pk")
    editor.post(edit_url(tip), sent(answer="দ্বিতীয়।", **{"action-publish": "1"}))
    PostFactory(thread=tip.thread, source="কথা")
    until = today().replace(year=today().year + 1)
    tip.refresh_from_db()
    tip.review(karim, until)
    url = reverse("wagtailadmin_pages:revisions_revert", args=[tip.page_id, first.pk])
    assert editor.get(url).status_code == 200

    back = sent(revision=str(first.pk), **{"action-publish": "1"})
    assert editor.post(edit_url(tip), back).status_code == 302
    first.publish()

    after = Tip.objects.select_related("page", "thread").get()
    assert after.page.answer == WORDS["answer"]
    assert (after.slug, after.reviewed_by, after.review_until) == (
        tip.slug,
        karim,
        until,
    )
    assert (after.thread_id, after.thread.post_count) == (tip.thread_id, 1)
    assert after.page.live
    assert Client().get(tip.get_absolute_url()).status_code == 200


def test_preview_shows_the_words_and_makes_nothing(editor: Client) -> None:
    parent = GuidanceIndexPage.objects.get().pk
    url = reverse(
        "wagtailadmin_pages:preview_on_add", args=["guidance", "guidancepage", parent]
    )
    assert editor.post(url, sent(answer="যেমন দেখাবে")).json()["is_valid"]

    response = editor.get(url)

    page = response.content.decode()
    assert "যেমন দেখাবে" in page
    assert "data-posts" not in page
    assert 'name="robots" content="noindex"' in page
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert not Thread.objects.exists()
    assert not Tip.objects.exists()
    assert not GuidancePage.objects.exists()


def test_schedule_and_slug_are_not_offered(editor: Client, tip: Tip) -> None:
    form = editor.get(edit_url(tip)).content.decode()
    assert "go_live_at" not in form
    more = {"go_live_at": "2099-01-01 00:00", "slug": "other", "action-publish": "1"}

    editor.post(edit_url(tip), sent(**more))

    page = GuidancePage.objects.get()
    assert (page.live, page.go_live_at, page.slug) == (True, None, tip.page.slug)


def test_unpublishing_withdraws_it_and_publishing_brings_it_back(
    editor: Client, tip: Tip
) -> None:
    url = reverse("wagtailadmin_pages:unpublish", args=[tip.page_id])
    PostFactory(thread=tip.thread, source="কথা")
    assert editor.post(url).status_code == 302

    assert Client().get(tip.get_absolute_url()).status_code == 404
    assert not Thread.objects.get().is_public
    editor.post(edit_url(tip), sent(**{"action-publish": "1"}))
    page = Client().get(tip.get_absolute_url()).content.decode()
    assert "কথা" in page
    assert Tip.objects.get() == tip


@pytest.mark.parametrize("name", ["delete", "copy", "move"])
def test_explorer_takes_no_tip_from_its_discussion(
    chief: Client, tip: Tip, name: str
) -> None:
    before = list(Page.objects.order_by("pk").values_list("pk", "path", "live"))
    home = Site.objects.get().root_page
    for page in (tip.page_id, GuidanceIndexPage.objects.get().pk):
        url = reverse(f"wagtailadmin_pages:{name}", args=[page])
        more = {"new_title": "নকল", "new_slug": "copy", "new_parent_page": home.pk}
        for response in (chief.get(url), chief.post(url, more)):
            assert response.status_code in {302, 403}

    after = list(Page.objects.order_by("pk").values_list("pk", "path", "live"))
    assert after == before


def test_list_of_tips_cannot_be_withdrawn(chief: Client, tip: Tip) -> None:
    index = GuidanceIndexPage.objects.get()
    url = reverse("wagtailadmin_pages:unpublish", args=[index.pk])

    response = chief.post(url, {"include_descendants": "on"})

    assert response.status_code in {302, 403}
    index.refresh_from_db()
    tip.page.refresh_from_db()
    assert (index.live, tip.page.live) == (True, True)


@pytest.mark.parametrize("action", ["delete", "move"])
def test_bulk_actions_are_refused(chief: Client, tip: Tip, action: str) -> None:
    home = Site.objects.get().root_page
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
    url = f"{url}?id={tip.page_id}&next=/cms/pages/"

    chief.get(url)
    chief.post(url, {"chooser": str(home.pk), "include_descendants": "on"})

    assert GuidancePage.objects.get().get_parent().specific_class is GuidanceIndexPage


def test_many_are_withdrawn_at_once(chief: Client, publish: Callable) -> None:
    tips = [publish(), publish(title="ছবি কীভাবে তুলব?")]
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "unpublish"])
    ids = "&".join(f"id={tip.page_id}" for tip in tips)

    chief.post(f"{url}?{ids}&next=/cms/pages/")

    assert [Client().get(t.get_absolute_url()).status_code for t in tips] == [404, 404]
    assert not any(thread.is_public for thread in Thread.objects.all())


def test_draft_that_nobody_saw_may_go(editor: Client, chief: Client) -> None:
    chief.post(add_url(), sent())
    page = GuidancePage.objects.get()

    chief.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))

    assert not GuidancePage.objects.exists()
    assert Page.find_problems() == ([], [], [], [], [])


def test_home_page_with_tips_is_not_deleted(chief: Client, tip: Tip) -> None:
    home = Site.objects.get().root_page
    url = reverse("wagtailadmin_pages:delete", args=[home.pk])

    assert chief.post(url).status_code in {302, 403}
    assert GuidancePage.objects.exists()


def test_no_second_list_is_made(chief: Client) -> None:
    home = Site.objects.get().root_page
    args = ["guidance", "guidanceindexpage", home.pk]
    url = reverse("wagtailadmin_pages:add", args=args)
    more = sent(slug="x", **{"action-publish": "1"})

    for response in (chief.get(url), chief.post(url, more)):
        assert response.status_code in {302, 403}
    assert GuidanceIndexPage.objects.count() == 1


def test_editor_adds_tips_and_no_other_page(editor: Client) -> None:
    home = Site.objects.get().root_page
    for model in ("adda_posts/addapage", "home/homepage", "guidance/guidancepage"):
        args = [*model.split("/"), home.pk]
        response = editor.get(reverse("wagtailadmin_pages:add", args=args))
        assert response.status_code in {302, 403}


def test_question_and_theme_are_asked_for(editor: Client) -> None:
    more = {"title": " \u200b ", "theme": "", "action-publish": "1"}

    response = editor.post(add_url(), sent(**more))

    assert response.status_code == 200
    assert not GuidancePage.objects.exists()


@zeal_ignore()  # Wagtail walks down the tree
def test_page_addresses_lead_to_the_tip(client: Client, tip: Tip) -> None:
    page = GuidancePage.objects.get()
    assert page.get_url() == tip.get_absolute_url()
    path = page.url_path.removeprefix("/home/")
    assert client.get(f"/pages/{path}")["Location"] == tip.get_absolute_url()
    assert client.get("/pages/tips/")["Location"] == "/tips/"
