"""Is she known here: what is told, what is never told, and warnings with their answers."""

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.permissions import Refused
from moderation.models import Case, act, undo
from notifications.models import Notification
from photos.models import Photo
from profiles.models import Member
from sellers import matching, pasted
from sellers.models import Contact, Lookup, Seller, SellerWarning
from sellers.models import known as rules
from sellers.warned import TARGET
from tests.factories import SellerFactory
from tests.photos.pictures import jpeg

NUMBER = "+8801712345678"
NOTHING = "এখানে কিছু জানা নেই"
SPELLINGS = [
    "01712345678",
    "০১৭১২৩৪৫৬৭৮",
    "+880 1712-345678",
    "৮৮০১৭১২৩৪৫৬৭৮",
    "https://wa.me/8801712345678",
    "নম্বর: ০১৭১২ ৩৪৫৬৭৮ আপু",
]


@pytest.fixture
def seller(rahima: Member) -> Seller:
    """Rahima's page with a number for members and a page elsewhere."""
    found: Seller = SellerFactory(member=rahima, name="সুতোর গল্প")
    Contact.objects.put(found, "phone", NUMBER, "members")
    found.change("links", {"links": ["https://www.facebook.com/sutar.golpo"]})
    return found


def client_of(member: Member) -> Client:
    client = Client()
    client.force_login(member)
    return client


def asked(member: Member, words: str, key: uuid.UUID | None = None) -> Any:
    sent = {"asked": words, "client_key": str(key or uuid.uuid4())}
    return client_of(member).post("/sellers/known/", sent)


def main_of(answer: Any) -> str:
    body: str = answer.content.decode().split("<main")[1]
    return body


def warned_by(member: Member, words: str = NUMBER, **more: Any) -> SellerWarning:
    read = pasted.read(words)
    assert read
    said = more.pop("said", "টাকা নিয়ে আর ফোন ধরেনি")
    return SellerWarning.objects.report(
        member, read, "fraud", said, more.pop("key", uuid.uuid4()), TARGET, **more
    )


def decided(warning: SellerWarning, action: str, by: Member) -> uuid.UUID:
    batch = uuid.uuid4()
    case = Case.objects.get(kind="warning", target_id=warning.pk)
    thing = SellerWarning.objects.get(pk=warning.pk)
    assert act(TARGET, thing, action, by, "দেখা হয়েছে", case=case, batch=batch)
    warning.refresh_from_db()
    return batch


# --- reading what was pasted ---


@pytest.mark.parametrize("typed", SPELLINGS)
def test_a_number_in_any_spelling(typed: str) -> None:
    assert pasted.read(typed) == ("phone", NUMBER)


@pytest.mark.parametrize(
    ("typed", "kind", "form"),
    [
        ("m.facebook.com/sutar.golpo?ref=x", "page", "facebook.com/sutargolpo"),
        ("https://fb.com/Sutar.Golpo/", "page", "facebook.com/sutargolpo"),
        ("facebook.com/profile.php?id=100012345678901", "page", None),
        ("sutargolpo.com", "page", "sutargolpo.com/"),
        ("https://www.সুতোরগল্প.বাংলা/", "page", "সুতোরগল্প.বাংলা/"),
        ("সুতোরগল্প.বাংলা/কাঁথা", "page", None),
        ("ড.রহমান", "name", None),
        ("  সুতোর   গল্প ", "name", None),
    ],
)
def test_pages_and_names(typed: str, kind: str, form: str | None) -> None:
    read = pasted.read(typed)
    assert read
    assert read.kind == kind
    assert form in {None, read.form}


@pytest.mark.parametrize("typed", ["", "   ", "।।।", "\u200c", "http://"])
def test_what_is_nothing(typed: str) -> None:
    read = pasted.read(typed)
    assert read is None or read.kind == "name"


# --- what is told ---


