"""A seller's number: who sees the digits, how often, and what she learns of it."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from core.permissions import Refused
from notifications.models import Notification
from profiles.models import Member
from sellers.models import Contact, ContactAsk, Reveal, Seller
from sellers.models import contact as rules
from tests.factories import MemberFactory, SellerFactory

NUMBER = "+8801712345678"
SPELLINGS = ("1712345678", "১৭১২৩৪৫৬৭৮")


@pytest.fixture
def seller(rahima: Member) -> Seller:
    """Rahima's page, which everyone may read."""
    found: Seller = SellerFactory(member=rahima, name="সুতোর গল্প")
    return found


@pytest.fixture
def phone(seller: Seller) -> Contact:
    """Her number, for members."""
    return Contact.objects.put(seller, "phone", NUMBER, "members")


@pytest.fixture
def buyer(tania: Member) -> Member:
    """A member who has confirmed her own number."""
    tania.phone, tania.phone_verified = "+8801898765432", True
    tania.save()
    return tania


def client_of(member: Member | None) -> Client:
    client = Client()
    if member is not None:
        client.force_login(member)
    return client


def look(
    member: Member | None, contact: Contact, key: uuid.UUID | None = None, **more: Any
) -> Any:
    """POST as the form does."""
    sent = {"reason": "buy", "client_key": str(key or uuid.uuid4()), **more}
    return client_of(member).post(f"/sellers/contacts/{contact.pk}/", sent)


def says_digits(answer: Any) -> bool:
    body = answer.content.decode()
    return any(each in body for each in (*SPELLINGS, "০১৭১২৩৪৫৬৭৮", "01712345678"))


def code_of(refused: Any) -> str:
    code: str = refused.value.code
    return code


# --- what everyone sees ---


@pytest.mark.parametrize("mode", ["members", "ask", "business"])
def test_guests_see_that_there_is_a_number_and_no_digits(
    seller: Seller, phone: Contact, mode: str
) -> None:
    phone.change_mode(mode)
    for url in (seller.get_absolute_url(), f"/sellers/contacts/{phone.pk}/"):
        answer = client_of(None).get(url)
        assert answer.status_code == 200
        assert "০১৭••••••৭৮" in answer.content.decode()
        assert not says_digits(answer)
    body = client_of(None).get(seller.get_absolute_url()).content.decode()
    assert "csrfmiddlewaretoken" not in body.split("<main")[1]
    assert 'method="post"' not in body


def test_a_member_finds_the_buttons_on_the_page_itself(
    seller: Seller, phone: Contact, buyer: Member
) -> None:
    answer = client_of(buyer).get(seller.get_absolute_url())
    assert f'action="/sellers/contacts/{phone.pk}/"' in answer.content.decode()
    assert answer.content.decode().count('name="reason"') == 3
    assert not says_digits(answer)


def test_a_look_by_the_page_of_the_seller(seller: Seller, buyer: Member) -> None:
    """With the token that stands in the section's form."""
    contact = Contact.objects.put(seller, "phone", NUMBER, "members")
    client = Client(enforce_csrf_checks=True)
    client.force_login(buyer)
    body = client.get(seller.get_absolute_url()).content.decode()
    form = body.split(f'action="/sellers/contacts/{contact.pk}/"')[1]
    token = form.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    key = form.split('name="client_key" value="')[1].split('"')[0]
    sent = {"csrfmiddlewaretoken": token, "client_key": key, "reason": "order"}
    answer = client.post(f"/sellers/contacts/{contact.pk}/", sent)
    assert answer.status_code == 200
    assert says_digits(answer)
    assert Reveal.objects.get().reason == "order"


# --- seeing it ---


def test_a_member_sees_it_in_the_answer_to_her_tap_alone(
    seller: Seller, phone: Contact, buyer: Member
) -> None:
    answer = look(buyer, phone)
    assert answer.status_code == 200
    assert "০১৭১২৩৪৫৬৭৮" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    seen = Reveal.objects.get()
    assert (seen.member, seen.contact, seen.reason) == (buyer, phone, "buy")
    assert not says_digits(client_of(buyer).get(f"/sellers/contacts/{phone.pk}/"))
    assert not says_digits(client_of(buyer).get(seller.get_absolute_url()))


