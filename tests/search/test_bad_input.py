"""Whatever is typed into the box or put into the address gets an answer or a sentence."""

from itertools import product

import pytest

from search.engines import search_index
from search.indexing import rebuild
from tests.factories import PostFactory, ThreadFactory
from tests.search.engines import SEARCH_ENGINES

QUERIES = [
    "ক" * 10_000,
    "পণ্য " * 2_500,
    " ".join(f"শব্দ{n}" for n in range(500)),
    "ক" + "্" * 10_000,
    "-",
    '"',
    "- + | && || ! ( ) { } [ ] ^ ~ * ? : \\ /",
    "AND OR NOT",
    "-পণ্য -দাম",
    'লেখক: author: লেখক:""',
    '"পুরো বাক্য',
    '""" „“ «» “',
    "কি না যে",
    "the of and",
    ".*(?:a+)+$",
    "body:পণ্য~2^3 [a TO z] +title:(x) /re.*x/",
    "\x00পণ্য\x00 \x1f\x7f",
    "\u202eপণ্য\u200b\u2066",
    "😀😀😀 👩‍👩‍👧‍👦",
    "日本語 русский العربية עברית ไทย",
    "'; DROP TABLE forum_post; --",
    "' OR 1=1 UNION SELECT 1 FROM profiles_member --",
    "পণ্য' & !দাম | 'x':*",
    "1,1,1,1,1,1,1,1,1",
    "9" * 300,
    "%00%ff %s {} {docs}",
    "পণ্য\n\nদাম\r\t",
]
CHOICES = [
    {"kind": "nothing"},
    {"kind": "post' OR '1'='1"},
    {"kind": ""},
    {"year": "0"},
    {"year": "২০২৫"},
    {"year": "99999999999999999999"},
    {"year": "-1"},
    {"year": "²⁰²⁵"},
    {"series": "not-there"},
    {"series": "x" * 5_000},
    {"series": "\x00"},
    {"sort": "old"},
    {"sort": "new"},
    {"page": "99999999999"},
    {"page": "-1"},
    {"page": "১"},
    {"page": "²"},
    {"page": "1e9"},
    {"kind": "post", "year": "1999", "series": "\x00", "sort": "new", "page": "9999"},
]


@pytest.fixture(params=SEARCH_ENGINES)
def site(request, db, settings, rahima):
    """A small site in an index of each engine."""
    PostFactory(source="পণ্যের দাম কত, কি না জানি না")
    ThreadFactory(title="পণ্য", source="দাম লিখুন")
    if request.param == "postgresql":
        settings.SEARCH_ENGINE, settings.SEARCH_DATABASE = "postgresql", "default"
    rebuild()
    yield request.param
    if request.param == "postgresql":
        with search_index().writing():
            search_index().drop()


def test_any_query_gets_an_answer_or_a_sentence(client, site):
    for query in QUERIES:
        page = client.get("/search/", {"q": query})
        results = page.context["results"]
        assert page.status_code == 200, query[:40]
        assert results is None or results.count <= 2, query[:40]
        assert "</html>" in page.content.decode(), query[:40]


def test_any_choice_alone_and_with_others_gets_an_answer(client, site):
    for choice, query in product(CHOICES, ("পণ্য", '"', "পণ্য -দাম")):
        page = client.get("/search/", {"q": query, **choice})
        assert page.status_code == 200, (query, choice)


def test_what_is_no_choice_is_left_out(client, site):
    plain = client.get("/search/", {"q": "পণ্য"}).context["results"]
    for choice in CHOICES[:4] + CHOICES[5:12]:
        found = client.get("/search/", {"q": "পণ্য", **choice}).context["results"]
        assert found.count == plain.count == 2, choice


def test_of_a_repeated_parameter_the_last_one_counts(client, site):
    page = client.get("/search/?q=x&q=পণ্য&kind=post&kind=thread&page=2&page=1")

    kinds = {item.shown.kind for item in page.context["results"].items}
    assert page.context["typed"] == "পণ্য"
    assert kinds == {"thread"}


def test_bytes_that_are_no_text_are_no_query(client, site):
    page = client.get(
        "/search/?q=%ff%fe%80%ed%a0%80&year=%ff&kind=%00&series=%c0%80&page=%ff"
    )

    assert page.status_code == 200


def test_words_that_say_nothing_are_looked_for_when_nothing_else_is_there(client, site):
    only_small = client.get("/search/", {"q": "কি না"})
    none = client.get("/search/", {"q": "русский"}).content.decode()
    cut = client.get("/search/", {"q": QUERIES[2]}).content.decode()

    assert [i.shown.kind for i in only_small.context["results"].items] == ["post"]
    assert "“русский” খুঁজে কিছু পাওয়া যায়নি" in none
    assert "শব্দ0" in cut
    assert "শব্দ499" not in cut


def test_a_page_beyond_the_last_leads_back(client, site):
    page = client.get("/search/", {"q": "পণ্য", "page": "9999"}).content.decode()

    assert "এখানে আর কিছু নেই" in page
    assert 'href="?q=%E0%A6%AA%E0%A6%A3%E0%A7%8D%E0%A6%AF"' in page
