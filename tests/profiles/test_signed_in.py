"""Where a member is signed in, and signing out elsewhere."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from zeal import zeal_ignore

from profiles import signed_in
from profiles.models import MemberSession
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db

PHONE = (
    "Mozilla/5.0 (Linux; Android 11; M2006C3LG) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/120.0.0.0 Mobile Safari/537.36"
)


def another_browser(member, **headers) -> Client:
    """Another browser of hers."""
    client = Client(headers=headers)
    client.post("/accounts/login/", {"login": member.email, "password": PASSWORD})
    assert is_in(client)
    return client


def is_in(client: Client) -> bool:
    with zeal_ignore():  # Django reads a session that is over once more to delete it
        return client.get("/me/").status_code == 200


@pytest.mark.sign_in
def test_list_says_where_she_is_signed_in(client, rahima, tania):
    client.force_login(rahima)
    another_browser(rahima, user_agent=PHONE)
    another_browser(tania)

    page = client.get("/me/security/").content.decode()

    assert "অ্যান্ড্রয়েড ফোনে ক্রোম" in page
    assert page.count("সেখান থেকে বেরোন") == 1
    assert page.count("list-row") == 2


def test_signing_out_elsewhere_ends_all_but_this_one(client, rahima, tania):
    other, stranger = Client(), Client()
    for browser, member in ((client, rahima), (other, rahima), (stranger, tania)):
        browser.force_login(member)
    # One that we have no row of is hers all the same.
    unknown = Client()
    unknown.force_login(rahima)
    MemberSession.objects.filter(session_key=unknown.session.session_key).delete()

    response = client.post("/me/security/sign-out-elsewhere/")
    client.post("/me/security/sign-out-elsewhere/")

    assert response["Location"] == "/me/security/"
    assert is_in(client)
    assert not is_in(other)
    assert not is_in(unknown)
    assert is_in(stranger)
    row = MemberSession.objects.get(member=rahima)
    assert row.session_key == client.session.session_key


def test_one_session_is_ended_and_only_hers(client, rahima, tania):
    other, stranger = Client(), Client()
    for browser, member in ((client, rahima), (other, rahima), (stranger, tania)):
        browser.force_login(member)
    keys = {row.session_key: row.pk for row in MemberSession.objects.all()}

    for browser in (other, stranger):
        pk = keys[browser.session.session_key]
        client.post(f"/me/security/sessions/{pk}/end/")
        client.post(f"/me/security/sessions/{pk}/end/")

    assert not is_in(other)
    assert is_in(stranger)
    own = keys[client.session.session_key]
    there = client.post(f"/me/security/sessions/{own}/end/")["Location"]
    assert there == "/accounts/logout/"
    assert is_in(client)


def test_new_password_ends_the_others_and_keeps_this_one_in_the_list(client, rahima):
    other = Client()
    client.force_login(rahima)
    other.force_login(rahima)

    client.post(
        "/accounts/password/change/",
        {"oldpassword": PASSWORD, "password1": "বৃষ্টি পড়ে টাপুর"},
    )

    assert is_in(client)
    assert not is_in(other)
    row = MemberSession.objects.get(member=rahima)
    assert row.session_key == client.session.session_key
    assert Session.objects.filter(session_key=row.session_key).exists()


def test_signing_out_takes_its_row_along(client, rahima):
    client.force_login(rahima)
    client.post("/accounts/logout/")

    assert not MemberSession.objects.exists()


@pytest.mark.parametrize(
    "path", ["/me/security/", "/me/security/sessions/1/end/", "/accounts/once-more/"]
)
def test_guests_are_sent_to_sign_in(client, path):
    answer = client.get(path) if "end" not in path else client.post(path)

    assert answer["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (PHONE, "অ্যান্ড্রয়েড ফোনে ক্রোম"),
        (f"{PHONE} SamsungBrowser/23.0", "অ্যান্ড্রয়েড ফোনে স্যামসাং ইন্টারনেট"),
        ("Mozilla/5.0 (iPhone; CPU) Safari/604.1", "আইফোন বা আইপ্যাডে সাফারি"),
        ("Mozilla/5.0 (X11; Linux x86_64) Firefox/130.0", "কম্পিউটারে ফায়ারফক্স"),
        ("<script>", "একটা ব্রাউজার"),
        ("", "একটা ব্রাউজার"),
    ],
)
def test_browser_is_named_in_words(agent, words):
    assert signed_in.described(agent) == words
