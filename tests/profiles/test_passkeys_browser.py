"""Passkeys in a real browser, with the authenticator that DevTools pretends."""

from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import Page, expect

from profiles.models import Member, Recovery
from tests.factories import PASSWORD, MemberFactory
from tests.profiles.signing import in_bangla, last_code

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]


def with_authenticator(page: Page, verified: bool = True) -> None:
    """Give the browser a phone's lock (DevTools protocol, WebAuthn domain)."""
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    tools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": verified,
                "automaticPresenceSimulation": True,
            }
        },
    )


def sign_in(page: Page, site: str, path: str = "/") -> None:
    page.goto(f"{site}/accounts/login/?next={path}")
    page.get_by_label("মোবাইল নম্বর বা ই-মেইল").fill("nipa@example.org")
    page.get_by_label("পাসওয়ার্ড").fill(PASSWORD)
    page.locator("main").get_by_role("button", name="ঢুকুন", exact=True).click()


def test_passkey_is_made_and_signs_in_alone_and_as_second_step(
    asgi_server: str, drive: Callable
) -> None:
    # A passkey belongs to a name, and an IP address is none (WebAuthn, 5.1.2).
    site = asgi_server.replace("127.0.0.1", "localhost")
    nipa: Member = MemberFactory(handle="nipa")
    said: list[str] = []

    @drive
    def scenario(phone: Any) -> None:
        window = phone()
        window.on("console", lambda message: said.append(message.text))
        page = window.new_page()
        with_authenticator(page)
        sign_in(page, site, "/accounts/2fa/webauthn/add/")
        page.get_by_label("পাসওয়ার্ড").fill(PASSWORD)
        page.locator("main .button-filled").click()
        page.get_by_label("এই পাসকির নাম").fill("আমার ফোন")
        page.get_by_role("button", name="পাসকি তৈরি করুন").click()
        expect(page.locator("ol.codes > li")).to_have_count(10)
        page.goto(f"{site}/me/security/")
        expect(page.get_by_text("আমার ফোন")).to_be_visible()

        window.clear_cookies()
        page.goto(f"{site}/accounts/login/?next=/me/security/")
        page.get_by_role("button", name="পাসকি দিয়ে ঢুকুন").click()
        expect(page).to_have_url(f"{site}/me/security/")

        window.clear_cookies()
        sign_in(page, site, "/me/")
        expect(page.get_by_role("heading", name="দ্বিতীয় ধাপ")).to_be_visible()
        page.get_by_role("button", name="পাসকি দিয়ে ঢুকুন").click()
        expect(page).to_have_url(f"{site}/me/")

    held = Authenticator.objects.get(type="webauthn")
    assert (held.user_id, held.wrap().name) == (nipa.pk, "আমার ফোন")
    assert held.last_used_at is not None
    assert said == []


def test_phone_that_did_not_ask_who_holds_it_makes_no_passkey(
    asgi_server: str, drive: Callable
) -> None:
    site = asgi_server.replace("127.0.0.1", "localhost")
    MemberFactory(handle="nipa")

    @drive
    def scenario(phone: Any) -> None:
        page = phone().new_page()
        with_authenticator(page, verified=False)
        sign_in(page, site, "/accounts/2fa/webauthn/add/")
        page.get_by_label("পাসওয়ার্ড").fill(PASSWORD)
        page.locator("main .button-filled").click()
        page.get_by_role("button", name="পাসকি তৈরি করুন").click()
        expect(page.locator("[data-passkey-failed]")).to_be_visible()

    assert not Authenticator.objects.exists()


def test_browser_without_scripts_reads_what_to_do_instead(
    asgi_server: str, drive: Callable
) -> None:
    MemberFactory(handle="nipa")

    @drive
    def scenario(phone: Any) -> None:
        page = phone(java_script_enabled=False).new_page()
        sign_in(page, asgi_server, "/accounts/2fa/webauthn/add/")
        page.get_by_label("পাসওয়ার্ড").fill(PASSWORD)
        page.locator("main .button-filled").click()
        expect(page.get_by_text("এই ব্রাউজারে পাসকি চলে না")).to_be_visible()
        expect(page.get_by_role("button", name="পাসকি তৈরি করুন")).to_be_hidden()
        page.get_by_role("link", name="অথেনটিকেটর অ্যাপ ব্যবহার করুন").click()
        expect(page.get_by_label("অ্যাপ যে কোড দেখাচ্ছে")).to_be_visible()


def test_passkey_is_the_second_proof_of_a_recovery(
    asgi_server: str, drive: Callable
) -> None:
    site = asgi_server.replace("127.0.0.1", "localhost")
    MemberFactory(handle="nipa", phone="+8801712345678", phone_verified=True)

    @drive
    def scenario(phone: Any) -> None:
        window = phone()
        page = window.new_page()
        with_authenticator(page)
        sign_in(page, site, "/accounts/2fa/webauthn/add/")
        page.get_by_label("পাসওয়ার্ড").fill(PASSWORD)
        page.locator("main .button-filled").click()
        page.get_by_role("button", name="পাসকি তৈরি করুন").click()
        expect(page.locator("ol.codes > li")).to_have_count(10)

        window.clear_cookies()
        page.goto(f"{site}/accounts/password/reset/")
        page.get_by_role("link", name="মোবাইল নম্বর দিয়ে").click()
        page.get_by_label("মোবাইল নম্বর").fill("০১৭১২৩৪৫৬৭৮")
        page.get_by_role("button", name="কোড পাঠান").click()
        page.get_by_label("কোড").fill(in_bangla(last_code()))
        page.locator("main .button-filled").click()
        page.get_by_role("button", name="পাসকি দিয়ে ঢুকুন").click()
        page.get_by_label("পাসওয়ার্ড").fill("বৃষ্টি পড়ে টাপুর")
        page.locator("main .button-filled").click()
        expect(page.get_by_text("অ্যাকাউন্ট আবার আপনার")).to_be_visible()

    recovery = Recovery.objects.get()
    assert (recovery.state, recovery.proof) == ("done", "webauthn")
    # What she showed stays; what lay on paper too.
    assert Authenticator.objects.filter(type="webauthn").count() == 1
