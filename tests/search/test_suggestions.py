"""What is suggested while she types: by any spelling, of what everyone may see."""

import datetime as dt
import struct
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.encoding import iri_to_uri

from adda_posts.models import Adda, Series
from forum.models import Tag, Thread
from guidance.models import Tip
from moderation.models import ListedWord
from profiles.erasure import Erasure
from profiles.models import Member
from search import indexing, per_minute, prefixes, slicing, suggestions, views
from search.models import AskedQuery
from search.per_minute import AsksPerMinute
from sellers.erasing import empty_page
from sellers.models import Seller
from tests.factories import BoardFactory, MemberFactory, SellerFactory, ThreadFactory
from tests.guidance.conftest import publish, tip
from tests.profiles.erasing import run_out

__all__ = ["publish", "tip"]  # fixtures
pytestmark = pytest.mark.django_db

CUSTOMER = "পুরোনো কাস্টমার ধরে রাখি কীভাবে?"


def ask(client: Client, typed: str) -> list[dict[str, Any]]:
    """What is offered for what was typed, from the table as it is."""
    answer = client.get("/search/suggest/", {"q": typed})
    assert answer.status_code == 200
    return answer.json()["items"]


def offered(client: Client, typed: str) -> list[str]:
    """Titles, with [] around the words that answer."""
    return [
        "".join(
            f"[{piece}]" if at % 2 else piece for at, piece in enumerate(item["title"])
        )
        for item in ask(client, typed)
    ]


# --- What is found ---------------------------------------------------------------------


@pytest.fixture
def titles(db: None) -> None:
    """Three discussions; the table knows them."""
    board = BoardFactory(name_bn="কথা", name_en="Talk")
    for title in (CUSTOMER, "ডেলিভারি নিয়ে কথা", "Product photo কে তোলেন?"):
        ThreadFactory(title=title, board=board)
    suggestions.build()


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        # Either script, any spelling, a word from its second letter on.
        ("কাস্ট", "পুরোনো [কাস্টমার] ধরে রাখি কীভাবে?"),
        ("কাষ্ট", "পুরোনো [কাস্টমার] ধরে রাখি কীভাবে?"),
        ("kast", "পুরোনো [কাস্টমার] ধরে রাখি কীভাবে?"),
        ("custo", "পুরোনো [কাস্টমার] ধরে রাখি কীভাবে?"),
        ("Customer", "পুরোনো [কাস্টমার] ধরে রাখি কীভাবে?"),
        ("পু", "[পুরোনো] কাস্টমার ধরে রাখি কীভাবে?"),
        ("deliv", "[ডেলিভারি] নিয়ে কথা"),
        ("প্রোডা", "[Product] photo কে তোলেন?"),
        ("produ", "[Product] photo কে তোলেন?"),
        # The words before the last must stand there too, whole, in any order.
        ("কাস্টমার ধ", "পুরোনো [কাস্টমার] [ধরে] রাখি কীভাবে?"),
        ("ধরে kast", "পুরোনো [কাস্টমার] [ধরে] রাখি কীভাবে?"),
        ("কাস্টমারদের পুর", "[পুরোনো] [কাস্টমার] ধরে রাখি কীভাবে?"),
        ("photo pro", "[Product] [photo] কে তোলেন?"),
    ],
)
def test_title_is_offered_by_the_beginning_of_its_words(
    client: Client, titles: None, typed: str, found: str
) -> None:
    assert offered(client, typed) == [found]


@pytest.mark.parametrize(
    "typed",
    ["", "ক", "k", "কাস্টমার ডে", "কাস্ট ধরে", "স্টমার", "ঘঙচ", "01712345678"],
)
def test_too_little_or_another_word_offers_nothing(
    client: Client, titles: None, typed: str
) -> None:
    ThreadFactory(title="01712345678 নম্বরটা কার?")
    suggestions.build()

    assert offered(client, typed) == []


