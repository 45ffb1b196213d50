"""What moderators put first for a query, and who sees it."""

import re
from datetime import date

import pytest
from django.test import Client
from wagtail.contrib.search_promotions.models import Query, SearchPromotion
from zeal import zeal_ignore

from moderation.models import ModerationEntry
from profiles.erasure import Erasure
from profiles.models import Member
from search import promoting
from search.analysis.meaning import meaning
from search.indexing import catch_up
from tests.factories import PostFactory, ReviewFactory, SellerFactory, ThreadFactory
from tests.guidance.conftest import publish
from tests.profiles.erasing import dump, erase, run_out
from tests.profiles.signing import let_in_with_second_factor
from tests.search.holding import held, while_another

__all__ = ["publish"]  # a fixture
pytestmark = pytest.mark.django_db


HELD = "এখন আরেকজন এটা বদলাচ্ছেন"


def put_first(client, query, address):
    return client.post(f"/search/asked/query/?q={query}", {"address": address})


def above(client, query, **params):
    """What stands above the list: addresses in order."""
    catch_up()
    answer = client.get("/search/", {"q": query, **params})
    assert answer.status_code == 200
    return [shown.url for shown in answer.context["promoted"]]


@pytest.fixture
def desk(client, karim):
    client.force_login(karim)
    return client


def test_one_press_puts_a_result_first_for_all_who_mean_the_same(desk, karim):
    thread = ThreadFactory(title="কুরিয়ারে ভাঙা জিনিস", source="কী করবেন\n\nকার দায়")
    catch_up()
    page = desk.get("/search/asked/query/?q=কুরিয়ার ভাঙা").content.decode()
    assert f'name="address" value="{thread.get_absolute_url()}"' in page

    answer = put_first(desk, "কাস্টমার কুরিয়ার", thread.get_absolute_url())

    assert answer.status_code == 302
    url = thread.get_absolute_url()
    for same in (
        "কাস্টমার কুরিয়ার",
        "কুরিয়ার কাষ্টমারের?",
        "customer courier",
        "CUSTOMER  কুরিয়ার",
    ):
        assert above(Client(), same) == [url], same
    for other in ("কুরিয়ার", "কাস্টমার", "কাস্টমার কুরিয়ার টাকা", "!!"):
        assert above(Client(), other) == [], other
    assert above(Client(), "কাস্টমার কুরিয়ার", page=2) == []
    words = Client().get("/search/?q=কাস্টমার কুরিয়ার").content.decode()
    assert "উঠানের বাছাই" in words
    assert "কী করবেন · কার দায়" in words
    entry = ModerationEntry.objects.get()
    assert (entry.action, entry.by, entry.target_kind) == (
        "promote",
        karim,
        "promotion",
    )


def test_each_kind_of_thing_can_stand_first(desk, make_adda, rahima, publish):
    adda = make_adda("প্যাকেটের গল্প", day=date(2024, 5, 1))
    seller = SellerFactory(name="মাটির কাজ")
    review = ReviewFactory(seller=SellerFactory(name="কাঠের কাজ"))
    thread = ThreadFactory(title="হাটের দিন")
    post = thread.post(rahima, "শনিবারে হাট")
    tip = publish(title="পিন চাইলে?")
    things = {
        "এক": adda.get_absolute_url(),
        "দুই": seller.get_absolute_url(),
        "তিন": review.get_absolute_url(),
        "চার": post.get_absolute_url(),
        "পাঁচ": tip.get_absolute_url(),
        "ছয়": thread.get_absolute_url(),
    }

    for query, url in things.items():
        assert (
            put_first(desk, query, f"http://localhost:8000{url}?x=1#y").status_code
            == 302
        )

    for query, url in things.items():
        assert above(Client(), query) == [url]
    listed = desk.get("/search/promoted/").content.decode()
    assert all(f'href="{url}"' in listed for url in things.values())


def test_what_is_hidden_stands_nowhere(desk, karim):
    thread = ThreadFactory(title="হাটের দিন")
    put_first(desk, "হাট", thread.get_absolute_url())
    assert above(Client(), "হাট")

    thread.hide(karim, "ভুল")

    assert above(Client(), "হাট") == []
    listed = desk.get("/search/promoted/").content.decode()
    assert "হাটের দিন" not in listed
    assert "এখন আড়ালে বা নেই" in listed


