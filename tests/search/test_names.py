"""Somebody is found by her name, however it is spelt and in either script."""

import pytest

from search.analysis import features
from search.analysis.names import (
    NamesError,
    build,
    listed_mark,
    marks,
    names,
    near_marks,
    read,
)
from search.documents import Document
from search.engines.postgresql_engine import PostgresqlIndex
from search.engines.whoosh_engine import WhooshIndex
from search.finding import find
from search.indexing import catch_up
from tests.factories import MemberFactory, PostFactory, SellerFactory, ThreadFactory
from tests.search.engines import SEARCH_ENGINES
from tests.search.writing_for_ever import PREFIX

# In each line one name.
ONE_NAME = """
আহমেদ আহমদ Ahmad Ahmed Ahmmed
আয়েশা আয়েশা Aisha Ayesha Aysha
সৈয়দ Syed Sayed
চৌধুরী Chowdhury Choudhury Chaudhury
হোসেন হোসাইন Hossain Hosen Hussain Hossen
মোহাম্মদ মোঃ Md Mohammad Muhammad
মোসাম্মৎ মোছাঃ Mst Mosammat
খাতুন Khatun Khatoon
নাসরিন নাসরীন Nasrin Nasreen
রুকসানা রোকসানা Ruxana Ruksana Roksana
জান্নাতুল Jannatul Zannatul
ফেরদৌস Ferdous Ferdus Ferdaus
তাসনিম Tasneem Tasnim
বেগম Begum Begom
আক্তার আখতার Akter Akhtar Akther
সুলতানা Sultana
ইসলাম Islam
রহমান Rahman Rohman Rehman
শারমিন শারমীন Sharmin Sharmeen
মিতু Mitu
লাভলী Lovely
পপি Poppy Popy
শিউলি Shiuli Sheuly
জেসমিন Jasmine Jesmin
ইয়াসমিন Yasmin Yeasmin
মৌসুমী Mousumi Moushumi
তানিয়া Tania Tanya
সাদিয়া Sadia Sadiya
ফাতেমা ফাতিমা Fatema Fatima
খাদিজা Khadiza Khadija
নুসরাত Nusrat
ইফফাত Iffat
লিপি Lipi Lipy
শায়লা Shaila Shayla
ফারজানা Farzana Farjana
হক Haque Hoque Huq
করিম Karim Korim
রোকেয়া Rokeya Rukaiya
মরিয়ম Mariam Marium
সুমাইয়া Sumaiya Sumaya
রাবেয়া Rabeya Rabia
মাহমুদা Mahmuda
দাস দাশ Das Dash
চক্রবর্তী Chakraborty Chakrabarti
বড়ুয়া Barua
শেখ Sheikh Shaikh
উদ্দিন Uddin
ভূঁইয়া Bhuiyan Bhuiya
মজুমদার Majumder Mazumder
সরকার Sarkar Sarker
রায় Roy Ray
মিয়া Mia Miah
মুখার্জী Mukherjee
সিদ্দিকী Siddique Siddiqui
জাহাঙ্গীর Jahangir
রফিক Rafiq Rofik
শফিক Shafiq Shofik
ইউসুফ Yusuf Yousuf
তৌহিদ Touhid Tawhid
জয়নব Joynob Zainab
জোৎস্না Jotsna Josna
অঞ্জনা Anjana Onjona
শওকত Shawkat Showkat
তৌফিক Toufiq Taufiq
সুব্রত Subrata Subroto
ঈশিতা Ishita Eshita
অদিতি Aditi Oditi
লক্ষ্মী Lakshmi Laxmi
মায়া Maya
""".strip().splitlines()
TWO_NAMES = [
    ("হাসিনা", "হাসান"),
    ("রশিদ", "রাশেদ"),
    ("জেসমিন", "ইয়াসমিন"),
    ("rina", "rini"),
    ("সুলতান", "সুলতানা"),
    ("জান্নাত", "জান্নাতুল"),
]


def document(pk, body, **fields):
    return Document(
        **{"key": f"post:{pk}", "kind": "post", "pk": pk, "body": body, **fields}
    )


@pytest.fixture(params=SEARCH_ENGINES)
def search(request, tmp_path):
    """Search documents with either engine: the numbers of those found, best first."""
    if request.param == "whoosh":
        index = WhooshIndex(tmp_path)
    else:
        request.getfixturevalue("db")
        index = PostgresqlIndex(prefix=PREFIX)

    def searched(query, *documents):
        with index.writing():
            index.begin_rebuild()
            index.rebuild(documents, {})
            index.finish_rebuild()
        with index.reading() as reader:
            whole, _partly = find(query, reader, public_only=True).parts()
        return [item.document.pk for item in whole]

    return searched


