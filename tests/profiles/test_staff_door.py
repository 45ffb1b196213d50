"""Whoever may enter the editors' side has a second factor, and has shown it."""

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from django.test import Client
from django.urls import Resolver404, get_resolver, resolve
from zeal import zeal_ignore

from profiles.models import Member
from profiles.views import staff_door
from tests.factories import PASSWORD, MemberFactory
from tests.profiles.signing import (
    code_of,
    give_totp,
    last_code,
    let_in_with_second_factor,
)

pytestmark = pytest.mark.django_db

DOORS = ["/cms/", "/cms/pages/", "/cms/users/", "/cms-documents/"]


@pytest.fixture
def editor(karim: Member) -> Member:
    """A moderator who may edit, without a second factor."""
    karim.make_editor()
    return karim


@pytest.mark.parametrize("door", DOORS)
def test_editor_without_one_is_asked_to_set_one_up(client, editor, door):
    client.force_login(editor)

    response = client.get(door, follow=True)

    assert response.redirect_chain == [("/accounts/second-factor/", 302)]
    assert "আগে দ্বিতীয় ধাপ" in response.content.decode()
    assert client.post(door, {"x": "y"})["Location"] == "/accounts/second-factor/"


@pytest.mark.django_db(transaction=True)
def test_she_sets_one_up_and_goes_on_where_she_wanted(client, editor):
    client.post("/accounts/login/", {"login": editor.email, "password": PASSWORD})
    client.get("/cms/pages/?q=x", follow=True)
    asked = client.get("/accounts/2fa/totp/activate/")["Location"]
    client.post(asked, {"password": PASSWORD})
    client.get("/accounts/2fa/totp/activate/")
    secret = client.session["mfa.totp.secret"]

    client.post("/accounts/2fa/totp/activate/", {"code": code_of(secret)})

    page = client.get("/accounts/2fa/recovery-codes/").content.decode()
    assert 'href="/cms/pages/?q=x"' in page
    assert client.get("/accounts/second-factor/")["Location"] == "/cms/pages/?q=x"
    with zeal_ignore():  # Wagtail's own pages
        assert client.get("/cms/").status_code == 200


def test_session_from_before_is_asked_for_the_second_step(client, editor):
    client.force_login(editor)
    secret = give_totp(editor)

    asked = client.get("/cms/pages/")["Location"]
    assert asked == "/accounts/2fa/reauthenticate/?next=%2Fcms%2Fpages%2F"
    wrong = client.post(asked, {"code": "000000"})
    assert wrong.status_code == 200
    assert client.get("/cms/").status_code == 302
    response = client.post(asked, {"code": code_of(secret)})

    assert response["Location"] == "/cms/pages/"
    with zeal_ignore():
        assert client.get("/cms/").status_code == 200


def test_taking_it_away_closes_the_door_at_the_next_sign_in(client, editor):
    let_in_with_second_factor(client, editor)
    editor.authenticator_set.all().delete()

    other = Client()
    other.post("/accounts/login/", {"login": editor.email, "password": PASSWORD})

    assert other.get("/cms/")["Location"] == "/accounts/second-factor/"


def test_code_by_sms_is_no_second_factor(client, editor):
    Member.objects.filter(pk=editor.pk).update(phone="+8801712345678")
    client.post("/accounts/login/code/", {"login": "01712345678"})
    client.post("/accounts/login/code/confirm/", {"code": last_code()})

    assert client.get("/cms/")["Location"] == "/accounts/second-factor/"


def test_moderation_on_the_site_needs_none(client, karim):
    client.force_login(karim)

    assert client.get("/moderation/").status_code == 200


def test_member_who_may_not_edit_is_not_asked(client, tania):
    client.force_login(tania)

    assert client.get("/cms/", follow=True).status_code == 403