@pytest.mark.parametrize(
    "words", [*SPELLINGS, "m.facebook.com/sutargolpo/?ref=share", "সুতোর গল্প", "সুতোর"]
)
def test_a_seller_is_found_and_no_number_is_shown(
    seller: Seller, tania: Member, words: str
) -> None:
    answer = asked(tania, words)
    body = main_of(answer)
    assert answer.status_code == 200
    assert f'href="{seller.get_absolute_url()}"' in body
    assert NOTHING not in body
    for digits in ("1712345678", "১৭১২৩৪৫৬৭৮", "১৭১২ ৩৪৫৬৭৮"):
        assert digits not in body
    assert "no-store" in answer["Cache-Control"]
    assert Lookup.objects.get().found


def told_nothing(answer: Any) -> str:
    """The answer without what differs from form to form."""
    body = main_of(answer)
    assert NOTHING in body
    return body.split("<form")[0]


def test_a_private_number_reads_like_one_that_nobody_knows(
    rahima: Member, seller: Seller, tania: Member
) -> None:
    rahima.phone, rahima.phone_verified = "+8801811111111", True
    rahima.save()
    Contact.objects.put(seller, "whatsapp", "+8801822222222", "ask")
    unknown = told_nothing(asked(tania, "01999999999"))
    assert told_nothing(asked(tania, "01811111111")) == unknown
    assert told_nothing(asked(tania, "01822222222")) == unknown


def test_a_private_number_asks_the_same_queries(
    rahima: Member, seller: Seller, tania: Member
) -> None:
    rahima.phone, rahima.phone_verified = "+8801811111111", True
    rahima.save()
    client = client_of(tania)
    counted = []
    for number in ("01999999999", "01811111111"):
        with CaptureQueriesContext(connection) as queries:
            client.post("/sellers/known/", {"asked": number})
        # The same questions; what they are asked of differs.
        asked_of = [re.split("WHERE|VALUES", query["sql"])[0] for query in queries]
        counted.append([sql for sql in asked_of if "SAVEPOINT" not in sql])
    assert counted[0] == counted[1]


def test_of_a_page_that_is_not_shown_nothing_is_told(
    seller: Seller, tania: Member
) -> None:
    seller.unpublish()
    for words in ("01712345678", "facebook.com/sutargolpo", "সুতোর গল্প"):
        told_nothing(asked(tania, words))


def test_a_page_that_nobody_claimed_says_so(tania: Member) -> None:
    Seller.objects.create(
        name="মাটির ঘর",
        look=matching.text.look("মাটির ঘর"),
        slug="matir",
        published_at=timezone.now(),
    )
    body = main_of(asked(tania, "মাটির ঘর"))
    assert "মাটির ঘর" in body
    assert "পাতাটা এখনো কেউ নিজের বলে নেননি" in body


def test_where_nothing_is_known_three_things_to_do_are_said(
    tania: Member, db: None
) -> None:
    body = main_of(asked(tania, "01999999999"))
    for words in ("পণ্য হাতে পেয়ে টাকা দিন", "আজকের তারিখ লিখে", "পিন বা কোড"):
        assert words in body


def test_the_page_of_a_seller_leads_there(seller: Seller) -> None:
    body = main_of(Client().get(seller.get_absolute_url()))
    assert 'href="/sellers/known/"' in body


def test_the_list_of_sellers_leads_there_too(db: None) -> None:
    assert 'href="/sellers/known/"' in main_of(Client().get("/sellers/"))


@pytest.mark.parametrize(
    ("typed", "leads"),
    [
        ("০১৭১২ ৩৪৫৬৭৮", True),
        ("facebook.com/sutar.golpo", True),
        ("https://sutargolpo.com/", True),
        ("ঝুমকোলতা", False),
    ],
)
def test_who_searches_for_a_number_or_page_is_led_there(
    client: Client, db: None, typed: str, leads: bool
) -> None:
    call_command("update_index")
    body = main_of(client.get("/search/", {"q": typed}))
    assert ('href="/sellers/known/"' in body) == leads


# --- who may ask, how often, what is kept ---