def test_a_retry_of_the_phone_counts_once(phone: Contact, buyer: Member) -> None:
    key = uuid.uuid4()
    for _ in range(4):
        assert says_digits(look(buyer, phone, key))
    assert Reveal.objects.count() == 1


def test_a_key_of_somebody_else_opens_nothing(phone: Contact, buyer: Member) -> None:
    key = uuid.uuid4()
    look(buyer, phone, key)
    other = MemberFactory(phone="+8801811111111", phone_verified=True)
    answer = look(other, phone, key)
    assert answer.status_code == 409
    assert not says_digits(answer)


@pytest.mark.parametrize("reason", ["", "marry", "বিয়ে" * 400])
def test_without_a_reason_nothing_is_shown(
    phone: Contact, buyer: Member, reason: str
) -> None:
    answer = look(buyer, phone, reason=reason)
    assert answer.status_code == 400
    assert not says_digits(answer)
    assert not Reveal.objects.exists()


def test_only_who_confirmed_a_number_of_her_own_sees_it(
    phone: Contact, tania: Member
) -> None:
    answer = look(tania, phone)
    assert answer.status_code == 403
    assert "আগে নিজের মোবাইল নম্বর নিশ্চিত করুন" in answer.content.decode()
    assert not says_digits(answer)


def test_who_signed_in_sees_no_less_than_a_guest(phone: Contact, tania: Member) -> None:
    phone.change_mode("business")
    phone.confirm()
    answer = look(tania, phone)
    assert answer.status_code == 200
    assert says_digits(answer)
    assert Reveal.objects.get().member == tania


def test_a_guest_does_not_see_what_members_see(phone: Contact) -> None:
    for mode in ("members", "ask"):
        phone.change_mode(mode)
        answer = look(None, phone)
        assert answer.status_code == 403
        assert not says_digits(answer)
    assert not Reveal.objects.exists()


def test_ten_a_day(buyer: Member) -> None:
    contacts = [
        Contact.objects.put(SellerFactory(), "phone", f"+88017123456{n}", "members")
        for n in range(10, 21)
    ]
    for contact in contacts[:10]:
        contact.reveal(buyer, "buy", uuid.uuid4())
    with pytest.raises(Refused) as refused:
        contacts[10].reveal(buyer, "buy", uuid.uuid4())
    assert code_of(refused) == "limit"
    Reveal.objects.update(at=timezone.now() - timedelta(hours=25))
    assert contacts[10].reveal(buyer, "buy", uuid.uuid4()) == "+8801712345620"


def test_three_of_one_seller_in_thirty_days(
    seller: Seller, phone: Contact, buyer: Member
) -> None:
    second = Contact.objects.put(seller, "whatsapp", "+8801799999999", "members")
    for contact in (phone, second, phone):
        contact.reveal(buyer, "buy", uuid.uuid4())
    Reveal.objects.update(at=timezone.now() - timedelta(days=29))
    answer = look(buyer, second)
    assert answer.status_code == 429
    assert "01799999999" not in answer.content.decode()
    Reveal.objects.update(at=timezone.now() - timedelta(days=31))
    assert second.reveal(buyer, "buy", uuid.uuid4()) == "+8801799999999"


def test_a_blocked_member_learns_no_more_than_that_it_is_not_shown(
    rahima: Member, phone: Contact, buyer: Member
) -> None:
    rahima.block(buyer)
    answer = look(buyer, phone)
    assert answer.status_code == 403
    assert "এটা এখন দেখানো যাচ্ছে না" in answer.content.decode()
    assert "ব্লক" not in answer.content.decode().split("<main")[1]
    assert not says_digits(answer)


