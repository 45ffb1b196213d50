"""`manage.py first_moderator`."""

import io
import json

import pytest
from django.core.management import CommandError, call_command
from zeal import zeal_ignore

from profiles.models import Member
from tests.profiles.signing import let_in_with_second_factor

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command("first_moderator", *arguments, stdout=out)
    return out.getvalue()


def test_member_is_promoted_by_handle_and_twice_is_the_same(rahima):
    assert run("@Rahima") == "rahima is a moderator now.\n"
    assert run("rahima") == "rahima is a moderator already.\n"

    rahima.refresh_from_db()
    assert (rahima.is_moderator, rahima.is_staff) == (True, True)
    assert set(rahima.groups.values_list("name", flat=True)) == {"moderator", "editor"}


@pytest.mark.parametrize(
    ("who", "field", "value"),
    [
        ("০১৭১২৩৪৫৬৭৮", "phone", "+8801712345678"),
        ("Boss@Example.org", "email", "boss@example.org"),
    ],
)
def test_moderator_is_made_and_signs_in_with_the_password(
    client, monkeypatch, who, field, value
):
    monkeypatch.setattr("sys.stdin", io.StringIO("একটা লম্বা পাসওয়ার্ড\n"))

    answer = json.loads(run(who, "--password-stdin", "--json", "--name", "নেত্রী"))

    member = Member.objects.get()
    assert answer == {"handle": "নেত্রী", "made": True, "changed": True}
    assert getattr(member, field) == value
    client.post("/accounts/login/", {"login": who, "password": "একটা লম্বা পাসওয়ার্ড"})
    assert client.get("/moderation/").status_code == 200
    # The editors' side asks for a second factor first.
    assert client.get("/cms/")["Location"] == "/accounts/second-factor/"
    let_in_with_second_factor(client, member)
    with zeal_ignore():  # Wagtail's own pages
        assert client.get("/cms/").status_code == 200


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["nobody"], "There is no member nobody. Give an e-mail or a mobile number"),
        (["a b"], "a b is no handle, no e-mail and no mobile number."),
        (["x@y@z"], "x@y@z is no e-mail."),
        (["পুরোনো_মানুষ"], "পুরোনো_মানুষ cannot sign in, so she cannot moderate."),
    ],
)
def test_refuses_with_one_sentence(arguments, sentence):
    Member.objects.create_unclaimed("পুরোনো মানুষ")

    with pytest.raises(CommandError) as refused:
        run(*arguments)

    assert sentence in str(refused.value)
    assert not Member.objects.filter(is_moderator=True).exists()


def test_short_password_makes_nobody(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("short\n"))

    with pytest.raises(CommandError, match="at least 8 characters"):
        run("boss@example.org", "--password-stdin")

    assert not Member.objects.exists()


def test_the_first_who_checks_papers_comes_from_here(rahima):
    assert run("rahima", "--papers") == "rahima is a moderator now.\n"
    assert run("rahima", "--papers") == "rahima is a moderator already.\n"
    assert Member.objects.get(pk=rahima.pk).has_perm("verification.verify_identity")
    assert not Member.objects.get(pk=rahima.pk).is_superuser
