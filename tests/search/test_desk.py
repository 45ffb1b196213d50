"""The moderators' pages of what is looked for and of words that mean the same."""

import json
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db.models import F
from django.test import Client
from django.utils import timezone
from wagtail.contrib.search_promotions.models import Query, SearchPromotion

from search import desk_views, promoting
from search.analysis.meant import added
from search.indexing import catch_up
from search.models import AskedDay, AskedQuery, WordProposal
from search.models.proposal import Decided
from tests.factories import MemberFactory, PostFactory, ThreadFactory
from tests.search.holding import held, while_another

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, karim):
    client.force_login(karim)
    return client


@pytest.fixture
def other(db):
    """Another moderator at her desk."""
    client = Client()
    client.force_login(MemberFactory(moderator=True, display_name="সালমা"))
    return client


def asked(text, times, found=1, days_ago=0):
    """A query that was asked so often on one day."""
    day = timezone.localdate() - timedelta(days=days_ago)
    query, _made = AskedQuery.objects.get_or_create(
        key=AskedQuery.key_of(text), defaults={"text": text, "found": found}
    )
    AskedDay.objects.create(query=query, day=day, times=times)
    AskedQuery.objects.filter(pk=query.pk).update(times=F("times") + times)
    return query


def main(answer):
    return answer.content.decode().split("<main", 1)[1].split("</main>", 1)[0]


def listed(client, **params):
    """The queries on a page, and the address of the next."""
    answer = client.get("/search/asked/", params)
    assert answer.status_code == 200
    return [row.text for row in answer.context["rows"]], answer.context["older"]


def test_she_reads_what_is_asked_most_and_what_is_missing(desk):
    asked("শাড়ি", 3)
    asked("শাড়ি", 9, days_ago=10)
    asked("মধু", 5, found=0)
    asked("ঘি", 2, found=0, days_ago=40)

    assert listed(desk, days=7) == (["মধু", "শাড়ি"], "")
    assert listed(desk) == (["শাড়ি", "মধু"], "")
    assert listed(desk, days=90) == (["শাড়ি", "মধু", "ঘি"], "")
    assert listed(desk, days=90, show="missing") == (["মধু", "ঘি"], "")
    page = main(desk.get("/search/asked/"))
    assert "১২ বার খোঁজা" in page
    assert "৫ বার খোঁজা · কিছু মেলেনি" in page


