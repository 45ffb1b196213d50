"""Becoming a member."""

import pytest
from django.core.cache import cache
from django.test import Client

from profiles.models import Member
from tests.profiles.signing import in_bangla, last_code, outbox

pytestmark = pytest.mark.django_db

SIGN_UP = "/accounts/signup/"
CODE = "/accounts/signup/code/"


def begin(client: Client, login: str, **fields: str) -> str:
    """Send the sign-up form; returns where it leads."""
    response = client.post(
        SIGN_UP, {"display_name": "রুমানা আক্তার", "login": login, **fields}
    )
    assert response.status_code == 302, response.content.decode()
    return response["Location"]


@pytest.mark.sign_in
def test_sign_up_by_phone_with_bangla_digits_makes_a_member(client):
    assert begin(client, "০১৭১২-৩৪৫৬৭৮") == CODE
    assert not Member.objects.exists()

    response = client.post(CODE, {"code": in_bangla(last_code())})

    assert response["Location"] == "/"
    member = Member.objects.get()
    assert (member.display_name, member.handle) == ("রুমানা আক্তার", "রুমানা_আক্তার")
    assert (member.phone, member.phone_verified) == ("+8801712345678", True)
    assert not member.has_usable_password()
    assert client.get("/me/").status_code == 200


def test_sign_up_by_email_with_password_makes_a_member(client):
    begin(client, "Rumana@Example.org", password1="নদীর ধারে বাড়ি")

    client.post(CODE, {"code": last_code("mail")})

    member = Member.objects.get()
    assert (member.email, member.phone) == ("rumana@example.org", None)
    assert member.check_password("নদীর ধারে বাড়ি")
    client.logout()
    response = client.post(
        "/accounts/login/",
        {"login": "rumana@example.org", "password": "নদীর ধারে বাড়ি"},
    )
    assert response["Location"] == "/"


@pytest.mark.parametrize("door", ["login/", "login/code/", "signup/"])
def test_other_door_leads_back_to_the_code_that_is_waited_for(client, door):
    begin(client, "01712345678")

    response = client.get(f"/accounts/{door}", follow=True)

    assert response.redirect_chain == [(CODE, 302)]
    assert "অন্য নম্বর বা ই-মেইল দিন" in response.content.decode()


def test_sign_up_leads_back_to_where_she_was(client):
    client.post(
        SIGN_UP,
        {"display_name": "রুমানা", "login": "01712345678", "next": "/about/"},
    )

    response = client.post(CODE, {"code": last_code()})

    assert response["Location"] == "/about/"


def test_sign_up_does_not_tell_that_a_number_is_a_members(client):
    Member.objects.create_user("nipa", phone="+8801712345678", phone_verified=True)

    known = begin(client, "01712345678")
    page_of_known = client.get(CODE).content.decode()
    assert "আপনি আগে থেকেই সদস্য" in outbox("sms")[0]
    assert client.post(CODE, {"code": "000000"}).status_code == 200
    other = Client()
    unknown = begin(other, "01812345678")
    page_of_unknown = other.get(CODE).content.decode()

    assert known == unknown
    assert without_token(page_of_known) == without_token(
        page_of_unknown.replace("০১৮", "০১৭")
    )
    assert Member.objects.count() == 1


def test_sign_up_does_not_tell_that_an_email_is_a_members(client):
    Member.objects.create_user("nipa", email="nipa@example.org")

    assert begin(client, "nipa@example.org") == CODE

    sent = outbox("mail")[0]
    assert sent.startswith("nipa@example.org\nআপনি আগে থেকেই উঠানের সদস্য\n")
    assert "/accounts/password/reset/" in sent