def test_guests_sign_in_first(seller: Seller) -> None:
    for url in ("/sellers/known/", "/sellers/known/warn/", "/sellers/known/warnings/"):
        assert Client().get(url)["Location"].startswith("/accounts/login/")
        answer = Client().post(url, {"asked": NUMBER})
        assert answer.status_code == 302
    assert not Lookup.objects.exists()


def test_a_lookup_keeps_the_hash_alone(tania: Member) -> None:
    key = uuid.uuid4()
    for _ in range(3):
        asked(tania, "০১৭১২৩৪৫৬৭৮", key)
    row = Lookup.objects.get()
    assert (row.member, row.kind, row.found) == (tania, "phone", False)
    assert row.match_key == matching.of_phone("01712345678")
    kept = [str(value) for value in Lookup.objects.values_list().get()]
    assert not any("1712345678" in value for value in kept)


def test_twenty_a_day(tania: Member) -> None:
    for n in range(rules.LOOKUPS_DAILY):
        assert asked(tania, f"017123456{n:02}").status_code == 200
    answer = asked(tania, "01712345699")
    assert answer.status_code == 429
    assert "আজ অনেক খোঁজ নিয়েছেন" in answer.content.decode()
    Lookup.objects.update(at=timezone.now() - timedelta(hours=25))
    assert asked(tania, "01712345699").status_code == 200


def test_another_question_under_an_old_key_counts(tania: Member) -> None:
    key = uuid.uuid4()
    asked(tania, "01712345678", key)
    asked(tania, "01812345678", key)
    assert Lookup.objects.count() == 2


@pytest.mark.parametrize(
    "words", ["", " ", "\x00", "।", "ক" * 200_000, "http://[", "@"]
)
def test_strange_words(tania: Member, words: str) -> None:
    assert asked(tania, words).status_code in {200, 400}


# --- warnings ---


def test_a_warning_waits_for_a_moderator_and_is_then_told(
    tania: Member, karim: Member, rahima: Member
) -> None:
    sent = {
        "asked": "০১৭১২৩৪৫৬৭৮",
        "reason": "fraud",
        "words": "টাকা নিয়েছে, পণ্য দেয়নি। আরেক নম্বর ০১৮১২৩৪৫৬৭৮",
        "client_key": str(uuid.uuid4()),
    }
    for _ in range(2):
        answer = client_of(tania).post("/sellers/known/warn/", sent)
    warning = SellerWarning.objects.get()
    assert answer["Location"] == f"/sellers/known/warnings/{warning.pk}/"
    told_nothing(asked(rahima, "01712345678"))
    queue = client_of(karim).get("/moderation/").content.decode()
    assert "০১৭১২৩৪৫৬৭৮" in queue
    decided(warning, "approve", karim)
    body = main_of(asked(rahima, "01712345678"))
    assert "টাকা নিয়েছে, পণ্য দেয়নি" in body
    assert "১৮১২৩৪৫৬৭৮" not in body
    assert "তানিয়া" not in body
    assert Notification.objects.get(member=tania).kind == "warning"
    hers = client_of(tania).get("/sellers/known/warnings/").content.decode()
    assert "মেনে নেওয়া হয়েছে" in hers
    assert "১৭১২৩৪৫৬৭৮" not in hers


def test_a_refused_warning_is_told_to_nobody(
    tania: Member, karim: Member, rahima: Member
) -> None:
    warning = warned_by(tania)
    decided(warning, "dismiss", karim)
    told_nothing(asked(rahima, "01712345678"))
    assert (warning.upheld_at, warning.decision) == (None, "দেখা হয়েছে")
    page = client_of(tania).get(warning.get_absolute_url()).content.decode()
    assert "দেখা হয়েছে" in page


@pytest.mark.parametrize("action", ["approve", "dismiss"])
def test_an_undone_decision_waits_again(
    tania: Member, karim: Member, rahima: Member, action: str
) -> None:
    warning = warned_by(tania)
    undo(decided(warning, action, karim), karim)
    warning.refresh_from_db()
    assert (warning.upheld_at, warning.refused_at) == (None, None)
    assert Case.objects.get(kind="warning").is_open
    told_nothing(asked(rahima, "01712345678"))
    decided(warning, "approve", karim)
    assert NOTHING not in main_of(asked(rahima, "01712345678"))


