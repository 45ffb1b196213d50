"""Pages to read: the list, a theme, a tip with its discussion."""

import datetime as dt
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings as site
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from forum.models import Pin, Thread
from guidance.models import Tip, today
from profiles.models import Member
from tests.factories import PostFactory

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)


def text_of(response: Any) -> str:
    assert response.status_code == 200
    return response.content.decode()


def in_english(client: Client) -> Client:
    client.cookies[site.LANGUAGE_COOKIE_NAME] = "en"
    return client


def test_tip_says_the_short_answer_first(client: Client, tip: Tip) -> None:
    page = text_of(client.get(tip.get_absolute_url()))

    order = [
        "<h1>কেউ পিন চাইলে কী করব?</h1>",
        "দেবেন না। পিন শুধু আপনার।",
        "<li>কথা থামান।</li>",
        "<li>তাড়া দেয়।</li>",
        "<span>পিন বলিনি</span>",
        "<li>আড্ডা পোস্ট, ১৭ ডিসেম্বর ২০১৯</li>",
        "এটা কি কাজে লাগল?",
        "সদস্যরা যা বলছেন",
    ]
    # Its description in the head says the answer too.
    places = [page.rindex(words) for words in order]
    assert places == sorted(places)
    assert 'method="post"' not in page
    assert "csrf" not in page


def test_address_is_bangla_and_stays_when_the_question_changes(
    client: Client, tip: Tip
) -> None:
    url = tip.get_absolute_url()
    assert url == reverse("guidance:tip", args=["কেউ-পিন-চাইলে-কী-করব"])
    page = tip.page
    page.title = "পিন চাইলে কী বলব?"
    page.save_revision().publish()

    assert "<h1>পিন চাইলে কী বলব?</h1>" in text_of(client.get(url))
    assert Thread.objects.get(pk=tip.thread_id).title == "পিন চাইলে কী বলব?"


def test_two_tips_with_one_question_have_two_addresses(
    publish: Callable, client: Client
) -> None:
    first, second = publish(), publish(answer="আরেক উত্তর।")

    assert second.slug == f"{first.slug}-2"
    assert "আরেক উত্তর।" in text_of(client.get(second.get_absolute_url()))


def test_longest_question_makes_an_address_that_fits(publish: Callable) -> None:
    tips = [publish(title="ক্ষ্ম্য " * 30) for _ in range(12)]

    assert len({tip.slug for tip in tips}) == 12
    assert max(len(tip.thread.home_url) for tip in tips) <= 300


@pytest.mark.parametrize("title", ["review", "Theme", "???", "ফোন 01712345678"])
def test_no_question_takes_an_address_of_ours_or_shows_a_number(
    publish: Callable, client: Client, title: str
) -> None:
    tip = publish(title=title)

    assert tip.slug not in {"review", "theme", ""}
    assert "1712345678" not in tip.slug
    page = text_of(client.get(tip.get_absolute_url()))
    assert "1712345678" not in page


def test_english_reader_reads_english_alone(client: Client, tip: Tip) -> None:
    page = text_of(in_english(client).get(tip.get_absolute_url()))

    shown = re.sub(r'<a class="action" [^>]*lang="bn".*?</a>', "", page)
    assert "Call the hotline." in shown
    assert not re.search("[ঁ-৺]", re.sub(r'"[^"]*"', "", shown))
    assert "in Bangla only" not in shown


@pytest.mark.parametrize("missing", ["title_en", "answer_en", "steps_en", "source_en"])
def test_half_english_falls_back_to_bangla_with_a_note(
    client: Client, publish: Callable, missing: str
) -> None:
    tip = publish(**{missing: ""})
    client = in_english(client)

    page = text_of(client.get(tip.get_absolute_url()))
    article = re.search("<article.*?</article>", page, re.S)

    assert "This tip is in Bangla only so far." in page
    assert article
    assert 'lang="bn"' in article[0]
    assert "যা করবেন" in article[0]
    assert "Call the hotline." not in page
    assert not re.search(">[^<]*[A-Za-z]{3}[^<]*<", article[0])
    row = text_of(client.get("/tips/"))
    assert re.search('<li class="list-row" lang="bn">.*?কেউ পিন চাইলে', row, re.S)


def test_empty_part_is_not_missed_in_english(client: Client, publish: Callable) -> None:
    tip = publish(warnings="", warnings_en="", credit="", credit_en="")

    page = text_of(in_english(client).get(tip.get_absolute_url()))

    assert "Stop talking." in page
    assert "Be careful" not in page


def test_reader_sees_when_and_by_whom_it_was_looked_through(
    client: Client, tip: Tip, karim: Member
) -> None:
    before = text_of(client.get(tip.get_absolute_url()))
    tip.review(karim, today() + 90 * DAY)

    after = text_of(client.get(tip.get_absolute_url()))

    assert "দেখে নিয়েছেন" not in before
    assert "দেখে নিয়েছেন করিম মিয়া" in after


