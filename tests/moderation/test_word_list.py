"""The moderators' list of words: kept, changed, taken off, each with a trace."""

import pytest

from moderation.models import ListedWord, ModerationEntry

pytestmark = pytest.mark.django_db
LIST = "/moderation/words/"


@pytest.fixture
def karims(client, karim):
    client.force_login(karim)
    return client


def entries():
    rows = ModerationEntry.objects.order_by("pk")
    return list(rows.values_list("action", "target_kind", "reason", "by__handle"))


def test_a_word_is_put_on_the_list(karims):
    sent = {"word": " লোন  অ্যাপ ", "action": "hold", "note": "সুদের ফাঁদ"}

    done = karims.post(LIST, sent)

    assert done.headers["Location"] == LIST
    row = ListedWord.objects.get()
    assert (row.word, row.key, row.action) == ("লোন অ্যাপ", "লোন অ্যাপ", "hold")
    assert entries() == [("list-word", "word", "সুদের ফাঁদ", "karim")]
    page = karims.get(LIST).content.decode()
    assert "লোন অ্যাপ" in page
    assert "সুদের ফাঁদ" in page
    assert "মডারেটর আগে পড়বেন" in page


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"word": "", "action": "hold"}, "শব্দটা লিখুন।"),
        ({"word": "—!", "action": "hold"}, "শব্দটা লিখুন।"),
        ({"word": "ক খ গ ঘ ঙ চ ছ", "action": "hold"}, "পুরো বাক্য হয়ে গেছে"),
        ({"word": "লোন", "action": "burn"}, ""),
        ({"word": "ক" * 61, "action": "hold"}, ""),
        ({"word": "বড়", "action": "hold"}, "তালিকায় আগেই আছে"),
        ({"word": "BIG", "action": "hold"}, "তালিকায় আগেই আছে"),
    ],
)
def test_what_is_no_word_or_there_already_is_refused(karims, sent, sentence):
    ListedWord.put("ব\u09dc", "hold", "", None)
    ListedWord.put("big", "hold", "", None)

    page = karims.post(LIST, sent)

    assert page.status_code == 400
    assert sentence in page.content.decode()
    assert sent["word"] in page.content.decode()
    assert ListedWord.objects.count() == 2


def test_a_word_is_changed_and_taken_off(karims):
    row = ListedWord.put("লোন", "hold", "", None)
    ListedWord.put("জুয়া", "hold", "", None)
    url = f"{LIST}{row.pk}/"
    assert 'value="লোন"' in karims.get(url).content.decode()

    taken = karims.post(url, {"word": "জুয়া", "action": "hold"})
    karims.post(url, {"word": "লোন", "action": "refuse", "note": "বারবার"})
    karims.post(url, {"word": "লোন", "action": "refuse", "note": "বারবার"})
    row.refresh_from_db()
    gone = karims.post(url, {"off": "1"})

    assert taken.status_code == 400
    assert (row.action, row.note) == ("refuse", "বারবার")
    assert gone.headers["Location"] == LIST
    assert [row.word for row in ListedWord.objects.all()] == ["জুয়া"]
    assert [action for action, *_rest in entries()][2:] == [
        "change-word",
        "unlist-word",
    ]
    assert karims.get(url).status_code == 404


@pytest.mark.parametrize("path", [LIST, f"{LIST}1/"])
def test_the_list_is_not_there_for_others(client, rahima, path):
    ListedWord.put("লোন", "hold", "", None)
    assert client.get(path).status_code == 404
    client.force_login(rahima)

    assert client.get(path).status_code == 404
    assert client.post(path, {"word": "ক", "action": "hold"}).status_code == 404
    assert ListedWord.objects.count() == 1


def test_the_public_log_does_not_tell_the_word(client, karims):
    karims.post(LIST, {"word": "লোন", "action": "hold", "note": "গোপন টীকা"})
    client.logout()

    page = client.get("/moderation/log/").content.decode()

    assert "শব্দের তালিকা: শব্দ তালিকায় যোগ" in page
    assert "লোন" not in page
    assert "গোপন টীকা" not in page


def test_a_word_is_no_thing_to_report_or_hide(karims):
    row = ListedWord.put("লোন", "hold", "", None)

    assert karims.get(f"/moderation/report/word/{row.pk}/").status_code == 404
    assert karims.get(f"/moderation/act/word/{row.pk}/").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_list_asks_the_database_the_same_for_many(
    karims, karim, django_assert_num_queries, count
):
    for number in range(count):
        ListedWord.put(f"শব্দ{number}", "hold", "", karim)
    karims.get(LIST)

    with django_assert_num_queries(4):
        karims.get(LIST)


def test_list_goes_back_page_by_page(karims):
    for number in range(60):
        ListedWord.put(f"শব্দ{number:02}", "hold", "", None)

    first = karims.get(LIST)
    second = karims.get(LIST + first.context["older"])

    pages = [*first.context["words"], *second.context["words"]]
    assert [row.word for row in pages] == [f"শব্দ{n:02}" for n in reversed(range(60))]
    assert second.context["older"] == ""
