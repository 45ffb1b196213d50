import re
from datetime import date
from html import unescape

import pytest

from search.indexing import catch_up, search_index
from search.models import SearchJob
from tests.factories import PostFactory, ThreadFactory

pytestmark = pytest.mark.django_db


def test_search_finds_a_comment_however_spelt(shown):
    post = PostFactory(source="পুরাতন কাষ্টমারদের খোঁজ নিতে হবে।")

    for query in ("কাস্টমার", "kastomar", "customer", "কাসটমার", "কাস্টমারকে"):
        assert [item.pk for item in shown(query)] == [post.pk], query


def test_search_finds_a_thread_by_title_with_its_opening(shown):
    thread = ThreadFactory(title="কুরিয়ার নিয়ে অভিজ্ঞতা", source="কে কোনটা ব্যবহার করেন?")

    (item,) = shown("কুরিয়ার")

    assert (item.kind, item.pk, item.url) == (
        "thread",
        thread.pk,
        thread.get_absolute_url(),
    )
    assert item.text == "কে কোনটা ব্যবহার করেন?"


def test_search_finds_an_adda_and_says_its_date(shown, make_adda):
    adda = make_adda("প্যাকেটের গল্প", "মোড়ক নিয়ে কথা", date(2024, 5, 1))

    (item,) = shown("মোড়কের")

    assert (item.kind, item.pk, item.series) == ("adda", adda.pk, "daily")
    assert (item.date, item.seq) == (date(2024, 5, 1), 0)


def test_search_shows_an_adda_comment_with_the_adda(shown, make_adda, rahima):
    adda = make_adda("প্যাকেটের গল্প")
    post = adda.thread.post(rahima, "ঢাকার বাইরে পাঠাতে বাক্স লাগে")

    (item,) = shown("বাক্স")

    assert (item.pk, item.title, item.date, item.seq) == (
        post.pk,
        "প্যাকেটের গল্প",
        adda.date,
        1,
    )


def test_search_marks_what_answers_in_an_escaped_snippet(client, db):
    PostFactory(source="<b>কাস্টমার</b> & কাষ্টমারের কথা")
    catch_up()

    page = client.get("/search/", {"q": "কাস্টমার"}).content.decode()

    assert "&lt;b&gt;<mark>কাস্টমার</mark>&lt;/b&gt; &amp; <mark>কাষ্টমারের</mark> কথা" in page


def test_search_echoes_the_query_escaped(client):
    page = client.get("/search/", {"q": '"><script>alert(1)</script>'}).content.decode()

    assert "<script>alert" not in page
    assert "&quot;&gt;&lt;script&gt;" in page


def test_search_shows_no_phone_number_and_finds_none(client, shown, rahima):
    rahima.display_name = "রহিমা 01712345678"
    rahima.save(update_fields=["display_name"])
    PostFactory(source="অর্ডার দিতে ০১৭১২৩৪৫৬৭৮ নম্বরে", author=rahima)
    catch_up()

    page = client.get("/search/", {"q": "অর্ডার"}).content.decode()

    assert "অর্ডার</mark> দিতে ০১৭••••••৭৮ নম্বরে" in page
    for digits in ("১২৩৪৫৬", "123456", "০১৭১২", "01712"):
        assert digits not in page
    for query in ("01712345678", "০১৭১২৩৪৫৬৭৮", "+8801712345678", "017", "78"):
        assert shown(query) == [], query


def test_search_keeps_what_guests_may_not_see_for_moderators(
    client, shown, make_adda, karim, rahima
):
    adda = make_adda("গোপন বিষয়", is_public=False)
    post = adda.thread.post(rahima, "গোপন মন্তব্য", force=True)

    as_guest = shown("গোপন")
    client.force_login(rahima)
    as_member = shown("গোপন")
    client.force_login(karim)
    as_moderator = shown("গোপন")

    assert as_guest == as_member == []
    assert {item.pk for item in as_moderator if item.kind == "post"} == {post.pk}
    assert {item.pk for item in as_moderator if item.kind == "adda"} == {adda.pk}


def test_search_forgets_a_hidden_post_and_finds_it_again(shown, karim):
    post = PostFactory(source="বাজে কথা")
    assert len(shown("বাজে")) == 1

    post.hide(karim, "ভদ্রতা")
    hidden = shown("বাজে")
    post.unhide()

    assert hidden == []
    assert len(shown("বাজে")) == 1


def test_search_asks_the_database_before_the_index_knows(client, karim):
    post = PostFactory(source="এইমাত্র লুকানো")
    catch_up()
    post.hide(karim, "পরীক্ষা")

    results = client.get("/search/", {"q": "লুকানো"}).context["results"]

    assert (results.count, results.items) == (0, [])


