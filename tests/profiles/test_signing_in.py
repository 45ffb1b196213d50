"""Coming in and going out."""

import pytest
from django.core.cache import cache
from django.test import Client
from zeal import zeal_ignore

from profiles import sms_sending
from profiles.models import Member
from profiles.sms import SmsFailed
from tests.factories import PASSWORD
from tests.profiles.signing import in_bangla, last_code, outbox

pytestmark = pytest.mark.django_db

SIGN_IN = "/accounts/login/"
BY_CODE = "/accounts/login/code/"
CODE = "/accounts/login/code/confirm/"


@pytest.fixture
def nipa(db: None) -> Member:
    return Member.objects.create_user(
        "নিপা",
        PASSWORD,
        display_name="নিপা",
        phone="+8801712345678",
        phone_verified=True,
        email="nipa@example.org",
    )


def is_in(client: Client) -> bool:
    return client.get("/me/").status_code == 200


@pytest.mark.sign_in
@pytest.mark.parametrize(
    "login",
    [
        "01712345678",
        "০১৭১২ ৩৪৫৬৭৮",
        "+880 1712-345678",
        "nipa@example.org",
        " Nipa@Example.Org ",
    ],
)
def test_password_with_phone_or_email_lets_her_in(client, nipa, login):
    response = client.post(SIGN_IN, {"login": login, "password": PASSWORD})

    assert response["Location"] == "/"
    assert is_in(client)


def test_password_typed_on_another_keyboard_is_the_same(client, nipa):
    nipa.set_password("ব\u09df\u09b8 \u0986\u099f\u09a4\u09cd\u09b0\u09bf\u09b6")
    nipa.save()

    client.post(
        SIGN_IN,
        {
            "login": "01712345678",
            "password": "ব\u09af\u09bc\u09b8 \u0986\u099f\u09a4\u09cd\u09b0\u09bf\u09b6",
        },
    )

    assert is_in(client)


@pytest.mark.sign_in
@pytest.mark.parametrize(
    ("login", "kind"), [("০১৭১২৩৪৫৬৭৮", "sms"), ("nipa@example.org", "mail")]
)
def test_code_lets_her_in(client, nipa, login, kind):
    response = client.post(BY_CODE, {"login": login, "next": "/about/"})
    assert response["Location"] == f"{CODE}?next=%2Fabout%2F"

    response = client.post(
        CODE, {"code": in_bangla(last_code(kind)), "next": "/about/"}
    )

    assert response["Location"] == "/about/"
    assert is_in(client)


def test_wrong_password_says_the_same_for_members_and_strangers(client, nipa):
    pages = [
        client.post(SIGN_IN, {"login": login, "password": "ভুল পাসওয়ার্ড"}).content.decode()
        for login in ("01712345678", "01812345678", "nipa@example.org", "x@example.org")
    ]

    for page in pages:
        assert "পাসওয়ার্ডটা মিলছে না। আবার চেষ্টা করুন" in page
    assert not is_in(client)


def test_code_page_is_the_same_for_members_and_strangers(client, nipa):
    known = client.post(BY_CODE, {"login": "01712345678"})
    other = Client()
    unknown = other.post(BY_CODE, {"login": "01812345678"})

    assert known["Location"] == unknown["Location"] == CODE
    assert "কোড চাওয়া হয়েছে, কিন্তু এই নম্বরে এখনো কোনো সদস্য নেই" in outbox("sms")[-1]
    for number in ("০১৭••••••৭৮", "০১৮••••••৭৮"):
        page = (client if "৭" in number[:3] else other).get(CODE).content.decode()
        assert f"{number} নম্বরে এসএমএসে একটা কোড পাঠিয়েছি" in page
    assert other.post(CODE, {"code": ""}).status_code == 200
    cache.clear()
    assert other.post("/accounts/code/again/")["Location"] == CODE


def test_new_code_replaces_the_old_one(client, nipa):
    client.post(BY_CODE, {"login": "01712345678"})
    first = last_code()

    client.post("/accounts/code/again/")
    second = last_code()
    client.post(CODE, {"code": first})

    assert first == second or not is_in(client)
    client.post(CODE, {"code": second})
    assert is_in(client)