def test_of_a_page_that_is_not_shown_nothing_is_known(
    seller: Seller, phone: Contact, buyer: Member
) -> None:
    seller.unpublish()
    assert look(buyer, phone).status_code == 404
    assert look(None, phone).status_code == 404
    assert client_of(buyer).get(f"/sellers/contacts/{phone.pk}/").status_code == 404


def test_what_she_took_back_is_gone_for_a_page_that_is_open(
    phone: Contact, buyer: Member
) -> None:
    key = uuid.uuid4()
    phone.reveal(buyer, "buy", key)
    stale = Contact.objects.get(pk=phone.pk)
    assert phone.remove()
    assert not phone.remove()
    with pytest.raises(Refused) as refused:
        stale.reveal(buyer, "buy", key)
    assert code_of(refused) == "gone"
    assert look(buyer, phone, key).status_code == 404


@pytest.mark.parametrize("pk", [0, 10**18, 10**30])
def test_ids_that_are_none(buyer: Member, pk: int, db: None) -> None:
    client = client_of(buyer)
    sent = {"reason": "buy", "answer": "yes"}
    assert client.get(f"/sellers/contacts/{pk}/").status_code == 404
    assert client.post(f"/sellers/contacts/{pk}/", sent).status_code == 404
    assert client.post(f"/sellers/contacts/asks/{pk}/", sent).status_code == 404
    assert client.post(f"/sellers/contacts/{pk}/mode/", sent).status_code == 404
    assert client.get(f"/sellers/known/warnings/{pk}/").status_code == 404


# --- a business number ---


def test_guests_see_a_business_number_on_a_page_of_its_own(phone: Contact) -> None:
    phone.change_mode("business")
    phone.confirm()
    client = Client(enforce_csrf_checks=True)
    page = client.get(f"/sellers/contacts/{phone.pk}/").content.decode()
    token = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    sent = {"csrfmiddlewaretoken": token, "reason": "buy", "client_key": uuid.uuid4()}
    answer = client.post(f"/sellers/contacts/{phone.pk}/", sent)
    assert says_digits(answer)
    assert "no-store" in answer["Cache-Control"]
    seen = Reveal.objects.get()
    assert seen.member is None
    assert len(seen.network) == 64
    assert "127.0.0.1" not in seen.network


def test_guests_of_one_address_and_of_one_number_have_an_end(phone: Contact) -> None:
    phone.change_mode("business")
    phone.confirm()
    for number in range(rules.GUESTS_PER_ADDRESS):
        phone.reveal(None, "buy", uuid.uuid4(), address="203.0.113.7")
        assert Reveal.objects.count() == number + 1
    with pytest.raises(Refused) as refused:
        phone.reveal(None, "buy", uuid.uuid4(), address="203.0.113.7")
    assert code_of(refused) == "limit"
    for number in range(rules.GUESTS_PER_NUMBER - rules.GUESTS_PER_ADDRESS):
        phone.reveal(None, "buy", uuid.uuid4(), address=f"198.51.100.{number}")
    with pytest.raises(Refused) as refused:
        phone.reveal(None, "buy", uuid.uuid4(), address="192.0.2.1")
    assert code_of(refused) == "limit"


# --- asking ---


def ask(member: Member, contact: Contact) -> ContactAsk:
    return ContactAsk.objects.ask(contact, member, "buy", uuid.uuid4())


@pytest.fixture
def on_request(phone: Contact) -> Contact:
    """Her number, which she gives when asked."""
    phone.change_mode("ask")
    return phone


def test_ask_yes_and_see(rahima: Member, on_request: Contact, buyer: Member) -> None:
    answer = look(buyer, on_request)
    assert answer.status_code == 302
    assert answer["Location"] == "/sellers/contacts/asked/"
    asked = ContactAsk.objects.get()
    assert not Reveal.objects.exists()
    told = Notification.objects.get(member=rahima)
    assert told.kind == "number-asked"
    hers = client_of(rahima).get("/me/inbox/").content.decode()
    assert "একজন আপনার নম্বর চেয়েছেন" in hers
    body = client_of(rahima).get("/sellers/contacts/reveals/").content.decode()
    assert "তানিয়া রহমান" in body
    client_of(rahima).post(f"/sellers/contacts/asks/{asked.pk}/", {"answer": "yes"})
    assert Notification.objects.get(member=buyer).kind == "number-given"
    assert says_digits(look(buyer, on_request))
    assert Reveal.objects.get().member == buyer


