"""A new number: the old one is told, can take it back, and others see it for a week."""

import datetime as dt
import re

import pytest
from allauth.mfa.models import Authenticator
from django.db import IntegrityError
from django.test import Client
from django.utils import timezone
from zeal import zeal_ignore

from profiles import sms_sending
from profiles.models import Member, NumberChange, SmsJob
from profiles.sms import SmsFailed
from tests.factories import PASSWORD, MemberFactory
from tests.profiles.signing import give_totp, last_code, outbox

pytestmark = pytest.mark.django_db

OLD, NEW, THIRD = "+8801712345678", "+8801812345678", "+8801912345678"


@pytest.fixture
def nipa(db: None) -> Member:
    return MemberFactory(handle="nipa", phone=OLD, phone_verified=True)


def link_to(phone: str) -> str:
    """The path of the link in the last SMS to a number."""
    words = next(sms for sms in reversed(outbox("sms")) if sms.startswith(phone))
    found = re.search(r"http://localhost:8000(/accounts/number/[\w-]+/)", words)
    assert found, words
    return found.group(1)


def changed(member: Member, *phones: str) -> list[str]:
    """Give her these numbers one after another; returns the links of the old ones."""
    links = []
    for phone in phones:
        before = member.phone or ""
        NumberChange.make(member, phone)
        sms_sending.drain()
        links.append(link_to(before))
    return links


def is_in(client: Client) -> bool:
    with zeal_ignore():  # Django reads a session that is over once more to delete it
        return client.get("/me/").status_code == 200


def test_old_number_takes_it_back_once_and_shuts_the_thief_out(client, nipa):
    earlier = Authenticator.objects.create(
        user=nipa,
        type="webauthn",
        data={"name": "ফোন", "credential": {}},
        created_at=timezone.now() - dt.timedelta(days=9),
    )
    thief = Client()
    thief.force_login(nipa)
    [link] = changed(nipa, NEW)
    give_totp(nipa)

    page = client.get(link).content.decode()
    assert "০১৭••••••৭৮" in page
    nipa.refresh_from_db()
    assert nipa.phone == NEW  # only looked at, as messengers do for a preview
    response = client.post(link)

    assert response["Location"] == "/accounts/login/code/"
    nipa.refresh_from_db()
    assert (nipa.phone, nipa.phone_verified, nipa.phone_changed_at) == (OLD, True, None)
    assert not nipa.has_usable_password()
    assert not is_in(thief)
    assert list(Authenticator.objects.values_list("pk", flat=True)) == [earlier.pk]
    sms_sending.drain()
    assert outbox("sms")[-1].startswith(f"{NEW}\nউঠান: আপনার অ্যাকাউন্টের নম্বর বদলটা")
    assert client.post(link).status_code == 404
    assert not SmsJob.objects.exists()


def test_first_old_number_wins_over_what_came_after(client, nipa):
    first, second = changed(nipa, NEW, THIRD)

    client.post(first)

    nipa.refresh_from_db()
    assert nipa.phone == OLD
    assert client.get(second).status_code == 404
    sms_sending.drain()
    told = {sms.split("\n")[0] for sms in outbox("sms")[-2:]}
    assert told == {NEW, THIRD}


def test_link_ends_after_seven_days(client, nipa):
    [link] = changed(nipa, NEW)
    week = timezone.now() - dt.timedelta(days=7)
    NumberChange.objects.update(at=week)
    Member.objects.update(phone_changed_at=week)

    answer = client.get(link)

    assert answer.status_code == 404
    assert "সাত দিনের বেশি পুরোনো" in answer.content.decode()
    assert client.post(link).status_code == 404
    nipa.refresh_from_db()
    assert nipa.phone == NEW


@pytest.mark.parametrize("token", ["x", "ক" * 300, "%00", "A" * 22])
def test_made_up_links_say_that_they_are_old(client, db, token):
    assert client.get(f"/accounts/number/{token}/").status_code == 404


def test_number_that_has_another_member_now_is_not_taken(client, nipa):
    [link] = changed(nipa, NEW)
    MemberFactory(handle="rina", phone=OLD, phone_verified=True)

    page = client.post(link, follow=True).content.decode()

    assert "এই নম্বর এখন অন্য একজন সদস্যের" in page
    nipa.refresh_from_db()
    assert nipa.phone == NEW


def test_others_see_for_a_week_that_it_is_new(client, nipa):
    said = "নম্বর সম্প্রতি বদলেছে"
    page = nipa.get_absolute_url()
    assert said not in client.get(page).content.decode()

    changed(nipa, NEW)
    shown = client.get(f"{page}?x").content.decode()
    assert said in shown
    assert "১২৩৪" not in shown
    week = timezone.now() - dt.timedelta(days=7, seconds=1)
    Member.objects.update(phone_changed_at=week)

    assert said not in client.get(f"{page}?y").content.decode()


def test_first_number_is_not_said_to_be_new_and_the_same_one_is_no_change(nipa, rahima):
    assert NumberChange.make(rahima, NEW).before == ""
    assert NumberChange.make(nipa, OLD) is None

    rahima.refresh_from_db()
    assert (rahima.phone, rahima.phone_changed_at) == (NEW, None)
    assert not SmsJob.objects.exists()


def test_number_taken_in_the_same_moment_changes_nothing(nipa):
    MemberFactory(handle="rina", phone=NEW, phone_verified=True)

    with pytest.raises(IntegrityError):
        NumberChange.make(nipa, NEW)


@pytest.mark.parametrize(
    "phone",
    ["+91 98765 43210", "02-55663001", "abc", "", "0171234567", "16247", "০১১১২৩৪৫৬৭৮"],
)
def test_number_that_is_none_is_refused_and_stays_in_the_box(client, nipa, phone):
    client.force_login(nipa)

    page = client.post("/accounts/phone/change/", {"phone": phone}).content.decode()

    assert "মোবাইল নম্বর" in page
    assert f'value="{phone}"' in page or not phone
    assert outbox("sms") == []


def test_code_for_one_number_does_not_prove_another(client, nipa):
    client.force_login(nipa)
    there = "/accounts/phone/change/"
    asked = client.post(there, {"phone": NEW})["Location"]
    client.post(asked, {"password": PASSWORD})
    first = last_code()
    client.post(there, {"phone": THIRD})
    second = last_code()

    client.post("/accounts/phone/verify/", {"code": first})
    nipa.refresh_from_db()
    assert nipa.phone == OLD or first == second
    client.post("/accounts/phone/verify/", {"code": second})

    nipa.refresh_from_db()
    assert nipa.phone == THIRD


class Down:
    """A gateway that is down."""

    def send(self, phone: str, words: str) -> None:
        raise SmsFailed("down")


def test_sms_waits_for_a_gateway_that_is_down(nipa, settings):
    settings.SMS_SENDER = "tests.profiles.test_number_change.Down"
    NumberChange.make(nipa, NEW)
    assert sms_sending.drain() == 0
    assert SmsJob.objects.get().last_error == "down"

    settings.SMS_SENDER = "outbox"
    SmsJob.objects.update(due_at=timezone.now())
    assert sms_sending.drain() == 1

    assert outbox("sms")[0].startswith(OLD)
    assert not SmsJob.objects.exists()
