"""Members on the editors' side."""

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from zeal import zeal_ignore

from profiles.models import VERIFIERS, Member, Role
from tests.profiles.signing import let_in_with_second_factor

pytestmark = pytest.mark.django_db
USERS = "/cms/users/"


@pytest.fixture
def editor(client, karim):
    """An administrator, signed in; Wagtail's pages ask the database as they like."""
    karim.make_editor()
    Member.objects.filter(pk=karim.pk).update(is_superuser=True)
    let_in_with_second_factor(client, karim)
    with zeal_ignore():
        yield karim


def test_list_finds_members_by_bangla_name(client, editor, rahima, tania):
    page = client.get(USERS, {"q": "রহিমা"}).content.decode()

    assert "rahima" in page
    assert "tania" not in page


def test_member_is_made_and_changed_without_a_password(client, editor):
    fields = {"handle": "নিপা", "display_name": "নিপা", "email": "Nipa@example.org"}

    client.post(f"{USERS}new/", fields)

    member = Member.objects.get(handle="নিপা")
    assert (member.display_name, member.email) == ("নিপা", "nipa@example.org")
    assert not member.has_usable_password()
    changed = {"handle": "নিপা", "display_name": "নিপা আপা", "is_active": "on"}
    client.post(f"{USERS}edit/{member.pk}/", changed)
    member.refresh_from_db()
    assert (member.display_name, member.is_active) == ("নিপা আপা", True)


def test_changed_email_ends_the_old_one(client, editor, rahima):
    EmailAddress.objects.create(
        user=rahima, email=rahima.email, verified=True, primary=True
    )
    fields = {"handle": "rahima", "display_name": "রহিমা", "is_active": "on"}

    client.post(f"{USERS}edit/{rahima.pk}/", {**fields, "email": "other@example.org"})

    rahima.refresh_from_db()
    assert rahima.email == "other@example.org"
    assert not EmailAddress.objects.filter(user=rahima).exists()


def test_roles_are_neither_given_nor_taken_there(client, editor, rahima):
    rahima.make_verifier()
    papers = Group.objects.get(name=VERIFIERS)
    writers = Group.objects.create(name="writers")
    for member in (editor, rahima):
        page = f"{USERS}edit/{member.pk}/"
        assert f'value="{papers.pk}"' not in client.get(page).content.decode()
        names = {"handle": member.handle, "display_name": member.display_name}
        fields = {**names, "email": member.email, "is_active": "on"}
        client.post(page, {**fields, "is_superuser": "on", "groups": [papers.pk]})
        client.post(page, {**fields, "is_superuser": "on", "groups": [writers.pk]})
        assert member.groups.filter(name="writers").exists()
    assert not editor.has_role(Role.VERIFIER)
    assert rahima.has_role(Role.VERIFIER)


def test_member_who_is_no_editor_is_told_so_in_bangla(client, tania):
    client.force_login(tania)

    page = client.get("/cms/", follow=True)

    assert page.status_code == 403
    assert "সম্পাদকদের ঘরটা আপনার জন্য খোলা নেই।" in page.content.decode()
    assert "permission" not in page.content.decode()


def test_own_account_is_on_our_page(client, editor):
    assert client.get("/cms/account/")["Location"] == "/me/"


def test_form_asks_for_one_name(client, editor, rahima):
    page = client.get(f"{USERS}edit/{rahima.pk}/").content.decode()

    assert 'name="display_name"' in page
    assert 'name="first_name"' not in page
    assert 'name="password1"' not in page


def test_member_is_never_deleted(client, editor, rahima):
    client.post(f"{USERS}delete/{rahima.pk}/")

    assert Member.objects.filter(pk=rahima.pk).exists()


def test_moderator_who_is_no_editor_stays_outside(client, karim):
    client.force_login(karim)

    response = client.get("/cms/", follow=True)

    assert response.status_code == 403
    assert "সম্পাদকদের ঘরটা আপনার জন্য খোলা নেই।" in response.content.decode()


def test_guest_is_led_through_our_sign_in_and_back(client, db):
    response = client.get("/cms/", follow=True)

    there, _status = response.redirect_chain[-1]
    assert there == "/accounts/login/?next=%2Fcms%2F"


@pytest.mark.parametrize("path", ["/cms/", USERS, "/cms/groups/"])
def test_pages_of_the_editors_side_open(client, editor, path):
    assert client.get(path).status_code == 200
