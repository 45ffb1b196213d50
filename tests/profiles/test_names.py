"""Names that nobody could say, and names that are there to be taken for another's."""

import pytest
from django.test import Client

from profiles.models import Member, NameClaim
from tests.factories import MemberFactory, ThreadFactory
from tests.profiles.signing import outbox

pytestmark = pytest.mark.django_db

OTHER_LETTERS = "বাংলা বা ইংরেজি অক্ষরে লিখুন"
LIKE_HERS = "শুধু অক্ষর বদলানো"
LIKE_HANDLE = "দেখতে অন্য একজন সদস্যেরটার মতো"
BAD = [
    ("ন" * 5000, "অক্ষর রাখা যাবে না"),
    ("\u200b\u200c\u200d\ufeff", "যে নামে সবাই ডাকবে"),
    ("\u09cd\u200d" * 40, "অক্ষর দিয়ে একটা নাম"),
    # The а is Cyrillic, the ο Greek, the K as wide as a Bangla letter, the 𝐊 bold.
    ("K\u0430rim Mia", OTHER_LETTERS),
    ("R\u03bfkib", OTHER_LETTERS),
    ("\uff2barim", OTHER_LETTERS),
    ("\U0001d40aarim", OTHER_LETTERS),
    # Of karim, who is called Karim Mia.
    ("Kar1m Mia", LIKE_HERS),
    ("Karlm M|a", LIKE_HERS),
    ("K@rim Mia", LIKE_HERS),
    ("Karim Mi\u00e1", LIKE_HERS),
    # Of sona, whose o is a letter: here it is a Bangla zero.
    ("S\u09e6nali Akter", LIKE_HERS),
]


@pytest.fixture
def karim_mia(db: None) -> Member:
    MemberFactory(handle="sona", display_name="Sonali Akter")
    return MemberFactory(handle="karim", display_name="Karim Mia")


@pytest.mark.parametrize(("name", "sentence"), BAD)
def test_sign_up_refuses_it_with_the_reason(client, karim_mia, name, sentence):
    sent = {"display_name": name, "login": "01712345678"}

    page = client.post("/accounts/signup/", sent).content.decode()

    assert sentence in page
    assert 'value="01712345678"' in page
    assert outbox("sms") == []


@pytest.mark.parametrize(("name", "sentence"), BAD)
def test_my_page_refuses_it_with_the_reason(client, karim_mia, rahima, name, sentence):
    client.force_login(rahima)
    sent = {"display_name": name, "handle": "rahima", "language": "bn"}

    answer = client.post("/me/", sent)

    assert answer.status_code == 400
    assert sentence in answer.content.decode()
    rahima.refresh_from_db()
    assert rahima.display_name == "রহিমা খাতুন"


@pytest.mark.parametrize(
    "name",
    [
        "Karim Mia",  # many are called so
        "KARIM MIA",
        "KarimMia",
        "Karim Miah",
        "রহীমা খাতুন",  # a name of its own beside রহিমা
        "উত্‍সব",  # the old way to write ৎ
        "María 2",
        "করিম Store",
    ],
)
def test_names_as_people_have_them_are_taken(client, karim_mia, tania, name):
    MemberFactory(display_name="রহিমা খাতুন")
    MemberFactory(display_name="উৎসব")
    client.force_login(tania)
    sent = {"display_name": name, "handle": "tania", "language": "bn"}

    assert client.post("/me/", sent).status_code == 302

    tania.refresh_from_db()
    assert tania.display_name == name


def test_own_name_stays_whoever_came_after_her(client, rahima):
    Member.objects.filter(pk=rahima.pk).update(display_name="Kar1m", name_key="kar1m")
    MemberFactory(display_name="Karim")
    client.force_login(rahima)
    sent = {"display_name": "Kar1m", "handle": "rahima", "language": "en"}

    assert client.post("/me/", sent).status_code == 302


def test_closed_accounts_and_imported_names_keep_nobody_from_a_name(client, rahima):
    MemberFactory(display_name="Karim", is_active=False)
    Member.objects.create_unclaimed("Karim")
    client.force_login(rahima)
    sent = {"display_name": "Kar1m", "handle": "rahima", "language": "bn"}

    assert client.post("/me/", sent).status_code == 302


@pytest.mark.parametrize(
    ("handle", "sentence"),
    [
        ("ন" * 5000, "অক্ষর রাখা যাবে না"),
        ("\u200b\u200d\u200c", "৩ থেকে ৩০"),
        ("k\u0430rim", "৩ থেকে ৩০"),
        ("KARIM", "নেওয়া হয়ে গেছে"),
        ("ka\u200brim", "নেওয়া হয়ে গেছে"),
        ("kar1m", LIKE_HANDLE),
        ("karlm", LIKE_HANDLE),
        ("s0na", LIKE_HANDLE),
        ("s০na", LIKE_HANDLE),
        ("উত্‍সব", "নেওয়া হয়ে গেছে"),
    ],
)
def test_handles_are_refused_the_same_way(client, karim_mia, rahima, handle, sentence):
    MemberFactory(handle="উৎসব")
    client.force_login(rahima)
    sent = {"display_name": "রহিমা খাতুন", "handle": handle, "language": "bn"}

    answer = client.post("/me/", sent)

    assert answer.status_code == 400
    assert sentence in answer.content.decode()
    rahima.refresh_from_db()
    assert rahima.handle == "rahima"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("ক" * 5000, "অক্ষর রাখা যাবে না"),
        ("\u200b \u200d\n\ufeff", "দু-এক কথা লিখুন, যাতে সিদ্ধান্ত নেওয়া যায়।"),
    ],
)
def test_claim_wants_words_that_can_be_read(client, rahima, words, sentence):
    name = Member.objects.create_unclaimed("মিতু আক্তার")
    ThreadFactory().post(name, "পুরোনো কথা", force=True)
    client.force_login(rahima)

    answer = client.post(f"/members/{name.handle}/claim/", {"words": words})

    assert answer.status_code == 400
    assert sentence in answer.content.decode()
    assert not NameClaim.objects.exists()


@pytest.mark.parametrize("count", [3, 30])
def test_a_name_is_looked_for_once_however_many_there_are(
    client: Client, rahima, django_assert_num_queries, count
):
    for number in range(count):
        MemberFactory(display_name=f"Karim{number:02}")
    client.force_login(rahima)
    sent = {"display_name": "Kar1m02", "handle": "rahima", "language": "bn"}

    with django_assert_num_queries(15):
        assert client.post("/me/", sent).status_code == 400
