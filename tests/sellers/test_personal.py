"""What a member takes along of contact details and warnings, and what stays when she
goes or a year is over."""

import uuid
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from core.drains import Drains
from core.personal import Holdings
from core.slices import in_slices
from core.traces import Trace
from photos.models import Photo
from profiles.erasure import NUMBERS, Erasure
from profiles.models import Member
from sellers import erasing, logs
from sellers.models import (
    Contact,
    ContactAsk,
    Lookup,
    Reveal,
    Seller,
    SellerDraft,
    SellerWarning,
    ShowcaseItem,
    WarningPhoto,
)
from tests.factories import MemberFactory, SellerFactory
from tests.photos.pictures import jpeg
from tests.profiles.erasing import erase, found, run_out
from tests.sellers.test_known import asked, decided, main_of, warned_by

pytestmark = pytest.mark.django_db
NUMBER = "+8801712345678"
OTHER = "+8801555443322"
ADDRESS = "বাড়ি ১৭, ঝাউতলা"


@pytest.fixture
def seller(rahima: Member) -> Seller:
    """Rahima's page, with a number for members, one to ask for, and an address."""
    found: Seller = SellerFactory(member=rahima, name="সুতোর গল্প")
    Contact.objects.put(found, "phone", NUMBER, "members")
    Contact.objects.put(found, "whatsapp", OTHER, "ask")
    Contact.objects.put(found, "address", ADDRESS, "deal")
    return found


@pytest.fixture
def buyer(tania: Member) -> Member:
    """Tania, who has confirmed her number, looked at one, asked for the other."""
    tania.phone, tania.phone_verified = "+8801898765432", True
    tania.save()
    return tania


def contact_of(seller: Seller, kind: str) -> Contact:
    found: Contact = Contact.objects.of(seller).get(kind=kind)
    return found


def looked_and_asked(buyer: Member, seller: Seller) -> ContactAsk:
    contact_of(seller, "phone").reveal(buyer, "buy", uuid.uuid4())
    ask: ContactAsk = ContactAsk.objects.ask(
        contact_of(seller, "whatsapp"), buyer, "order", uuid.uuid4()
    )
    assert asked(buyer, "সুতোর গল্প").status_code == 200
    return ask


def copy_of(member: Member) -> dict[str, list[dict[str, Any]]]:
    return {each.name: [*each.read(member)] for each in Holdings.in_order()}


# --- her copy ---


def test_the_seller_takes_her_details_and_who_looked(
    seller: Seller, rahima: Member, buyer: Member, karim: Member
) -> None:
    ask = looked_and_asked(buyer, seller)
    ask.reply("no")
    contact_of(seller, "address").remove()
    SellerDraft.keep(seller, "about", {"makes": ["আধা কথা"]}, "", 0)
    decided(warned_by(buyer, NUMBER, said="শাড়ি আসেনি"), "approve", karim)
    warned_by(karim, NUMBER, said="এখনো দেখা হয়নি")

    made = {"name": "জামদানি", "words": "সুতি", "price": 5000, "price_to": 6000}
    ShowcaseItem.objects.add(seller, uuid.uuid4(), made).take_out()

    copy = copy_of(rahima)

    (item,) = copy["showcase"]
    assert (item["name"], item["price"]) == ("জামদানি", "৳৫,০০০–৳৬,০০০")
    assert item["out"]
    assert [row["value"] for row in copy["contacts"]] == [NUMBER, OTHER, ADDRESS]
    assert copy["contacts"][2]["until"]
    assert [row["who"] for row in copy["seen"]] == [f"@{buyer.handle}"]
    assert [(row["who"], row["answer"]) for row in copy["asks"]] == [
        (f"@{buyer.handle}", "না")
    ]
    assert copy["seller-page"][0]["name"] == "সুতোর গল্প"
    assert copy["seller-drafts"][0]["words"] == ["আধা কথা"]
    (about,) = copy["warnings"]
    assert about["words"] == "শাড়ি আসেনি"
    assert buyer.handle not in str(about)
    assert "1712345678" not in str(about)
    assert copy["looked"] == copy["asked"] == copy["lookups"] == copy["warned"] == []


