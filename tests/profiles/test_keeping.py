"""Words are kept over a sign-in and a sign-up."""

from urllib.parse import unquote

import pytest
from django.conf import settings
from django.test import Client, RequestFactory
from django.urls import reverse

from profiles import keeping
from profiles.models import Member
from tests.factories import PASSWORD, ThreadFactory
from tests.profiles.signing import last_code

pytestmark = pytest.mark.django_db
THREAD = "/t/1/post/"
KEY = "6f1c1d8e-52f5-4f9d-8f55-6a7d9e0f0a11"


def keep(client: Client, fields: dict[str, str]) -> None:
    """Do what the forum does when a signed-out person posts."""
    request = RequestFactory().post(THREAD)
    request.session = client.session
    keeping.keep(request, THREAD, fields)
    request.session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = request.session.session_key


def kept(client: Client) -> dict[str, str] | None:
    request = RequestFactory().get("/")
    request.session = client.session
    return keeping.kept(request, THREAD)


def test_words_outlive_a_sign_in(client, rahima):
    keep(client, {"body": "আমার কথা", "client_key": "k", "password": "no"})
    page = client.get("/accounts/login/").content.decode()
    assert "আপনার লেখাটা রাখা আছে" in page
    before = client.session.session_key

    client.post("/accounts/login/", {"login": rahima.email, "password": PASSWORD})

    assert client.session.session_key != before
    assert kept(client) == {"body": "আমার কথা", "client_key": "k"}


def test_words_outlive_a_sign_up(client):
    keep(client, {"title": "শিরোনাম", "body": "আমার কথা"})

    client.post("/accounts/signup/", {"display_name": "নিপা", "login": "01712345678"})
    client.post("/accounts/signup/code/", {"code": last_code()})

    assert Member.objects.count() == 1
    assert kept(client) == {"title": "শিরোনাম", "body": "আমার কথা"}


def test_words_go_with_a_sign_out(client, rahima):
    client.force_login(rahima)
    keep(client, {"body": "আমার কথা"})

    client.post("/accounts/logout/")

    assert kept(client) is None


def test_kept_words_are_for_one_address_until_forgotten(rf):
    request = rf.post(THREAD)
    request.session = {}
    keeping.keep(request, THREAD, {"body": "ক" * 100_000})

    assert keeping.kept(request, "/t/2/post/") is None
    fields = keeping.kept(request, THREAD)
    assert fields is not None
    assert len(fields["body"]) == 40_000
    keeping.forget(request)
    keeping.forget(request)
    assert keeping.kept(request, THREAD) is None


def test_only_a_form_with_words_is_worth_keeping(rf):
    assert keeping.written_in(rf.post("/", {"body": "  ", "parent": "1"})) == {}
    assert keeping.written_in(rf.post("/", {"name": "নিপা"})) == {}
    written = keeping.written_in(rf.post("/", {"words": "কথা", "other": "x"}))
    assert written == {"words": "কথা"}


@pytest.mark.sign_in
@pytest.mark.post_once
def test_comment_written_while_signed_out_waits_in_the_box(client, rahima):
    thread = ThreadFactory()
    address = reverse("forum:thread-post", args=[thread.pk])

    response = client.post(address, {"body": "ঢোকার আগে লেখা", "client_key": KEY})
    there = response["Location"]
    assert there.startswith("/accounts/login/?next=")
    page = client.get(there).content.decode()
    assert "আপনার লেখাটা রাখা আছে" in page
    assert thread.get_absolute_url() in unquote(there)
    response = client.post(
        "/accounts/login/",
        {
            "login": rahima.email,
            "password": PASSWORD,
            "next": unquote(there.split("next=")[1]),
        },
        follow=True,
    )

    assert "ঢোকার আগে লেখা</textarea>" in response.content.decode()
    assert thread.posts.count() == 1
    client.post(address, {"body": "ঢোকার আগে লেখা", "client_key": KEY})
    assert thread.posts.count() == 2
    assert (
        "ঢোকার আগে লেখা</textarea>"
        not in client.get(thread.get_absolute_url()).content.decode()
    )
