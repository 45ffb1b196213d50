"""A report in two taps, and a moderator's answer to it, on a phone of 360 px."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from forum.models import Post
from moderation import targets
from moderation.models import CannedAnswer, Case, Report
from profiles.models import Member
from tests.browser.signing import session_of, sign_in
from tests.factories import MemberFactory, PostFactory, ThreadFactory

pytestmark = pytest.mark.browser


@pytest.fixture
def cast(transactional_db: None) -> tuple[Post, str, str]:
    """A post, and the sessions of one who reports it and one who moderates."""
    tania = MemberFactory(display_name="তানিয়া রহমান")
    karim = MemberFactory(display_name="করিম মিয়া", moderator=True)
    post: Post = PostFactory(thread=ThreadFactory(), source="আগে টাকা পাঠান, পরে পণ্য")
    return post, session_of(tania), session_of(karim)


@pytest.mark.parametrize("scripts", [True, False])
def test_two_taps_report_and_one_tap_answers(
    cast: tuple[Post, str, str],
    asgi_server: str,
    drive: Callable[..., Any],
    scripts: bool,
) -> None:
    post, tania, karim = cast
    url = asgi_server

    @drive
    def both(phone: Any) -> None:
        windows = (phone(java_script_enabled=scripts) for _window in range(2))
        hers, his = (
            sign_in(window, url, key)
            for window, key in zip(windows, (tania, karim), strict=True)
        )
        hers.goto(f"{url}{post.thread.get_absolute_url()}")
        hers.locator(f"#p{post.pk}").get_by_role("link", name="জানান").click()
        hers.get_by_role("button", name="প্রতারণা, টাকা নেওয়ার ফাঁদ").click()
        expect(hers.get_by_role("heading", name="ধন্যবাদ, পেয়েছি।")).to_be_visible()

        his.goto(f"{url}/moderation/")
        expect(his.get_by_text("আগে টাকা পাঠান, পরে পণ্য")).to_be_visible()
        his.get_by_role("button", name="আড়াল করুন").first.click()
        expect(his.get_by_text("এখানে কিছু অপেক্ষায় নেই।")).to_be_visible()
        # It stands as long as it works, not half a minute as an author's own.
        expect(his.locator(".just-done")).to_have_css("animation-name", "none")
        his.get_by_role("button", name="ফেরান").click()
        expect(his.get_by_text("আগে টাকা পাঠান, পরে পণ্য")).to_be_visible()
        his.get_by_role("button", name="আড়াল করুন").first.click()
        expect(his.get_by_text("এখানে কিছু অপেক্ষায় নেই।")).to_be_visible()

        hers.goto(f"{url}/me/reports/")
        expect(hers.get_by_text("একজন মডারেটর ব্যবস্থা নিয়েছেন।")).to_be_visible()

    post.refresh_from_db()
    assert post.hidden_reason == "এটা টাকা নেওয়ার ফাঁদ মনে হচ্ছে।"
    assert Report.objects.get().state == "done"
    assert Case.objects.get().round == 1


def test_the_number_of_what_waits_is_kept_right(
    cast: tuple[Post, str, str], asgi_server: str, drive: Callable[..., Any]
) -> None:
    post, tania, karim = cast
    url = asgi_server

    @drive
    def watched(phone: Any) -> None:
        his = sign_in(phone(), url, karim)
        his.clock.install()
        his.goto(f"{url}/moderation/")
        shown = his.locator("[data-waiting-shown]")
        expect(shown).to_have_text("০")
        more = his.get_by_role("link", name="নতুন কাজ এসেছে। দেখুন")
        expect(more).to_be_hidden()
        hers = sign_in(phone(), url, tania)
        hers.goto(f"{url}/moderation/report/post/{post.pk}/")
        hers.get_by_role("button", name="অন্য কিছু").click()
        expect(hers.get_by_role("heading", name="ধন্যবাদ, পেয়েছি।")).to_be_visible()

        his.clock.run_for(21_000)
        expect(shown).to_have_text("১")
        more.click()

        expect(his.get_by_text("আগে টাকা পাঠান, পরে পণ্য")).to_be_visible()


def test_ready_made_words_go_into_the_box_and_never_over_her_own(
    cast: tuple[Post, str, str], asgi_server: str, drive: Callable[..., Any]
) -> None:
    post, _tania, karim = cast
    Report.file(
        targets.get("post"),
        post,
        uuid.uuid4(),
        by=post.thread.author,
        words="ফাঁদ",
        kind="report",
        reason="fraud",
    )
    kept = "ছবি ছাড়া বিজ্ঞাপন দেবেন না।"
    CannedAnswer.keep(kept, Member.objects.get(display_name="করিম মিয়া"))

    @drive
    def scenario(phone: Any) -> None:
        page = sign_in(phone(), asgi_server, karim)
        page.goto(f"{asgi_server}/moderation/")
        card = page.locator("form.acts")
        box = card.locator("[name=reason]")
        card.locator("[name=canned]").select_option(kept)
        expect(box).to_have_value(kept)
        box.fill("নিজের কথা")
        card.locator("[name=canned]").select_option(index=1)
        expect(box).to_have_value("নিজের কথা")