def test_after_a_year_it_is_told_no_more(
    tania: Member, karim: Member, rahima: Member
) -> None:
    warning = warned_by(tania)
    decided(warning, "approve", karim)
    assert warning.until - warning.upheld_at == timedelta(days=365)
    past = timezone.now() - timedelta(minutes=1)
    SellerWarning.objects.update(until=past)
    told_nothing(asked(rahima, "01712345678"))


def test_she_who_was_warned_of_answers(
    seller: Seller, rahima: Member, tania: Member, karim: Member
) -> None:
    warning = warned_by(tania)
    url = warning.get_absolute_url()
    # Before moderators have looked she is not told of it.
    assert client_of(rahima).get(url).status_code == 404
    decided(warning, "approve", karim)
    assert Notification.objects.get(member=rahima).kind == "warned"
    client = client_of(rahima)
    page = client.get("/sellers/known/warnings/").content.decode()
    assert f'href="{url}"' in page
    assert "তানিয়া" not in client.get(url).content.decode()
    answer = client.post(url, {"words": "ডেলিভারি দেরি হয়েছিল, টাকা ফেরত দিয়েছি"})
    assert answer.status_code == 302
    body = main_of(asked(tania, "facebook.com/sutargolpo"))
    assert "টাকা ফেরত দিয়েছি" in body
    assert f'href="{seller.get_absolute_url()}"' in body


def test_a_private_member_answers_and_nobody_learns_whose_number_it_is(
    rahima: Member, tania: Member, karim: Member
) -> None:
    rahima.phone, rahima.phone_verified = NUMBER, True
    rahima.save()
    warning = warned_by(tania)
    decided(warning, "approve", karim)
    assert warning.about == rahima
    warning.reply(rahima, "এটা আমার নয়")
    body = main_of(asked(tania, "01712345678"))
    assert "এটা আমার নয়" in body
    assert "রহিমা" not in body
    assert (
        "রহিমা" not in client_of(tania).get(warning.get_absolute_url()).content.decode()
    )


def test_what_moderators_say_stands_under_it_with_the_way_to_answer(
    tania: Member, karim: Member, rahima: Member
) -> None:
    decided(warned_by(tania), "approve", karim)
    body = main_of(asked(tania, "01712345678"))
    assert "দেখা হয়েছে" in body
    assert 'href="/sellers/known/warnings/"' in body
    # Nobody here has the number, and nobody finds a warning of hers.
    assert "আপনার কোনো নম্বর বা পেজ নিয়ে" in main_of(
        client_of(rahima).get("/sellers/known/warnings/")
    )


def test_who_confirms_the_number_later_may_answer(
    tania: Member, karim: Member, rahima: Member
) -> None:
    warning = warned_by(tania)
    decided(warning, "approve", karim)
    url, words = warning.get_absolute_url(), {"words": "নম্বরটা আগে অন্য কারও ছিল"}
    rahima.phone, rahima.phone_verified = NUMBER, False
    rahima.save()
    assert client_of(rahima).post(url, words).status_code == 404
    rahima.phone_verified = True
    rahima.save()
    client = client_of(rahima)
    assert f'href="{url}"' in client.get("/sellers/known/warnings/").content.decode()
    assert client.post(url, words).status_code == 302
    assert words["words"] in main_of(asked(tania, "01712345678"))