def test_whom_she_blocked_stands_nowhere_for_her(desk, client, rahima, tania):
    post = PostFactory(author=tania, source="হাটের কথা")
    put_first(desk, "হাট", post.get_absolute_url())
    hers = Client()
    hers.force_login(rahima)
    assert above(hers, "হাট") == [post.get_absolute_url()]

    rahima.block(tania)

    assert above(hers, "হাট") == []


@pytest.mark.parametrize("page", ["/search/promoted/", "/search/asked/query/?q=হাট"])
def test_the_form_that_takes_it_away_is_accepted_from_a_browser(desk, karim, page):
    put_first(desk, "হাট", ThreadFactory(title="হাটের দিন").get_absolute_url())
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(karim)
    row = SearchPromotion.objects.get()
    form = browser.get(page).content.decode().split(f"/search/promoted/{row.pk}/away/")
    token = re.search(
        r'name="csrfmiddlewaretoken" value="(\w+)"', form[1].split("</form>")[0]
    )
    assert token

    answer = browser.post(
        f"/search/promoted/{row.pk}/away/", {"csrfmiddlewaretoken": token[1]}
    )

    assert answer.status_code == 302
    assert not SearchPromotion.objects.exists()


def main(query):
    catch_up()
    page = Client().get("/search/", {"q": query}).content.decode()
    return page.split("<main", 1)[1].split("</main>", 1)[0]


def test_what_stands_first_is_not_followed_by_nothing_found(desk):
    thread = ThreadFactory(title="হাটের দিন", source="শনিবারে")
    put_first(desk, "মেলা কবে বসবে", thread.get_absolute_url())
    assert "খুঁজে কিছু পাওয়া যায়নি" in main("মেলা কবে বসবে না জানি")

    page = main("মেলা কবে বসবে")

    assert thread.get_absolute_url() in page
    assert "খুঁজে কিছু পাওয়া যায়নি" not in page
    assert 'href="/adda/"' in page
    # What is all that there is stands once, and no empty list below it.
    put_first(desk, "হাটের দিন", thread.get_absolute_url())
    page = main("হাটের দিন")
    assert page.count(thread.get_absolute_url()) == 1
    assert '<ol class="list">' not in page


@pytest.mark.parametrize(
    "address",
    [
        "https://example.com/t/1/x/",
        "//example.com/t/1/x/",
        "javascript:alert(1)",
        "/boards/",
        "/t/999999/x/",
        "/p/999999/",
        "/p/99999999999999999999/",
        "/sellers/reviews/99999999999999999999/",
        "http://[",
        "http://\u2100.com/",
        "/cms/",
        "হাট",
        "/tips/nothing/",
    ],
)
def test_what_is_not_ours_is_refused(desk, address):
    answer = put_first(desk, "হাট", address)

    assert answer.status_code == 400
    assert "এই ঠিকানায় এমন কিছু নেই" in answer.content.decode()
    assert not SearchPromotion.objects.exists()
    assert not Query.objects.exists()


def test_what_only_moderators_see_is_refused(desk, make_adda):
    adda = make_adda("গোপন বিষয়", is_public=False)
    assert desk.get(adda.get_absolute_url()).status_code == 200

    assert put_first(desk, "গোপন", adda.get_absolute_url()).status_code == 400


def test_twice_is_once_and_more_than_three_are_refused(desk):
    threads = [ThreadFactory(title=f"হাট {n}") for n in range(4)]
    for thread in [threads[0], *threads[:3]]:
        assert put_first(desk, "হাট", thread.get_absolute_url()).status_code == 302
    urls = [thread.get_absolute_url() for thread in threads]
    assert above(Client(), "হাটে") == urls[:3]

    answer = put_first(desk, "হাটের", urls[3])

    assert answer.status_code == 400
    assert "৩টি আগেই উপরে আছে" in answer.content.decode()
    first = SearchPromotion.objects.order_by("pk").first()
    desk.post(f"/search/promoted/{first.pk}/away/", {"q": "হাট"})
    desk.post(f"/search/promoted/{first.pk}/away/", {"q": "হাট"})
    assert put_first(desk, "হাটের", urls[3]).status_code == 302
    assert above(Client(), "হাট") == [*urls[1:3], urls[3]]
    acts = ModerationEntry.objects.order_by("pk").values_list("action", flat=True)
    assert list(acts) == ["promote"] * 3 + ["demote", "promote"]


