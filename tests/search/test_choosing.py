"""The results page: what it offers to narrow down, to mend and to go on with."""

import re
from datetime import UTC, date, datetime, timedelta
from html import unescape
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.utils import timezone

from adda_posts.models import Adda
from forum.models import Draft, Post
from search.engines import search_index
from search.indexing import catch_up, rebuild
from tests.factories import PASSWORD, PostFactory, SellerFactory, ThreadFactory
from tests.search.engines import break_index

pytestmark = pytest.mark.django_db


def ask(client, query, **params):
    page = client.get("/search/", {"q": query, **params})
    assert page.status_code == 200
    return page


def keys(page):
    return [item.key for item in page.context["results"].items]


def words_of(page):
    """What stands in the page, without its markup."""
    main = page.content.decode().split("<main", 1)[1].split("</main>", 1)[0]
    return " ".join(re.sub("<[^>]+>", " ", main).split())


def links(choices):
    return {choice.label: (choice.count, choice.url) for choice in choices}


@pytest.fixture
def market(make_adda, rahima):
    """Of four kinds and two years: an adda and its comment of 2024, the rest of now."""
    adda = make_adda("মেলার গল্প", day=date(2024, 5, 1))
    comment = adda.thread.post(rahima, "মেলায় জায়গা পেলাম", force=True)
    Post.objects.filter(pk=comment.pk).update(
        created_at=datetime(2024, 5, 1, tzinfo=UTC)
    )
    thread = ThreadFactory(title="মেলার খবর", source="মেলা কবে?")
    answer = thread.post(rahima, "মেলা শুক্রবারে")
    seller = SellerFactory(name="মেলা ঘর")
    rebuild()
    return {
        "adda": f"adda:{adda.pk}",
        "comment": f"post:{comment.pk}",
        "thread": f"thread:{thread.pk}",
        "answer": f"post:{answer.pk}",
        "seller": f"seller:{seller.pk}",
    }


def test_kinds_years_and_series_are_offered_with_their_counts(client, market):
    page = ask(client, "মেলা")
    choices = page.context["choices"]
    this_year = f"{timezone.localdate().year}".translate(
        str.maketrans("0123456789", "০১২৩৪৫৬৭৮৯")
    )

    assert set(keys(page)) == set(market.values())
    counted = {label: count for label, (count, _url) in links(choices.kinds).items()}
    assert counted == {"সব": 5, "আড্ডা": 1, "মন্তব্য": 2, "আলোচনা": 1, "বিক্রেতা": 1}
    assert [(c.label, c.count) for c in choices.years] == [(this_year, 3), ("২০২৪", 2)]
    assert [(c.label, c.count) for c in choices.series] == [("রোজকার আড্ডা", 2)]
    assert "৫টি লেখা পাওয়া গেছে" in words_of(page)


def test_a_choice_keeps_the_others_and_can_be_taken_off(client, market):
    page = ask(client, "মেলা", kind="post")
    _count, with_year = links(page.context["choices"].years)["২০২৪"]
    both = client.get(f"/search/{with_year}")

    assert set(keys(page)) == {market["comment"], market["answer"]}
    assert keys(both) == [market["comment"]]
    # One alone has no order.
    assert both.context["choices"].orders == []
    (taken,) = both.context["choices"].taken
    assert taken.label == "২০২৪"
    assert parse_qs(urlsplit(taken.url).query) == {"q": ["মেলা"], "kind": ["post"]}
    assert set(keys(client.get(f"/search/{taken.url}"))) == set(keys(page))


def test_newest_first_goes_by_the_day(client, market, rahima):
    newest = ask(client, "মেলা", sort="new")

    assert keys(newest)[-1] in {market["adda"], market["comment"]}
    assert set(keys(newest)[:3]) == {
        market["thread"],
        market["answer"],
        market["seller"],
    }
    assert "sort=new" in newest.context["choices"].kinds[1].url


