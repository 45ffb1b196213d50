"""Nobody learns whether a number or an e-mail has an account: not from words, status,
cookies, the way that is shown, nor from how much work was done."""

import re
from typing import Any

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.cache import cache
from django.test import Client
from zeal import zeal_ignore

from profiles.models import Member
from tests.factories import PASSWORD, MemberFactory
from tests.profiles.signing import last_code, outbox

pytestmark = pytest.mark.django_db

BY_CODE, CODE = "/accounts/login/code/", "/accounts/login/code/confirm/"
# Masked they look the same: ০১৭••••••৭৮.
KNOWN, UNKNOWN = "01712345678", "01798765478"
KNOWN_MAIL, UNKNOWN_MAIL = "nipa@example.org", "rina@example.org"


@pytest.fixture
def nipa(db: None) -> Member:
    return MemberFactory(
        handle="nipa", email=KNOWN_MAIL, phone="+8801712345678", phone_verified=True
    )


Step = tuple[str, str, dict[str, str] | None]


def sign_up(login: str) -> list[Step]:
    return [
        ("post", "/accounts/signup/", {"display_name": "রুমানা", "login": login}),
        ("get", "/accounts/signup/code/", None),
        ("post", "/accounts/signup/code/", {"action": "resend"}),
        *[("post", "/accounts/signup/code/", {"code": "১২"})] * 4,
        ("get", "/accounts/signup/", None),
    ]


def sign_in(login: str) -> list[Step]:
    wrong = {"login": login, "password": "ভুল পাসওয়ার্ড"}
    return [("post", "/accounts/login/", wrong)] * 12


def by_code(login: str) -> list[Step]:
    there = "/accounts/login/code/confirm/"
    return [
        ("post", "/accounts/login/code/", {"login": login}),
        ("get", there, None),
        ("post", "/accounts/code/again/", {}),
        *[("post", there, {"code": "১২"})] * 4,
        ("get", "/accounts/login/code/", None),
    ]


def reset(login: str) -> list[Step]:
    return [
        ("post", "/accounts/password/reset/", {"email": login}),
        ("get", "/accounts/password/reset/done/", None),
    ]


def recover(login: str) -> list[Step]:
    there = "/accounts/recover/code/"
    return [
        ("post", "/accounts/recover/", {"phone": login}),
        ("get", there, None),
        *[("post", there, {"code": "১২"})] * 5,
        ("get", "/accounts/recover/", None),
        ("post", "/accounts/recover/", {"phone": login}),
        ("get", "/accounts/recover/proof/", None),
    ]


def change_number(login: str) -> list[Step]:
    there = "/accounts/phone/verify/"
    return [
        ("post", "/accounts/phone/change/", {"phone": login}),
        ("get", there, None),
        *[("post", there, {"code": "১২"})] * 3,
        ("get", "/accounts/phone/change/", None),
    ]


def change_email(login: str) -> list[Step]:
    there = "/accounts/confirm-email/"
    return [
        ("post", "/accounts/email/", {"email": login, "action_add": "1"}),
        ("get", there, None),
        *[("post", there, {"code": "১২"})] * 3,
        ("get", "/accounts/email/", None),
    ]


def somebody() -> Client:
    """A member who has just shown who she is, by a code."""
    number = Member.objects.count()
    member = MemberFactory(
        handle=f"rupa{number}",
        display_name="রূপা",
        email="",
        phone=f"+88015{number:02}345600",
        phone_verified=True,
    )
    member.set_unusable_password()
    member.save()
    client = Client()
    client.post(BY_CODE, {"login": member.phone})
    assert client.post(CODE, {"code": last_code()}).status_code == 302
    return client


def seen(client: Client, steps: list[Step], *secrets: str) -> list[Any]:
    """All that whoever sends these steps can see, without what is drawn by chance, and
    how many messages went out at each."""
    found = []
    for method, at, sent in steps:
        before = len(outbox("sms")) + len(outbox("mail"))
        with zeal_ignore():  # allauth reads some rows twice
            answer = getattr(client, method)(at, sent or {})
        page = answer.content.decode()
        page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)
        page = re.sub(r"@?rupa\d+|/members/rupa\d+/", "", page)
        for secret in secrets:
            page = page.replace(secret, "")
        cookies = {
            name: (morsel["max-age"], morsel["path"], morsel["httponly"])
            for name, morsel in answer.cookies.items()
        }
        there = answer.headers.get("Location")
        sent_now = len(outbox("sms")) + len(outbox("mail")) - before
        found.append((at, answer.status_code, there, cookies, page, sent_now))
    return found