def test_no_spelling_stands_in_the_list_twice():
    spellings = [spelling for name in read() for spelling in name]

    assert len(spellings) == len(names().by_form) > 3_200
    assert len(set(names().by_form.values())) > 750


def test_a_spelling_of_two_names_is_refused():
    with pytest.raises(NamesError, match="mina: রিনা and mina"):
        build([("রিনা", "mina"), ("mina",)])
    with pytest.raises(NamesError, match="রিনা"):
        build([("রীনা", "রিনা")])


@pytest.mark.parametrize("line", ONE_NAME)
def test_the_spellings_of_a_name_are_one(line):
    asked = [listed_mark(features(word)) for word in line.split()]
    kept = [marks(features(word)) for word in line.split()]

    assert set(kept) == {(asked[0],)}
    assert len(set(asked)) == 1


@pytest.mark.parametrize(("one", "other"), TWO_NAMES)
def test_two_names_that_sound_nearly_alike_are_two(one, other):
    asked = {listed_mark(features(one)), *near_marks(features(one))}

    assert asked.isdisjoint(marks(features(other)))


def test_a_name_has_endings_in_a_query():
    asked = {
        listed_mark(features(each)) for each in ("শারমিনের", "শারমিনকে", "sharminer")
    }

    assert asked == {listed_mark(features("শারমিন"))}


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("শায়লা", "Shaila Chowdhury"),
        ("শায়লার", "Shaila Chowdhury"),
        ("shaila", "শায়লা চৌধুরী"),
        ("ফারজানা হক", "Farzana Haque"),
        ("farzana hoque", "ফারজানা হক"),
        ("আহমদ", "Liza Ahmmed"),
        ("ayesha khatoon", "আয়শা খাতুন"),
        ("md rafiq", "মোঃ রফিক"),
        ("মোহাম্মদ রফিক", "Rafiq Miah"),
        ("lovely begum", "লাভলী বেগম"),
        ("nila", "নীলা আক্তার"),
        ("nila aktar", "নীলা আক্তার"),
        ("dina rahman", "দীনা রহমান"),
        ("dina", "Dina Rahman"),
        ("rakhi", "রাখী দাশ"),
        ("রাখি", "Rakhi Das"),
        ("rakhi das", "রাখী দাশ"),
        ("karim moderator", "করিম উদ্দিন"),
        ("করিম মডারেটর", "Karim Uddin"),
        # A form of a verb, as far as rules can tell.
        ("হাসান", "Hasan Ali"),
        ("হারুন", "Harun Rashid"),
        ("mousumi", "মৌসুমী আক্তার"),
        ("lovely", "লাভলী খাতুন"),
        ("রহিমা খালা", "Rohima Begum"),
        ("নূর জাহান", "Nurjahan Begum"),
        # Nobody listed them.
        ("তসবিহা", "Tosbiha Rahman"),
        ("Jhumpara", "ঝুম্পারা বেগম"),
    ],
)
def test_a_member_is_found_first_by_her_name(search, query, name):
    chatter = (
        document(1, "সাদা শাড়ি আর কাপড়ের দাম কত রাখি, দিনে কত নিলা, হাসা হারায়"),
        document(2, "sob somoy dam rakhi, dina dui bar nila ar dibo", author="Poly"),
        document(3, "অ্যাডমিন আপা বললেন মডারেটর লাগবে", author="পলি সাহা"),
    )
    hers = document(4, "কাঁথা সেলাই শিখছি", author=name)

    assert search(query, *chatter, hers)[0] == 4


def test_her_shop_and_what_is_said_of_it_are_found_in_the_other_script(search):
    said = (
        document(1, "সুতা ভালো", kind="review", key="review:1", title="Suto\nReshma Das"),
        document(2, "শাড়ি", kind="seller", key="seller:2", title="শিউলির ঘর"),
        document(3, "শাড়ি ভালো"),
    )

    assert search("রেশমা দাস", *said) == [1]
    assert search("sheuly", *said) == [2]


def test_a_thing_that_is_a_name_too_stays_a_thing(search):
    said = (
        document(1, "রূপার চুড়ি আর রূপার দুল, রূপা সস্তা"),
        document(2, "পণ্য আছে", author="Rupa Akter"),
        document(3, "কাঁথা", author="Mina Akter"),
    )

    assert search("রূপা", *said) == [1, 2]
    assert search("রূপা আক্তার", *said)[0] == 2