@pytest.mark.parametrize(
    "typed",
    [
        "ক" * 10_000,
        "কা " * 5_000,
        "ঘ\x00ঙ\x00",
        "\ud83d",
        "😀😀",
        ".*(",
        "title:[* TO *]",
        "'; DROP TABLE forum_thread; --",
        "ক" + "\u09cd" * 300,
        "\u200d\u200c",
    ],
)
def test_whatever_is_typed_is_answered(
    client: Client, titles: None, typed: str
) -> None:
    raw = typed.encode("utf-8", "surrogatepass")
    address = "".join(f"%{byte:02x}" for byte in raw)

    answer = client.get(f"/search/suggest/?q={address}")

    assert (answer.status_code, answer.json()) == (200, {"items": []})


def test_everything_that_has_a_page_is_offered(
    client: Client, make_adda: Callable[..., Adda], tip: Tip, rahima: Member
) -> None:
    adda = make_adda("শীতের আড্ডা", "নকশা আর রং", dt.date(2024, 5, 1))
    board = BoardFactory(name_bn="নকশা ঘর", name_en="Patterns")
    thread = ThreadFactory(title="নকশা কোথায় শিখি?", board=board, tags=["নকশা"])
    seller = SellerFactory(member=rahima, name="সুতোর গল্প", makes="নকশা করা কাঁথা")
    Series.objects.update(name="নকশার দিন", name_en="Pattern days")
    page = tip.page
    page.title = "নকশা কীভাবে বাছব?"
    page.save_revision().publish()
    suggestions.build()

    found = ask(client, "নকশা")

    assert [(each["label"], iri_to_uri(each["url"])) for each in found] == [
        ("ধারাবাহিক", adda.series.get_absolute_url()),
        ("বোর্ড", board.get_absolute_url()),
        ("ট্যাগ", Tag.objects.get().get_absolute_url()),
        ("টিপস", Tip.objects.get().get_absolute_url()),
        ("আড্ডা", adda.get_absolute_url()),
        ("বিক্রেতা", seller.get_absolute_url()),
        ("আলোচনা", thread.get_absolute_url()),
    ]
    assert all(client.get(each["url"]).status_code == 200 for each in found)
    # Where the title does not say why it is offered, what does stands beside it.
    assert [each["hint"] for each in found if each["hint"]] == [
        ["", "নকশা", " আর রং"],
        ["", "নকশা", " করা কাঁথা"],
    ]


def test_the_readers_language_is_shown_and_the_other_one_found(
    client: Client, tip: Tip
) -> None:
    suggestions.build()
    title, english = tip.page.title, tip.page.title_en
    begun = english.split()[-1][:4]

    (bangla,) = ask(client, begun)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    (in_english,) = ask(client, begun)

    assert ("".join(bangla["title"]), "".join(bangla["hint"])) == (title, english)
    assert (in_english["label"], "".join(in_english["title"])) == ("Tip", english)


def test_one_kind_leaves_room_for_others(client: Client, rahima: Member) -> None:
    board = BoardFactory(name_bn="কথা")
    for number in range(12):
        ThreadFactory(title=f"মধু {number} নম্বর", board=board)
    SellerFactory(member=rahima, name="মধুর হাঁড়ি", makes="")
    suggestions.build()

    labels = [each["label"] for each in ask(client, "মধু")]

    assert labels == ["বিক্রেতা", *["আলোচনা"] * 7]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        # What begins so by letter or means that, before what sounds so as a whole.
        ("cour", ["[courier] কত নেয়?", "[কুরিয়ারে] ভাঙা জিনিস", "চালের [কুড়]"]),
        ("kur", ["[কুরিয়ারে] ভাঙা জিনিস", "[courier] কত নেয়?", "চালের [কুড়]"]),
        ("ভাঙা cour", ["[কুরিয়ারে] [ভাঙা] জিনিস"]),
        ("পাতা cour", ["দুটি [পাতা] একটি [কুঁড়ি]"]),
        ("কুরি", ["[কুরিয়ারে] ভাঙা জিনিস", "দুটি পাতা একটি [কুঁড়ি]", "[courier] কত নেয়?"]),
    ],
)
def test_short_sound_brings_no_other_words_where_there_are_these(
    client: Client, typed: str, found: list[str]
) -> None:
    board = BoardFactory(name_bn="কথা", name_en="Talk")
    for title in (
        "courier কত নেয়?",
        "কুরিয়ারে ভাঙা জিনিস",
        "দুটি পাতা একটি কুঁড়ি",
        "চালের কুড়",
    ):
        ThreadFactory(title=title, board=board)
    suggestions.build()

    assert offered(client, typed) == found