def test_code_is_refused_after_three_wrong_ones(client, nipa):
    client.post(BY_CODE, {"login": "01712345678"})
    code = last_code()

    for wrong in ("১২", "abc", "৯" * 40):
        response = client.post(CODE, {"code": wrong})

    assert response["Location"] == BY_CODE
    client.post(CODE, {"code": code})
    assert not is_in(client)


def test_ten_wrong_passwords_lock_one_number_and_no_other(client, nipa):
    Member.objects.create_user(
        "rina", PASSWORD, phone="+8801912345678", phone_verified=True
    )
    for _try in range(10):
        client.post(SIGN_IN, {"login": "01712345678", "password": "ভুল"})

    locked = client.post(SIGN_IN, {"login": "01712345678", "password": PASSWORD})
    assert "অনেকবার চেষ্টা হয়েছে" in locked.content.decode()
    client.post(SIGN_IN, {"login": "01912345678", "password": PASSWORD})

    assert is_in(client)


def test_unclaimed_and_closed_members_do_not_come_in(client, nipa):
    Member.objects.filter(pk=nipa.pk).update(is_active=False)

    response = client.post(SIGN_IN, {"login": "01712345678", "password": PASSWORD})

    assert response["Location"] == "/accounts/inactive/"
    assert "অ্যাকাউন্টটা বন্ধ আছে" in client.get("/accounts/inactive/").content.decode()
    assert not is_in(client)


def test_sign_in_follows_only_paths_of_this_site(client, nipa):
    response = client.post(
        SIGN_IN,
        {"login": "01712345678", "password": PASSWORD, "next": "https://evil.example/"},
    )

    assert response["Location"] == "/"


def test_sign_out_asks_first_and_then_does_it(client, nipa):
    client.force_login(nipa)

    assert "বেরিয়ে যাবেন?" in client.get("/accounts/logout/").content.decode()
    assert is_in(client)
    client.post("/accounts/logout/")

    assert not is_in(client)


def test_code_by_sms_is_off_where_none_is_sent(client, nipa, settings):
    settings.SMS_SENDER = "none"

    page = client.get(BY_CODE).content.decode()
    response = client.post(BY_CODE, {"login": "01712345678"})

    assert "এখন এসএমএস পাঠানো হচ্ছে না" in page
    assert "এখন এসএমএস পাঠানো যাচ্ছে না" in response.content.decode()
    client.post(BY_CODE, {"login": "nipa@example.org"})
    client.post(CODE, {"code": last_code("mail")})
    assert is_in(client)


def come_in_by_code(client: Client, login: str = "01712345678") -> None:
    """A fresh sign-in of one who has no password."""
    client.post(BY_CODE, {"login": login})
    client.post(CODE, {"code": last_code("mail" if "@" in login else "sms")})
    cache.clear()


class Broken:
    """A gateway that is down."""

    def send(self, phone: str, words: str) -> None:
        raise SmsFailed("down")


def test_gateway_that_is_down_is_said_and_nothing_breaks(client, nipa, settings):
    settings.SMS_SENDER = "tests.profiles.test_signing_in.Broken"

    response = client.post(BY_CODE, {"login": "01712345678"}, follow=True)

    assert response.status_code == 200
    assert "এসএমএস পাঠানো যায়নি" in response.content.decode()


def test_doors_of_the_editors_lead_to_our_sign_in(client):
    assert client.get("/cms/login/")["Location"] == SIGN_IN
    assert client.get("/cms/", follow=True).redirect_chain[-1][0].startswith(SIGN_IN)


# --- Passwords ---------------------------------------------------------------------


def test_password_is_reset_by_a_link_in_an_email(client, nipa):
    response = client.post("/accounts/password/reset/", {"email": "Nipa@example.org"})
    assert response["Location"] == "/accounts/password/reset/done/"
    sent = outbox("mail")[0]
    link = next(line for line in sent.splitlines() if "/password/reset/key/" in line)

    form = client.get(link.strip(), follow=True)
    there = form.redirect_chain[-1][0]
    short = client.post(there, {"password1": "ছোট"})
    assert "অন্তত ৮টি অক্ষর দিন" in short.content.decode()
    client.post(there, {"password1": "বৃষ্টি পড়ে টাপুর"})

    client.post(SIGN_IN, {"login": "nipa@example.org", "password": "বৃষ্টি পড়ে টাপুর"})
    assert is_in(client)
    used = Client().get(link.strip(), follow=True)
    assert "লিংকটা আর কাজ করে না" in used.content.decode()