def without_token(page: str) -> list[str]:
    return [line for line in page.splitlines() if "csrfmiddlewaretoken" not in line]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "যে নামে সবাই ডাকবে, সেটা লিখুন।"),
        ({"display_name": " \u200b ", "login": "01712345678"}, "যে নামে সবাই ডাকবে"),
        ({"display_name": "★★", "login": "01712345678"}, "অক্ষর দিয়ে একটা নাম"),
        (
            {"display_name": "নিপা ০১৭১২৩৪৫৬৭৮", "login": "01712345678"},
            "নামের মধ্যে নম্বর দেবেন না",
        ),
        ({"display_name": "নিপা"}, "আপনার মোবাইল নম্বর বা ই-মেইল লিখুন।"),
        ({"display_name": "নিপা", "login": "12345"}, "০১ দিয়ে শুরু, ১১ সংখ্যার"),
        ({"display_name": "নিপা", "login": "নিপা@"}, "এটা ই-মেইলের মতো লাগছে না"),
        (
            {"display_name": "নিপা", "login": "01712345678", "password1": "abc"},
            "অন্তত ৮টি অক্ষর দিন",
        ),
        (
            {"display_name": "নিপা", "login": "01712345678", "password1": "password1"},
            "এই পাসওয়ার্ড অনেকেই ব্যবহার করেন",
        ),
        ({"display_name": "ন" * 5000, "login": "01712345678"}, "অক্ষর রাখা যাবে না"),
        ({"display_name": "নিপা\x00", "login": "01712345678\x00"}, ""),
    ],
)
def test_sign_up_refuses_bad_input_with_a_sentence(client, fields, sentence):
    response = client.post(SIGN_UP, fields)

    if sentence:
        assert sentence in response.content.decode()
        assert outbox("sms") == []
    assert response.status_code in {200, 302}
    assert not Member.objects.exists()


def test_wrong_codes_end_the_sign_up_after_three(client):
    begin(client, "01712345678")
    code = last_code()

    for _try in range(2):
        response = client.post(CODE, {"code": "১১"})
        assert "কোডটা মিলছে না" in response.content.decode()
    response = client.post(CODE, {"code": ""})

    assert response["Location"] == SIGN_UP
    assert client.post(CODE, {"code": code})["Location"] == SIGN_UP
    assert not Member.objects.exists()


def test_resend_waits_and_then_sends_another_code(client):
    begin(client, "01712345678")

    too_soon = client.post(CODE, {"action": "resend"}, follow=True)
    assert "একটু বেশি তাড়াতাড়ি হয়ে গেল" in too_soon.content.decode()
    assert len(outbox("sms")) == 1
    cache.clear()
    client.post(CODE, {"action": "resend"})

    assert len(outbox("sms")) == 2
    client.post(CODE, {"code": last_code()})
    assert Member.objects.count() == 1


def test_starting_over_asks_for_another_number(client):
    begin(client, "01712345678")

    response = client.post("/accounts/start-over/")

    assert response["Location"] == SIGN_UP
    assert client.get(SIGN_UP).status_code == 200
    assert begin(client, "01812345678") == CODE


def test_number_taken_in_the_meantime_leads_to_sign_in(client):
    begin(client, "01712345678")
    Member.objects.create_user("nipa", phone="+8801712345678", phone_verified=True)

    response = client.post(CODE, {"code": last_code()}, follow=True)

    assert "আগে থেকেই সদস্য আছেন" in response.content.decode()
    assert Member.objects.count() == 1


def test_second_code_within_the_minute_is_refused(client):
    begin(client, "01712345678")

    response = Client().post(SIGN_UP, {"display_name": "নিপা", "login": "০১৭১২৩৪৫৬৭৮"})

    assert "এইমাত্র সেখানে কোড পাঠিয়েছি" in response.content.decode()
    assert len(outbox("sms")) == 1


def test_sign_up_without_sms_takes_emails_only(client, settings):
    settings.SMS_SENDER = "none"

    refused = client.post(SIGN_UP, {"display_name": "নিপা", "login": "01712345678"})

    assert "এখন এসএমএস পাঠানো যাচ্ছে না" in refused.content.decode()
    assert begin(client, "nipa@example.org") == CODE


def test_same_name_gets_another_handle(client):
    Member.objects.create_unclaimed("রুমানা আক্তার")
    begin(client, "01712345678")

    client.post(CODE, {"code": last_code()})

    handles = set(Member.objects.values_list("handle", flat=True))
    assert handles == {"রুমানা_আক্তার", "রুমানা_আক্তার2"}