def asked_by(people: int, line: str, found: int = 1) -> None:
    """A query that so many different people asked."""
    for number in range(200):
        AskedQuery.ask(line, f"member {number}", found)
        if AskedQuery.objects.get(text=line).people >= people:
            return


def test_what_many_ask_is_offered(client: Client) -> None:
    asked_by(3, "কাস্টমার চেনার উপায়")
    asked_by(2, "কাস্টমার আমার স্বামী")
    asked_by(3, "কাস্টমার কোথাও নেই", found=0)
    asked_by(3, "কাস্টমার নিয়ে গুজব")
    AskedQuery.objects.get(text="কাস্টমার নিয়ে গুজব").keep_back(True)
    suggestions.build()

    (query,) = ask(client, "custo")

    assert (query["label"], "".join(query["title"])) == ("খুঁজুন", "কাস্টমার চেনার উপায়")
    page = client.get(query["url"])
    assert page.context["typed"] == "কাস্টমার চেনার উপায়"
    # What stands in the box already is looked for by Enter.
    assert ask(client, "কাস্টমার চেনার উপায়") == []

    AskedQuery.objects.get(text="কাস্টমার চেনার উপায়").keep_back(True)

    assert ask(client, "custo") == []


@pytest.mark.parametrize("action", ListedWord.Action.values)
def test_what_many_ask_with_a_listed_word_is_offered_to_nobody(
    client: Client, karim: Member, action: str
) -> None:
    asked_by(3, "কাস্টমার চেনার উপায়")
    asked_by(3, "Chor কাস্টমার")
    suggestions.build()
    assert len(ask(client, "custo")) == 2

    ListedWord.put("chor", action, "", karim)

    (query,) = ask(client, "custo")
    assert "".join(query["title"]) == "কাস্টমার চেনার উপায়"


NAMING = {
    # A shop and more than her page says, by letter and by sound, with endings, in one.
    "সুতোর গল্প চোর": False,
    "sutor golpo chor": False,
    "সুতোর গল্পের পেজ ভুয়া": False,
    "সুতোরগল্প ভুয়া": False,
    "হাতের কাজ ঠকায়": False,
    # … her handle, or a member's name or handle.
    "rahima 42 ঠকায়": False,
    "তানিয়া বেগমের টাকা": False,
    "tania7 ঠকায়": False,
    "আসমানতারা ঠকায়": False,
    # … half her name, spelt otherwise, or one who is no member.
    "তানিয়া চোর": False,
    "tanya begom fraud": False,
    "রূপসী বুটিক প্রতারক": False,
    "মর্জিনা টাকা মেরেছে": False,
    # … nor one whose name is a small word elsewhere.
    "nila fraud": False,
    # Nobody may be meant where every word is known.
    "নকল জামদানি চিনব কীভাবে": True,
    # Her name alone, or with what she makes and where.
    "সুতোর গল্প": True,
    "সুতোর গল্পের কাঁথা": True,
    "sutor golpo katha": True,
    # A word that somebody is called, a name of words that others say too.
    "মধু চেনার উপায়": True,
    "হাতের কাজ শাড়ি": True,
    "jamdani": True,
    "কাস্টমার চেনার উপায়": True,
}


