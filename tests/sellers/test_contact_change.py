"""Other numbers on a page: whose they are, who is told, and the way back."""

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from zeal import zeal_ignore

from core.permissions import Refused
from profiles import sms_sending
from profiles.models import Member, SmsJob
from sellers.models import Contact, ContactChange, Seller
from tests.factories import PASSWORD, MemberFactory, SellerFactory
from tests.profiles.signing import outbox

OLD, NEW, OWN = "+8801712345678", "+8801812345678", "+8801912345678"
PAGE = "/sellers/contacts/"


@pytest.fixture
def nipa(db: None) -> Member:
    found: Member = MemberFactory(handle="nipa", phone=OWN, phone_verified=True)
    return found


@pytest.fixture
def seller(nipa: Member) -> Seller:
    found: Seller = SellerFactory(member=nipa, name="সুতোর গল্প")
    return found


@pytest.fixture
def old(seller: Seller) -> Contact:
    """Her number, confirmed by a code."""
    contact = Contact.objects.put(seller, "phone", OLD, "members")
    contact.confirm()
    return contact


@pytest.fixture
def fresh(nipa: Member) -> Client:
    """Her browser, just after she signed in."""
    client = Client()
    client.post("/accounts/login/", {"login": nipa.email, "password": PASSWORD})
    assert client.get(PAGE, follow=True).wsgi_request.user == nipa
    return client


def told() -> list[tuple[str, str]]:
    """Which numbers got a link, and the link, the oldest first."""
    sms_sending.drain()
    found = []
    for words in outbox("sms"):
        if link := re.search(rf"{settings.SITE_URL}(\S+/undo/\S+)", words):
            found.append((words.split("\n")[0], link[1]))
    return found


def give(client: Client, number: str) -> Any:
    return client.post(PAGE, {"kind": "phone", "value": number})


# --- a number that nobody confirmed ---


@pytest.mark.parametrize("is_confirmed", [True, False])
def test_guests_see_a_business_number_only_once_it_is_confirmed(seller, is_confirmed):
    contact = Contact.objects.put(seller, "phone", NEW, "business")
    if is_confirmed:
        contact.confirm()
    sent = {"reason": "buy", "client_key": str(uuid.uuid4())}

    answer = Client().post(f"{PAGE}{contact.pk}/", sent)

    assert answer.status_code == (200 if is_confirmed else 403)
    body = answer.content.decode()
    assert ("০১৮১২৩৪৫৬৭৮" in body) is is_confirmed
    assert ("কোড দিয়ে নিশ্চিত করা হয়নি" in body) is not is_confirmed


def test_unconfirmed_business_number_stays_and_is_seen_by_members(seller, tania):
    contact = Contact.objects.put(seller, "phone", NEW, "business")
    with pytest.raises(Refused):
        contact.reveal(tania, "buy", uuid.uuid4())
    tania.phone, tania.phone_verified = OLD, True
    tania.save()
    assert contact.reveal(tania, "buy", uuid.uuid4()) == NEW
    contact.refresh_from_db()
    assert contact.mode == "business"


def test_number_she_signs_in_with_is_confirmed_while_it_is_hers(seller, nipa):
    contact = Contact.objects.put(seller, "phone", OWN, "business")
    assert contact.is_for_guests
    Member.objects.filter(pk=nipa.pk).update(phone=NEW)
    assert not Contact.objects.select_related("seller__member").get().is_for_guests


def test_confirming_counts_once_and_can_end(old, seller):
    version = Seller.objects.get(pk=seller.pk).version
    assert not old.confirm()
    assert old.confirm(False)
    assert not old.confirm(False)
    assert not Contact.objects.get().is_confirmed
    assert Seller.objects.get(pk=seller.pk).version == version + 1
    old.remove()
    assert not old.confirm()


def test_her_own_list_says_what_is_confirmed(fresh, old, seller):
    body = fresh.get(PAGE).content.decode()
    assert "কোড দিয়ে নিশ্চিত করা।" in body
    assert "তার আগে শুধু সদস্যরা দেখতে পারেন" not in body
    Contact.objects.put(seller, "whatsapp", NEW, "business")
    assert "তার আগে শুধু সদস্যরা দেখতে পারেন" in fresh.get(PAGE).content.decode()


# --- a change ---


def test_first_number_changes_nothing(fresh, seller):
    assert give(fresh, "01812345678").status_code == 302
    [contact] = Contact.objects.all()
    assert not contact.changed_lately
    assert told() == []


def test_another_number_tells_the_old_one_and_says_for_a_week_that_it_is_new(
    fresh, old, seller
):
    assert give(fresh, "০১৮১২৩৪৫৬৭৮").status_code == 302

    new = Contact.objects.get(value=NEW)
    assert [number for number, _link in told()] == [OLD]
    assert new.changed_lately
    page = seller.get_absolute_url()
    for url in (page, f"{PAGE}{new.pk}/"):
        assert "নম্বর সম্প্রতি বদলেছে" in Client().get(url).content.decode()
    week = timezone.now() - timedelta(days=7)
    Contact.objects.filter(pk=new.pk).update(created_at=week)
    seller.raise_version()
    assert "নম্বর সম্প্রতি বদলেছে" not in Client().get(page).content.decode()