def test_search_forgets_every_post_of_a_hidden_thread(shown, karim):
    thread = ThreadFactory(title="মেলার খবর", source="মেলার মাঠ কোথায়?")
    thread.post(karim, "মেলার গেটে দেখা হবে")
    assert len(shown("মেলা")) == 2

    thread.hide(karim, "ভুল খবর")

    assert shown("মেলা") == []


def test_search_shows_pending_posts_to_nobody(shown, client, rahima):
    thread = ThreadFactory()
    post = thread.post(rahima, "অপেক্ষায় থাকা কথা", pending=True)
    client.force_login(rahima)
    waiting = shown("অপেক্ষা")

    post.approve()

    assert waiting == []
    assert [item.pk for item in shown("অপেক্ষা")] == [post.pk]


def test_search_follows_an_edit(shown):
    post = PostFactory(source="আমের আচার")
    assert len(shown("আচার")) == 1

    post.edit("জলপাইয়ের বড়ই")

    assert shown("আচার") == []
    assert [item.pk for item in shown("জলপাই")] == [post.pk]


@pytest.mark.parametrize("query", ["", "   ", "\u200b\u200d", "\x00"])
def test_search_without_words_says_how_to_search(client, query):
    response = client.get("/search/", {"q": query})

    assert response.status_code == 200
    assert response.context["results"] is None
    assert "যেভাবে খুঁজবেন" in response.content.decode()


def test_search_that_finds_nothing_says_what_to_do(client):
    PostFactory(source="অন্য কথা")
    catch_up()

    page = client.get("/search/", {"q": "ঝালমুড়িওয়ালা"}).content.decode()

    assert "“ঝালমুড়িওয়ালা” খুঁজে কিছু পাওয়া যায়নি" in page
    assert 'href="/adda/"' in page


def test_search_without_an_index_says_so(client, db):
    response = client.get("/search/", {"q": "পণ্য"})

    assert response.status_code == 200
    assert "খোঁজার ব্যবস্থা তৈরি হচ্ছে" in response.content.decode()


@pytest.mark.parametrize("damage", ["empty", "rubbish", "gone"])
def test_search_over_a_broken_index_says_so_and_the_worker_mends_it(
    client, shown, damage
):
    post = PostFactory(source="পণ্যের মান")
    assert len(shown("পণ্য")) == 1
    for file in search_index().directory.iterdir():
        if damage == "gone":
            file.unlink()
        else:
            file.write_bytes(b"" if damage == "empty" else b"rubbish" * 500)

    response = client.get("/search/", {"q": "পণ্য"})

    assert response.status_code == 200
    assert [item.pk for item in shown("পণ্য")] == [post.pk]


def test_search_pages_through_the_results_with_bangla_page_numbers(client, rahima):
    thread = ThreadFactory()
    for n in range(25):
        thread.post(rahima, f"শীতের পিঠা নিয়ে {n}")
    catch_up()

    first = client.get("/search/", {"q": "পিঠা"})
    second = client.get("/search/", {"q": "পিঠা", "page": "২"})

    keys = [
        [item.shown.pk for item in page.context["results"].items]
        for page in (first, second)
    ]
    assert [len(page) for page in keys] == [20, 5]
    assert len(set(keys[0] + keys[1])) == 25
    assert "২৫টি লেখা" in first.content.decode()
    assert first.context["older"].endswith("&page=2")
    assert second.context["older"] == ""


@pytest.mark.parametrize("page", ["0", "-1", "abc", "10" * 9, "", "৯৯", "²"])
def test_search_takes_any_page_number(client, page):
    PostFactory(source="পিঠা")
    catch_up()

    assert client.get("/search/", {"q": "পিঠা", "page": page}).status_code == 200


def test_search_orders_equal_ones_newest_first(shown, rahima):
    thread = ThreadFactory()
    posts = [thread.post(rahima, f"একই পিঠা {'আহা' * n}") for n in (1, 1, 1)]

    assert [item.pk for item in shown("পিঠা")] == [post.pk for post in reversed(posts)]


@pytest.mark.parametrize(
    "query",
    [
        "ক" * 10_000,
        "শব্দ " * 500,
        "ক" + "্" * 10_000,
        '"' * 300,
        '"পুরো বাক্য',
        "-পণ্য",
        "- + | && || ! ( ) { } [ ] ^ ~ * ? : \\ /",
        "AND OR NOT",
        "body:পণ্য~2^3 [a TO z]",
        ".*(?:a+)+$",
        "'; DROP TABLE forum_post; --",
        "\x00\x01\x1f\u202e",
        "😀😀😀",
        "日本語 русский",
        "কি না যে",
        "1,1,1,1,1,1,1,1,1",
        "%00%ff",
    ],
)
def test_search_takes_hostile_queries(client, query):
    PostFactory(source="পণ্যের কথা, কি না জানি না")
    catch_up()

    assert client.get("/search/", {"q": query}).status_code == 200