def test_filters_that_leave_nothing_say_what_there_is_elsewhere(client, market):
    page = ask(client, "মেলা", kind="seller", year="2024")

    assert keys(page) == []
    assert "এখানে কিছু নেই: বিক্রেতা · ২০২৪" in words_of(page)
    assert "অন্য জায়গায় ৫টি লেখা আছে।" in words_of(page)
    assert page.context["elsewhere_url"] == "?q=%E0%A6%AE%E0%A7%87%E0%A6%B2%E0%A6%BE"


def test_a_series_that_she_may_not_know_is_no_choice(client, make_adda, rahima):
    adda = make_adda("গোপন মেলা", is_public=False)
    type(adda.series).objects.filter(pk=adda.series_id).update(archive=True)
    ThreadFactory(title="মেলার খবর")
    catch_up()

    page = ask(client, "মেলা", series="daily")

    assert page.context["choices"].series == page.context["choices"].taken == []
    assert len(keys(page)) == 1
    assert "রোজকার" not in page.content.decode()


def test_counts_are_less_what_the_database_knows_better(client, karim):
    kept, gone = PostFactory(source="মেলা ভালো"), PostFactory(source="মেলা খারাপ")
    catch_up()
    gone.hide(karim, "পরীক্ষা")

    counts = ask(client, "মেলা").context["results"].counts

    assert (counts.count, dict(counts.kinds)) == (1, {"post": 1})
    assert keys(ask(client, "মেলা")) == [f"post:{kept.pk}"]


@pytest.fixture
def talk(rahima):
    """Three comments that say কুরিয়ার, one that says something of its own."""
    thread = ThreadFactory(title="কথা")
    for n in range(3):
        thread.post(rahima, f"কুরিয়ার {'আহা ' * n}")
    thread.post(rahima, "জলতরঙ্গ")
    catch_up()


def test_another_spelling_is_offered_with_what_it_finds(client, talk):
    page = ask(client, "কুরিয়ারর")
    offered = page.context["results"].spelling

    assert (offered.query, offered.count) == ("কুরিয়ার", 3)
    assert "আপনি কি কুরিয়ার খুঁজছেন? (৩টি লেখা)" in words_of(page)
    assert page.context["typed"] == "কুরিয়ারর"
    mended = client.get(f"/search/{page.context['spelling_url']}")
    assert mended.context["results"].count == 3
    assert mended.context["results"].spelling is None


@pytest.mark.parametrize("query", ["জলতরঙ্গা", "kuriarr", "০১৭১১১১১১১১", "কুরিয়ার"])
def test_a_word_of_one_member_or_of_another_script_is_never_offered(
    client, talk, query
):
    assert ask(client, query).context["results"].spelling is None


@pytest.fixture
def sellers_talk(rahima):
    """Four comments that say customer, four that say ডেলিভারি."""
    thread = ThreadFactory(title="কথা")
    for n in range(4):
        thread.post(rahima, f"Amar customer {'aha ' * n}")
        thread.post(rahima, f"ডেলিভারি {'আহা ' * n}")
    catch_up()


@pytest.mark.parametrize(
    ("query", "offered"),
    [
        # By a stem shared with another word, by sound; a form of a word is no slip.
        ("customr", ("customer", 4)),
        ("ডেলিবারি", ("ডেলিভারি", 4)),
        ("customers", None),
        ("ডেলিভারিগুলোও", None),
        ("delibari", None),
    ],
)
def test_a_word_that_nobody_writes_is_doubted_though_enough_is_found(
    client, sellers_talk, query, offered
):
    results = ask(client, query).context["results"]
    spelling = results.spelling and (results.spelling.query, results.spelling.count)

    assert (results.query, results.count >= 3, spelling) == (query, True, offered)


def test_the_sign_of_an_author_is_no_word_to_be_doubted(client, rahima):
    thread = ThreadFactory(title="কথা")
    for n in range(4):
        thread.post(rahima, f"লেখা {'আহা ' * n}")
    catch_up()

    assert ask(client, "লেখক আহা").context["results"].spelling.query == "লেখা আহা"
    assert ask(client, "লেখক:রহিমা আহা").context["results"].spelling is None
    assert ask(client, "-লেখক:তানিয়া আহা").context["results"].spelling is None