def test_she_pages_through_all_of_them_once(desk):
    for n in range(45):
        asked(f"কথা {n}", n // 10 + 1, found=n % 2)

    first, older = listed(desk, days=7)
    second, oldest = listed(desk, **dict(p.split("=") for p in older[1:].split("&")))
    third, end = listed(desk, **dict(p.split("=") for p in oldest[1:].split("&")))

    assert (len(first), len(second), len(third), end) == (20, 20, 5, "")
    assert len({*first, *second, *third}) == 45
    assert "days=7" in oldest


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_the_page_do_not_grow(desk, django_assert_num_queries, count):
    for n in range(count):
        asked(f"কথা {n}", n + 1)
    desk.get("/search/asked/")
    with django_assert_num_queries(5):
        assert len(listed(desk)[0]) == count


def test_she_keeps_a_query_out_of_suggestions(desk):
    query = asked("মধু", 9)
    AskedQuery.objects.update(people=3)
    address = "/search/asked/query/?q=মধু"
    assert AskedQuery.objects.frequent().get() == query

    assert desk.post(address, {"kept_back": "1"}).status_code == 302
    assert not AskedQuery.objects.frequent().exists()
    assert "কাউকে দেখানো হয় না" in main(desk.get(address))
    desk.post(address, {"kept_back": "0"})
    assert AskedQuery.objects.frequent().exists()


PAGES = (
    "/search/asked/",
    "/search/asked/query/?q=x",
    "/search/promoted/",
    "/search/words/",
)


def test_nobody_else_knows_of_these_pages(rahima, karim):
    row = WordProposal.propose(["মধু", "হানি"], "", karim)
    for client in (Client(), Client()):
        for address in (*PAGES, f"/search/words/{row.pk}/"):
            assert client.get(address).status_code == 404
            assert client.post(address, {"do": "yes"}).status_code in (404, 405)
        client.force_login(rahima)
    row.refresh_from_db()
    assert row.is_waiting


# Words that mean the same


def propose(client, words, why=""):
    return client.post("/search/words/", {"words": words, "why": why})


def test_what_two_moderators_agree_on_is_found_at_once(desk, other, shown):
    known = PostFactory(source="কাস্টমার আজ এসেছিল")
    new = PostFactory(source="আজকের গেরাহকটি ভালো")
    for query in ("customer", "গেরাহকটিকে"):
        found = {post.pk for post in shown(query)}
        assert found != {known.pk, new.pk}

    answer = propose(desk, "গেরাহকটি, কাস্টমার", "গ্রামে এভাবে বলে")
    row = WordProposal.objects.get()
    assert answer.status_code == 302
    assert (row.parts, row.concept, row.why) == (
        ["গেরাহকটি", "কাস্টমার"],
        "customer",
        "গ্রামে এভাবে বলে",
    )
    assert "গ্রামে এভাবে বলে" in main(other.get(f"/search/words/{row.pk}/"))
    assert len(shown("customer")) == 1

    other.post(f"/search/words/{row.pk}/", {"do": "yes", "answer": ""})

    for query in ("customer", "গেরাহকটি", "ক্রেতা"):
        assert {post.pk for post in shown(query)} == {known.pk, new.pk}, query
    row.refresh_from_db()
    assert (row.state, row.decided_by.display_name) == ("agreed", "সালমা")
    said = " ".join(main(desk.get(f"/search/words/{row.pk}/")).split())
    assert "প্রস্তাব করেছেন করিম মিয়া ·" in said
    assert "মেনে নেওয়া হয়েছে · সালমা ·" in said

    desk.post(f"/search/words/{row.pk}/", {"do": "back"})
    assert len(shown("customer")) == 1


def test_a_meaning_that_search_did_not_know(desk, other, shown):
    one = PostFactory(source="ঝিঙুরমালা দিয়ে সাজাই")
    two = PostFactory(source="পোতাদানা দিয়ে গাঁথি")
    propose(desk, "ঝিঙুরমালা = পোতাদানা")
    row = WordProposal.objects.get()
    other.post(f"/search/words/{row.pk}/", {"do": "yes"})

    assert {post.pk for post in shown("ঝিঙুরমালার")} == {one.pk, two.pk}
    assert {post.pk for post in shown("পোতাদানা")} == {one.pk, two.pk}
    propose(desk, "পোতাদানা, টুংটাং")
    assert WordProposal.objects.newest()[0].concept == row.concept


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("কাস্টমার, বিক্রেতা", "“কাস্টমার” আছে এদের সাথে: ক্রেতা"),
        ("কাস্টমার, customer", "আগে থেকেই জানে"),
        ("মধু", "অন্তত দুইটা"),
        ("মধু, মধু", "অন্তত দুইটা"),
        ("মধু, কি", "“কি” সব লেখাতেই থাকে"),
        ("মধু, আমি কাল হাটে গিয়ে কিনেছি", "তো পুরো বাক্য"),
        ("", "কথাগুলো লিখুন"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(desk, words, sentence):
    answer = propose(desk, words)

    assert answer.status_code == 400
    assert sentence in main(answer)
    assert not WordProposal.objects.exists()


def test_her_own_is_answered_by_another(desk, other, karim):
    propose(desk, "ঝিঙুরমালা, পোতাদানা")
    propose(desk, "ঝিঙুরমালা, পোতাদানা")
    row = WordProposal.objects.get()
    address = f"/search/words/{row.pk}/"
    assert 'value="yes"' not in main(desk.get(address))

    assert desk.post(address, {"do": "yes"}).status_code == 403

    answer = other.post(address, {"do": "no", "answer": ""})
    assert answer.status_code == 400
    assert "কেন নয়" in main(answer)
    assert other.post(address, {"do": "back"}).status_code == 403
    other.post(address, {"do": "no", "answer": "একই জিনিস না"})
    row.refresh_from_db()
    assert (row.state, row.answer) == ("declined", "একই জিনিস না")
    assert "একই জিনিস না" in main(desk.get(address))
    other.post(address, {"do": "yes"})
    row.refresh_from_db()
    assert row.state == "declined"


def test_the_only_moderator_answers_herself(desk, karim):
    propose(desk, "ঝিঙুরমালা, পোতাদানা")
    row = WordProposal.objects.get()

    desk.post(f"/search/words/{row.pk}/", {"do": "yes"})

    row.refresh_from_db()
    assert (row.state, row.decided_by) == ("agreed", karim)


def test_words_that_came_to_stand_apart_are_not_agreed_to(desk, other, karim):
    propose(desk, "ঝিঙুরমালা, কাস্টমার")
    propose(desk, "ঝিঙুরমালা, বিক্রেতা")
    one, two = WordProposal.objects.order_by("pk")
    other.post(f"/search/words/{one.pk}/", {"do": "yes"})

    answer = other.post(f"/search/words/{two.pk}/", {"do": "yes"}, follow=True)

    assert "একটা বাদ দিন" in answer.content.decode()
    two.refresh_from_db()
    assert two.is_waiting


def test_the_command_prints_lines_for_the_list(desk, other, capsys):
    propose(desk, "গেরাহকটি, কাস্টমার, gerahokti, ভালো গেরাহক")
    propose(desk, "ঝিঙুরমালা, পোতাদানা")
    for row in WordProposal.objects.all():
        other.post(f"/search/words/{row.pk}/", {"do": "yes"})
    propose(desk, "টুংটাং, ঝুনঝুনি")

    call_command("lexicon")
    customer, new = capsys.readouterr().out.splitlines()
    assert customer.startswith("customer\tক্রেতা ")
    cells = customer.split("\t")
    assert len(cells) == 5
    assert cells[1].endswith(" গেরাহকটি")
    assert cells[3].endswith(" gerahokti")
    assert cells[4].endswith("ভালো গেরাহক")
    assert new.split("\t")[1:] == ["ঝিঙুরমালা পোতাদানা", "", "", ""]

    call_command("lexicon", "--json")
    told = json.loads(capsys.readouterr().out)
    assert [each["words"] for each in told["concepts"]] == [
        ["গেরাহকটি", "gerahokti", "ভালো গেরাহক"],
        ["ঝিঙুরমালা", "পোতাদানা"],
    ]


def test_a_phrase_has_no_stem_to_be_looked_up_by():
    more = added([("customer", "ভালো গেরাহক"), ("customer", "গেরাহকটি")])

    assert list(more.by_concept) == ["customer"]
    assert len(more.by_stem) == 1


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_the_list_of_words_do_not_grow(
    desk, karim, django_assert_num_queries, count
):
    for n in range(count):
        WordProposal.propose([f"ঝিঙুর{'া' * n}মালা", f"পোতা{'ি' * n}দানা"], "", karim)
    desk.get("/search/words/")
    with django_assert_num_queries(4):
        answer = desk.get("/search/words/")
    assert len(answer.context["rows"]) == count


def test_a_search_costs_one_question_more_for_words_agreed_to(
    desk, karim, django_assert_num_queries
):
    ThreadFactory(title="ঝিঙুরমালা")
    catch_up()
    row = WordProposal.propose(["ঝিঙুরমালা", "পোতাদানা"], "", karim)
    row.decide(karim, agreed=True)
    guest = Client()
    guest.get("/search/", {"q": "পোতাদানা"})
    with django_assert_num_queries(7):
        answer = guest.get("/search/", {"q": "পোতাদানা"})
    assert len(answer.context["results"].items) == 1


@pytest.mark.django_db(transaction=True)
def test_what_another_is_changing_is_answered_with_a_sentence(
    desk, other, karim, monkeypatch
):
    monkeypatch.setattr(desk_views, "LONGEST_WAIT", 200)
    sentence = "এখন আরেকজন এটা বদলাচ্ছেন।"
    one, two = (
        ThreadFactory(title=title).get_absolute_url() for title in ("হাট", "মেলা")
    )
    promoting.promote("হাট", one, karim)
    query, pick = asked("হাট", 1), SearchPromotion.objects.get()
    page = "/search/asked/query/?q=হাট"

    with held(Query.objects.all()):
        answer = desk.post(page, {"address": two})
        away = desk.post(f"/search/promoted/{pick.pk}/away/", {"q": "হাট"}, follow=True)
    assert answer.status_code == 400
    assert sentence in main(answer)
    assert f'value="{two}"' in main(answer)
    assert sentence in away.content.decode()
    assert list(SearchPromotion.objects.all()) == [pick]

    with held(AskedQuery.objects.all()):
        answer = desk.post(page, {"kept_back": "1"}, follow=True)
    query.refresh_from_db()
    assert sentence in answer.content.decode()
    assert not query.is_kept_back

    propose(desk, "ঝিঙুরমালা, পোতাদানা")
    row = WordProposal.objects.get()
    with held(WordProposal.objects.all()):
        answer = other.post(
            f"/search/words/{row.pk}/", {"do": "no", "answer": "একই জিনিস না"}
        )
        back = desk.post(f"/search/words/{row.pk}/", {"do": "back"}, follow=True)
    row.refresh_from_db()
    assert answer.status_code == 400
    assert sentence in main(answer)
    assert 'value="একই জিনিস না"' in main(answer)
    assert sentence in back.content.decode()
    assert (row.state, row.answer) == ("waiting", "")


@pytest.fixture
def salma(db):
    return MemberFactory(moderator=True, display_name="সালমা")


@pytest.mark.django_db(transaction=True)
def test_of_two_who_answer_at_once_the_later_is_told(karim, salma):
    row = WordProposal.propose(["ঝিঙুরমালা", "পোতাদানা"], "", MemberFactory())
    same, told = WordProposal.objects.get(), []

    def decline():
        with pytest.raises(Decided):
            same.decide(salma, agreed=False, answer="একই জিনিস না")
        told.append("that it is answered")

    with while_another(decline):
        row.decide(karim, agreed=True)

    row.refresh_from_db()
    assert told == ["that it is answered"]
    assert (row.state, row.decided_by, row.answer) == ("agreed", karim, "")


@pytest.mark.django_db(transaction=True)
def test_words_agreed_to_at_once_mean_one_thing(karim, salma):
    one, other = (
        WordProposal.propose(["পোতাদানা", word], "", MemberFactory())
        for word in ("ঝিঙুরমালা", "কড়ঙ্গলতা")
    )

    with while_another(lambda: other.decide(salma, agreed=True)):
        one.decide(karim, agreed=True)

    concepts = WordProposal.objects.values_list("state", "concept")
    assert len(set(concepts)) == 1
    assert concepts[0][0] == "agreed"