def test_a_small_word_is_no_name_among_others(search):
    said = (
        document(1, "ঠিকঠাক", author="Nila Rahman"),
        document(2, "কুরিয়ার পার্সেল কবে দেয়"),
        document(3, "ঠিকঠাক", author="Dina Akter"),
        document(4, "কাঁথা", author="রাখি দাস"),
        document(5, "টাকা খাতায় লিখে রাখি"),
    )

    assert search("courier parcel nila", *said) == [2]
    assert search("courier kivabe dina", *said) == [2]
    assert search("কিভাবে রাখি", *said)[:1] == [5]
    assert search("রাখি আপু", *said)[:1] == [4]


def test_a_name_alone_finds_none_who_is_called_otherwise(search):
    said = (
        document(1, "কাঁথা", author="হাসান আলী"),
        document(2, "কাঁথা", author="রাশেদ"),
        document(3, "কাঁথা সেলাই", author="Hasina Begum"),
        document(4, "সেলাই শিখছি", author="Shaila Khan"),
    )

    assert search("হাসিনা", *said) == [3]
    assert search("shaila", *said) == [4]
    assert search("author:rashid", *said) == []
    assert search("author:rashed", *said) == [2]


@pytest.mark.parametrize("her", ["-author:মিতু", "-লেখক:mitu", '-by:"মিতু দাস"'])
def test_what_she_wrote_is_left_out_by_her_name_after_a_minus(search, her):
    said = (
        document(1, "কেক বানালাম", author="মিতু দাস"),
        document(2, "কেক কিনলাম", author="Mitu Das"),
        document(3, "মিতু দাসের কেক ভালো", author="রিনা দাস"),
    )

    assert sorted(search("কেক", *said)) == [1, 2, 3]
    assert search(f"কেক {her}", *said) == [3]
    assert search(her, *said) == []


@pytest.mark.django_db
def test_she_is_found_on_the_page_without_saying_that_it_is_a_name(shown):
    shaila = MemberFactory(display_name="Shaila Chowdhury")
    PostFactory(source="সাদা শাড়ি সাদা কাপড়", author=MemberFactory(display_name="পলি"))
    hers = PostFactory(source="নকশা শিখছি", author=shaila)

    assert [(item.kind, item.pk) for item in shown("শায়লা")] == [("post", hers.pk)]
    assert [(item.kind, item.pk) for item in shown("শায়লা চৌধুরি")] == [("post", hers.pk)]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "name", "marked"),
    [
        ("শায়লা", "Shaila Chowdhury", "<mark>Shaila</mark> Chowdhury"),
        ("shayla", "Shaila Chowdhury", "<mark>Shaila</mark> Chowdhury"),
        ("লেখক:শায়লা", "Shaila Chowdhury", "<mark>Shaila</mark> Chowdhury"),
        ("author:shayla কাঁথা", "Shaila Chowdhury", "<mark>Shaila</mark> Chowdhury"),
        ("farzana hoque", "Farzana Haque", "<mark>Farzana</mark> <mark>Haque</mark>"),
        ("karim vai", "করিম উদ্দিন", "<mark>করিম</mark> উদ্দিন"),
        # Nobody listed her.
        ("তসবিহা", "Tosbiha <b>", "<mark>Tosbiha</mark> &lt;b&gt;"),
        # A thing is no name.
        ("সেলাই", "Shaila Chowdhury", "Shaila Chowdhury"),
        ("হ্যাক", "Farzana Haque", "Farzana Haque"),
    ],
)
def test_a_name_is_marked_however_it_is_spelt(client, query, name, marked):
    hers = MemberFactory(display_name=name)
    thread = ThreadFactory(author=hers, title="কাঁথা সেলাই", source="হ্যাক হওয়া পেজ")
    PostFactory(author=hers, source="কাঁথা সেলাই করি, পেজ হ্যাক হয়েছে")
    catch_up()

    page = client.get("/search/", {"q": query}).content.decode()

    assert thread.get_absolute_url() in page
    assert f">{marked}</a>" in page
    assert f"আলোচনা · {marked}" in page


@pytest.mark.django_db
def test_a_name_in_that_of_a_shop_is_marked_in_the_other_script(client):
    SellerFactory(name="Shaila Crafts")
    catch_up()

    page = client.get("/search/", {"q": "শায়লা"}).content.decode()

    assert "><mark>Shaila</mark> Crafts</a>" in page