def test_asked_again_while_it_waits_it_is_one(
    rahima: Member, on_request: Contact, buyer: Member
) -> None:
    first = ask(buyer, on_request)
    assert ask(buyer, on_request) == first
    assert ContactAsk.objects.count() == 1
    assert Notification.objects.filter(member=rahima).count() == 1


def test_no_is_told_to_nobody_and_opens_nothing(
    rahima: Member, on_request: Contact, buyer: Member
) -> None:
    asked = ask(buyer, on_request)
    assert asked.reply("no")
    assert not asked.reply("no")
    assert not Notification.objects.filter(member=buyer).exists()
    with pytest.raises(Refused) as refused:
        on_request.reveal(buyer, "buy", uuid.uuid4())
    assert code_of(refused) == "ask"


def test_a_yes_can_be_taken_back(on_request: Contact, buyer: Member) -> None:
    asked, key = ask(buyer, on_request), uuid.uuid4()
    asked.reply("yes")
    assert on_request.reveal(buyer, "buy", key) == NUMBER
    asked.reply("no")
    with pytest.raises(Refused):
        on_request.reveal(buyer, "buy", key)


def test_a_block_blocks(rahima: Member, on_request: Contact, buyer: Member) -> None:
    asked = ask(buyer, on_request)
    client_of(rahima).post(f"/sellers/contacts/asks/{asked.pk}/", {"answer": "block"})
    assert rahima.has_blocked(buyer)
    with pytest.raises(Refused) as refused:
        ask(buyer, on_request)
    assert code_of(refused) == "closed"


def test_a_moderator_cannot_be_blocked_by_it(
    rahima: Member, on_request: Contact, karim: Member
) -> None:
    karim.phone, karim.phone_verified = "+8801911111111", True
    karim.save()
    asked = ask(karim, on_request)
    with pytest.raises(Refused):
        asked.reply("block")
    asked.refresh_from_db()
    assert asked.answer == ""


def test_after_seven_days_it_has_run_out(on_request: Contact, buyer: Member) -> None:
    asked = ask(buyer, on_request)
    long_ago = timezone.now() - timedelta(days=7, minutes=1)
    ContactAsk.objects.update(asked_at=long_ago)
    with pytest.raises(Refused) as refused:
        asked.reply("yes")
    assert code_of(refused) == "late"
    second = ask(buyer, on_request)
    assert second != asked
    second.reply("yes")
    ContactAsk.objects.filter(pk=second.pk).update(answered_at=long_ago)
    with pytest.raises(Refused) as refused:
        on_request.reveal(buyer, "buy", uuid.uuid4())
    assert code_of(refused) == "ask"


def test_three_asks_of_one_seller_in_thirty_days(
    on_request: Contact, buyer: Member
) -> None:
    for _ in range(3):
        ask(buyer, on_request).reply("no")
    with pytest.raises(Refused) as refused:
        ask(buyer, on_request)
    assert code_of(refused) == "limit"


def test_others_cannot_answer_in_her_name(
    on_request: Contact, buyer: Member, karim: Member
) -> None:
    asked = ask(buyer, on_request)
    SellerFactory(member=karim)
    for member in (buyer, karim):
        answer = client_of(member).post(
            f"/sellers/contacts/asks/{asked.pk}/", {"answer": "yes"}
        )
        assert answer.status_code == 404
    asked.refresh_from_db()
    assert asked.answer == ""