def test_a_query_is_kept_only_while_something_stands_first_for_it(desk):
    thread, other = ThreadFactory(title="হাটের দিন"), ThreadFactory(title="হাট")
    for query in ("হাট", "হাটে"):  # the same words twice
        put_first(desk, query, thread.get_absolute_url())
    put_first(desk, "মেলা", other.get_absolute_url())
    kept = Query.objects.order_by("pk").values_list("query_string", flat=True)
    assert list(kept.all()) == ["হাট", "মেলা"]

    desk.post(f"/search/promoted/{SearchPromotion.objects.first().pk}/away/", {})
    assert list(kept.all()) == ["মেলা"]

    editor = Member.objects.create_superuser("boss", "x", email="boss@example.org")
    cms = Client()
    let_in_with_second_factor(cms, editor)
    with zeal_ignore():
        cms.post(f"/cms/searchpicks/{Query.objects.get().pk}/delete/")
    assert (SearchPromotion.objects.count(), list(kept.all())) == (0, [])


def test_it_is_not_listed_a_second_time_below(desk, client):
    threads = [ThreadFactory(title=f"হাট {n}") for n in range(3)]
    put_first(desk, "হাট", threads[1].get_absolute_url())
    catch_up()

    page = Client().get("/search/?q=হাট").content.decode().split("<main", 1)[1]

    assert page.count(f'href="{threads[1].get_absolute_url()}"') == 1
    assert page.index(threads[1].get_absolute_url()) < page.index(
        threads[0].get_absolute_url()
    )


def test_a_tip_that_stands_first_is_not_told_twice(desk, publish):
    tip = publish(title="পিন চাইলে?")
    ThreadFactory(title="পিন চাইলে কী করব")
    catch_up()
    url = tip.get_absolute_url()

    def told(client):
        page = client.get("/search/?q=পিন চাইলে").content.decode()
        return page.split("<main", 1)[1].count(f'href="{url}"')

    assert told(Client()) == 1
    put_first(desk, "পিন চাইলে", url)

    assert told(Client()) == 1
    assert above(Client(), "পিন চাইলে") == [url]
    page = desk.get("/search/?q=পিন চাইলে").content.decode()
    assert "/search/asked/query/?q=" in page
    assert "/search/asked/" not in Client().get("/search/?q=পিন চাইলে").content.decode()


@pytest.fixture
def cms(db):
    """An editor of the CMS, who also may put first."""
    editor = Member.objects.create_superuser("boss", "x", email="boss@example.org")
    client = Client()
    let_in_with_second_factor(client, editor)
    return client


def fill_in(cms, query, url, pick=None):
    """Send Wagtail's form of a query, with one result or the one that is there."""
    row = "editors_picks-0"
    fields = {
        "query_string": query,
        "editors_picks-TOTAL_FORMS": "1",
        "editors_picks-INITIAL_FORMS": "1" if pick else "0",
        "editors_picks-MIN_NUM_FORMS": "0",
        "editors_picks-MAX_NUM_FORMS": "1000",
        f"{row}-id": pick.pk if pick else "",
        f"{row}-page": "",
        f"{row}-external_link_url": url,
        f"{row}-external_link_text": "হাট",
        f"{row}-description": "",
        f"{row}-ORDER": "1",
        f"{row}-DELETE": "",
    }
    form = f"{pick.query_id}/" if pick else "add/"
    with zeal_ignore():  # Wagtail's own questions
        return cms.post(f"/cms/searchpicks/{form}", fields)


def test_the_cms_puts_first_what_is_ours_alone(cms):
    thread = ThreadFactory(title="হাটের দিন")

    with zeal_ignore():
        assert cms.get("/cms/searchpicks/").status_code == 200
        page = cms.get("/cms/searchpicks/add/").content.decode()
    assert "বানান বা কথার ক্রম" in page
    answer = fill_in(cms, "হাট", "https://example.com/t/1/x/")
    assert answer.status_code == 200
    assert not SearchPromotion.objects.exists()
    answer = fill_in(cms, "হাট", f"http://localhost:8000{thread.get_absolute_url()}")
    assert answer.status_code == 302
    assert above(Client(), "হাট") == [thread.get_absolute_url()]
    # Were one there all the same, nobody would be led away.
    SearchPromotion.objects.update(external_link_url="https://example.com/")
    assert above(Client(), "হাট") == []
    with zeal_ignore():
        page = cms.get("/cms/").content.decode()
    assert "/cms/searchpicks/" in page
    assert "search-terms" not in page