def test_the_buyer_takes_what_she_did_and_no_digit_of_another(
    seller: Seller, buyer: Member, karim: Member
) -> None:
    looked_and_asked(buyer, seller).reply("no")
    decided(warned_by(buyer, "01611223344"), "approve", karim)

    copy = copy_of(buyer)

    assert [row["about"] for row in copy["looked"]] == ["সুতোর গল্প"]
    (ask,) = copy["asked"]
    assert (ask["about"], ask["answer"]) == ("সুতোর গল্প", "")
    assert [row["found"] for row in copy["lookups"]] == [True]
    (warned,) = copy["warned"]
    assert warned["about"] == "01611223344"
    assert copy["contacts"] == copy["seen"] == copy["asks"] == copy["warnings"] == []
    for digits in (NUMBER[4:], OTHER[4:], ADDRESS):
        assert digits not in str(copy)


# --- when she goes ---


def go(member: Member, *, takes_words: bool = False) -> None:
    Erasure.ask(member, takes_words=takes_words)
    run_out(member)
    erase()


def test_when_the_seller_goes_no_number_of_hers_is_left(
    client: Client, seller: Seller, rahima: Member, buyer: Member, karim: Member
) -> None:
    looked_and_asked(buyer, seller)
    warning = warned_by(buyer, NUMBER, said=f"টাকা নিয়ে ফোন ধরেন না, {OTHER}")
    decided(warning, "approve", karim)
    warning.reply(rahima, "ঝাউতলায় এসে দেখে যান")
    page = warned_by(karim, "facebook.com/sutar.golpo")
    assert seller.thread
    seller.thread.post(rahima, f"আমার নম্বর ০১৭১২৩৪৫৬৭৮, ফোন করুন {OTHER}")

    go(rahima)

    digits = (NUMBER[4:], OTHER[4:], "১৭১২৩৪৫৬৭৮")
    assert found(*digits, "ঝাউতলা") == []
    assert not Contact.objects.exclude(kind="page").exists()
    assert not Reveal.objects.exists()
    assert not ContactAsk.objects.exists()
    warning.refresh_from_db()
    assert (warning.value, warning.answer, warning.about) == ("", "", None)
    # Whoever has the number still learns what moderators upheld.
    assert "টাকা নিয়ে ফোন ধরেন না" in main_of(asked(buyer, NUMBER))
    client.force_login(karim)
    body = client.get(warning.get_absolute_url()).content.decode()
    assert "যে নম্বর বা পেজ আর রাখা নেই" in body
    page.refresh_from_db()
    assert page.value == "facebook.com/sutargolpo"  # nobody's here


@pytest.mark.parametrize("takes_words", [True, False])
def test_when_the_buyer_goes_her_questions_and_proofs_do_too(
    seller: Seller, buyer: Member, karim: Member, takes_words: bool
) -> None:
    looked_and_asked(buyer, seller)
    photo = Photo.take(buyer, [jpeg(80, 80)], uuid.uuid4())
    upheld = warned_by(
        buyer, "01611223344", said="চুমকি খসে গেছে", photos={photo.pk: ""}
    )
    decided(upheld, "approve", karim)
    waiting = warned_by(buyer, "01611223355", said="জরি খসে গেছে")

    go(buyer, takes_words=takes_words)

    assert not Lookup.objects.exists()
    assert not ContactAsk.objects.exists()
    assert not WarningPhoto.objects.exists()
    assert not Photo.objects.filter(pk=photo.pk).exists()
    waiting.refresh_from_db()
    assert waiting.refused_at
    told = main_of(asked(karim, "01611223344"))
    assert ("চুমকি" in told) != takes_words
    assert bool(found("চুমকি")) != takes_words
    # The seller still reads that somebody looked, and not who.
    reader = Client()
    reader.force_login(seller.member)  # type: ignore[arg-type]
    body = reader.get("/sellers/contacts/reveals/").content.decode()
    assert "মুছে ফেলা সদস্য" in body


