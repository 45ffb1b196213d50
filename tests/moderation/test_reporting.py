"""Reporting in two taps, what it weighs, and what its reporter learns."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone
from zeal import zeal_ignore

from forum.models import Post
from moderation import signals, weighing
from moderation.models import COVERED, Case, ModerationEntry, Report
from tests.factories import MemberFactory, PostFactory, ThreadFactory
from tests.moderation.conftest import filed, listen, member_of, url

pytestmark = pytest.mark.django_db


def sent(reason: str = "abuse") -> dict[str, str]:
    return {"reason": reason, "client_key": str(uuid.uuid4())}


# --- Two taps ----------------------------------------------------------------------


def test_a_tap_on_a_reason_reports(client, post, tania):
    client.force_login(tania)
    page = client.get(url("report", post)).content.decode()
    assert page.count('name="reason" value="') == 7
    assert "প্রতারণা, টাকা নেওয়ার ফাঁদ" in page
    assert "০১৭••••••৭৮" in page
    assert "০১৭১২৩৪৫৬৭৮" not in page

    response = client.post(url("report", post), sent("fraud"), follow=True)

    report = Report.objects.get()
    assert (report.by, report.reason, report.words) == (tania, "fraud", "")
    case = report.case
    assert (case.kind, case.target_kind, case.target_id) == ("report", "post", post.pk)
    assert (case.state, case.about, case.reasons) == ("open", post.author, {"fraud": 1})
    assert "ধন্যবাদ, পেয়েছি।" in response.content.decode()


def test_words_can_be_added_until_it_is_decided(client, post, tania, karim):
    report = filed(post, by=tania, words="")
    client.force_login(tania)
    page = f"/me/reports/{report.pk}/"

    assert "আরও কিছু বলতে চান?" in client.get(page).content.decode()
    client.post(page, {"words": "আগেও এমন করেছে"})
    report.refresh_from_db()
    assert report.words == "আগেও এমন করেছে"
    # Her own words are no more to add, but hers to change.
    shown = client.get(page).content.decode()
    assert "মডারেটরদের যা জানিয়েছেন" in shown
    assert "আরও কিছু বলতে চান?" not in shown
    post.hide(karim, "")
    Report.objects.update(state="done")
    response = client.post(page, {"words": "আরেকটা কথা"})

    assert response.status_code == 400
    assert "সিদ্ধান্ত হয়ে গেছে, তাই আর কিছু যোগ করা যাবে না।" in response.content.decode()
    report.refresh_from_db()
    assert report.words == "আগেও এমন করেছে"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (" \u200b\n", "সমস্যাটা কী, দু-এক কথায় লিখুন।"),
        ("ক" * 2001, "২০০০টির বেশি অক্ষর রাখা যাবে না"),
    ],
)
def test_bad_words_are_refused_and_kept(client, post, tania, words, sentence):
    report = filed(post, by=tania, words="")
    client.force_login(tania)

    response = client.post(f"/me/reports/{report.pk}/", {"words": words})

    assert response.status_code == 400
    assert sentence in response.content.decode()
    assert words.strip() in response.content.decode()


def test_the_same_member_counts_once_however_she_sends_it(client, post, tania):
    client.force_login(tania)
    same = sent()

    client.post(url("report", post), same)
    client.post(url("report", post), same)
    client.post(url("report", post), sent("fraud"))

    report = Report.objects.get()
    assert report.reason == "abuse"
    assert report.case.report_count == 1
    again = client.get(url("report", post))
    assert again["Location"] == f"/me/reports/{report.pk}/"


def test_a_second_report_is_not_counted_after_the_decision_either(
    client, post, tania, karim
):
    report = filed(post, by=tania)
    client.force_login(karim)
    client.post(url("act", post), {"action": "dismiss", "reason": "ঠিক আছে"})
    client.force_login(tania)

    client.post(url("report", post), sent())

    case = Case.objects.get()
    assert (case.state, case.round) == ("rejected", 1)
    assert Report.objects.get() == report


def test_reports_of_many_append_to_one_case_and_open_it_again(post, tania, karim):
    filed(post, by=tania, reason="spam")
    filed(post, by=MemberFactory(), reason="fraud")
    filed(post, by=MemberFactory(), reason="fraud")

    case = Case.objects.get()
    assert (case.report_count, case.reasons) == (3, {"spam": 1, "fraud": 2})
    assert case.reason == "fraud"
    Case.objects.update(state="rejected", decided_by=karim, decided_at=timezone.now())
    filed(post, by=MemberFactory(), reason="fraud")

    case.refresh_from_db()
    assert (case.state, case.round, case.report_count) == ("open", 2, 1)
    assert case.decided_by is None
    assert [event.what for event in case.events.all()] == ["reopened"]


def test_own_words_are_refused_with_a_sentence(client, post, rahima):
    client.force_login(rahima)

    for answer in (
        client.get(url("report", post)),
        client.post(url("report", post), sent()),
        client.post(url("report", post), sent()),
    ):
        assert answer.status_code == 403
        assert "এটা আপনার নিজের লেখা। নিজেই বদলাতে" in answer.content.decode()

    assert not Case.objects.exists()


def test_what_is_hidden_already_is_said_so(client, post, tania, karim):
    client.force_login(tania)
    post.hide(karim, "কারণ")

    response = client.post(url("report", post), sent())

    assert response.status_code == 409
    assert "এটা আগেই আড়াল করা হয়েছে" in response.content.decode()
    assert not Report.objects.exists()


def test_what_she_may_not_know_of_is_not_there(client, post, tania, karim):
    hidden = ThreadFactory()
    inside = PostFactory(thread=hidden)
    hidden.hide(karim, "কারণ")
    waiting = PostFactory(pending=True)
    client.force_login(tania)

    for address in (
        url("report", inside),
        url("report", hidden, "thread"),
        url("report", waiting),
        "/moderation/report/post/999999/",
        "/moderation/report/nothing/1/",
        "/moderation/report/sanction/1/",
        f"/moderation/report/post/{10**30}/",
    ):
        assert client.get(address).status_code == 404
        assert client.post(address, sent()).status_code == 404
    assert client.put(url("report", post)).status_code == 405
    assert not Case.objects.exclude(kind="held").exists()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({}, "সমস্যাটা কী, একটা বেছে নিন।"),
        ({"reason": "bomb"}, "সমস্যাটা কী, একটা বেছে নিন।"),
        ({"reason": "asked"}, "সমস্যাটা কী, একটা বেছে নিন।"),
        ({"reason": "spam", "client_key": "xyz"}, "পাতাটা ঠিকমতো আসেনি"),
    ],
)
def test_broken_forms_are_refused_with_a_sentence(client, post, tania, data, sentence):
    client.force_login(tania)

    response = client.post(url("report", post), {"client_key": uuid.uuid4(), **data})

    assert response.status_code == 400
    assert sentence in response.content.decode()
    assert not Report.objects.exists()


def test_a_day_has_a_limit_that_grows_with_trust(client, tania):
    thread = ThreadFactory()
    with zeal_ignore():
        for _number in range(weighing.DAILY[0]):
            filed(PostFactory(thread=thread), by=tania)
    one_more = PostFactory(thread=thread)
    client.force_login(tania)

    response = client.post(url("report", one_more), sent())

    assert response.status_code == 429
    assert "আজ অনেকগুলো জানিয়েছেন।" in response.content.decode()
    assert Report.objects.count() == weighing.DAILY[0]
    Report.objects.update(at=timezone.now() - timedelta(hours=25))
    assert client.post(url("report", one_more), sent()).status_code == 302


# --- Guests ------------------------------------------------------------------------


def test_a_guest_reports_fraud_and_nothing_else(client, post):
    page = client.get(url("report", post)).content.decode()
    assert page.count('name="reason" value="') == 1
    assert url("takedown", post) in page

    assert client.post(url("report", post), sent("abuse")).status_code == 400
    response = client.post(url("report", post), sent("fraud"))

    assert "হটলাইনে ফোন করুন" in response.content.decode()
    report = Report.objects.get()
    assert (report.by, report.reason, report.weight) == (None, "fraud", 0)


def test_guests_reports_from_one_place_have_a_limit(client, post, settings):
    settings.CACHES = {**settings.CACHES, "default": settings.CACHES["in_database"]}

    with zeal_ignore():
        answers = [client.post(url("report", post), sent("fraud")) for _n in range(31)]

    assert [answer.status_code for answer in answers] == [200] * 30 + [429]
    assert Report.objects.count() == 30


def test_a_crowd_of_guests_hides_nothing(post):
    for _number in range(40):
        filed(post, reason="fraud")

    post.refresh_from_db()
    assert not post.is_hidden
    assert Case.objects.get().report_count == 40


# --- Weight ------------------------------------------------------------------------


def test_ten_accounts_of_one_day_cannot_hide_what_trusted_members_can(post):
    for _number in range(10):
        filed(post, by=member_of(0), reason="fraud")
    post.refresh_from_db()
    assert not post.is_hidden
    assert Case.objects.get().weight == 0

    filed(post, by=member_of(3), reason="fraud")
    post.refresh_from_db()
    assert not post.is_hidden
    filed(post, by=member_of(1), reason="fraud")

    post.refresh_from_db()
    assert (post.is_hidden, post.hidden_by, post.hidden_reason) == (True, None, COVERED)


def test_one_trusted_member_with_a_good_record_hides_a_fraud(post):
    trusted = member_of(3)
    with zeal_ignore():
        for _number in range(20):
            filed(PostFactory(thread=post.thread), by=trusted, reason="spam")
    Report.objects.update(state="done")

    filed(post, by=trusted, reason="fraud")

    post.refresh_from_db()
    assert post.is_hidden
    assert Case.objects.get(target_id=post.pk).weight == 13


@pytest.mark.parametrize(
    ("trust", "upheld", "rejected", "reason", "weighs"),
    [
        (0, 0, 0, "abuse", 0),
        (0, 50, 0, "fraud", 0),
        (1, 0, 0, "abuse", 2),
        (2, 0, 0, "fraud", 6),
        (3, 5, 0, "abuse", 8),  # too few decided to say anything
        (3, 6, 0, "abuse", 10),
        (3, 4, 16, "abuse", 4),
        (2, 0, 20, "abuse", 0),
    ],
)
def test_weight_follows_trust_record_and_reason(
    trust, upheld, rejected, reason, weighs
):
    assert weighing.weight(trust, upheld, rejected, reason) == weighs


def test_the_author_s_own_trust_makes_hiding_harder(rahima):
    trusted = PostFactory(author=member_of(3))
    fresh = PostFactory(author=member_of(0))
    for thing in (trusted, fresh):
        for level in (3, 2):
            filed(thing, by=member_of(level))

    trusted.refresh_from_db()
    fresh.refresh_from_db()
    assert (trusted.is_hidden, fresh.is_hidden) == (False, True)


def test_a_moderator_s_words_are_not_hidden_by_weight(karim):
    post = PostFactory(author=karim)
    for _number in range(5):
        filed(post, by=member_of(3))

    post.refresh_from_db()
    assert not post.is_hidden


def test_what_is_hidden_for_now_says_so_to_all_and_to_its_author(
    client, post, tania, karim
):
    told = []
    keep = listen(signals.case_covered, told)
    for _number in range(2):
        filed(post, by=member_of(3))
    signals.case_covered.disconnect(keep)

    assert [(facts["thing"], facts["about"]) for facts in told] == [(post, post.author)]
    thread = client.get(post.thread.get_absolute_url()).content.decode()
    assert "কয়েকজন সদস্য এটা নিয়ে জানিয়েছেন। একজন মডারেটর শিগগিরই দেখবেন।" in thread
    assert "ফোন করুন" not in thread
    client.force_login(post.author)
    mine = client.get("/me/decisions/").content.decode()
    assert "আপাতত আড়ালে" in mine
    client.force_login(karim)
    assert "আপাতত আড়ালে" in client.get("/moderation/").content.decode()
    entry = ModerationEntry.objects.get()
    assert (entry.action, entry.by, entry.category) == ("cover", None, "abuse")


def test_dismissing_shows_again_what_was_hidden_for_now(client, post, karim):
    for _number in range(2):
        filed(post, by=member_of(3))
    case = Case.objects.get()
    client.force_login(karim)

    client.post(f"/moderation/cases/{case.pk}/act/", {"action": "dismiss", "round": 1})

    post.refresh_from_db()
    assert not post.is_hidden
    client.force_login(post.author)
    mine = client.get("/me/decisions/").content.decode()
    assert "একজন মডারেটর পড়েছেন। এটা নিয়মের সঙ্গে মেলে।" in mine


def test_keeping_it_hidden_puts_the_moderator_s_name_and_reason_there(
    client, post, karim
):
    for _number in range(2):
        filed(post, by=member_of(3))
    case = Case.objects.get()
    client.force_login(karim)

    client.post(
        f"/moderation/cases/{case.pk}/act/",
        {"action": "hide", "round": 1, "reason": "গালি"},
    )

    post.refresh_from_db()
    assert (post.hidden_by, post.hidden_reason) == (karim, "গালি")
    post.thread.refresh_from_db()
    assert post.thread.post_count == 0


# --- What became of it -------------------------------------------------------------


@pytest.mark.parametrize(
    ("action", "state", "sentence"),
    [
        ("hide", "done", "একজন মডারেটর ব্যবস্থা নিয়েছেন।"),
        ("warn", "done", "একজন মডারেটর ব্যবস্থা নিয়েছেন।"),
        ("dismiss", "dismissed", "একজন মডারেটর পড়েছেন। এটা নিয়মের সঙ্গে মেলে।"),
    ],
)
def test_the_reporter_learns_the_outcome(
    client, post, tania, karim, action, state, sentence
):
    report = filed(post, by=tania)
    told = []
    keep = listen(signals.case_decided, told)
    client.force_login(karim)
    client.post(
        f"/moderation/cases/{report.case_id}/act/",
        {"action": action, "round": 1, "reason": "গালি চলে না"},
    )
    signals.case_decided.disconnect(keep)
    client.force_login(tania)

    page = client.get("/me/reports/").content.decode()

    report.refresh_from_db()
    assert report.state == state
    assert sentence in page
    assert post.thread.title in page
    (facts,) = told
    assert (facts["action"], facts["reporters"]) == (action, [tania.pk])
    assert (facts["by"], facts["about"], facts["thing"]) == (karim, post.author, post)


def test_the_outcome_is_told_in_her_language(client, post, tania, karim):
    tania.speak("en")
    filed(post, by=tania)
    client.force_login(karim)
    client.post(url("act", post), {"action": "hide", "reason": "গালি"})
    client.force_login(tania)

    page = client.get("/me/reports/").content.decode()

    assert "You were right" in page
    assert "A moderator has acted." in page


def test_nobody_is_named_to_the_author(client, post, tania, karim):
    filed(post, by=tania, words="আমি তানিয়া, এটা ভুল")
    client.force_login(karim)
    case = Case.objects.get()
    client.post(
        f"/moderation/cases/{case.pk}/act/",
        {"action": "silence", "round": 1, "reason": "গালি চলে না", "days": 3},
    )
    client.force_login(post.author)

    for address in (
        "/me/",
        "/me/decisions/",
        "/me/reports/",
        post.get_absolute_url(),
        post.thread.get_absolute_url(),
        post.author.get_absolute_url(),
        "/moderation/log/",
    ):
        page = client.get(address, follow=True).content.decode()
        assert "তানিয়া" not in page
        assert "tania" not in page
    assert "গালি চলে না" in client.get("/me/decisions/").content.decode()


def test_nobody_opens_another_s_report_or_sanction(client, post, tania, karim, rahima):
    report = filed(post, by=tania)
    client.force_login(karim)
    client.post(
        f"/moderation/cases/{report.case_id}/act/",
        {"action": "warn", "round": 1, "reason": "গালি চলে না"},
    )
    sanction = rahima.sanctions.get()
    client.force_login(rahima)
    assert client.get(f"/me/reports/{report.pk}/").status_code == 404
    assert client.post(f"/me/reports/{report.pk}/", {"words": "x"}).status_code == 404
    client.force_login(tania)

    assert client.get(f"/me/decisions/{sanction.pk}/appeal/").status_code == 404
    assert "গালি চলে না" not in client.get("/me/decisions/").content.decode()
    client.logout()
    for address in ("/me/reports/", f"/me/reports/{report.pk}/", "/me/decisions/"):
        assert client.get(address)["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("count", [1, 3])
def test_my_reports_ask_the_database_the_same_for_many(
    client, tania, django_assert_num_queries, count
):
    thread = ThreadFactory()
    with zeal_ignore():
        for _number in range(count):
            filed(PostFactory(thread=thread), by=tania)
    client.force_login(tania)

    with django_assert_num_queries(5):
        client.get("/me/reports/")


def test_my_reports_go_back_page_by_page(client, tania, monkeypatch):
    monkeypatch.setattr(weighing, "DAILY", (50, 50, 50, 50))
    thread = ThreadFactory()
    with zeal_ignore():
        pks = [filed(PostFactory(thread=thread), by=tania).pk for _n in range(25)]
    client.force_login(tania)

    first = client.get("/me/reports/")
    second = client.get("/me/reports/" + first.context["older"])

    rows = [*first.context["rows"], *second.context["rows"]]
    assert [row["report"].pk for row in rows] == pks[::-1]
    assert second.context["older"] == ""


def test_a_held_post_is_work_at_once(rahima):
    held = PostFactory(author=rahima, pending=True)
    PostFactory(author=rahima)

    case = Case.objects.get()
    assert (case.kind, case.target_id, case.about) == ("held", held.pk, rahima)
    assert Post.objects.filter(pending=True).get() == held