def test_search_takes_bytes_that_are_no_text(client):
    assert client.get("/search/?q=%ff%fe%80&page=%ff").status_code == 200


@pytest.mark.parametrize(
    ("typed", "where"),
    [
        ("শাড়ির রং", ""),
        ("কাস্টমার ফোন ধরে না কী করব", "on-phones"),
        ("How do I keep <old> customers coming back to my page?", "everywhere"),
    ],
)
def test_question_that_the_box_cuts_stands_whole_below_it(client, typed, where):
    PostFactory(source=typed)
    catch_up()
    page = client.get("/search/", {"q": typed}).content.decode()

    below = re.findall(r'</form>\s*<p class="asked-whole ([^"]*)">(.*)</p>', page)

    assert [(name, unescape(said)) for name, said in below] == (
        [(where, typed)] if where else []
    )


def test_search_says_when_a_long_question_was_cut(client):
    PostFactory(source="পণ্যের কথা")
    catch_up()

    page = client.get("/search/", {"q": " ".join(f"পণ্য{n}" for n in range(40))})

    assert page.context["is_cut"]


@pytest.mark.parametrize("language", ["bn", "en"])
def test_search_cuts_a_long_paste_after_a_word(client, settings, language):
    PostFactory(source="কাস্টমারের কথা")
    catch_up()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    note = {"bn": "শব্দ ধরে খোঁজা", "en": "Your question was long"}[language]
    box = client.get("/search/").content.decode().split('id="search-words"')[1]
    takes = int(box.split('maxlength="')[1].split('"')[0])
    words = [f"{'কাস্টমার' * 4}{n}" for n in range(10, 22)]

    def paste(line):
        page = client.get("/search/", {"q": line[:takes]})
        return page.context["typed"], note in page.content.decode()

    assert paste(" ".join(words)) == (" ".join(words[:7]), True)
    assert paste(" ".join(words[:7])) == (" ".join(words[:7]), False)
    assert paste("ক" * 1000) == ("ক" * 255, True)


def test_search_cannot_be_posted(client):
    assert client.post("/search/", {"q": "পণ্য"}).status_code == 405


def test_search_page_of_a_guest_sets_no_cookie_and_has_no_token(client):
    response = client.get("/search/", {"q": "পণ্য"})

    assert not response.cookies
    assert "csrfmiddlewaretoken" not in response.content.decode()


def test_search_page_in_bangla_shows_no_ascii_digit(client):
    PostFactory(source="দাম ১২০ টাকা")
    catch_up()

    content = client.get("/search/", {"q": "টাকা"}).content.decode()
    words = content.split("<main", 1)[1].split("</main>", 1)[0]

    assert "১টি লেখা" in words


@pytest.mark.parametrize("count", [1, 3])
def test_search_query_count(client, django_assert_num_queries, rahima, count):
    for n in range(count):
        thread = ThreadFactory(title=f"হাট {n}", source="হাটের কথা")
        thread.post(rahima, f"হাটের মন্তব্য {n}")
    catch_up()

    client.get("/search/", {"q": "হাট"})  # the first time it is noted that she asked
    with django_assert_num_queries(10):
        response = client.get("/search/", {"q": "হাট"})

    assert len(response.context["results"].items) == 2 * count


def test_saving_only_writes_a_job(rahima):
    thread = ThreadFactory()
    catch_up()

    post = thread.post(rahima, "নতুন কথা")

    jobs = SearchJob.objects.values_list("kind", "object_id", "later")
    assert list(jobs) == [("post", post.pk, False)]


def test_search_leaves_out_what_those_wrote_whom_she_blocked(
    client, rahima, tania, karim
):
    PostFactory(author=tania, source="ঝুড়ি বানাই বেত দিয়ে")
    ThreadFactory(author=tania, title="ঝুড়ির দাম")
    PostFactory(author=karim, source="ঝুড়ি কিনতে চাই")
    catch_up()
    rahima.block(tania)

    def found():
        page = client.get("/search/", {"q": "ঝুড়ি"})
        return sorted(item.shown.author for item in page.context["results"].items)

    assert found() == ["করিম মিয়া", "তানিয়া রহমান", "তানিয়া রহমান"]
    client.force_login(rahima)
    assert found() == ["করিম মিয়া"]