@pytest.mark.parametrize("query", ["হাসিনা আপার আচার", "হাসিনা আফার আচার", "হাসিনা আচাড় আচার"])
def test_no_word_is_offered_that_is_there_or_in_place_of_a_small_one(
    client, rahima, query
):
    thread = ThreadFactory(title="কথা")
    for n in range(4):
        thread.post(rahima, f"হাসিনা বানায় আচার {'আহা ' * n}")
    catch_up()

    assert ask(client, "হাসিনা আচারর").context["results"].spelling.count == 4
    assert ask(client, query).context["results"].spelling is None


def test_a_hidden_word_is_never_offered(client, talk, karim):
    for post in Post.objects.filter(source__startswith="কুরিয়ার")[:2]:
        post.hide(karim, "পরীক্ষা")
    catch_up()

    assert ask(client, "কুরিয়ারর").context["results"].spelling is None


def test_nothing_found_leads_on(client, make_adda, rahima):
    adda = make_adda("প্যাকেটের গল্প")

    page = ask(client, "ঝঞ্ঝাবাত")

    assert "“ঝঞ্ঝাবাত” খুঁজে কিছু পাওয়া যায়নি" in words_of(page)
    assert [each.key for each in page.context["ways_on"].topics] == [f"adda:{adda.pk}"]
    assert "এখানে সবাই যা নিয়ে কথা বলছেন" in words_of(page)
    assert page.context["ways_on"].ask_url == "/adda/"
    assert "এখন কোনো আড্ডা চলছে না" in words_of(page)


def test_a_phrase_that_nobody_said_leads_to_what_comes_near(client, rahima):
    post = PostFactory(source="টাকা আগে নিলাম, শাড়ি পরে")
    catch_up()

    page = ask(client, '"শাড়ি টাকা"')

    assert keys(page) == []
    assert page.context["ways_on"].are_near
    assert [each.key for each in page.context["ways_on"].topics] == [f"post:{post.pk}"]


@pytest.fixture
def todays(make_adda):
    adda = make_adda("আজকের গল্প", day=timezone.localdate())
    now = timezone.now()
    Adda.objects.filter(pk=adda.pk).update(
        state=Adda.State.OPEN,
        opens_at=now - timedelta(hours=1),
        closes_at=now + timedelta(hours=1),
    )
    type(adda.thread).objects.filter(pk=adda.thread_id).update(
        visible_from=now - timedelta(hours=1)
    )
    return adda


def test_behind_the_last_page_there_is_nothing_more_but_what_was_never_found(
    client, talk
):
    assert "সবই দেখা হয়ে গেছে" in words_of(ask(client, "কুরিয়ার", page="9"))
    nothing = words_of(ask(client, "ঝঞ্ঝাবাত", page="9"))
    assert "“ঝঞ্ঝাবাত” খুঁজে কিছু পাওয়া যায়নি" in nothing


def test_her_words_stand_in_the_box_of_todays_adda(client, todays, rahima):
    client.force_login(rahima)
    hers = ask(client, "ঝঞ্ঝাবাত হলে কী করি").context["ways_on"]
    number = ask(client, "01712345678").context["ways_on"]

    assert number.ask_url == f"{todays.get_absolute_url()}#write"
    box = client.get(hers.ask_url.partition("#")[0]).content.decode()
    assert re.search(r"<textarea[^>]*>\s*ঝঞ্ঝাবাত হলে কী করি</textarea>", box)


def addresses(page, start):
    """Those in the page that begin with `start`, each once."""
    found = re.findall('href="([^"]*)"', page.content.decode())
    return {unescape(each) for each in found if each.startswith(start)}


