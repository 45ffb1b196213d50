"""Coming in with a phone in the hand."""

import pytest

from profiles.models import Member
from tests.factories import PASSWORD, ThreadFactory
from tests.profiles.signing import in_bangla, last_code

pytestmark = [pytest.mark.browser, pytest.mark.sign_in]


def press(page, words: str) -> None:
    """Press the button of the page's form and wait for what comes."""
    with page.expect_navigation():
        page.get_by_role("main").get_by_role("button", name=words, exact=True).click()


def sign_in(page) -> None:
    """Fill the sign-in form as rahima."""
    page.get_by_label("মোবাইল নম্বর বা ই-মেইল").fill("rahima@example.org")
    page.get_by_label("পাসওয়ার্ড").fill(PASSWORD)
    press(page, "ঢুকুন")


@pytest.mark.parametrize("scripts", [True, False])
def test_new_member_signs_up_on_a_phone_in_bangla(live_site, drive, scripts):
    @drive
    def scenario(phone):
        page = phone(java_script_enabled=scripts).new_page()
        violations = []
        page.on(
            "console",
            lambda m: violations.append(m.text) if "Security" in m.text else None,
        )
        page.goto(f"{live_site}/accounts/login/")
        with page.expect_navigation():
            page.get_by_role("main").get_by_role("link", name="সদস্য হোন").click()
        page.get_by_label("আপনার নাম").fill("রুমানা আক্তার")
        page.get_by_label("মোবাইল নম্বর বা ই-মেইল").fill("০১৭১২ ৩৪৫৬৭৮")
        press(page, "কোড পাঠান")
        sent = page.get_by_role("main").inner_text()
        page.get_by_label("কোড").fill(in_bangla(last_code()))
        press(page, "সদস্য হোন")
        welcome = page.get_by_role("main").inner_text()
        page.goto(f"{live_site}/me/")
        mine = page.get_by_role("main").inner_text()
        too_wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
        return sent, welcome, mine, too_wide, violations

    sent, welcome, mine, too_wide, violations = scenario
    assert "০১৭••••••৭৮ নম্বরে এসএমএসে একটা কোড পাঠিয়েছি" in sent
    assert "স্বাগতম, রুমানা আক্তার।" in welcome
    assert "০১৭••••••৭৮" in mine
    assert not too_wide
    assert violations == []
    assert Member.objects.get().phone == "+8801712345678"


def test_words_written_before_the_session_ended_are_sent_after_it(live_site, drive):
    member = Member.objects.create_user(
        "rahima", PASSWORD, display_name="রহিমা", email="rahima@example.org"
    )
    thread = ThreadFactory(title="শীতের পিঠা")
    address = live_site + thread.get_absolute_url()

    @drive
    def scenario(phone):
        context = phone(java_script_enabled=False)
        page = context.new_page()
        page.goto(f"{live_site}/accounts/login/")
        sign_in(page)
        page.goto(address)
        page.locator("textarea[name=body]").fill("অনেকক্ষণ ধরে লেখা কথা")
        context.clear_cookies()
        with page.expect_navigation():
            page.locator("form:has(textarea[name=body]) button[type=submit]").click()
        old = page.locator("textarea[name=body]").input_value()
        with page.expect_navigation():
            page.locator("form:has(textarea[name=body]) button[type=submit]").click()
        kept = page.get_by_role("main").inner_text()
        sign_in(page)
        back = page.locator("textarea[name=body]").input_value()
        with page.expect_navigation():
            page.locator("form:has(textarea[name=body]) button[type=submit]").click()
        return old, kept, back, page.get_by_role("main").inner_text()

    old, kept, back, read = scenario
    assert old == back == "অনেকক্ষণ ধরে লেখা কথা"
    assert "আপনার লেখাটা রাখা আছে" in kept
    assert "অনেকক্ষণ ধরে লেখা কথা" in read
    assert member.posts.count() == 1


def test_words_survive_the_end_of_the_session_with_scripts_too(live_site, drive):
    member = Member.objects.create_user(
        "rahima", PASSWORD, display_name="রহিমা", email="rahima@example.org"
    )
    thread = ThreadFactory(title="শীতের পিঠা")

    @drive
    def scenario(phone):
        context = phone()
        page = context.new_page()
        page.goto(f"{live_site}/accounts/login/")
        sign_in(page)
        page.goto(live_site + thread.get_absolute_url())
        page.locator("textarea[name=body]").fill("অনেকক্ষণ ধরে লেখা কথা")
        context.clear_cookies()
        page.locator("form:has(textarea[name=body]) button[type=submit]").click()
        link = page.locator("form:has(textarea[name=body]) a[href*='/accounts/login/']")
        link.wait_for()
        old = page.locator("textarea[name=body]").input_value()
        with page.expect_navigation():
            link.click()
        kept = page.get_by_role("main").inner_text()
        sign_in(page)
        return old, kept, page.locator("textarea[name=body]").input_value()

    old, kept, back = scenario
    assert old == back == "অনেকক্ষণ ধরে লেখা কথা"
    assert "আপনার লেখাটা রাখা আছে" in kept
    assert member.posts.count() == 0
