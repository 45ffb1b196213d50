"""`manage.py drop_second_factor`: the operator's way for who is locked out."""

import io
import json

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core.management import CommandError, call_command
from django.test import Client
from zeal import zeal_ignore

from moderation.models import ModerationEntry
from profiles import mail_sending, sms_sending
from profiles.models import Member
from tests.factories import PASSWORD
from tests.profiles.signing import give_totp, let_in_with_second_factor, outbox

pytestmark = pytest.mark.django_db
PHONE = "+8801712345678"
REASON = "ফোনে কথা হয়েছে"


@pytest.fixture
def locked_out(karim: Member) -> Member:
    """A moderator who has lost what she would be asked for."""
    Member.objects.filter(pk=karim.pk).update(phone=PHONE, phone_verified=True)
    give_totp(karim)
    RecoveryCodes.activate(karim)
    karim.refresh_from_db()
    return karim


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command("drop_second_factor", *arguments, stdout=out)
    return out.getvalue()


@pytest.mark.parametrize("who", ["@Karim", "০১৭১২৩৪৫৬৭৮", "karim@example.org"])
def test_it_takes_all_away_signs_her_out_and_tells_her(who, locked_out, rahima):
    give_totp(rahima)
    browser, other = Client(), Client()
    let_in_with_second_factor(browser, locked_out)
    let_in_with_second_factor(other, rahima)

    said = run(who, "--reason", REASON)

    assert said == "karim has no second factor now and is signed out everywhere.\n"
    assert set(Authenticator.objects.values_list("user", "type")) == {
        (rahima.pk, "totp")
    }
    with zeal_ignore():  # Django reads a session that is over once more to delete it
        assert browser.get("/me/").status_code == 302
        assert other.get("/me/").status_code == 200
    entry = ModerationEntry.objects.get(action="drop-factor")
    assert (entry.target_kind, entry.target_id) == ("member", locked_out.pk)
    assert (entry.by, entry.reason) == (None, REASON)
    sms_sending.drain()
    mail_sending.drain()
    for kind, to in (("sms", PHONE), ("mail", "karim@example.org")):
        assert outbox(kind)[-1].startswith(to)
        assert "দ্বিতীয় ধাপ সরিয়ে দিয়েছেন" in outbox(kind)[-1]


def test_she_comes_in_by_password_and_the_editors_side_asks_for_a_new_one(
    client, locked_out
):
    locked_out.make_editor()
    run("karim", "--reason", REASON)

    client.post("/accounts/login/", {"login": "01712345678", "password": PASSWORD})

    assert client.get("/me/").status_code == 200
    assert client.get("/cms/")["Location"] == "/accounts/second-factor/"


def test_other_moderators_read_who_and_why(client, locked_out, rahima):
    run("karim", "--reason", REASON)
    rahima.make_moderator()
    client.force_login(rahima)

    page = client.get("/moderation/acts/").content.decode()

    assert "দ্বিতীয় ধাপ সরানো হয়েছে" in page
    assert REASON in page


def test_twice_and_with_nothing_there_it_changes_nothing(locked_out):
    first = json.loads(run("karim", "--reason", REASON, "--json"))
    second = json.loads(run("karim", "--reason", REASON, "--json"))

    assert first == {"handle": "karim", "changed": True}
    assert second == {"handle": "karim", "changed": False}
    assert ModerationEntry.objects.filter(action="drop-factor").count() == 1
    assert run("karim", "--reason", REASON) == "karim has no second factor.\n"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["nobody", "--reason", "x"], "There is no member nobody."),
        (["a@", "--reason", "x"], "a@ is no e-mail."),
        (["karim", "--reason", " \u200b"], "Give a reason of at most 300 characters."),
        (["karim", "--reason", "ক" * 301], "Give a reason of at most 300 characters."),
        (["karim"], "--reason"),
    ],
)
def test_wrong_words_are_one_sentence(locked_out, arguments, sentence):
    with pytest.raises(CommandError, match=sentence):
        run(*arguments)

    assert Authenticator.objects.count() == 2
