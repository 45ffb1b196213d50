"""A number by a code: right, wrong, old, another number's, guessed without end."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from core import text
from core.permissions import Refused
from profiles import sms_sending
from profiles.models import Member, SmsJob
from sellers import matching
from sellers.models import Contact, Seller
from tests.factories import MemberFactory, SellerFactory
from tests.profiles.signing import outbox
from tests.verification.making import ask
from verification import ways
from verification.models import Code, Outcome, Verification, Why

pytestmark = pytest.mark.django_db

NUMBER, OTHER, PAID = "+8801712345678", "+8801812345678", "+8801912345678"


@pytest.fixture
def seller(rahima: Member) -> Seller:
    found: Seller = SellerFactory(member=rahima, name="সুতোর গল্প")
    return found


@pytest.fixture
def phone(seller: Seller) -> Contact:
    return Contact.objects.put(seller, "phone", NUMBER, "business")


@pytest.fixture
def hers(rahima: Member) -> Client:
    client = Client()
    client.force_login(rahima)
    return client


def confirm(contact: Contact) -> str:
    return f"/sellers/contacts/{contact.pk}/confirm/"


def last_code(number: str = NUMBER) -> str:
    """The digits of the latest SMS, which went to `number`."""
    sms_sending.drain()
    words = outbox("sms")[-1]
    assert words.startswith(f"{number}\n"), words
    found = re.search(r"(?<![0-9+])[0-9]{6}(?![0-9])", words)
    assert found, words
    return found.group()


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


def later(**span: float) -> None:
    """Let time pass for all codes."""
    # The oldest first: each takes the minute that the one before it left.
    for row in Code.objects.order_by("pk"):
        at = row.sent_at - timedelta(**span)
        minute = row.minute - int(timedelta(**span).total_seconds() // 60) - 1
        Code.objects.filter(pk=row.pk).update(sent_at=at, minute=minute)


def write(client: Client, code: str) -> Any:
    row = Code.objects.latest("pk")
    return client.post(f"/sellers/codes/{row.pk}/", {"code": code})


def kinds(seller: Seller) -> list[str]:
    rows = Verification.objects.standing_for([seller])[seller.pk]
    return [row.kind for row in rows]


# --- the way through ---


@pytest.mark.parametrize("typed", [str, text.to_bangla_digits])
def test_right_code_confirms_the_number_for_everyone(
    hers, seller, phone, rahima, typed
):
    answer = hers.post(confirm(phone))
    code = Code.objects.get()
    assert answer.status_code == 303
    assert answer["Location"] == f"/sellers/codes/{code.pk}/"
    page = hers.get(answer["Location"]).content.decode()
    assert "শেষে ৭৮ আছে" in page
    digits = last_code()
    assert digits not in page
    assert digits not in code.digest

    answer = write(hers, typed(digits))

    assert answer.status_code == 303
    assert answer["Location"] == "/sellers/contacts/"
    row = Verification.objects.get()
    assert (row.kind, row.method, row.state) == ("phone", "code", "standing")
    assert (row.contact, row.decided_by, row.member) == (phone, None, rahima)
    assert timedelta(days=364) < row.until - timezone.now() < timedelta(days=366)
    phone.refresh_from_db()
    assert phone.is_confirmed
    assert (
        "ফোন নম্বর নিশ্চিত করা" in Client().get(seller.get_absolute_url()).content.decode()
    )
    guest = Client().post(f"/sellers/contacts/{phone.pk}/", {"reason": "buy"})
    assert "০১৭১২৩৪৫৬৭৮" in guest.content.decode()


def test_double_tap_of_the_right_code_is_one_confirmation(hers, phone):
    hers.post(confirm(phone))
    digits = last_code()
    answers = [write(hers, digits) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [303] * 3
    assert Verification.objects.count() == 1
    assert write(hers, wrong(digits)).status_code == 422


def test_confirming_anew_takes_the_place_of_what_stood(hers, seller, phone):
    for _ in range(2):
        hers.post(confirm(phone))
        write(hers, last_code())
        later(minutes=2)
    assert kinds(seller) == ["phone"]
    assert Verification.objects.filter(why=Why.REPLACED).count() == 1


def test_payment_number_is_kept_as_a_hash_and_two_digits(hers, seller):
    url = f"/sellers/{seller.slug}/verify/payout-code/"
    answer = hers.post(url, {"number": "০১৯১২ ৩৪৫৬৭৮"})
    assert answer.status_code == 303
    write(hers, last_code(PAID))
    assert kinds(seller) == ["payout"]
    row = Verification.objects.get()
    assert (row.ending, row.method, row.contact) == ("78", "code", None)
    assert row.key == matching.of_phone(PAID)
    assert not SmsJob.objects.exists()
    kept = str([*Code.objects.values(), *Verification.objects.values()])
    assert "1912345678" not in kept
    # So she cannot review herself from an account with that number.
    assert row.key in matching.numbers_of(seller)


def test_pictures_that_came_meanwhile_are_not_passed_over(hers, seller):
    hers.post(f"/sellers/{seller.slug}/verify/payout-code/", {"number": PAID})
    key = matching.of_phone(PAID)
    asked = ask(seller, "payout", key=key, ending="5678")
    answer = write(hers, last_code(PAID))
    assert answer.status_code == 403
    assert "মডারেটর" in answer.content.decode()
    asked.refresh_from_db()
    assert (asked.state, asked.method) == ("waiting", "staff")
    assert kinds(seller) == []
    asked.end(Why.WITHDRAWN)
    assert write(hers, last_code(PAID)).status_code == 303
    assert kinds(seller) == ["payout"]


# --- wrong, old, another's ---


def test_five_wrong_ones_end_it_and_then_the_right_one_fails_too(hers, seller, phone):
    hers.post(confirm(phone))
    digits = last_code()
    answers = [write(hers, wrong(digits)) for _ in range(5)]
    assert [answer.status_code for answer in answers] == [422] * 5
    assert "অনেকবার ভুল হয়েছে" in answers[-1].content.decode()

    answer = write(hers, digits)

    assert answer.status_code == 422
    assert "অনেকবার ভুল হয়েছে" in answer.content.decode()
    assert kinds(seller) == []
    assert not Contact.objects.get().confirmed_at


def test_wrong_ones_are_not_forgotten_by_another_tab_or_a_new_session(
    rahima, seller, phone
):
    digits = ""
    for number in range(5):
        client = Client()
        client.force_login(rahima)
        if not number:
            client.post(confirm(phone))
            digits = last_code()
        write(client, wrong(digits))
    client = Client()
    client.force_login(rahima)
    assert write(client, digits).status_code == 422
    assert kinds(seller) == []


def test_code_is_too_old_after_ten_minutes(hers, seller, phone):
    hers.post(confirm(phone))
    digits = last_code()
    later(minutes=10)
    answer = write(hers, digits)
    assert answer.status_code == 422
    assert "পুরোনো হয়ে গেছে" in answer.content.decode()
    assert kinds(seller) == []


def test_old_code_counts_no_more_once_a_new_one_went_out(hers, seller, phone):
    hers.post(confirm(phone))
    first, digits = Code.objects.get(), last_code()
    later(minutes=2)
    hers.post(confirm(phone))
    second = last_code()
    first.refresh_from_db()
    assert first.is_waiting
    url = f"/sellers/codes/{first.pk}/"
    assert "এই কোডটা আর চলবে না" in hers.get(url).content.decode()
    assert hers.post(url, {"code": digits}).status_code == 422
    assert hers.post(url, {"code": second}).status_code == 422
    assert kinds(seller) == []
    assert write(hers, second).status_code == 303


def test_code_for_another_number_or_purpose_fails(hers, seller, phone):
    other = Contact.objects.put(seller, "whatsapp", OTHER, "members")
    hers.post(confirm(phone))
    digits = last_code()
    later(minutes=2)
    hers.post(confirm(other))
    theirs = last_code(OTHER)
    assert theirs != digits
    assert write(hers, digits).status_code == 422
    later(minutes=2)
    # The same number as one to be paid at is another question.
    hers.post(f"/sellers/{seller.slug}/verify/payout-code/", {"number": NUMBER})
    assert write(hers, digits).status_code == 422
    assert kinds(seller) == []


@pytest.mark.parametrize(
    "typed", ["", " ", "12345", "1234567", "abcdef", "১২৩", "0" * 5000, "\x00" * 6]
)
def test_what_is_no_code(hers, seller, phone, typed):
    hers.post(confirm(phone))
    answer = write(hers, typed)
    assert answer.status_code == 422
    assert kinds(seller) == []


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "+14155550123",
        "+919876543210",
        "0255012345",
        "09612345678",
        "01212345678",
        "0171234567",
        "017123456789",
        "০১৭১২ abc ৬৭৮",
        "999",
        "x" * 5000,
    ],
)
def test_numbers_that_are_no_mobile_number_here(hers, seller, typed):
    url = f"/sellers/{seller.slug}/verify/payout-code/"
    answer = hers.post(url, {"number": typed})
    assert answer.status_code == 422
    assert not Code.objects.exists()
    assert not SmsJob.objects.exists()


# --- how many ---


def test_one_a_minute_and_five_a_day(hers, phone):
    assert hers.post(confirm(phone)).status_code == 303
    answer = hers.post(confirm(phone))
    assert answer.status_code == 429
    assert "এক মিনিট পরে" in answer.content.decode()
    for _ in range(4):
        later(minutes=2)
        assert hers.post(confirm(phone)).status_code == 303
    later(minutes=2)
    answer = hers.post(confirm(phone))
    assert answer.status_code == 429
    assert "কাল নতুন কোড চান" in answer.content.decode()
    assert Code.objects.count() == 5
    later(hours=24)
    assert hers.post(confirm(phone)).status_code == 303


def test_one_number_gets_no_more_from_many_accounts(phone, hers):
    """A stranger is not showered with SMS by as many accounts as one likes to make."""
    hers.post(confirm(phone))
    for number in range(5):
        other = SellerFactory(member=MemberFactory(handle=f"other{number}"))
        contact = Contact.objects.put(other, "phone", NUMBER, "members")
        client = Client()
        client.force_login(other.member)
        assert client.post(confirm(contact)).status_code == 429
        later(minutes=2)
        client.post(confirm(contact))
    assert Code.objects.count() == 5


def test_one_account_sends_five_a_day_to_whichever_numbers(hers, seller):
    url = f"/sellers/{seller.slug}/verify/payout-code/"
    for number in range(7):
        hers.post(url, {"number": f"0171234567{number}"})
        later(minutes=2)
    assert Code.objects.count() == 5


def test_two_at_the_same_moment_are_one_sms(seller, phone, rahima):
    Code.objects.send(seller, "phone", rahima, NUMBER, phone)
    Code.objects.update(sent_at=timezone.now() - timedelta(minutes=5))
    # As where the other one was not there yet when this one counted; in the next
    # minute too, should that begin meanwhile.
    there = Code.objects.get()
    for minute in (0, 1):
        there.minute = int(timezone.now().timestamp() // 60) + minute
        there.save()
        there.pk = None
    with pytest.raises(Refused) as refused:
        Code.objects.send(seller, "phone", rahima, NUMBER, phone)
    assert refused.value.code == "limit"
    assert SmsJob.objects.count() == 1


# --- whose ---


def test_number_of_another_member_is_answered_like_any_other(seller, hers, phone):
    """Nobody learns whether a number has an account."""
    free = hers.post(confirm(phone))
    later(minutes=2)
    MemberFactory(handle="owner", phone=OTHER, phone_verified=True)
    contact = Contact.objects.put(seller, "whatsapp", OTHER, "members")
    taken = hers.post(confirm(contact))
    assert (free.status_code, taken.status_code) == (303, 303)
    pages = [
        re.sub(
            r"[\d০-৯]+|value=\"\w+\"", "", hers.get(each["Location"]).content.decode()
        )
        for each in (free, taken)
    ]
    assert pages[0] == pages[1]
    sms_sending.drain()
    said = [re.sub(r"\d+", "", words) for words in outbox("sms")]
    assert said[0] == said[1]


def test_others_reach_neither_her_numbers_nor_her_codes(hers, phone, tania, rahima):
    hers.post(confirm(phone))
    digits = last_code()
    row = Code.objects.get()
    SellerFactory(member=tania)
    moderator = MemberFactory(moderator=True)
    for member in (tania, moderator, MemberFactory(), None):
        client = Client()
        if member is not None:
            client.force_login(member)
        for url in (confirm(phone), f"/sellers/codes/{row.pk}/"):
            for answer in (client.get(url), client.post(url, {"code": digits})):
                assert answer.status_code == (302 if member is None else 404)
    assert Code.objects.count() == 1
    assert not Verification.objects.exists()


@pytest.mark.parametrize("pk", [0, 10**18, 10**30])
def test_ids_that_are_none(hers, seller, pk):
    assert hers.get(f"/sellers/codes/{pk}/").status_code == 404
    assert hers.post(f"/sellers/contacts/{pk}/confirm/").status_code == 404


def test_address_and_pages_get_no_code(hers, seller):
    contact = Contact.objects.put(seller, "address", "১২ সুতাপাড়া, টাঙ্গাইল", "deal")
    assert hers.post(confirm(contact)).status_code == 404
    assert not SmsJob.objects.exists()


def test_number_taken_back_between_code_and_typing(hers, seller, phone):
    hers.post(confirm(phone))
    digits = last_code()
    phone.remove()
    answer = write(hers, digits)
    assert answer.status_code == 410
    assert kinds(seller) == []
    assert hers.post(confirm(phone)).status_code == 404


def test_page_that_has_another_owner_meanwhile(hers, seller, phone, rahima, tania):
    row = Code.objects.send(seller, "phone", rahima, NUMBER, phone)
    digits = last_code()
    Seller.objects.filter(pk=seller.pk).update(member=tania)
    assert Code.objects.get(pk=row.pk).take(digits) == Outcome.OVER
    assert not Verification.objects.exists()


def test_where_no_sms_is_sent_the_page_says_so(hers, seller, phone, settings):
    settings.SMS_SENDER = "none"
    for url in (confirm(phone), f"/sellers/{seller.slug}/verify/payout-code/"):
        page = hers.get(url).content.decode()
        assert "এখন আমরা এসএমএস পাঠাতে পারছি না" in page
        assert "কোড পাঠান" not in page
        answer = hers.post(url, {"number": NUMBER})
        assert answer.status_code == 503
    assert not Code.objects.exists()


# --- what follows ---


@pytest.mark.parametrize(("why", "stays"), [(Why.EXPIRED, False), (Why.REVOKED, False)])
def test_number_is_closed_to_guests_when_its_confirmation_ends(hers, phone, why, stays):
    hers.post(confirm(phone))
    write(hers, last_code())
    Verification.objects.get().end(why)
    phone.refresh_from_db()
    assert phone.is_for_guests is stays


def test_number_she_takes_back_ends_what_stood(hers, seller, phone):
    hers.post(confirm(phone))
    write(hers, last_code())
    Contact.objects.get().remove()
    assert kinds(seller) == []
    assert Verification.objects.get().why == Why.CHANGED


@pytest.mark.parametrize("count", [1, 3])
def test_choosing_a_number_asks_as_often_for_three_as_for_one(
    hers, seller, count, django_assert_num_queries
):
    for number in range(count):
        Contact.objects.put(seller, "phone", f"+880171234567{number}", "members")
    url = f"/sellers/{seller.slug}/verify/phone/"
    hers.get(url)
    with django_assert_num_queries(5):
        body = hers.get(url).content.decode()
    assert body.count("/confirm/") == count


def test_old_codes_are_forgotten(seller, phone, rahima):
    Code.objects.send(seller, "phone", rahima, NUMBER, phone)
    assert ways.forget_codes() == 0
    later(days=31)
    assert ways.forget_codes() == 1
    assert not Code.objects.exists()
