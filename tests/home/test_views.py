"""The language switch, the about page, and the pages for errors."""

import re

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from wagtail.documents.models import Document

from home import views
from tests.factories import ThreadFactory
from tests.profiles.signing import let_in_with_second_factor

pytestmark = pytest.mark.django_db


def test_pages_speak_bangla_until_asked_otherwise(client):
    response = client.get("/about/", headers={"Accept-Language": "en-US,en"})

    assert 'lang="bn"' in response.content.decode()
    assert response["Content-Language"] == "bn"


def test_language_switch_turns_the_site_and_goes_back(client):
    response = client.get("/language/?language=en&next=/about/%3Fa%3D1")

    assert response["Location"] == "/about/?a=1"
    assert "Rules and help" in client.get("/about/").content.decode()
    client.get("/language/?language=bn")
    assert "নিয়ম ও সাহায্য" in client.get("/about/").content.decode()


def test_language_switch_is_kept_for_a_member(client, rahima):
    client.force_login(rahima)

    client.get("/language/?language=en&next=/me/")

    rahima.refresh_from_db()
    assert rahima.language == "en"
    assert "My page" in client.get("/me/").content.decode()


@pytest.mark.parametrize("language", ["", "fr", "bn-BD", "../en", "e\x00n"])
def test_language_switch_ignores_an_unknown_language(client, language):
    response = client.get("/language/", {"language": language, "next": "/about/"})

    assert response["Location"] == "/about/"
    assert not response.cookies


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "evil",
        "javascript:1",
    ],
)
def test_language_switch_follows_only_paths_of_this_site(client, address):
    response = client.get("/language/", {"language": "en", "next": address})

    assert response["Location"] == "/"


def test_language_switch_is_a_get(client):
    assert client.post("/language/?language=en").status_code == 405


def test_missing_page_is_said_in_bangla(client):
    response = client.get("/নেই-এমন-পাতা/")

    assert response.status_code == 404
    assert "এই পাতা" in response.content.decode() or "পাতাটা" in response.content.decode()


def test_broken_page_is_said_without_the_database(rf, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = views.server_error(rf.get("/"))

    assert response.status_code == 500
    assert 'lang="bn"' in response.content.decode()


# --- Words that must not be lost ---------------------------------------------------


def strict() -> Client:
    return Client(enforce_csrf_checks=True)


def test_old_token_keeps_her_words_ready_to_be_sent_again(rahima):
    client = strict()
    client.force_login(rahima)
    thread = ThreadFactory()
    address = reverse("forum:thread-post", args=[thread.pk])
    body = "অনেকক্ষণ ধরে লেখা কথা <script>alert(1)</script>\nদ্বিতীয় লাইন"
    key = "6f1c1d8e-52f5-4f9d-8f55-6a7d9e0f0a11"

    response = client.post(
        address, {"body": body, "client_key": key, "parent": "7", "password": "secret"}
    )

    page = response.content.decode()
    assert response.status_code == 403
    assert "আপনার লেখা আছে, হারায়নি" in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;\nদ্বিতীয় লাইন</textarea>" in page
    assert f'action="{address}"' in page
    assert key in page
    assert "secret" not in page
    assert thread.posts.count() == 1

    token = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[-1]
    sent = {"body": body, "client_key": key, "csrfmiddlewaretoken": token}
    assert client.post(address, sent).status_code == 303
    assert thread.posts.count() == 2


def test_old_token_without_words_is_said_plainly():
    response = strict().post("/accounts/login/", {"login": "x", "password": "secret"})

    page = response.content.decode()
    assert response.status_code == 403
    assert "secret" not in page
    assert "<textarea" not in page
    assert 'lang="bn"' in page


def test_old_token_gives_a_script_a_fresh_one():
    client = strict()

    response = client.post(
        "/accounts/login/", {"body": "কথা"}, headers={"Accept": "application/json"}
    )

    assert response.status_code == 403
    answer = response.json()
    assert answer["error"] == "stale"
    assert answer["message"] == "পাতাটা পুরোনো হয়ে গিয়েছিল। আরেকবার পাঠান।"
    token = answer["token"]
    again = client.post("/accounts/login/", {"csrfmiddlewaretoken": token})
    assert again.status_code == 200


def test_editors_side_answers_an_old_token_too():
    assert strict().post("/cms/login/", {"username": "x"}).status_code == 403


@pytest.mark.parametrize(
    "name",
    [
        "original_images/a.webp",
        "documents/a.webp",
        "images/../documents/a.webp",
        "images/%2e%2e/documents/a.webp",
        "images/a.html",
        "images/none.webp",
        "images/a%00.webp",
        "images/",
    ],
)
def test_only_pictures_as_they_are_shown_are_handed_out(
    client, settings, tmp_path, name
):
    settings.MEDIA_ROOT = tmp_path
    for file in ("images/a.webp", "images/a.html", "documents/a.webp"):
        (tmp_path / file).parent.mkdir(exist_ok=True)
        (tmp_path / file).write_bytes(b"RIFF")

    assert client.get("/media/images/a.webp").content == b"RIFF"
    assert client.get(f"/media/{name}").status_code == 404


def test_documents_are_for_editors_alone(client, rahima):
    document = Document.objects.create(
        title="হিসাব", file=ContentFile(b"1", "hisab.txt"), file_size=1
    )

    gone = "/cms-documents/documents/99999/hisab.txt"
    for url in (document.url, gone):
        assert client.get(url)["Location"].startswith("/accounts/login/")
    client.force_login(rahima)
    assert [client.get(url).status_code for url in (document.url, gone)] == [403, 403]
    rahima.make_editor()
    assert client.get(document.url).status_code != 200
    let_in_with_second_factor(client, rahima)
    assert b"".join(client.get(document.url)) == b"1"
    document.file.delete()