def test_words_of_a_guest_stand_in_the_box_once_she_is_in(client, todays, rahima):
    ask_url = ask(client, "ঝঞ্ঝাবাত & বৃষ্টি?").context["ways_on"].ask_url
    adda = client.get(ask_url.partition("#")[0])
    asked = urlencode({"words": "ঝঞ্ঝাবাত & বৃষ্টি?"})
    back = {"next": f"{todays.thread.page_url(1)}?{asked}#write"}
    login = f"/accounts/login/?{urlencode(back)}"

    assert "লেখার ঘরেই থাকবে: “ঝঞ্ঝাবাত &amp; বৃষ্টি?”" in words_of(adda)
    assert addresses(adda, "/accounts/login/") == {login}
    (sign_up,) = addresses(adda, "/accounts/signup/")
    member_already = addresses(client.get(sign_up), "/accounts/login/?")
    assert member_already == {login}
    known = {"login": rahima.email, "password": PASSWORD, **back}
    let_in = client.post("/accounts/login/", known)
    box = client.get(let_in.url.partition("#")[0]).content.decode()
    assert re.search(r"<textarea[^>]*>\s*ঝঞ্ঝাবাত &amp; বৃষ্টি\?</textarea>", box)


def test_what_she_had_begun_in_the_box_stays_in_it(client, todays, rahima):
    thread = todays.thread
    key = f"post:thread:{thread.pk}"
    Draft.keep(rahima, key, 0, body="অর্ধেক লেখা", thread=thread)
    client.force_login(rahima)
    adda = client.get(todays.get_absolute_url(), {"words": "ঝঞ্ঝাবাত কী?"})

    assert "যা খুঁজছিলেন: “ঝঞ্ঝাবাত কী?”" in words_of(adda)
    assert re.search(r"<textarea[^>]*>\s*অর্ধেক লেখা</textarea>", adda.content.decode())


def test_few_results_end_with_a_way_to_ask(client, todays, talk):
    page = ask(client, "কুরিয়ার")

    assert "যা খুঁজছিলেন, পাননি? আজকের আড্ডায় জিজ্ঞেস করুন" in words_of(page)


@pytest.fixture(params=["missing", "broken"])
def no_index(request):
    def lose():
        catch_up()
        if request.param == "broken":
            break_index()
            return
        with search_index().writing():
            search_index().discard()

    return lose


def test_without_an_index_the_newest_of_the_database_stand_there(
    client, no_index, rahima, karim
):
    old = PostFactory(source="কুরিয়ার ভালো ছিল")
    new = PostFactory(source="নতুন কুরিয়ার কেমন?")
    hidden = PostFactory(source="কুরিয়ার খারাপ")
    hidden.hide(karim, "পরীক্ষা")
    thread = ThreadFactory(title="কোন কুরিয়ার?", source="লিখুন")
    PostFactory(source="অন্য কথা")
    no_index()

    page = ask(client, "কুরিয়ার")

    assert "খোঁজার ব্যবস্থা তৈরি হচ্ছে" in words_of(page)
    assert [each.key for each in page.context["newest"]] == [
        f"thread:{thread.pk}",
        f"post:{new.pk}",
        f"post:{old.pk}",
    ]
    assert "নতুন <mark>কুরিয়ার</mark> কেমন?" in page.content.decode()


def test_without_an_index_no_number_is_found_either(client, no_index):
    PostFactory(source="অর্ডার দিতে 01712345678 নম্বরে")
    no_index()

    for query in ("01712345678", "০১৭১২৩৪৫৬৭৮", "অর্ডার 01712345678", "017"):
        page = ask(client, query)
        assert "01712345678" not in words_of(page).replace(query, "")
        if "অর্ডার" not in query:
            assert page.context["newest"] == []


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_the_fallback(client, django_assert_num_queries, count):
    for n in range(count):
        ThreadFactory(title=f"হাট {n}", source="হাটের কথা").post(
            PostFactory().author, f"হাটের মন্তব্য {n}"
        )
    ask(client, "হাট")

    with django_assert_num_queries(11):
        page = ask(client, "হাট")

    assert len(page.context["newest"]) == 2 * count
