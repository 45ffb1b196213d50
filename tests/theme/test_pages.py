"""The frame that every page stands in, as a guest and as a member get it."""

import re

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.test import Client
from django.utils import translation

PLACES = ["/adda/", "/boards/", "/sellers/", "/tips/", "/search/", "/about/"]


def read(client: Client, path: str, language: str) -> str:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    return client.get(path).content.decode()


def seen(html: str) -> str:
    """The words of a page, without the name of the other language."""
    body = re.sub(r"<head>.*?</head>|<a [^>]*hreflang.*?</a>", "", html, flags=re.S)
    return re.sub(r"<[^>]*>", " ", body)


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["bn", "en"])
def test_guest_page_carries_no_form_token_or_cookie(client, language):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language

    response = client.get("/about/")

    html = response.content.decode()
    assert f'<html lang="{language}">' in html
    assert not re.search(r'method="?post|csrfmiddlewaretoken|nonce=', html, re.I)
    assert not response.cookies


@pytest.mark.django_db
def test_page_loads_one_stylesheet_and_one_script(client):
    html = read(client, "/about/", "bn")

    assert len(re.findall(r'rel="stylesheet"', html)) == 1
    assert len(re.findall(r"<script", html)) == 1
    assert re.search(r'<script type="module" src="[^"]+">', html)
    assert not re.search(r'\s(?:src|href)="(?:https?:)?//', html)


@pytest.mark.django_db
def test_page_begins_with_the_way_past_the_menu(client):
    html = read(client, "/about/", "bn")

    assert re.search(r'<body[^>]*>\s*<a class="skip" href="#content">', html)
    assert html.count('id="content"') == 1


@pytest.mark.django_db
@pytest.mark.parametrize("path", PLACES)
def test_place_is_there_and_marked_as_the_current_one(client, path):
    response = client.get(path)

    assert response.status_code == 200
    marked = re.findall(
        r'<a class="place(?: place-wide)?" href="([^"]+)" aria-current',
        response.content.decode(),
    )
    assert marked == [path]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "other", "letters"),
    [("bn", "en", "[A-Za-z0-9]"), ("en", "bn", "[ঁ-৺]")],
)
def test_page_that_is_not_there_speaks_one_language(client, language, other, letters):
    html = read(client, "/no-such-page/", language)

    assert not re.search(letters, seen(html)), seen(html)
    assert f"language={other}&amp;next=" in html


@pytest.mark.django_db
def test_member_signs_out_by_a_link_to_a_page(client, rahima):
    client.force_login(rahima)

    html = read(client, "/about/", "bn")

    assert 'href="/accounts/logout/"' in html
    assert 'href="/me/"' in html
    assert 'href="/accounts/login/"' not in html


@pytest.mark.parametrize("name", ["400.html", "500.html"])
@pytest.mark.parametrize(("language", "letters"), [("bn", "[A-Za-z]"), ("en", "[ঁ-৺]")])
def test_fault_page_needs_nothing_to_be_drawn(name, language, letters):
    with translation.override(language):
        html = render_to_string(name)

    assert f'<html lang="{language}">' in html
    assert not re.search(letters, seen(html))
    assert 'href="/"' in html


def test_icon_is_there_where_browsers_look_for_it(client):
    response = client.get("/favicon.ico")

    assert response.status_code == 200
    assert b"".join(response.streaming_content).startswith(b"\x00\x00\x01\x00")