@pytest.mark.parametrize("action", ["approve", "dismiss"])
def test_a_moderator_says_why(tania: Member, karim: Member, action: str) -> None:
    warning = warned_by(tania)
    case = Case.objects.get(kind="warning")
    client = client_of(karim)
    page = client.get(f"/moderation/cases/{case.pk}/").content.decode()
    assert "সবাইকে সতর্ক করুন" in page
    sent = {"action": action, "round": case.round, "reason": " "}
    refused = client.post(f"/moderation/cases/{case.pk}/act/", sent)
    assert refused.status_code == 400
    assert "কারণটা লিখুন, দু-এক কথাই যথেষ্ট।" in refused.content.decode()
    picked = {"cases": f"{case.pk}.{case.round}", "action": action}
    client.post("/moderation/bulk/", picked)
    warning.refresh_from_db()
    assert not warning.is_decided
    client.post("/moderation/bulk/", {**picked, "reason": "চ্যাটের ছবি দেখেছি"})
    warning.refresh_from_db()
    assert warning.is_decided
    assert warning.decision == "চ্যাটের ছবি দেখেছি"


def test_no_one_else_opens_or_answers_a_warning(
    seller: Seller, rahima: Member, tania: Member, karim: Member
) -> None:
    warning = warned_by(tania)
    decided(warning, "approve", karim)
    stranger: Member = SellerFactory().member
    former = karim
    other = SellerFactory().member
    other.make_moderator()
    former.take_role("moderator", other)
    url = warning.get_absolute_url()
    for member in (stranger, Member.objects.get(pk=former.pk)):
        assert client_of(member).get(url).status_code == 404
        assert client_of(member).post(url, {"words": "না"}).status_code == 404
    # Its reporter reads it and answers nothing.
    assert client_of(tania).post(url, {"words": "না"}).status_code == 404
    with pytest.raises(Refused):
        warning.reply(tania, "না")


def test_nobody_warns_of_her_own_number(seller: Seller, rahima: Member) -> None:
    with pytest.raises(Refused) as refused:
        warned_by(rahima)
    assert refused.value.code == "own"


def test_five_warnings_a_day(tania: Member) -> None:
    for n in range(rules.WARNINGS_DAILY):
        warned_by(tania, f"0171234567{n}")
    assert warned_by(tania, "01712345670").pk
    with pytest.raises(Refused) as refused:
        warned_by(tania, "01712345679")
    assert refused.value.code == "limit"


def test_proof_is_seen_by_its_reporter_and_moderators(
    tania: Member, karim: Member, rahima: Member
) -> None:
    photo = Photo.take(tania, [jpeg(90, 120)], uuid.uuid4())
    warning = warned_by(tania, photos={photo.pk: "চ্যাটের ছবি"})
    decided(warning, "approve", karim)
    photo.refresh_from_db()
    assert photo.is_visible_to(tania)
    assert photo.is_visible_to(karim)
    assert not photo.is_visible_to(rahima)
    assert client_of(rahima).get(photo.get_absolute_url()).status_code == 404
    page = client_of(tania).get(warning.get_absolute_url()).content.decode()
    assert photo.name in page


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"asked": "সুতোর গল্প", "reason": "fraud", "words": "খারাপ"},
        {"asked": "01712345678", "reason": "x", "words": "খারাপ"},
        {"asked": "01712345678", "reason": "fraud", "words": "   "},
        {"asked": "01712345678", "reason": "fraud", "words": "ক" * 5000},
        {"asked": "01712345678", "reason": "fraud", "words": "হ", "photo": "7"},
    ],
)
def test_what_is_no_warning_is_not_kept(tania: Member, sent: dict[str, str]) -> None:
    answer = client_of(tania).post("/sellers/known/warn/", sent)
    assert answer.status_code in {200, 400}
    assert not SellerWarning.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_as_many_queries_for_three_as_for_one(
    tania: Member, karim: Member, count: int, django_assert_max_num_queries: Any
) -> None:
    for n in range(count):
        found = SellerFactory(name=f"নকশা ঘর {n}")
        Contact.objects.put(found, "phone", f"+880171234567{n}", "members")
        decided(warned_by(karim, f"0171234567{n}"), "approve", karim)
    client = client_of(tania)
    with django_assert_max_num_queries(18):
        body = main_of(client.post("/sellers/known/", {"asked": "নকশা ঘর"}))
    assert body.count("টাকা নিয়ে আর ফোন ধরেনি") == count
