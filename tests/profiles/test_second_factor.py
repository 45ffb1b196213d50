"""Second factors: apps, recovery codes, what of them is kept, who may take them away."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.test import Client

from profiles import second_factor
from profiles.models import Member
from tests.factories import PASSWORD, MemberFactory
from tests.profiles.signing import (
    code_of,
    give_totp,
    in_bangla,
    last_code,
    let_in_with_second_factor,
    outbox,
)

pytestmark = pytest.mark.django_db

SIGN_IN = "/accounts/login/"
STEP = "/accounts/2fa/authenticate/"
ACTIVATE = "/accounts/2fa/totp/activate/"
CODES = "/accounts/2fa/recovery-codes/"
WRONG = "মিলল না। একেবারে নতুন কোডটা দেখে আবার লিখুন।"


@pytest.fixture
def nipa(db: None) -> Member:
    """A member with number and password."""
    return MemberFactory(
        handle="nipa", phone="+8801712345678", phone_verified=True, email=""
    )


def sign_in(client: Client, **more: str) -> str:
    """The first step; returns where it leads."""
    fields = {"login": "01712345678", "password": PASSWORD, **more}
    there: str = client.post(SIGN_IN, fields)["Location"]
    return there


def is_in(client: Client) -> bool:
    return client.get("/me/").status_code == 200


def say_again(client: Client, there: str) -> None:
    """Give the password once more where it is asked for."""
    client.post(there, {"password": PASSWORD})


def test_app_is_set_up_with_bangla_digits_and_brings_codes_on_paper(client, nipa):
    client.force_login(nipa)
    say_again(client, client.get(ACTIVATE)["Location"])
    page = client.get(ACTIVATE).content.decode()
    secret = client.session["mfa.totp.secret"]
    assert secret in page
    assert "<svg viewBox=" in page
    assert "otpauth://totp/nipa?secret=" in page

    wrong = client.post(ACTIVATE, {"code": in_bangla(code_of(secret, steps=9))})
    assert WRONG in wrong.content.decode()
    response = client.post(ACTIVATE, {"code": in_bangla(code_of(secret))})

    assert response["Location"] == CODES
    held = Authenticator.objects.filter(user=nipa).values_list("type", flat=True)
    assert sorted(held) == ["recovery_codes", "totp"]
    codes = Authenticator.objects.get(user=nipa, type="recovery_codes").wrap()
    first = in_bangla(codes.get_unused_codes()[0])
    assert f"{first[:4]} {first[4:]}" in client.get(CODES).content.decode()


def test_second_step_is_asked_for_and_takes_each_code_once(client, nipa):
    secret = give_totp(nipa)
    assert sign_in(client, next="/about/") == STEP
    assert not is_in(client)
    code = code_of(secret)

    assert WRONG in client.post(STEP, {"code": "১২৩"}).content.decode()
    assert client.post(STEP, {"code": in_bangla(code)})["Location"] == "/about/"
    assert is_in(client)

    other = Client()
    sign_in(other)
    again = other.post(STEP, {"code": f" {code[:3]}-{code[3:]} "})
    assert WRONG in again.content.decode()
    assert not is_in(other)


@pytest.mark.parametrize(("steps", "lets_in"), [(-2, False), (-1, True), (1, True)])
def test_clock_of_a_phone_may_differ_by_one_step(client, nipa, steps, lets_in):
    secret = give_totp(nipa)
    if time.time() % 30 > 27:  # the step must not end between here and there
        time.sleep(3.1)
    sign_in(client)

    client.post(STEP, {"code": code_of(secret, steps)})

    assert is_in(client) is lets_in


def test_sms_code_alone_does_not_pass_the_second_step(client, nipa):
    give_totp(nipa)
    client.post("/accounts/login/code/", {"login": "01712345678"})

    response = client.post("/accounts/login/code/confirm/", {"code": last_code()})

    assert response["Location"] == STEP
    assert not is_in(client)


def test_recovery_code_opens_once(client, nipa):
    give_totp(nipa)
    codes = RecoveryCodes.activate(nipa)
    first = codes.get_unused_codes()[0]

    sign_in(client)
    client.post(STEP, {"code": in_bangla(f"{first[:4]} {first[4:]}")})
    assert is_in(client)

    other = Client()
    sign_in(other)
    assert WRONG in other.post(STEP, {"code": first}).content.decode()
    left = Authenticator.objects.get(user=nipa, type="recovery_codes").wrap()
    assert len(left.get_unused_codes()) == 9


def test_code_guessed_without_end_is_refused_even_when_it_is_right(client, nipa):
    secret = give_totp(nipa)
    sign_in(client)
    for guess in range(10):
        client.post(STEP, {"code": f"{guess:06}"})

    page = client.post(STEP, {"code": code_of(secret)}).content.decode()

    assert "অনেকবার চেষ্টা হয়েছে" in page
    assert not is_in(client)


def test_code_of_another_member_is_wrong(client, nipa, rahima):
    give_totp(nipa)
    hers = give_totp(rahima)
    codes = RecoveryCodes.activate(rahima).get_unused_codes()
    sign_in(client)

    for code in (code_of(hers), codes[0]):
        assert WRONG in client.post(STEP, {"code": code}).content.decode()


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"code": ""},
        {"code": "০" * 5000},
        {"code": "\x00"},
        {"credential": ""},
        {"credential": "5"},
        {"credential": "[]"},
        {"credential": '{"id": 3}'},
        {"credential": '{"id":"AA","rawId":"AA","type":"public-key","response":{}}'},
        {"credential": "{" * 9000},
    ],
)
def test_strange_answers_get_a_page(client, nipa, fields):
    give_totp(nipa)
    sign_in(client)
    client.get(STEP)

    response = client.post(STEP, fields)

    assert response.status_code == 200
    assert "দ্বিতীয় ধাপ" in response.content.decode()


@pytest.mark.parametrize("credential", ["", "7", "[1]", '{"id":"x"}', '{"rawId":{}}'])
def test_strange_passkeys_let_nobody_in(client, nipa, credential):
    client.get("/accounts/2fa/webauthn/login/", HTTP_ACCEPT="application/json")

    response = client.post("/accounts/2fa/webauthn/login/", {"credential": credential})

    assert response["Location"] == SIGN_IN
    assert not is_in(client)


@pytest.mark.parametrize("credential", ["", "7", "[1]", '{"id":"x"}', '{"rawId":{}}'])
def test_strange_passkeys_are_not_added(client, nipa, credential):
    client.force_login(nipa)
    there = "/accounts/2fa/webauthn/add/"
    say_again(client, client.get(there)["Location"])
    client.get(there)

    response = client.post(there, {"name": "আমার ফোন", "credential": credential})

    page = response.content.decode()
    assert WRONG in page
    assert 'value="আমার ফোন"' in page
    assert not Authenticator.objects.exists()


def test_database_alone_gives_no_secret_away(nipa, settings):
    secret = give_totp(nipa)
    codes = RecoveryCodes.activate(nipa).get_unused_codes()
    rows = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in rows

    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another" * 8
    held = Authenticator.objects.get(user=nipa, type="recovery_codes").wrap()
    assert held.get_unused_codes() == codes
    settings.SECRET_KEY_FALLBACKS = []
    assert held.get_unused_codes() != codes
    # Nor is a secret that does not open one that anybody could guess.
    app = Authenticator.objects.get(user=nipa, type="totp").wrap()
    assert not app.validate_code(code_of(""))


def test_codes_on_paper_need_no_app(client, nipa):
    client.force_login(nipa)
    make = f"{CODES}generate/"
    say_again(client, client.get(make)["Location"])

    response = client.post(make)

    assert response["Location"] == CODES
    page = client.get("/me/security/").content.decode()
    assert "১০টি কোড বাকি আছে" in page
    # They stand in for a second factor and are none: a sign-in is as it was.
    assert sign_in(Client()) == "/"
    file = client.get(f"{CODES}download/")
    assert len(file.content.decode().split()) > 10


def test_member_with_her_number_alone_shows_it_again_by_code(client, nipa):
    nipa.set_unusable_password()
    nipa.save()
    client.force_login(nipa)
    asked = client.get(ACTIVATE)
    assert asked["Location"] == f"/accounts/once-more/?next={ACTIVATE}".replace(
        "/accounts/2fa", "%2Faccounts%2F2fa"
    ).replace("/totp/activate/", "%2Ftotp%2Factivate%2F")
    once_more = "/accounts/once-more/"

    client.post(once_more, {"action": "send", "next": ACTIVATE})
    wrong = client.post(once_more, {"code": "১২৩", "next": ACTIVATE})
    assert "মিলছে না" in wrong.content.decode() or wrong.status_code == 400
    response = client.post(
        once_more, {"code": in_bangla(last_code()), "next": ACTIVATE}
    )

    assert response["Location"] == ACTIVATE
    assert client.get(ACTIVATE).status_code == 200


def test_third_wrong_code_ends_it_and_the_right_one_is_refused(client, nipa):
    nipa.set_unusable_password()
    nipa.save()
    client.force_login(nipa)
    once_more = "/accounts/once-more/"
    client.post(once_more, {"action": "send"})
    code = last_code()

    for wrong in ("১", "২", "৩"):
        client.post(once_more, {"code": wrong})

    assert client.post(once_more, {"code": code}).status_code == 400
    assert client.get(ACTIVATE).status_code == 302


def test_what_she_was_posting_goes_on_after_the_code(client, nipa):
    nipa.set_unusable_password()
    nipa.save()
    client.force_login(nipa)
    change = "/accounts/phone/change/"
    asked = client.post(change, {"phone": "০১৮১২৩৪৫৬৭৮"})
    assert asked["Location"].startswith("/accounts/once-more/")

    client.post(asked["Location"], {"action": "send", "next": change})
    response = client.post(asked["Location"], {"code": last_code(), "next": change})

    assert response["Location"] == "/accounts/phone/verify/"
    assert outbox("sms")[-1].startswith("+8801812345678\n")


def test_another_members_passkey_is_not_there(client, nipa, rahima):
    hers = Authenticator.objects.create(
        user=rahima, type="webauthn", data={"name": "ফোন", "credential": {}}
    )
    let_in_with_second_factor(client, nipa)
    session = client.session
    records = session["account_authentication_methods"]
    session["account_authentication_methods"] = [
        {**record, "reauthenticated": True} for record in records
    ]
    session.save()

    for step in ("edit", "remove"):
        path = f"/accounts/2fa/webauthn/keys/{hers.pk}/{step}/"
        assert client.get(path).status_code == 404
        assert client.post(path, {"name": "আমার"}).status_code == 404
    assert Authenticator.objects.filter(pk=hers.pk).exists()


@pytest.mark.parametrize("count", [1, 3])
def test_page_of_security_asks_the_same_for_one_and_three(
    client, nipa, count, django_assert_num_queries
):
    for number in range(count):
        Authenticator.objects.create(
            user=nipa, type="webauthn", data={"name": f"ফোন {number}", "credential": {}}
        )
        Client().force_login(nipa)
    client.force_login(nipa)

    with django_assert_num_queries(6):
        page = client.get("/me/security/").content.decode()

    assert page.count("নাম বদলান") == count
    assert page.count("সেখান থেকে বেরোন") == count


def test_second_factor_is_what_it_says(nipa, rahima):
    RecoveryCodes.activate(nipa)
    give_totp(rahima)

    assert not second_factor.has_second_factor(nipa)
    assert second_factor.has_second_factor(rahima)