def test_a_number_that_another_has_too_is_not_taken_for_hers(
    seller: Seller, rahima: Member
) -> None:
    MemberFactory(phone=NUMBER, phone_verified=True)
    Contact.objects.put(SellerFactory(), "phone", OTHER, "business")
    mine = "+8801999887766"
    Contact.objects.put(seller, "phone", mine, "members")

    (numbers_of,) = NUMBERS
    assert numbers_of(rahima) == [mine]


def test_done_twice_it_is_done_once(
    seller: Seller, rahima: Member, buyer: Member, karim: Member
) -> None:
    looked_and_asked(buyer, seller)
    decided(warned_by(buyer), "approve", karim)
    trace = Trace(handle="rahima", handle_now="deleted1", phones=(NUMBER,))
    for member in (rahima, buyer):
        going = SimpleNamespace(member=member, takes_words=False, place={}, trace=trace)
        for _time in range(2):
            for step in erasing.STEPS:
                assert not step.run(going)  # type: ignore[arg-type]
    assert SellerWarning.objects.get().upheld_at


# --- when a year is over ---


def age(model: Any, field: str, days: int) -> None:
    rows = model.objects.all()
    rows.update(**{field: timezone.now() - timedelta(days=days)})


def test_logs_are_forgotten_after_a_year(seller: Seller, buyer: Member) -> None:
    logged = {Reveal: "at", Lookup: "at", ContactAsk: "asked_at"}
    looked_and_asked(buyer, seller)
    for model, field in logged.items():
        age(model, field, 364)
    assert logs.forget() == 0
    assert [model.objects.count() for model in logged] == [1, 1, 1]

    for model, field in logged.items():
        age(model, field, 366)
    fresh = contact_of(seller, "phone")
    fresh.reveal(buyer, "other", uuid.uuid4())
    assert logs.forget() == 0

    assert [row.reason for row in Reveal.objects.all()] == ["other"]
    assert not Lookup.objects.exists()
    assert not ContactAsk.objects.exists()


def test_many_are_forgotten_in_slices(
    seller: Seller, buyer: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.personal.AT_ONCE", 2)
    monkeypatch.setattr(logs, "AT_ONCE", 2)
    for _look in range(3):
        contact_of(seller, "phone").reveal(buyer, "buy", uuid.uuid4())
    age(Reveal, "at", 400)
    sizes = []

    def noted(pks: Any, act: Any) -> None:
        sizes.append(len(pks))
        in_slices(pks, act)

    monkeypatch.setattr("core.personal.in_slices", noted)
    assert logs.forget() == 2
    assert Reveal.objects.count() == 1
    assert logs.forget() == 0
    assert not Reveal.objects.exists()
    assert max(sizes) == 2


def test_of_a_warning_whose_year_is_over_no_number_is_left(
    client: Client, buyer: Member, karim: Member
) -> None:
    photo = Photo.take(buyer, [jpeg(80, 80)], uuid.uuid4())
    told = warned_by(buyer, "01611223344", said="শাড়ি আসেনি", photos={photo.pk: ""})
    decided(told, "approve", karim)
    refused = warned_by(buyer, "01611223355")
    decided(refused, "dismiss", karim)
    holds = warned_by(buyer, "01611223366")
    decided(holds, "approve", karim)
    now, past = timezone.now(), timezone.now() - timedelta(days=366)
    SellerWarning.objects.filter(pk=told.pk).update(until=now - timedelta(seconds=1))
    SellerWarning.objects.filter(pk=refused.pk).update(refused_at=past)

    # At reading the clock alone ends it.
    assert "শাড়ি আসেনি" not in main_of(asked(buyer, "01611223344"))
    assert logs.forget() == 0
    assert logs.forget() == 0

    values = dict(SellerWarning.objects.values_list("pk", "value"))
    assert values == {told.pk: "", refused.pk: "", holds.pk: "+8801611223366"}
    assert Photo.objects.get(pk=photo.pk).loose_since
    client.force_login(buyer)
    body = client.get(told.get_absolute_url()).content.decode()
    assert "শাড়ি আসেনি" in body
    assert "যে নম্বর বা পেজ আর রাখা নেই" in body


def test_the_worker_has_it_among_its_work() -> None:
    assert Drains.registered["logs"].run is logs.forget