def test_what_many_ask_of_somebody_by_name_is_offered_to_nobody(
    client: Client, rahima: Member
) -> None:
    seller = SellerFactory(member=rahima, name="সুতোর গল্প", makes="নকশি কাঁথা")
    Member.objects.filter(pk=rahima.pk).update(handle_key="rahima_42")
    SellerFactory(name="হাতের কাজ", makes="পাটের ব্যাগ")
    for name in ("রঙের মেলা", "আঁচল"):
        SellerFactory(name=name, makes="শাড়ি").raise_version()
    seller.raise_version()
    MemberFactory(handle="tania7", display_name="তানিয়া বেগম")
    MemberFactory(display_name="আসমানতারা")
    MemberFactory(display_name="মধু")
    for line in NAMING:
        asked_by(3, line)

    suggestions.build()

    there = suggestions.table()
    assert there
    kinds = [kind.kind for kind in suggestions.KINDS]
    entries = (there.entry(number) for number in range(len(there)))
    told = {pk for kind, pk in entries if kinds[kind] == "query"}
    asked = {query.text: query.pk in told for query in AskedQuery.objects.all()}
    assert asked == NAMING


# --- What is not -----------------------------------------------------------------------


def hide_thread(karim: Member) -> None:
    assert Thread.objects.get(title=CUSTOMER).hide(karim, "কারণ")


def take_back_opening(karim: Member) -> None:
    Thread.objects.get(title=CUSTOMER).posts.get(seq=0).take_back()


def rename_thread(karim: Member) -> None:
    Thread.objects.get(title=CUSTOMER).change(title="আর কিছু নেই")


def put_off(karim: Member) -> None:
    Thread.objects.filter(title=CUSTOMER).update(visible_from=None)


@pytest.mark.parametrize(
    "end", [hide_thread, take_back_opening, rename_thread, put_off]
)
def test_what_is_gone_a_moment_ago_is_offered_no_more(
    client: Client, titles: None, karim: Member, end: Callable[[Member], None]
) -> None:
    assert len(ask(client, "কাস্ট")) == 1

    end(karim)

    # The table is the old one.
    assert ask(client, "কাস্ট") == []


def call_otherwise(rahima: Member) -> None:
    seller = Seller.objects.get()
    assert seller.change("about", {"name": "নদীর বাঁক", "makes": "", "story": ""})
    rahima.display_name = "মালতী সেন"
    rahima.save(update_fields=["display_name"])


def begin_to_go(rahima: Member) -> None:
    Erasure.ask(rahima, takes_words=True)
    run_out(rahima)
    (erasure,) = Erasure.objects.claim(1)
    assert erasure.begin()
    empty_page(erasure)


@pytest.mark.parametrize("end", [call_otherwise, begin_to_go])
def test_what_was_said_of_a_name_is_offered_to_nobody_when_it_is_no_more(
    client: Client, rahima: Member, end: Callable[[Member], None]
) -> None:
    rahima.display_name = "চম্পাকলি বেগম"
    rahima.save(update_fields=["display_name"])
    SellerFactory(member=rahima, name="সুতোর গল্প", makes="কাঁথা")
    of_her = {"সুতোর গল্প চোর", "চম্পাকলি বেগম ঠকায়"}
    for line in (*of_her, "সুতোর ঝিঙুরমালা ভুয়া", "সুতোর দাম"):
        asked_by(3, line)
    suggestions.build()
    # A word that nobody knows yet may be a name; what follows from the lexicon is not
    # kept back for good.
    kept_back = AskedQuery.objects.filter(is_kept_back=True)
    assert set(kept_back.values_list("text", flat=True)) == of_her
    assert sorted(offered(client, "সুতোর")) == ["[সুতোর] গল্প", "[সুতোর] দাম"]

    end(rahima)

    for _table in ("the old one", "one that was made since"):
        assert offered(client, "সুতোর") == ["[সুতোর] দাম"]
        assert offered(client, "চম্পা") == []
        suggestions.build()