def test_what_she_answers_is_one_of_three(
    rahima: Member, on_request: Contact, buyer: Member
) -> None:
    asked = ask(buyer, on_request)
    for answer in ("", "maybe", "yes" * 5000):
        sent = client_of(rahima).post(
            f"/sellers/contacts/asks/{asked.pk}/", {"answer": answer}
        )
        assert sent.status_code == 404


# --- a street address ---


def test_an_address_is_for_deals_or_those_she_says_yes_to(
    seller: Seller, buyer: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = Contact.objects.put(seller, "address", "১২ সুতাপাড়া, টাঙ্গাইল", "deal")
    public = client_of(None).get(seller.get_absolute_url()).content.decode()
    assert "সুতাপাড়া" not in public
    assert look(buyer, address).status_code == 403
    monkeypatch.setattr(rules, "DEALS", [lambda hers, member: member == buyer])
    assert "সুতাপাড়া" in look(buyer, address).content.decode()
    monkeypatch.setattr(rules, "DEALS", [])
    address.change_mode("ask")
    ask(buyer, address).reply("yes")
    assert "সুতাপাড়া" in look(buyer, address).content.decode()


# --- hers ---


def test_she_gives_a_number_and_changes_who_sees_it(
    seller: Seller, rahima: Member
) -> None:
    client = client_of(rahima)
    version = Seller.objects.get().version
    sent = {"kind": "phone", "value": "+৮৮০ ১৭১২-৩৪৫৬৭৮"}
    for _ in range(2):
        assert client.post("/sellers/contacts/", sent).status_code == 302
    contact = Contact.objects.get()
    assert (contact.value, contact.mode) == (NUMBER, "members")
    assert Seller.objects.get().version > version
    client.post(f"/sellers/contacts/{contact.pk}/mode/", {"mode": "ask"})
    contact.refresh_from_db()
    assert contact.mode == "ask"
    client.post(f"/sellers/contacts/{contact.pk}/mode/", {"mode": "deal"})
    contact.refresh_from_db()
    assert contact.mode == "ask"
    client.post(f"/sellers/contacts/{contact.pk}/remove/")
    assert not Contact.objects.standing().exists()
    assert not says_digits(client.get("/sellers/contacts/"))


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"kind": "phone", "value": "১২৩"},
        {"kind": "phone", "value": "9" * 100_000},
        {"kind": "page", "value": "facebook.com/x"},
        {"kind": "address", "value": "বাড়ি ১২, ০১৭১২৩৪৫৬৭৮"},
        {"kind": "phone", "value": "\x00"},
    ],
)
def test_what_is_no_contact_is_not_kept(
    seller: Seller, rahima: Member, sent: dict[str, str]
) -> None:
    answer = client_of(rahima).post("/sellers/contacts/", sent)
    assert answer.status_code in {200, 400}
    assert not Contact.objects.exists()


def test_others_cannot_touch_hers(phone: Contact, tania: Member) -> None:
    client = client_of(tania)
    assert client.get("/sellers/contacts/").status_code == 404
    assert client.get("/sellers/contacts/reveals/").status_code == 404
    SellerFactory(member=tania)
    for step in ("mode", "remove", "nothing"):
        url = f"/sellers/contacts/{phone.pk}/{step}/"
        assert client.post(url, {"mode": "business"}).status_code == 404
    phone.refresh_from_db()
    assert (phone.mode, phone.removed_at) == ("members", None)


def test_she_sees_hers_without_a_row(rahima: Member, phone: Contact) -> None:
    assert says_digits(look(rahima, phone))
    assert not Reveal.objects.exists()


