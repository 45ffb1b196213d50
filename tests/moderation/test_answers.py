"""Ready-made words: kept by moderators, for all of them, chosen in the queue."""

import re

import pytest
from zeal import zeal_ignore

from moderation.models import MOST_ANSWERS, CannedAnswer, Case, ModerationEntry
from tests.factories import PostFactory
from tests.moderation.conftest import filed

pytestmark = pytest.mark.django_db
LIST = "/moderation/answers/"
OURS = "ছবি ছাড়া বিজ্ঞাপন দেবেন না।"


@pytest.fixture
def karims(client, karim):
    client.force_login(karim)
    return client


def options(page: str, field: str) -> list[str]:
    """What can be chosen in one select of a page."""
    select = re.search(f'<select id="{field}".*?</select>', page, re.S)
    return re.findall("<option(?: selected)?>(.*?)</option>", select[0])


def acted(client, case: Case, action: str, **data):
    form = client.get("/moderation/").content.decode()
    ready = re.search('name="ready" value="(.*?)"', form)[1]
    data = {"action": action, "round": case.round, "ready": ready, **data}
    data.setdefault("reason", ready)
    return client.post(f"{case.get_absolute_url()}act/", data)


def test_a_sentence_is_kept_changed_and_removed(karims, rupa):
    kept = karims.post(LIST, {"words": f"  {OURS} "})
    again = karims.post(LIST, {"words": OURS}, follow=True).content.decode()
    row = CannedAnswer.objects.get()
    karims.force_login(rupa)
    page = karims.get(LIST).content.decode()
    changed = karims.post(f"{LIST}{row.pk}/", {"words": "একটা ছবি দিন।"})
    row.refresh_from_db()

    assert kept.headers["Location"] == changed.headers["Location"] == LIST
    assert "এই কথাগুলো আগেই রাখা আছে" in again
    assert (OURS in page, "করিম মিয়া" in page) == (True, True)
    assert (row.words, row.by) == ("একটা ছবি দিন।", rupa)
    assert karims.post(f"{LIST}{row.pk}/", {"off": "1"}).headers["Location"] == LIST
    assert not CannedAnswer.objects.exists()
    assert karims.get(f"{LIST}{row.pk}/").status_code == 404


@pytest.mark.parametrize("words", ["", " \n ", "ক" * 301])
def test_what_is_no_sentence_is_refused_and_stays_in_the_box(karims, karim, words):
    CannedAnswer.keep(OURS, karim)
    row = CannedAnswer.objects.get()

    for url in (LIST, f"{LIST}{row.pk}/"):
        page = karims.post(url, {"words": words})
        assert page.status_code == 400
        assert 'class="field-error"' in page.content.decode()
        assert words.strip() in page.content.decode()
    assert CannedAnswer.ready() == [OURS]


def test_a_change_into_words_that_are_kept_and_one_too_many_are_refused(karims, karim):
    for number in range(MOST_ANSWERS):
        CannedAnswer.keep(f"কথা {number}", karim)
    row = CannedAnswer.objects.first()

    taken = karims.post(f"{LIST}{row.pk}/", {"words": "কথা 1"})
    full = karims.post(LIST, {"words": OURS})

    assert (taken.status_code, full.status_code) == (400, 400)
    assert "এই কথাগুলো আগেই রাখা আছে" in taken.content.decode()
    assert "৩০টা আগেই রাখা আছে" in full.content.decode()
    assert OURS in full.content.decode()
    assert CannedAnswer.objects.count() == MOST_ANSWERS
    assert CannedAnswer.objects.get(pk=row.pk).words == "কথা 0"


@pytest.mark.parametrize("who", [None, "tania"])
def test_only_moderators_know_of_it(client, karim, who, request):
    CannedAnswer.keep(OURS, karim)
    row = CannedAnswer.objects.get()
    if who:
        client.force_login(request.getfixturevalue(who))

    answers = [
        client.get(LIST),
        client.get(f"{LIST}{row.pk}/"),
        client.post(LIST, {"words": "কিছু"}),
        client.post(f"{LIST}{row.pk}/", {"off": "1"}),
    ]

    assert [each.status_code for each in answers] == [404] * 4
    assert CannedAnswer.ready() == [OURS]


def test_every_moderator_chooses_it_in_the_queue(karims, karim, rupa, post, tania):
    filed(post, by=tania)
    case = Case.objects.get()
    before = options(karims.get("/moderation/").content.decode(), "bulk-canned")
    CannedAnswer.keep(OURS, karim)
    karims.force_login(rupa)
    page = karims.get("/moderation/").content.decode()

    assert len(before) == 8
    for found in (page, karims.get(case.get_absolute_url()).content.decode()):
        assert options(found, f"canned-{case.pk}") == [*before, OURS]
    assert options(page, "bulk-canned") == [*before, OURS]
    assert f'href="{LIST}"' in page

    acted(karims, case, "hide", canned=OURS)

    post.refresh_from_db()
    assert post.hidden_reason == OURS
    assert ModerationEntry.objects.get().reason == OURS


def test_words_of_her_own_come_before_ready_made_ones(karims, post, tania):
    filed(post, by=tania)

    acted(karims, Case.objects.get(), "hide", canned=OURS, reason="এটা অন্য কারণে")

    post.refresh_from_db()
    assert post.hidden_reason == "এটা অন্য কারণে"


def test_what_she_chose_stands_there_when_something_else_is_wrong(
    karims, karim, post, tania
):
    CannedAnswer.keep(OURS, karim)
    filed(post, by=tania)

    answer = acted(karims, Case.objects.get(), "burn", canned=OURS)

    assert answer.status_code == 400
    assert f"<option selected>{OURS}</option>" in answer.content.decode()


def test_many_are_answered_with_one_choice(karims, tania):
    posts = [PostFactory() for _ in range(2)]
    for each in posts:
        filed(each, by=tania)
    picked = [f"{case.pk}.{case.round}" for case in Case.objects.all()]

    sent = {"cases": picked, "action": "hide", "reason": "", "canned": OURS}
    with zeal_ignore():  # each case is an act of its own
        karims.post("/moderation/bulk/", sent)

    for each in posts:
        each.refresh_from_db()
        assert each.hidden_reason == OURS


@pytest.mark.parametrize("count", [1, 3])
def test_answers_query_count(karims, karim, count, django_assert_num_queries):
    for number in range(count):
        CannedAnswer.keep(f"কথা {number}", karim)
    karims.get(LIST)

    with django_assert_num_queries(4):
        karims.get(LIST)
