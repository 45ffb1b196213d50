"""No English and no ASCII digit on a Bangla page of signing in, in any state."""

import html
import re

import pytest
from django.test import Client

from profiles.models import Member
from tests.profiles.signing import last_code

pytestmark = pytest.mark.django_db

OWN_NAME = "English"  # of the other language, on its switch


def foreign(page: str) -> list[str]:
    """Return what a reader of the page would see in Latin letters or ASCII digits."""
    body = re.sub(
        r"(?s)<head>.*?</head>|<(script|style).*?</\1>|<option.*?</option>", "", page
    )
    words = html.unescape(re.sub(r"<[^>]+>", " ", body))
    return [found for found in re.findall(r"[A-Za-z0-9]+", words) if found != OWN_NAME]


@pytest.mark.parametrize(
    "path",
    [
        "/accounts/login/",
        "/accounts/signup/",
        "/accounts/login/code/",
        "/accounts/password/reset/",
        "/accounts/password/reset/done/",
        "/accounts/password/reset/key/1-abc/",
        "/accounts/inactive/",
        "/about/",
        "/missing/",
    ],
)
def test_pages_for_guests_are_bangla(client, path):
    assert foreign(client.get(path).content.decode()) == []


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/accounts/login/", {}),
        ("/accounts/login/", {"login": "1", "password": "x" * 500}),
        ("/accounts/login/", {"login": "a@b", "password": "\x00"}),
        ("/accounts/login/", {"login": "01712345678", "password": "x"}),
        ("/accounts/signup/", {}),
        ("/accounts/signup/", {"display_name": "x" * 90, "login": "y" * 300}),
        ("/accounts/signup/", {"display_name": "\x00", "login": "\x00"}),
        (
            "/accounts/signup/",
            {"display_name": "নিপা", "login": "01712345678", "password1": "1" * 9},
        ),
        ("/accounts/login/code/", {"login": "x"}),
        ("/accounts/password/reset/", {"email": "x@y"}),
    ],
)
def test_errors_for_guests_are_bangla(client, path, fields):
    page = client.post(path, fields).content.decode()

    assert "field-error" in page or "notice-error" in page
    assert foreign(page) == []


def test_code_pages_are_bangla(client):
    client.post("/accounts/signup/", {"display_name": "নিপা", "login": "01712345678"})
    code = "/accounts/signup/code/"
    assert foreign(client.get(code).content.decode()) == []
    for wrong in ("", "x" * 90):
        assert foreign(client.post(code, {"code": wrong}).content.decode()) == []
    other = Client()
    other.post("/accounts/login/code/", {"login": "01812345678"})
    confirm = "/accounts/login/code/confirm/"
    assert foreign(other.get(confirm).content.decode()) == []
    again = other.post("/accounts/code/again/", follow=True).content.decode()

    assert foreign(again) == []
    assert "নতুন কোড পাঠানো হয়েছে।" in again


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/me/", {"display_name": "", "handle": "", "language": ""}),
        ("/accounts/logout/", None),
        ("/accounts/password/change/", {"oldpassword": "", "password1": "x"}),
        ("/accounts/phone/change/", {"phone": "x"}),
        ("/accounts/email/", {"email": "", "action_add": "1"}),
        ("/accounts/reauthenticate/", {"password": "x"}),
    ],
)
def test_pages_and_errors_for_members_are_bangla(client, path, fields):
    member = Member.objects.create_user("নিপা", "একটা পাসওয়ার্ড", display_name="নিপা")
    client.force_login(member)

    assert foreign(client.get(path).content.decode()) == []
    if fields is not None:
        page = client.post(path, fields).content.decode()
        assert "field-error" in page
        assert foreign(page) == []


def test_too_many_requests_are_said_in_bangla(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    client.post("/accounts/login/", {})

    response = client.post("/accounts/login/", {})

    assert response.status_code == 429
    assert "একটু বেশি তাড়াতাড়ি" in response.content.decode()
    assert foreign(response.content.decode()) == []


def test_welcome_of_a_new_member_is_bangla(client):
    client.post("/accounts/signup/", {"display_name": "নিপা", "login": "01712345678"})

    page = client.post(
        "/accounts/signup/code/", {"code": last_code(), "next": "/about/"}, follow=True
    ).content.decode()

    assert "স্বাগতম, নিপা।" in page
    assert foreign(page) == []