def test_hidden_seller_and_adda_not_shown_yet_are_not_offered(
    client: Client, rahima: Member, karim: Member, make_adda: Callable[..., Adda]
) -> None:
    adda = make_adda("কাস্টমারের আড্ডা")
    seller = SellerFactory(member=rahima, name="কাস্টমার কর্নার", makes="")
    suggestions.build()
    assert len(ask(client, "কাস্ট")) == 2

    seller.hide(karim, "কারণ")
    assert [each["label"] for each in ask(client, "কাস্ট")] == ["আড্ডা"]

    Adda.objects.filter(pk=adda.pk).update(published_at=None)
    assert ask(client, "কাস্ট") == []
    suggestions.build()
    assert "কাস্ট".encode() not in suggestions.table_path().read_bytes()


def test_moderator_is_offered_what_a_guest_is(
    client: Client, titles: None, karim: Member
) -> None:
    client.force_login(karim)
    assert len(ask(client, "কাস্ট")) == 1

    hide_thread(karim)

    assert ask(client, "কাস্ট") == []


def test_words_of_whom_she_blocked_are_not_offered_to_her(
    client: Client, titles: None, tania: Member
) -> None:
    author = Thread.objects.get(title=CUSTOMER).author
    assert author
    client.force_login(tania)
    assert len(ask(client, "কাস্ট")) == 1

    tania.block(author)

    assert ask(client, "কাস্ট") == []
    assert len(ask(Client(), "কাস্ট")) == 1


def test_numbers_are_masked_and_found_by_nobody(client: Client) -> None:
    ThreadFactory(title="কুরিয়ার চাইলে 01712345678 নম্বরে বলুন")
    suggestions.build()

    answer = client.get("/search/suggest/", {"q": "কুরি"})

    assert "017••••••78" in answer.json()["items"][0]["title"][2]
    assert b"12345" not in answer.content
    assert ask(client, "0171") == ask(client, "12345") == []
    assert b"12345" not in suggestions.table_path().read_bytes()


# --- The answer ------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
def test_each_kind_is_one_query(
    client: Client,
    make_adda: Callable[..., Adda],
    django_assert_num_queries: Any,
    count: int,
) -> None:
    for number in range(count):
        make_adda(f"মধু {number}", day=dt.date(2024, 5, 1 + number))
        ThreadFactory(
            title=f"মধু {number}",
            tags=[f"মধু {number}"],
            board=BoardFactory(name_bn=f"মধু ঘর {number}"),
        )
        SellerFactory(
            member=MemberFactory(handle=f"seller{number}"),
            name=f"মধু {number}",
            makes="",
        )
    suggestions.build()

    # Addas, discussions, tags, boards, sellers.
    with django_assert_num_queries(5):
        found = ask(client, "মধু")

    assert len(found) == min(5 * count, 8)


def test_answer_is_small_and_kept_by_her_browser_alone(client: Client) -> None:
    board = BoardFactory(name_bn="কথা")
    for number in range(9):
        ThreadFactory(title=f"মধু {number} {'কাস্টমারের কথা ' * 12}", board=board)
    suggestions.build()

    answer = client.get("/search/suggest/", {"q": "মধু"})

    assert len(answer.json()["items"]) == 8
    assert len(answer.content) <= 4_500
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == "private, max-age=30"
    assert "Cookie" in answer.headers["vary"]
    assert "set-cookie" not in answer.headers


def test_only_reading_is_answered(client: Client) -> None:
    assert client.post("/search/suggest/").status_code == 405


def test_who_asks_without_end_gets_nothing_for_a_while(
    client: Client, titles: None, tania: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "SUGGESTED_TO_MEMBER", AsksPerMinute(2))
    client.force_login(tania)
    assert len(ask(client, "কাস্ট")) == len(ask(client, "কাস্ট")) == 1

    answer = client.get("/search/suggest/", {"q": "কাস্ট"})

    assert (answer.status_code, answer.json()) == (429, {"items": []})
    assert len(ask(Client(), "কাস্ট")) == 1


