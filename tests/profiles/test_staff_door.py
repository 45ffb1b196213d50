"""Whoever may enter the editors' side has a second factor, and has shown it."""

import pytest
from django.test import Client
from zeal import zeal_ignore

from profiles.models import Member
from tests.factories import PASSWORD
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