def test_password_reset_does_not_tell_who_is_a_member(client, nipa):
    response = client.post("/accounts/password/reset/", {"email": "x@example.org"})

    assert response["Location"] == "/accounts/password/reset/done/"
    assert "এই ই-মেইলে উঠানে কোনো সদস্য নেই" in outbox("mail")[0]


def test_password_change_wants_the_one_of_now(client, nipa):
    client.force_login(nipa)

    wrong = client.post(
        "/accounts/password/change/",
        {"oldpassword": "ভুল", "password1": "বৃষ্টি পড়ে টাপুর"},
    )
    assert "এখনকার পাসওয়ার্ডটা মিলছে না" in wrong.content.decode()
    response = client.post(
        "/accounts/password/change/",
        {"oldpassword": PASSWORD, "password1": "বৃষ্টি পড়ে টাপুর"},
    )

    assert response["Location"] == "/me/"
    nipa.refresh_from_db()
    assert nipa.check_password("বৃষ্টি পড়ে টাপুর")


def test_first_password_is_chosen_without_another(client, nipa):
    nipa.set_unusable_password()
    nipa.save()
    come_in_by_code(client)

    client.post("/accounts/password/set/", {"password1": "বৃষ্টি পড়ে টাপুর"})

    nipa.refresh_from_db()
    assert nipa.check_password("বৃষ্টি পড়ে টাপুর")


# --- Number and e-mail -------------------------------------------------------------


def test_number_changes_after_password_and_code_and_the_old_one_is_told(client, nipa):
    client.force_login(nipa)
    response = client.post("/accounts/phone/change/", {"phone": "০১৮১২৩৪৫৬৭৮"})
    assert response["Location"].startswith("/accounts/reauthenticate/")

    client.post(response["Location"], {"password": PASSWORD})
    nipa.refresh_from_db()
    assert nipa.phone == "+8801712345678"
    client.post("/accounts/phone/verify/", {"code": in_bangla(last_code())})

    nipa.refresh_from_db()
    assert (nipa.phone, nipa.phone_verified) == ("+8801812345678", True)
    assert sms_sending.drain() == 1
    assert outbox("sms")[-1].startswith("+8801712345678\nউঠান: আপনার অ্যাকাউন্টের")


def test_number_of_another_member_is_refused_after_the_code_only(client, nipa):
    Member.objects.create_user("rina", phone="+8801912345678", phone_verified=True)
    nipa.set_unusable_password()
    nipa.save()
    come_in_by_code(client)

    response = client.post("/accounts/phone/change/", {"phone": "01912345678"})
    assert response["Location"] == "/accounts/phone/verify/"
    response = client.post("/accounts/phone/verify/", {"code": last_code()})

    assert "এই নম্বর অন্য একজন সদস্যের" in response.content.decode()


def test_number_asked_twice_at_once_gets_a_sentence(client, nipa):
    nipa.set_unusable_password()
    nipa.save()
    come_in_by_code(client)
    client.post("/accounts/phone/change/", {"phone": "01912345678"})

    response = client.post("/accounts/phone/change/", {"phone": "01912345678"})

    assert "এইমাত্র সেখানে কোড পাঠিয়েছি" in response.content.decode()


def test_email_changes_after_the_code(client, nipa):
    nipa.set_unusable_password()
    nipa.save()
    come_in_by_code(client)

    with zeal_ignore():  # allauth looks for the address twice
        client.post("/accounts/email/", {"email": "new@example.org", "action_add": "1"})
        response = client.post("/accounts/confirm-email/", {"code": last_code("mail")})

    assert response["Location"] == "/me/"
    nipa.refresh_from_db()
    assert nipa.email == "new@example.org"


@pytest.mark.parametrize("path", ["/accounts/login/", "/accounts/signup/"])
def test_what_is_no_address_leads_nowhere(client, path):
    for there in ("http://[", "//[x"):
        assert client.get(path, {"next": there}).status_code == 200