def test_all_addresses_of_one_home_are_one_asker(
    titles: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "SUGGESTED_TO_NETWORK", AsksPerMinute(2))

    def status(address: str) -> int:
        asked = Client().get("/search/suggest/", {"q": "কাস্ট"}, REMOTE_ADDR=address)
        return asked.status_code

    home = "2001:db8:1:2"
    assert [status(f"{home}::{n}") for n in range(1, 4)] == [200, 200, 429]
    assert (
        status("2001:db8:1:3::1") == status("::1") == status("::ffff:192.0.2.1") == 200
    )
    assert [status("192.0.2.1"), status("192.0.2.1")] == [200, 429]
    assert status("192.0.2.2") == 200


def test_of_too_many_askers_who_was_silent_longest_is_forgotten(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(per_minute, "MOST_ASKERS", 3)
    monkeypatch.setattr(per_minute.time, "time", lambda: 60.0)
    asks = AsksPerMinute(1)

    asked = [(who, asks.is_over(who)) for who in "abcadabeb"]

    # With d, b is too much to remember; a, who goes on, is not.
    over = [n for n, (_who, is_over) in enumerate(asked) if is_over]
    assert over == [3, 5, 8]


# --- The table -------------------------------------------------------------------------


# Where a table says how long making it took.
SECONDS = slice(32, 40)


def work() -> None:
    """What the worker does."""
    while indexing.drain():
        pass
    while suggestions.drain():
        pass


def rested() -> None:
    """Let the table have been made long enough ago to be made again."""
    path = suggestions.table_path()
    data = bytearray(path.read_bytes())
    data[SECONDS] = struct.pack("d", 0.0)
    path.write_bytes(data)


def test_worker_keeps_the_table(client: Client, rahima: Member, karim: Member) -> None:
    work()
    assert ask(client, "কাস্ট") == []
    rested()

    thread = ThreadFactory(title=CUSTOMER, author=rahima)
    work()

    assert len(ask(client, "কাস্ট")) == 1
    rested()

    thread.hide(karim, "কারণ")
    work()

    assert "কাস্টমার".encode() not in suggestions.table_path().read_bytes()


def test_table_is_not_made_again_without_a_change(titles: None) -> None:
    work()
    rested()
    work()
    made = suggestions.table_path().stat().st_mtime_ns

    Thread.objects.get(title=CUSTOMER).post(MemberFactory(handle="asma"), "একটা কথা")
    work()

    # A comment is nothing that is suggested.
    assert suggestions.table_path().stat().st_mtime_ns == made


def test_change_that_a_killed_worker_saw_is_not_forgotten(
    client: Client, titles: None
) -> None:
    work()
    rested()
    ThreadFactory(title="মধুর কথা")

    # It is killed after the rows are done and before it comes to the table.
    while indexing.drain():
        pass
    while suggestions.drain():
        pass

    assert offered(client, "মধু") == ["[মধুর] কথা"]


def test_table_that_was_begun_before_takes_no_newer_ones_place(
    titles: None,
) -> None:
    board = BoardFactory()
    for number in range(80):
        ThreadFactory(title=f"মধু {number}", board=board)
    work_begun = suggestions.Build()
    assert not work_begun.go_on(0.0)

    # She goes for good meanwhile.
    Thread.objects.filter(board=board).update(title="আর কিছু নেই")
    suggestions.build()
    assert work_begun.go_on()
    work_begun.finish()

    assert "মধু".encode() not in suggestions.table_path().read_bytes()


def test_table_is_made_of_few_rows_at_a_time_in_the_same_order(
    titles: None, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    threads = [
        ThreadFactory(title=f"মধু {number}", board=BoardFactory()) for number in range(7)
    ]
    Thread.objects.filter(pk=threads[3].pk).update(post_count=9)
    suggestions.build()
    whole = suggestions.table()
    assert whole
    monkeypatch.setattr(suggestions, "READ_AT_ONCE", 2)
    monkeypatch.setattr(slicing, "AT_ONCE", 3)

    with django_assert_num_queries(0):
        in_slices = suggestions.Build()
    while not len(in_slices._builder):
        assert not in_slices.go_on(0.0)
    # What is gone while it is made is not in it any more.
    Thread.objects.filter(pk=threads[0].pk).update(visible_from=None)
    assert in_slices.go_on()
    in_slices.finish()

    there = suggestions.table()
    assert there
    entries = [whole.entry(number) for number in range(len(whole))]
    kind = [each.kind for each in suggestions.KINDS].index("thread")
    assert next(pk for number, pk in entries if number == kind) == threads[3].pk
    assert [there.entry(number) for number in range(len(there))] == [
        each for each in entries if each != (kind, threads[0].pk)
    ]


def test_table_is_made_in_steps_that_each_do_little(
    titles: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    suggestions.build()
    before = suggestions.table()
    assert before
    for letter in "কখগঘচছজঝটঠডঢ":
        SellerFactory(name=f"ঝিঙুরমালা{letter}", makes="শাড়ি")
        asked_by(3, f"ঝিঙুরমালা{letter} চোর")
    monkeypatch.setattr(prefixes, "AT_ONCE", 5)
    monkeypatch.setattr(suggestions, "ADDED_AT_ONCE", 1)

    build, questions, is_done = suggestions.Build(), [], False
    while not is_done:
        with CaptureQueriesContext(connection) as asked:
            is_done = build.go_on(0.0)
        questions.append(len(asked))
    build.finish()

    # Who is named by a query is asked a query at a time; the texts, a kind at a time.
    assert max(questions) <= len(suggestions.KINDS)
    assert AskedQuery.objects.filter(is_kept_back=True).count() == 12
    after = suggestions.table()
    assert after
    # The old one is turned round in steps, the new one laid out in some.
    assert len(questions) > (2 * before.term_count() + 2 * after.term_count()) / 5


def test_table_made_from_the_one_before_is_the_same(
    client: Client, titles: None
) -> None:
    before = suggestions.table()
    assert before
    first = list(before.by_term())

    suggestions.build()

    after = suggestions.table()
    assert after
    assert after is not before
    assert [(term, list(entries)) for term, entries in after.by_term()] == [
        (term, list(entries)) for term, entries in first
    ]
    Thread.objects.filter(title=CUSTOMER).update(title="মধুর কথা")
    suggestions.build()
    assert offered(client, "মধু") == ["[মধুর] কথা"]
    assert offered(client, "ডেলি") == ["[ডেলিভারি] নিয়ে কথা"]
    assert "কাস্টমার".encode() not in suggestions.table_path().read_bytes()


def test_table_rests_as_long_as_it_takes(titles: None) -> None:
    path = suggestions.table_path()
    data = bytearray(path.read_bytes())
    data[SECONDS] = struct.pack("d", 60.0)
    path.write_bytes(data)
    suggestions.note_change()

    assert suggestions.drain() == 0


@pytest.mark.parametrize("broken", [b"", b"UTHANPFX", b"x" * 500])
def test_broken_table_offers_nothing_and_is_made_anew(
    client: Client, titles: None, broken: bytes
) -> None:
    suggestions.table_path().write_bytes(broken)
    assert ask(client, "কাস্ট") == []

    while suggestions.drain():
        pass

    assert len(ask(client, "কাস্ট")) == 1


def test_table_cut_short_offers_nothing(client: Client, titles: None) -> None:
    path = suggestions.table_path()
    path.write_bytes(path.read_bytes()[:-1])

    assert ask(client, "কাস্ট") == []


def test_no_table_is_no_error(client: Client) -> None:
    ThreadFactory(title=CUSTOMER)

    assert ask(client, "কাস্ট") == []


def test_table_is_read_while_another_takes_its_place(titles: None) -> None:
    old = suggestions.table()
    assert old
    ThreadFactory(title="মধুর কথা")
    suggestions.build()

    new = suggestions.table()

    assert new
    words = suggestions.read("মধু")
    assert (len(suggestions.candidates(words, old)), len(old)) == (0, len(new) - 2)
    assert len(suggestions.candidates(words, new)) == 1