def test_she_reads_who_looked_and_why(
    rahima: Member, phone: Contact, buyer: Member
) -> None:
    phone.reveal(buyer, "order", uuid.uuid4())
    phone.change_mode("business")
    phone.confirm()
    phone.reveal(None, "other", uuid.uuid4(), address="203.0.113.7")
    answer = client_of(rahima).get("/sellers/contacts/reveals/")
    body = answer.content.decode().split("<main")[1]
    assert body.index("একজন অতিথি") < body.index("তানিয়া রহমান")
    assert "আমার অর্ডার নিয়ে কথা" in body
    assert not says_digits(answer)
    assert client_of(buyer).get("/sellers/contacts/reveals/").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_as_often_for_three_as_for_one(
    rahima: Member,
    phone: Contact,
    count: int,
    django_assert_max_num_queries: Any,
) -> None:
    for n in range(count):
        member = MemberFactory(phone=f"+88018000000{n}1", phone_verified=True)
        phone.reveal(member, "buy", uuid.uuid4())
        asker = MemberFactory(phone=f"+88018000000{n}2", phone_verified=True)
        phone.change_mode("ask")
        ask(asker, phone)
        phone.change_mode("members")
    client = client_of(rahima)
    with django_assert_max_num_queries(9):
        body = client.get("/sellers/contacts/reveals/").content.decode()
    assert body.count("list-row") >= count


def test_the_list_goes_on_by_its_last_row(
    rahima: Member, phone: Contact, buyer: Member
) -> None:
    Reveal.objects.bulk_create(
        Reveal(contact=phone, member=buyer, reason="buy", client_key=uuid.uuid4())
        for _ in range(23)
    )
    client = client_of(rahima)
    first = client.get("/sellers/contacts/reveals/").content.decode()
    assert first.count('<li class="list-row">') == 20
    place = first.split("?before=")[1].split('"')[0]
    second = client.get(f"/sellers/contacts/reveals/?before={place}")
    assert second.content.decode().count('<li class="list-row">') == 3
    for strange in ("x", "9" * 40, "-1"):
        answer = client.get("/sellers/contacts/reveals/", {"before": strange})
        assert answer.status_code == 200


@pytest.mark.parametrize("typed", [NUMBER, "০১৭১২-৩৪৫৬৭৮"])
def test_a_form_sent_again_opens_nothing(
    rahima: Member, phone: Contact, buyer: Member, typed: str
) -> None:
    """She gives it only when asked, and goes back to the form in which she began."""
    phone.change_mode("ask")
    sent = {"kind": "phone", "value": typed}
    assert client_of(rahima).post("/sellers/contacts/", sent).status_code == 302
    assert Contact.objects.get().mode == "ask"
    assert not says_digits(look(buyer, phone))


# --- quiet hours, facts, links ---


def test_quiet_hours_are_said_and_there_is_no_button_to_call(
    seller: Seller, phone: Contact, buyer: Member
) -> None:
    now = timezone.localtime(timezone.now()).time()
    quiet = {
        "quiet_from": now.replace(hour=(now.hour - 1) % 24, second=0),
        "quiet_until": now.replace(hour=(now.hour + 1) % 24, second=0),
    }
    assert "tel:" in look(buyer, phone).content.decode()
    seller.change("hours", quiet)
    body = look(buyer, phone).content.decode()
    assert "tel:" not in body
    assert "এখন সেই সময়" in body
    assert "০১৭১২৩৪৫৬৭৮" in body


def test_the_card_says_whether_the_number_was_proved(
    seller: Seller, rahima: Member
) -> None:
    url = seller.get_absolute_url()
    assert "ফোন নম্বর এখনো দেওয়া নেই" in client_of(None).get(url).content.decode()
    Contact.objects.put(seller, "phone", NUMBER, "members")
    assert "আমরা যাচাই করিনি" in client_of(None).get(url).content.decode()
    rahima.phone, rahima.phone_verified = NUMBER, True
    rahima.save()
    assert "ফোন নম্বর নিশ্চিত করা" in client_of(rahima).get(url).content.decode()


def test_her_links_are_found_again_and_forgotten(seller: Seller) -> None:
    seller.change("links", {"links": ["https://www.facebook.com/Sutar.Golpo/?ref=1"]})
    page = Contact.objects.standing().get(kind="page")
    assert page.value == "facebook.com/sutargolpo"
    seller.change("links", {"links": []})
    assert not Contact.objects.standing().filter(kind="page").exists()