def test_the_cms_leaves_no_query_for_which_nothing_stands_first(cms, karim):
    thread = ThreadFactory(title="হাটের দিন").get_absolute_url()
    pick = promoting.promote("হাট", thread, karim)

    refused = fill_in(cms, "মেলা", "https://example.com/", pick)
    assert refused.status_code == 200
    assert [query.query_string for query in Query.objects.all()] == ["হাট"]

    answer = fill_in(cms, "মেলা", f"http://localhost:8000{thread}", pick)

    assert answer.status_code == 302
    assert [query.query_string for query in Query.objects.all()] == ["মেলা"]
    assert above(Client(), "মেলা") == [thread]


@pytest.mark.django_db(transaction=True)
def test_the_cms_waits_a_little_for_another_and_keeps_what_is_typed(
    cms, karim, monkeypatch
):
    monkeypatch.setattr(promoting, "LONGEST_WAIT", 200)
    thread = ThreadFactory(title="হাটের দিন").get_absolute_url()
    pick = promoting.promote("হাট", thread, karim)
    address = f"/cms/searchpicks/{pick.query_id}/"
    with zeal_ignore():  # What the CMS writes once of an editor it writes here.
        cms.get(address)
    url = f"http://localhost:8000{thread}?typed"

    with held(Query.objects.filter(pk=pick.query_id)):
        changed = fill_in(cms, "হাট", url, pick)
        added = fill_in(cms, "হাট", url)
        with zeal_ignore():
            gone = cms.post(f"{address}delete/")

    for answer in (changed, added):
        assert answer.status_code == 200
        page = answer.content.decode()
        assert HELD in page
        assert 'value="হাট"' in page
        assert f'value="{url}"' in page
    assert (gone.status_code, gone.url) == (302, f"{address}delete/")
    with zeal_ignore():
        assert HELD in cms.get(gone.url).content.decode()
    assert SearchPromotion.objects.get().external_link_url == pick.external_link_url


@pytest.mark.django_db(transaction=True)
def test_it_stands_first_though_the_last_one_went_meanwhile(karim):
    one, two = (
        ThreadFactory(title=title).get_absolute_url() for title in ("হাট", "মেলা")
    )
    pick = promoting.promote("হাট", one, karim)

    with while_another(lambda: promoting.promote("হাট", two, karim)):
        promoting.demote(pick.pk, karim)

    assert above(Client(), "হাট") == [two]


@pytest.mark.parametrize("count", [1, 3])
def test_what_stands_first_costs_the_same(desk, django_assert_num_queries, count):
    for n in range(count):
        seller = SellerFactory(name=f"হাটের দোকান {n}")
        put_first(desk, "xyzzy", seller.get_absolute_url())
    guest = Client()
    above(guest, "xyzzy")

    with django_assert_num_queries(8):
        answer = guest.get("/search/", {"q": "xyzzy"})

    assert len(answer.context["promoted"]) == count


def test_who_goes_stands_first_for_nothing(desk, rahima):
    rahima.display_name = "চম্পাকলি বেগম"
    rahima.save(update_fields=["display_name"])
    other = ThreadFactory(title="হাটের দিন")
    seller = SellerFactory(member=rahima, name="চম্পাকলির শাড়ি")
    put_first(desk, "চম্পাকলি বেগম", other.get_absolute_url())
    put_first(desk, "শাড়ি", seller.get_absolute_url())
    put_first(desk, "হাট", other.get_absolute_url())
    Erasure.ask(rahima, takes_words=True)
    run_out(rahima)

    erase()

    assert "চম্পাকলি" not in dump()
    assert above(Client(), "হাট") == [other.get_absolute_url()]
    assert above(Client(), "শাড়ি") == above(Client(), "চম্পাকলি বেগম") == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("কাস্টমারের টাকা ফেরত", "ফেরৎ টাকা কাষ্টমারকে"),
        ("পণ্যের দাম", "price product"),
        ("ক্যাশ অন ডেলিভারি", "cod"),
        ("অগ্রিম টাকা দেওয়া কি ঠিক", "টাকা অগ্রিম দেওয়া ঠিক কি"),
    ],
)
def test_two_spellings_of_one_question_mean_the_same(one, other):
    assert meaning(one).is_same(meaning(other))
    assert not meaning(one).is_same(meaning(one + " শাড়ি"))
    assert not meaning("").is_same(meaning("!"))
