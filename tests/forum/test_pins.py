"""Pins: by the clock, for one reader, in every list they belong to, with a trace."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from adda_posts.models import Adda, Series, today
from core import caching
from forum.models import (
    AlreadyPinned,
    Board,
    Pin,
    PinDismissal,
    Thread,
)
from moderation.models import ModerationEntry
from profiles.models import Member
from tests.factories import BoardFactory, PostFactory, ThreadFactory
from theme import wording

pytestmark = pytest.mark.django_db

MARK = "<b>পিন</b>"
DAY = dt.timedelta(days=1)
TITLE = "প্রথম বিক্রির গল্প"


@pytest.fixture
def adda(rahima: Member) -> Adda:
    series = Series.objects.start(slug="daily", name="রোজকার আড্ডা", hosts=[rahima])
    return series.plan(today(), "দাম ঠিক করি কীভাবে")


def pinned_on(page: Any) -> list[str]:
    """Titles of what is pinned on an answer, in order."""
    assert page.status_code == 200
    return [row.title for row in page.context["pins"].shown]


def shows(client: Client, url: str) -> bool:
    """Whether a page shows a pin at all."""
    return MARK in client.get(url).content.decode()


def arrange(pin: Pin, **fields: Any) -> None:
    """Set the clock of a pin, as if it had been made so."""
    Pin.objects.filter(pk=pin.pk).update(**fields)


def arranged(pin: Pin, **more: str) -> dict[str, str]:
    """The form of a pin as a browser sends it."""
    begins = wording.in_dhaka(pin.starts_at).date()
    return {
        "scope": f"{pin.scope_kind}:{pin.scope_id}",
        "reason": pin.reason,
        "since": begins.isoformat(),
        "until": (begins + 7 * DAY).isoformat(),
        "position": "1",
        **more,
    }


# --- Two taps ----------------------------------------------------------------------


def test_moderator_pins_from_the_sheet_in_two_taps(
    client: Client, thread: Thread, board: Board, karim: Member
) -> None:
    client.force_login(karim)
    page = client.get(thread.get_absolute_url()).content.decode()
    sheet_url = f"/t/{thread.pk}/more/"
    assert sheet_url in page
    sheet = client.get(sheet_url).content.decode()
    assert f'action="/t/{thread.pk}/pin/"' in sheet

    response = client.post(f"/t/{thread.pk}/pin/")

    pin = Pin.objects.get()
    assert response["Location"] == f"/pins/{pin.pk}/"
    assert (pin.thread, pin.by, pin.scope) == (thread, karim, ("board", board.pk))
    assert pin.ends_at
    assert pin.ends_at - pin.starts_at == 7 * DAY
    entry = ModerationEntry.objects.get()
    assert (entry.action, entry.by, entry.target_kind, entry.target_id) == (
        "pin",
        karim,
        "thread",
        thread.pk,
    )
    assert "পিন করা হলো। বোর্ড: কথাবার্তা" in client.get(f"/pins/{pin.pk}/").content.decode()


def test_sheet_of_the_opening_offers_it_too(
    client: Client, thread: Thread, karim: Member
) -> None:
    reply = PostFactory(thread=thread)
    client.force_login(karim)

    opening = client.get(f"/p/{thread.posts.get(seq=0).pk}/more/").content.decode()
    comment = client.get(f"/p/{reply.pk}/more/").content.decode()

    assert f'action="/t/{thread.pk}/pin/"' in opening
    assert f'action="/t/{thread.pk}/pin/"' not in comment


def test_second_tap_changes_nothing(
    client: Client, thread: Thread, karim: Member
) -> None:
    client.force_login(karim)
    for _ in range(3):
        client.post(f"/t/{thread.pk}/pin/")

    assert Pin.objects.count() == 1
    assert ModerationEntry.objects.count() == 1
    sheet = client.get(f"/t/{thread.pk}/more/").content.decode()
    assert f"/pins/{Pin.objects.get().pk}/" in sheet
    assert f'action="/t/{thread.pk}/pin/"' not in sheet


def test_database_takes_no_second_pin_of_a_thread_on_a_scope(
    thread: Thread, karim: Member
) -> None:
    Pin.put(thread, karim)

    with pytest.raises(IntegrityError), transaction.atomic():
        Pin.objects.create(thread=thread, by=karim)


@pytest.mark.parametrize("who", [None, "tania", "rahima"])
def test_only_moderators_know_of_it(
    client: Client, thread: Thread, karim: Member, who: str | None, request: Any
) -> None:
    pin = Pin.put(thread, karim)
    if who:
        client.force_login(request.getfixturevalue(who))

    answers = [
        client.post(f"/t/{thread.pk}/pin/"),
        client.get("/pins/"),
        client.get(f"/pins/{pin.pk}/"),
        client.post(f"/pins/{pin.pk}/", arranged(pin, reason="আমার কথা")),
        client.post(f"/pins/{pin.pk}/unpin/"),
    ]

    assert [answer.status_code for answer in answers] == [404] * 5
    assert list(Pin.objects.standing().values_list("reason", flat=True)) == [""]
    assert "/pin/" not in client.get(f"/t/{thread.pk}/more/").content.decode()


# --- By the clock ------------------------------------------------------------------


def test_pin_is_gone_when_its_time_is_over_though_no_job_ran(
    client: Client, thread: Thread, board: Board, karim: Member
) -> None:
    url = board.get_absolute_url()
    pin = Pin.put(thread, karim, scope=("board", board.pk))
    before = shows(client, url)
    now = timezone.now()
    arrange(pin, starts_at=now - 2 * DAY, ends_at=now - dt.timedelta(seconds=1))

    assert (before, shows(client, url)) == (True, False)
    client.force_login(karim)
    assert pinned_on(client.get(url)) == []


def test_kept_page_does_not_outlive_a_pin(
    client: Client,
    thread: Thread,
    karim: Member,
    monkeypatch: pytest.MonkeyPatch,
    adda: Adda,
) -> None:
    urls = ["/", "/boards/", thread.board.get_absolute_url(), "/adda/"]
    urls += [adda.series.get_absolute_url(), adda.get_absolute_url()]
    pin = Pin.put(thread, karim)
    first = [shows(client, url) for url in urls]
    kept = [shows(client, url) for url in urls]
    # Only the clock moves: nothing is written, and the pages are younger than a minute.
    later = timezone.now() + 8 * DAY
    monkeypatch.setattr(timezone, "now", lambda: later)

    assert (first, kept) == ([True] * 6, [True] * 6)
    assert [shows(client, url) for url in urls] == [False] * 6
    assert Pin.objects.standing().get() == pin


def test_kept_page_shows_a_pin_as_soon_as_its_time_begins(
    client: Client, thread: Thread, karim: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    pin = Pin.put(thread, karim)
    arrange(pin, starts_at=timezone.now() + DAY)
    before = [shows(client, url) for url in ("/", "/boards/")]
    later = timezone.now() + 2 * DAY
    monkeypatch.setattr(timezone, "now", lambda: later)

    assert before == [False, False]
    assert [shows(client, url) for url in ("/", "/boards/")] == [True, True]


def test_guests_kept_list_costs_one_query(
    client: Client, thread: Thread, karim: Member, django_assert_num_queries: Callable
) -> None:
    Pin.put(thread, karim)
    client.get("/boards/")

    with django_assert_num_queries(1):
        page = client.get("/boards/").content.decode()

    assert MARK in page
    assert 'method="post"' not in page
    assert "csrf" not in page


def test_stamp_tells_every_kind_of_change(thread: Thread, karim: Member) -> None:
    from forum import pinning  # noqa: PLC0415

    pin = Pin.put(thread, karim)
    stamps = [pinning.changes()]
    moments = {"starts_at": pin.starts_at, "ends_at": pin.ends_at}
    pin.change(karim, scope=pin.scope, position=0, reason="পড়ুন", **moments)
    stamps.append(pinning.changes())
    thread.change(title="নতুন নাম")
    stamps.append(pinning.changes())
    thread.hide(karim, "ভুল")
    stamps.append(pinning.changes())
    thread.unhide()
    pin.unpin(karim)
    Pin.put(thread, karim)
    stamps.append(pinning.changes())

    assert all(a != b for n, a in enumerate(stamps) for b in stamps[n + 1 :])
    assert stamps[3] == []


# --- Where it is shown -------------------------------------------------------------


def test_pin_everywhere_shows_in_every_list(
    client: Client, thread: Thread, karim: Member, adda: Adda
) -> None:
    empty = BoardFactory(slug="khali")
    Pin.put(thread, karim, reason="নতুনরা আগে পড়ুন")
    client.force_login(karim)

    for url in (
        "/",
        "/boards/",
        thread.board.get_absolute_url(),
        empty.get_absolute_url(),
        "/adda/",
        adda.series.get_absolute_url(),
        adda.get_absolute_url(),
    ):
        page = client.get(url)
        assert pinned_on(page) == [TITLE], url
        assert "· করিম মিয়া · নতুনরা আগে পড়ুন" in page.content.decode()


@pytest.mark.parametrize("kind", ["board", "series", "adda"])
def test_narrower_pin_shows_there_alone(
    client: Client, thread: Thread, karim: Member, adda: Adda, kind: str
) -> None:
    other_day = adda.series.plan(today() + DAY, "ছবি তোলা")
    other_board = BoardFactory(slug="khali")
    other_series = Series.objects.start(slug="weekly", name="সাপ্তাহিক")
    number = {
        "board": thread.board_id,
        "series": adda.series_id,
        "adda": adda.pk,
    }[kind]
    Pin.put(thread, karim, scope=(kind, number))

    places = {
        "board": thread.board.get_absolute_url(),
        "series": adda.series.get_absolute_url(),
        "adda": adda.get_absolute_url(),
        "other day": other_day.get_absolute_url(),
        "other board": other_board.get_absolute_url(),
        "other series": other_series.get_absolute_url(),
        "front": "/",
        "boards": "/boards/",
        "addas": "/adda/",
    }
    found = {name for name, url in places.items() if pinned_on(client.get(url))}

    # What is pinned on a series stands on each of its addas too.
    assert (
        found
        == {
            "board": {"board"},
            "series": {"series", "adda", "other day"},
            "adda": {"adda"},
        }[kind]
    )


def test_second_page_of_a_board_shows_it_too(
    client: Client, thread: Thread, karim: Member
) -> None:
    ThreadFactory.create_batch(21, board=thread.board)
    Pin.put(thread, karim, scope=("board", thread.board_id))
    first = client.get(thread.board.get_absolute_url())

    assert pinned_on(first) == [TITLE]
    assert pinned_on(client.get(first.context["page"].older)) == [TITLE]


def test_hidden_thread_is_not_shown_as_a_pin(
    client: Client, thread: Thread, karim: Member
) -> None:
    Pin.put(thread, karim)
    before = shows(client, "/")
    thread.hide(karim, "ভুল জায়গা")

    assert (before, shows(client, "/")) == (True, False)
    client.force_login(karim)
    assert pinned_on(client.get("/")) == []
    assert TITLE in client.get("/pins/").content.decode()
    thread.unhide()
    assert pinned_on(client.get("/")) == [TITLE]


def test_order_is_the_moderators_and_replies_do_not_change_it(
    client: Client, board: Board, karim: Member
) -> None:
    threads = [ThreadFactory(board=board, title=f"কথা {n}") for n in range(3)]
    pins = [Pin.put(thread, karim) for thread in threads]
    arrange(pins[0], position=2)
    arrange(pins[1], position=0)
    arrange(pins[2], position=1)
    PostFactory(thread=threads[0])

    assert pinned_on(client.get("/")) == ["কথা 1", "কথা 2", "কথা 0"]


def test_thread_pinned_twice_on_a_page_stands_there_once(
    client: Client, thread: Thread, karim: Member
) -> None:
    Pin.put(thread, karim)
    Pin.put(thread, karim, scope=("board", thread.board_id))

    assert pinned_on(client.get(thread.board.get_absolute_url())) == [TITLE]


def test_new_title_is_on_the_pin(client: Client, thread: Thread, karim: Member) -> None:
    Pin.put(thread, karim)
    shows(client, "/")
    thread.change(title="অন্য নাম, ফোন 01712345678")

    page = client.get("/").content.decode()

    assert "অন্য নাম" in page
    assert "1712345678" not in page


# --- It goes along -----------------------------------------------------------------


def test_pin_goes_along_when_its_thread_moves(
    client: Client, thread: Thread, karim: Member
) -> None:
    old, new = thread.board, BoardFactory(slug="natun")
    pin = Pin.put(thread, karim, scope=("board", old.pk), reason="পড়ুন")
    everywhere = Pin.put(thread, karim)
    arrange(everywhere, position=5)

    thread.move(new, karim, "এখানেই মানায়")

    pin.refresh_from_db()
    assert (pin.scope, pin.reason) == (("board", new.pk), "পড়ুন")
    everywhere.unpin(karim)
    assert pinned_on(client.get(new.get_absolute_url())) == [TITLE]
    assert pinned_on(client.get(old.get_absolute_url())) == []


def test_pins_stay_with_the_thread_into_which_theirs_was_merged(
    client: Client, thread: Thread, karim: Member
) -> None:
    into = ThreadFactory(board=thread.board, title="যেখানে মিলল")
    both = ("board", thread.board_id)
    moved = Pin.put(thread, karim)
    gone, kept = Pin.put(thread, karim, scope=both), Pin.put(into, karim, scope=both)

    thread.merge_into(into, karim, "একই কথা")

    assert set(Pin.objects.standing()) == {moved, kept}
    moved.refresh_from_db()
    gone.refresh_from_db()
    assert (moved.thread, gone.is_over) == (into, True)
    assert pinned_on(client.get("/")) == ["যেখানে মিলল"]


# --- Put aside ---------------------------------------------------------------------


def test_member_puts_a_pin_aside_for_herself_alone(
    client: Client, thread: Thread, karim: Member, tania: Member, rahima: Member
) -> None:
    pin = Pin.put(thread, karim)
    client.force_login(tania)
    page = client.get("/boards/").content.decode()
    assert f'action="/pins/{pin.pk}/dismiss/"' in page

    response = client.post(f"/pins/{pin.pk}/dismiss/", {"next": "/boards/"})

    assert response["Location"] == "/boards/"
    assert pinned_on(client.get("/boards/")) == []
    assert pinned_on(client.get(thread.board.get_absolute_url())) == []
    other = Client()
    other.force_login(rahima)
    assert pinned_on(other.get("/boards/")) == [TITLE]
    assert shows(Client(), "/boards/")
    client.post(f"/pins/{pin.pk}/dismiss/")
    assert PinDismissal.objects.count() == 1
    client.post(f"/pins/{pin.pk}/dismiss/", {"again": "1"})
    assert pinned_on(client.get("/boards/")) == [TITLE]


AGAIN = 'name="again" value="1"'


def set_aside(page: Any) -> list[str]:
    """Titles of what she put aside and can have again there."""
    assert page.status_code == 200
    return [row.title for row in page.context["pins"].aside]


def test_what_she_put_aside_can_be_had_again_where_it_stood(
    client: Client, thread: Thread, board: Board, karim: Member, tania: Member
) -> None:
    pin = Pin.put(thread, karim, scope=("board", board.pk))
    stays = Pin.put(ThreadFactory(board=board, title="থেকে যায়"), karim)
    url = board.get_absolute_url()
    client.force_login(tania)
    before = client.get(url).content.decode()
    client.post(f"/pins/{pin.pk}/dismiss/", {"next": url})

    page = client.get(url)
    body = page.content.decode()
    again = client.post(f"/pins/{pin.pk}/dismiss/", {"again": "1", "next": url})

    assert AGAIN not in before
    assert (pinned_on(page), set_aside(page)) == (["থেকে যায়"], [TITLE])
    assert body.count(AGAIN) == 1
    assert f'action="/pins/{pin.pk}/dismiss/"' in body.split("<details", 1)[1]
    assert "আপনি ১টি পিন সরিয়ে রেখেছেন" in body
    assert set_aside(client.get("/boards/")) == []
    assert again["Location"] == url
    after = client.get(url)
    assert pinned_on(after) == ["থেকে যায়", TITLE]
    assert AGAIN not in after.content.decode()
    assert not PinDismissal.objects.exists()
    assert stays.scope == ("site", 0)


def test_what_is_over_hidden_or_shown_by_another_pin_is_not_offered_again(
    client: Client, board: Board, karim: Member, tania: Member
) -> None:
    over, hidden, twice, aside = (
        Pin.put(ThreadFactory(board=board, title=title), karim)
        for title in ("শেষ", "লুকানো", "দুবার", "সরানো")
    )
    Pin.put(twice.thread, karim, scope=("board", board.pk))
    for pin in (over, hidden, twice, aside):
        pin.dismiss(tania)
    client.force_login(tania)
    url = board.get_absolute_url()
    offered = set_aside(client.get(url))
    over.unpin(karim)
    hidden.thread.hide(karim, "ভুল")

    page = client.get(url)

    assert set(offered) == {"শেষ", "লুকানো", "সরানো"}
    assert (pinned_on(page), set_aside(page)) == (["দুবার"], ["সরানো"])


def test_what_is_put_aside_takes_no_place_of_what_is_shown(
    client: Client, board: Board, karim: Member, tania: Member
) -> None:
    shown = [Pin.put(ThreadFactory(board=board, title="দেখা যায়"), karim)]
    for number in range(20):
        pin = Pin.put(ThreadFactory(board=board, title=f"সরানো {number}"), karim)
        pin.dismiss(tania)
    client.force_login(tania)

    page = client.get("/boards/")

    assert pinned_on(page) == [shown[0].thread.title]
    assert len(set_aside(page)) == 6


def test_guest_is_asked_to_sign_in_to_put_one_aside(
    client: Client, thread: Thread, karim: Member
) -> None:
    pin = Pin.put(thread, karim)

    response = client.post(f"/pins/{pin.pk}/dismiss/", {"next": "/boards/"})

    assert response["Location"] == "/accounts/login/?next=/boards/"
    assert not PinDismissal.objects.exists()


def test_pin_that_is_hidden_or_over_cannot_be_put_aside(
    client: Client, thread: Thread, karim: Member, tania: Member
) -> None:
    pin = Pin.put(thread, karim)
    client.force_login(tania)
    thread.hide(karim, "ভুল")

    assert client.post(f"/pins/{pin.pk}/dismiss/").status_code == 404
    assert client.post("/pins/999999/dismiss/").status_code == 404
    assert client.get(f"/pins/{pin.pk}/dismiss/").status_code == 405


def test_dismissed_pin_comes_back_when_it_is_pinned_anew(
    client: Client, thread: Thread, karim: Member, tania: Member
) -> None:
    pin = Pin.put(thread, karim)
    pin.dismiss(tania)
    now = timezone.now()
    arrange(pin, starts_at=now - 2 * DAY, ends_at=now - DAY)
    again = Pin.put(thread, karim)
    client.force_login(tania)

    assert again != pin
    assert pinned_on(client.get("/")) == [TITLE]


# --- The screen --------------------------------------------------------------------


def test_moderator_arranges_a_pin(
    client: Client, thread: Thread, karim: Member, adda: Adda
) -> None:
    pin = Pin.put(thread, karim)
    client.force_login(karim)
    day = today() + 3 * DAY
    sent = {
        "scope": f"series:{adda.series_id}",
        "reason": "  আজ   রাতে পড়ুন ",
        "since": wording.digits(f"{day.day}/{day.month}/{day.year}", "bn"),
        "until": wording.day(day + DAY, "bn"),
        "position": "২",
    }

    response = client.post(f"/pins/{pin.pk}/", sent)

    assert response["Location"] == "/pins/"
    pin.refresh_from_db()
    assert (pin.scope, pin.reason, pin.position) == (
        ("series", adda.series_id),
        "আজ রাতে পড়ুন",
        1,
    )
    begins = dt.datetime.combine(day, dt.time(), tzinfo=wording.DHAKA)
    assert (pin.starts_at, pin.ends_at) == (begins, begins + 2 * DAY)
    actions = ModerationEntry.objects.order_by("pk").values_list("action", "reason")
    assert list(actions) == [("pin", ""), ("change-pin", "আজ রাতে পড়ুন")]
    listed = client.get("/pins/").content.decode()
    assert "ধারাবাহিক: রোজকার আড্ডা" in listed
    assert "সামনে আসছে" in listed


def test_days_that_were_not_touched_keep_their_hour(
    client: Client, thread: Thread, karim: Member
) -> None:
    pin = Pin.put(thread, karim)
    client.force_login(karim)
    form = client.get(f"/pins/{pin.pk}/").context["form"]
    sent = {name: form[name].value() for name in ("scope", "reason")}
    for name in ("since", "until"):
        sent[name] = form[name].initial.isoformat()
    sent["position"] = "1"

    client.post(f"/pins/{pin.pk}/", sent | {"reason": "পড়ুন"})

    after = Pin.objects.get()
    assert (after.starts_at, after.ends_at) == (pin.starts_at, pin.ends_at)
    assert after.reason == "পড়ুন"


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("until", "yesterday", "সেই দিন তো চলে গেছে"),
        ("until", "কাল পর্যন্ত", "দিনটা এভাবে লিখুন"),
        ("until", "31/2/2099", "দিনটা এভাবে লিখুন"),
        ("until", "99/99/9999", "দিনটা এভাবে লিখুন"),
        ("since", "কোন এক দিন", "দিনটা এভাবে লিখুন"),
        ("until", "today", "শুরুর আগেই শেষ"),
        ("position", "০", "১ বা তার বড় একটা সংখ্যা"),
        ("position", "প্রথম", "১ বা তার বড় একটা সংখ্যা"),
        ("reason", "ক" * 301, "৩০১ অক্ষর আছে"),
        ("scope", "board:99999999", "কোথায় পিন থাকবে, বেছে নিন"),
        ("scope", "nowhere", "কোথায় পিন থাকবে, বেছে নিন"),
    ],
)
def test_what_makes_no_sense_gets_a_sentence_and_stays_typed(
    client: Client,
    thread: Thread,
    karim: Member,
    field: str,
    typed: str,
    sentence: str,
) -> None:
    pin = Pin.put(thread, karim)
    client.force_login(karim)
    days = {"yesterday": today() - DAY, "today": today()}
    if typed in days:
        typed = wording.day(days[typed], "bn")
    if sentence == "শুরুর আগেই শেষ":
        pin.starts_at += 3 * DAY

    response = client.post(f"/pins/{pin.pk}/", arranged(pin, **{field: typed}))

    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page
    assert response.context["form"].errors[field]
    if field not in {"scope", "reason"}:
        assert f'value="{typed}"' in page
    assert Pin.objects.get().version == 1
    assert ModerationEntry.objects.count() == 1


def test_empty_until_stays_until_it_is_unpinned(
    client: Client, thread: Thread, karim: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    pin = Pin.put(thread, karim)
    client.force_login(karim)

    client.post(f"/pins/{pin.pk}/", arranged(pin, until=""))

    assert Pin.objects.get().ends_at is None
    later = timezone.now() + 900 * DAY
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert shows(Client(), "/")
    monkeypatch.undo()
    client.post(f"/pins/{pin.pk}/unpin/")
    client.post(f"/pins/{pin.pk}/unpin/")
    assert not shows(Client(), "/")
    actions = ModerationEntry.objects.order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["pin", "change-pin", "unpin"]
    assert client.get(f"/pins/{pin.pk}/").status_code == 404


def test_pin_cannot_go_where_another_of_its_thread_is(
    client: Client, thread: Thread, karim: Member
) -> None:
    Pin.put(thread, karim, scope=("board", thread.board_id))
    pin = Pin.put(thread, karim)
    client.force_login(karim)
    sent = arranged(pin, scope=f"board:{thread.board_id}", reason="আমার কারণ")

    response = client.post(f"/pins/{pin.pk}/", sent)

    assert response.status_code == 422
    assert "ওখানে এটা আগে থেকেই পিন করা" in response.content.decode()
    assert "আমার কারণ" in response.content.decode()
    pin.refresh_from_db()
    assert (pin.scope, pin.reason) == (("site", 0), "")
    with pytest.raises(AlreadyPinned):
        pin.change(
            karim,
            scope=("board", thread.board_id),
            position=0,
            starts_at=pin.starts_at,
            ends_at=None,
            reason="",
        )


def test_adda_is_pinned_on_its_series(
    client: Client, adda: Adda, karim: Member
) -> None:
    client.force_login(karim)
    Thread.objects.filter(pk=adda.thread_id).update(visible_from=timezone.now() - DAY)

    client.post(f"/t/{adda.thread_id}/pin/")

    assert Pin.objects.get().scope == ("series", adda.series_id)
    page = client.get(adda.series.get_absolute_url())
    assert [row.url for row in page.context["pins"].shown] == [adda.get_absolute_url()]


# --- What it costs -----------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
def test_pins_cost_a_member_the_same(
    client: Client,
    board: Board,
    karim: Member,
    tania: Member,
    django_assert_num_queries: Callable,
    count: int,
) -> None:
    for _ in range(count):
        Pin.put(ThreadFactory(board=board), karim)
        Pin.put(ThreadFactory(board=board), karim).dismiss(tania)
    client.force_login(tania)
    client.get(board.get_absolute_url())

    # Session, member, board, changes, unread, whether there are pins, pins, bell.
    with django_assert_num_queries(8):
        page = client.get(board.get_absolute_url())

    assert len(pinned_on(page)) == len(set_aside(page)) == count


@pytest.mark.parametrize("count", [1, 3])
def test_list_of_pins_costs_the_same(
    client: Client,
    board: Board,
    karim: Member,
    django_assert_num_queries: Callable,
    count: int,
) -> None:
    for _ in range(count):
        thread = ThreadFactory(board=board)
        Pin.put(thread, karim)
        Pin.put(thread, karim, scope=("board", board.pk))
    client.force_login(karim)

    with django_assert_num_queries(5):  # session, member, pins, boards
        page = client.get("/pins/")

    assert len(page.context["now"]) == 2 * count


def test_stamps_compare_moments_as_the_database_keeps_them(
    thread: Thread, karim: Member
) -> None:
    pin = Pin.put(thread, karim)
    rows = "SELECT id FROM forum_pin WHERE starts_at = %s"

    assert caching.rows(rows, caching.moment(pin.starts_at)) == [(pin.pk,)]


@pytest.mark.parametrize(
    "scope",
    ["board:999999", "site:5", "nowhere:1", "board", "board:x", f"board:{'9' * 5000}"],
)
def test_a_place_that_is_not_there_takes_no_pin(
    client: Client, thread: Thread, karim: Member, scope: str
) -> None:
    client.force_login(karim)

    response = client.post(f"/t/{thread.pk}/pin/", {"scope": scope})
    page = client.get(response.headers["Location"]).content.decode()

    assert response.status_code == 303
    assert "এমন কোনো জায়গা নেই, তাই কিছু পিন করা হয়নি।" in page
    assert not Pin.objects.exists()
    assert not ModerationEntry.objects.exists()


def test_any_place_that_is_there_takes_one(
    client: Client, thread: Thread, karim: Member, adda: Adda
) -> None:
    other = BoardFactory(slug="onno")
    client.force_login(karim)
    wanted = [
        ("site", 0),
        ("board", other.pk),
        ("series", adda.series_id),
        ("adda", adda.pk),
    ]

    for kind, number in wanted:
        client.post(f"/t/{thread.pk}/pin/", {"scope": f"{kind}:{number}"})

    assert [pin.scope for pin in Pin.objects.order_by("pk")] == wanted