def test_number_in_place_of_one_that_she_took_back_is_new_too(fresh, old):
    fresh.post(f"{PAGE}{old.pk}/remove/")
    give(fresh, "01812345678")
    assert Contact.objects.get(value=NEW).changed_lately
    assert [number for number, _link in told()] == [OLD, OLD]


def test_number_that_was_never_confirmed_is_told_nothing(fresh, seller):
    """It may be a stranger's, who would get SMS about somebody's page."""
    contact = Contact.objects.put(seller, "phone", OLD, "members")
    give(fresh, "01812345678")
    fresh.post(f"{PAGE}{contact.pk}/remove/")
    assert told() == []
    assert not ContactChange.objects.exists()


def test_old_number_is_told_three_times_a_day(fresh, old):
    for number in range(5):
        give(fresh, f"0181234567{number}")
    assert Contact.objects.standing().count() == 6
    assert [number for number, _link in told()] == [OLD] * 3


def test_nothing_is_kept_where_no_sms_is_sent(fresh, old, settings):
    settings.SMS_SENDER = "none"
    assert give(fresh, "01812345678").status_code == 302
    assert not ContactChange.objects.exists()
    assert not SmsJob.objects.exists()


# --- a fresh sign-in ---


def test_change_asks_once_more_who_she_is_and_keeps_what_she_typed(nipa, old):
    client = Client()
    client.force_login(nipa)

    asked = give(client, "01812345678")
    removed = client.post(f"{PAGE}{old.pk}/remove/")

    for answer in (asked, removed):
        assert answer["Location"].startswith("/accounts/reauthenticate/")
    assert Contact.objects.standing().count() == 1
    give(client, "01812345678")
    client.post(
        "/accounts/reauthenticate/?next=/sellers/contacts/", {"password": PASSWORD}
    )
    assert Contact.objects.filter(value=NEW).exists()


def test_mode_and_address_and_unconfirmed_numbers_ask_nothing(nipa, seller):
    client = Client()
    client.force_login(nipa)
    contact = Contact.objects.put(seller, "phone", OLD, "members")
    client.post(f"{PAGE}{contact.pk}/mode/", {"mode": "ask"})
    client.post(PAGE, {"kind": "address", "value": "১২ সুতাপাড়া, টাঙ্গাইল"})
    client.post(f"{PAGE}{contact.pk}/remove/")
    assert [each.kind for each in Contact.objects.standing()] == ["address"]
    assert client.get(f"{PAGE}{contact.pk}/remove/").status_code == 404


def test_page_of_a_step_leads_back(nipa, old):
    client = Client()
    client.force_login(nipa)
    assert client.get(f"{PAGE}{old.pk}/remove/")["Location"] == PAGE
    assert Contact.objects.standing().exists()


# --- the way back ---


def test_old_number_takes_it_back_once_and_shuts_the_thief_out(fresh, old, nipa):
    give(fresh, "01812345678")
    fresh.post(f"{PAGE}{old.pk}/remove/")
    [(number, link), _later] = told()
    stranger = Client()

    page = stranger.get(link).content.decode()
    assert "০১৭••••••৭৮" in page
    assert Contact.objects.standing().get().value == NEW  # only looked at
    answer = stranger.post(link)

    assert number == OLD
    assert answer["Location"] == "/accounts/login/code/"
    assert Contact.objects.standing().get() == old
    with zeal_ignore():  # Django reads a session that is over once more to delete it
        assert fresh.get("/me/").status_code == 302
    assert stranger.post(link).status_code == 404
    told()
    last = outbox("sms")[-1]
    assert last.startswith(f"{OWN}\nউঠান: আপনার পেজের নম্বর বদলটা")


def test_link_of_the_first_change_takes_back_what_came_after(fresh, old, seller):
    for number in (1, 2, 3):
        give(fresh, f"0181234567{number}")
    links = [link for _number, link in told()]
    Client().post(links[0])
    assert Contact.objects.standing().get() == old
    assert [Client().post(link).status_code for link in links] == [404] * 3


def test_who_took_it_back_cannot_keep_his_number_there_for_ever(fresh, old, nipa):
    fresh.post(f"{PAGE}{old.pk}/remove/")
    [(_number, link)] = told()
    Client().post(link)
    assert Contact.objects.standing().get() == old
    client = Client()
    client.post("/accounts/login/", {"login": nipa.email, "password": PASSWORD})
    client.post(f"{PAGE}{old.pk}/remove/")
    assert not Contact.objects.standing().exists()
    assert len(told()) == 1


def test_link_ends_after_seven_days(fresh, old):
    give(fresh, "01812345678")
    [(_number, link)] = told()
    ContactChange.objects.update(at=timezone.now() - timedelta(days=7))
    answer = Client().get(link)
    assert answer.status_code == 404
    assert "সাত দিনের বেশি পুরোনো" in answer.content.decode()
    assert Client().post(link).status_code == 404
    assert Contact.objects.standing().count() == 2


@pytest.mark.parametrize("token", ["x", "ক" * 300, "%00", "A" * 22])
def test_made_up_links_say_that_they_are_old(db, token):
    assert Client().get(f"{PAGE}undo/{token}/").status_code == 404
    assert Client().post(f"{PAGE}undo/{token}/").status_code == 404