@pytest.mark.parametrize("door", DOORS)
def test_guest_comes_in_by_our_door_only(client, db, door):
    response = client.get(door, follow=True)

    assert response.status_code in {200, 404}
    chain = [there for there, _status in response.redirect_chain]
    assert not any(there.startswith("/cms") for there in chain[1:])


# --- Every address behind the door -------------------------------------------------


def addresses(patterns: list, before: str = "") -> Iterator[tuple[str, Any]]:
    """Every address of the resolver with something in place of its parts, and what
    answers there."""
    for each in patterns:
        route = before + str(each.pattern)
        if hasattr(each, "url_patterns"):
            yield from addresses(each.url_patterns, route)
        else:
            yield "/" + filled(route), each.callback


def filled(route: str) -> str:
    """An address that a route matches: 1 for numbers, x for words."""
    route = re.sub(r"<int:\w+>", "1", route)
    route = route.replace(r"(\d+)", "1").replace("(.*)", "x")
    route = re.sub(r"<(\w+:)?\w+>(?!\[|\w|\\|live)", "x", route)
    route = re.sub(r"\(\?P<\w+>[^)]*\)", "1", route).replace(r"\.", ".")
    return re.sub(r"\((?:\?:)?[^)]*\)", "", route.replace("^", "").replace("$", ""))


BEHIND = sorted(
    {at for at, _view in addresses(get_resolver().url_patterns) if at[:4] == "/cms"}
)


def test_all_of_them_are_looked_at():
    found = []
    for at in BEHIND:
        with suppress(Resolver404):
            resolve(at)
            found.append(at)

    assert len(found) > 160
    assert {"/cms/sprite/", "/cms/jsi18n/", "/cms/password_reset/"} < set(found)
    assert [at for at in BEHIND if at not in found] == []


def who_stands_before_it(who: str, client: Client) -> str:
    """Signs in as one of those who may not enter; the answer that is right for her."""
    if who == "guest":
        return "/accounts/login/"
    member = MemberFactory(moderator=who in ("moderator", "editor"))
    if who == "editor":
        member.make_editor()
    client.force_login(member)
    return "/accounts/second-factor/" if who == "editor" else ""


@pytest.mark.parametrize("who", ["guest", "member", "moderator", "editor"])
def test_none_answers_whoever_has_not_come_in_by_our_door(client, db, who):
    asked = who_stands_before_it(who, client)

    for at in BEHIND:
        for method in ("get", "post", "put"):
            answer = getattr(client, method)(at)
            there = answer.headers.get("Location", "")
            if at == "/cms/login/":
                assert there.startswith("/accounts/login/"), (method, at)
            elif asked:
                assert there.startswith(asked), (method, at)
            else:
                assert answer.status_code == 403, (method, at)
                assert "সম্পাদকদের" in answer.content.decode()


def test_no_other_page_of_the_site_takes_a_password():
    """Django's own sign-in asks neither limits nor second step."""
    named = {
        at: view.view_class.__module__
        for at, view in addresses(get_resolver().url_patterns)
        if hasattr(view, "view_class")
    }
    doors = {at for at, home in named.items() if home.startswith("django.contrib.auth")}

    assert {
        at for at in doors if getattr(resolve(at), "func", None) != staff_door
    } == set()
    assert "/pages/_util/login/" in doors


def test_sign_in_for_pages_of_wagtail_leads_to_ours(client, editor):
    at = "/pages/_util/login/?next=/tips/"
    assert client.get(at)["Location"] == "/accounts/login/?next=%2Ftips%2F"

    sent = {"username": editor.handle, "password": PASSWORD}
    assert client.post(at, sent)["Location"].startswith("/accounts/login/")

    assert client.get("/me/").status_code == 302


def test_editor_goes_out_where_she_came_in(client, editor):
    let_in_with_second_factor(client, editor)

    left = client.post("/cms/logout/", follow=True)

    assert [there for there, _status in left.redirect_chain][-1] == "/accounts/login/"
    assert client.get("/cms/")["Location"] == "/accounts/login/?next=%2Fcms%2F"