def test_stale_tip_says_so_from_the_day_on_though_nothing_was_written(
    client: Client, tip: Tip, monkeypatch: pytest.MonkeyPatch
) -> None:
    Tip.objects.update(review_until=today())
    fresh = [text_of(client.get(tip.get_absolute_url())) for _ in range(2)]
    tomorrow = timezone.now() + DAY
    monkeypatch.setattr(timezone, "now", lambda: tomorrow)

    stale = text_of(client.get(tip.get_absolute_url()))

    sentence = "এর মধ্যে কিছু বদলে থাকতে পারে"
    assert [sentence in page for page in [*fresh, stale]] == [False, False, True]


def test_structured_data_is_a_howto_that_no_word_breaks(
    client: Client, publish: Callable
) -> None:
    tip = publish(answer="</script><b>না</b> & “না”", steps="এক\nদুই < তিন")

    page = text_of(client.get(tip.get_absolute_url()))
    (found,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    data = json.loads(found)

    assert data["@type"] == "HowTo"
    assert data["name"] == "কেউ পিন চাইলে কী করব?"
    assert data["description"] == "</script><b>না</b> & “না”"
    assert [step["text"] for step in data["step"]] == ["এক", "দুই < তিন"]
    assert data["inLanguage"] == "bn"
    assert data["dateModified"] == today().isoformat()


def test_tip_without_steps_is_an_article(client: Client, publish: Callable) -> None:
    tip = publish(steps="", steps_en="")

    page = text_of(client.get(tip.get_absolute_url()))

    assert '"@type":"Article"' in page
    assert '"headline"' in page


# --- The discussion ----------------------------------------------------------------


def test_members_discuss_a_tip_where_it_stands(
    client: Client, tip: Tip, tania: Member
) -> None:
    client.force_login(tania)
    url = f"/t/{tip.thread_id}/post/"
    page = text_of(client.get(tip.get_absolute_url()))
    assert f'action="{url}"' in page
    key = re.search(r'name="client_key" value="([^"]+)"[^>]*id="id_client_key"', page)
    assert key

    response = client.post(
        url, {"body": "আমার কাছেও চেয়েছিল।", "client_key": key[1]}, follow=True
    )

    assert response.redirect_chain[-1][0].startswith(tip.get_absolute_url())
    assert "আমার কাছেও চেয়েছিল।" in text_of(response)
    guest = text_of(Client().get(tip.get_absolute_url()))
    assert "আমার কাছেও চেয়েছিল।" in guest
    assert "১টি মন্তব্য" in guest
    post = tip.thread.posts.get()
    place = Client().get(f"/p/{post.pk}/")["Location"]
    assert place == f"{tip.get_absolute_url()}#p{post.pk}"
    door = Client().get(f"/t/{tip.thread_id}/posts/?after=0").json()
    assert [each["id"] for each in door["new"]] == [post.pk]


def test_discussion_has_pages(client: Client, tip: Tip, tania: Member) -> None:
    for _ in range(21):
        PostFactory(thread=tip.thread, author=tania)

    second = text_of(client.get(f"{tip.get_absolute_url()}?page=2"))

    assert "data-last" in second
    past = client.get(f"{tip.get_absolute_url()}?page=9")
    assert past["Location"] == f"{tip.get_absolute_url()}?page=2"
    assert client.get(f"{tip.get_absolute_url()}?page=x").status_code == 404
    own = client.get(f"/t/{tip.thread_id}/x/")
    assert own["Location"] == tip.get_absolute_url()


def test_hidden_discussion_takes_the_tip_with_it(
    client: Client, tip: Tip, karim: Member
) -> None:
    before = client.get(tip.get_absolute_url()).status_code
    tip.thread.hide(karim, "ভুল কথা")

    assert (before, client.get(tip.get_absolute_url()).status_code) == (200, 404)
    assert "কেউ পিন চাইলে" not in text_of(client.get("/tips/"))
    client.force_login(karim)
    assert "কেউ পিন চাইলে" in text_of(client.get(tip.get_absolute_url()))


# --- Lists -------------------------------------------------------------------------


def test_list_goes_on_below_a_place(client: Client, publish: Callable) -> None:
    tips = [publish(title=f"প্রশ্ন {n} কী?") for n in range(22)]

    first = client.get("/tips/")
    older = client.get(f"/tips/{first.context['older']}")

    shown = [tip for page in (first, older) for tip, _words in page.context["rows"]]
    assert shown == tips[::-1]
    assert older.context["older"] == ""
    assert client.get("/tips/?before=x").status_code == 404
    assert client.get(f"/tips/?before={'9' * 30}").status_code == 404


def test_theme_lists_its_own(client: Client, publish: Callable) -> None:
    paying = publish()
    photos = publish(title="ছবি কীভাবে তুলব?", theme="photos")

    page = client.get("/tips/theme/photos/")

    assert [tip for tip, _words in page.context["rows"]] == [photos]
    assert "<h1>ছবি</h1>" in text_of(page)
    assert client.get("/tips/theme/nothing/").status_code == 404
    beside = text_of(client.get(paying.get_absolute_url()))
    assert "ছবি কীভাবে তুলব?" not in beside


def test_front_page_shows_some(client: Client, publish: Callable) -> None:
    for n in range(4):
        publish(title=f"প্রশ্ন {n} কী?")

    page = client.get("/")

    assert [tip.page.title for tip, _words in page.context["tips"]] == [
        "প্রশ্ন 3 কী?",
        "প্রশ্ন 2 কী?",
        "প্রশ্ন 1 কী?",
    ]
    assert 'href="/tips/"' in text_of(page)


def test_withdrawn_tip_is_gone_for_readers(
    client: Client, tip: Tip, karim: Member
) -> None:
    for url in (tip.get_absolute_url(), "/tips/", "/"):
        assert "কেউ পিন চাইলে" in text_of(client.get(url))
    tip.page.unpublish()

    assert client.get(tip.get_absolute_url()).status_code == 404
    assert "কেউ পিন চাইলে" not in text_of(client.get("/tips/"))
    assert "কেউ পিন চাইলে" not in text_of(client.get("/"))
    assert client.get(f"/t/{tip.thread_id}/posts/").status_code == 404
    client.force_login(karim)
    assert "পরামর্শটা তুলে নেওয়া হয়েছে" in text_of(client.get(tip.get_absolute_url()))


# --- Pinned ------------------------------------------------------------------------


def test_moderator_pins_a_tip_from_its_page(
    client: Client, tip: Tip, karim: Member
) -> None:
    client.force_login(karim)
    page = text_of(client.get(tip.get_absolute_url()))
    assert f'action="/t/{tip.thread_id}/pin/"' in page

    client.post(f"/t/{tip.thread_id}/pin/")

    assert Pin.objects.get().scope == ("site", 0)
    guest = Client()
    for url in ("/", "/boards/", "/adda/", "/tips/"):
        (row,) = guest.get(url).context["pins"].shown
        assert (row.title, row.url) == (tip.page.title, tip.get_absolute_url()), url


def test_pinned_tip_is_called_by_its_name_in_english(
    client: Client, tip: Tip, karim: Member
) -> None:
    Pin.put(tip.thread, karim)

    (row,) = in_english(client).get("/boards/").context["pins"].shown

    assert row.title == "Someone asks for my PIN. What do I do?"


def test_withdrawn_tip_is_not_shown_as_a_pin(
    client: Client, tip: Tip, karim: Member
) -> None:
    Pin.put(tip.thread, karim)
    before = client.get("/boards/").context["pins"].shown
    tip.page.unpublish()

    assert len(before) == 1
    assert "<b>পিন</b>" not in text_of(client.get("/boards/"))
    tip.page.refresh_from_db()
    tip.page.get_latest_revision().publish()
    assert "<b>পিন</b>" in text_of(client.get("/boards/"))


# --- What it costs -----------------------------------------------------------------


def test_guests_kept_pages_cost_one_query(
    client: Client, tip: Tip, django_assert_num_queries: Callable
) -> None:
    for url in (tip.get_absolute_url(), "/tips/", "/tips/theme/payment/"):
        first = client.get(url)
        with django_assert_num_queries(1):
            again = Client().get(url)
        assert first.content == again.content
        assert not again.cookies


@pytest.mark.parametrize("count", [1, 3])
def test_lists_query_count(
    client: Client,
    publish: Callable,
    karim: Member,
    tania: Member,
    django_assert_num_queries: Callable,
    count: int,
) -> None:
    for n in range(count):
        Pin.put(publish(title=f"প্রশ্ন {n} কী?").thread, karim)
    client.force_login(tania)

    # Session, member, tips, whether something is pinned, pins, their titles in two
    # rooms, bell.
    with django_assert_num_queries(8):
        page = client.get("/tips/")
    with django_assert_num_queries(4):
        client.get("/tips/theme/payment/")

    assert len(page.context["rows"]) == count


@pytest.mark.parametrize("count", [1, 3])
def test_tip_query_count(
    client: Client,
    publish: Callable,
    tania: Member,
    django_assert_num_queries: Callable,
    count: int,
) -> None:
    tips = [publish(title=f"প্রশ্ন {n} কী?") for n in range(count + 1)]
    for _ in range(count):
        PostFactory(thread=tips[0].thread, author=tania)
    client.force_login(tania)
    client.get("/tips/")

    with django_assert_num_queries(14):
        page = client.get(tips[0].get_absolute_url())

    assert len(page.context["others"]) == count