@pytest.mark.parametrize(
    ("steps", "known", "unknown", "is_in"),
    [
        (sign_up, KNOWN, UNKNOWN, False),
        (sign_up, KNOWN_MAIL, UNKNOWN_MAIL, False),
        (sign_in, KNOWN, UNKNOWN, False),
        (sign_in, KNOWN_MAIL, UNKNOWN_MAIL, False),
        (by_code, KNOWN, UNKNOWN, False),
        (by_code, KNOWN_MAIL, UNKNOWN_MAIL, False),
        (reset, KNOWN_MAIL, UNKNOWN_MAIL, False),
        (recover, KNOWN, UNKNOWN, False),
        (change_number, KNOWN, UNKNOWN, True),
        (change_email, KNOWN_MAIL, UNKNOWN_MAIL, True),
    ],
)
def test_known_and_unknown_look_the_same(nipa, steps, known, unknown, is_in):
    sides = []
    for login in (known, unknown):
        client = somebody() if is_in else Client()
        cache.clear()
        sides.append(seen(client, steps(login), login))

    for of_known, of_unknown in zip(*sides, strict=True):
        assert of_known == of_unknown
    assert any(sent for *_rest, sent in sides[0]) or steps is sign_in


class CountingHasher(MD5PasswordHasher):
    """Counts how often a password was worked on, which is what takes time."""

    count = 0

    def encode(self, password: str, salt: str) -> str:
        type(self).count += 1
        return super().encode(password, salt)


@pytest.mark.parametrize("has_password", [True, False])
def test_as_much_work_is_done_for_a_stranger(nipa, settings, has_password):
    hasher = f"{__name__}.CountingHasher"
    settings.PASSWORD_HASHERS = [hasher]
    nipa.set_password(PASSWORD if has_password else None)
    nipa.save()
    counts = set()

    for login in (KNOWN, UNKNOWN, KNOWN_MAIL, UNKNOWN_MAIL):
        CountingHasher.count = 0
        Client().post("/accounts/login/", {"login": login, "password": "ভুল পাসওয়ার্ড"})
        counts.add(CountingHasher.count)

    assert len(counts) == 1
    assert counts != {0}


# --- Codes -------------------------------------------------------------------------


def is_in(client: Client) -> bool:
    return client.get("/me/").status_code == 200


@pytest.mark.parametrize(
    "login",
    [
        "+91 98765 43210",
        "+8801212345678",
        "02-55663001",
        "০২৫৫৬৬৩০০১",
        "01712-34567a",
        "০১৭১২৩৪৫৬৭",
        "017\u200b\u200d",
        "\u200b\u200c\ufeff",
        "০" * 5000,
    ],
)
@pytest.mark.parametrize("at", ["/accounts/login/code/", "/accounts/signup/"])
def test_what_is_no_mobile_number_of_here_gets_a_sentence(client, nipa, at, login):
    answer = client.post(at, {"display_name": "রুমানা", "login": login})

    assert answer.status_code == 200
    assert 'class="field-error"' in answer.content.decode()
    assert outbox("sms") == []


def test_number_with_zero_width_characters_is_the_number(client, nipa):
    client.post(BY_CODE, {"login": "০১৭\u200b১২৩৪৫\u200d৬৭৮\ufeff"})

    client.post(CODE, {"code": last_code()})

    assert is_in(client)


def test_code_of_another_number_does_not_open_hers(client, nipa):
    MemberFactory(handle="rina", phone="+8801912345678", phone_verified=True)
    other = Client()
    other.post(BY_CODE, {"login": "01912345678"})
    of_other = last_code()
    client.post(BY_CODE, {"login": KNOWN})
    hers = last_code()

    client.post(CODE, {"code": of_other})

    assert not is_in(client) or of_other == hers


def test_old_code_opens_nothing(client, nipa):
    client.post(BY_CODE, {"login": KNOWN})
    code = last_code()
    session = client.session
    login = session["account_login"]
    login["state"]["stages"]["login_by_code"]["data"]["at"] -= 15 * 60 + 1
    session.save()

    answer = client.post(CODE, {"code": code})

    assert answer.status_code == 302
    assert not is_in(client)


def test_codes_for_one_number_end_whoever_asks(nipa):
    for _number in range(2):
        assert Client().post(BY_CODE, {"login": KNOWN}).status_code == 302

    refused = Client().post(BY_CODE, {"login": "+880 1712-345678"})

    assert "এইমাত্র সেখানে কোড পাঠিয়েছি" in refused.content.decode()
    assert Client().post(BY_CODE, {"login": UNKNOWN}).status_code == 302
    assert len(outbox("sms")) == 3
