"""Series and Adda: planning, and the steps of an adda's life."""

import datetime as dt
import logging
from collections.abc import Callable
from threading import Thread as Worker

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from adda_posts import lifecycle
from adda_posts.models import (
    DHAKA,
    Adda,
    AddaPage,
    DayTaken,
    NotItsDay,
    Series,
    SeriesPage,
    today,
)
from adda_posts.signals import adda_changed
from core.drains import Drains
from forum.models import Thread, ThreadClosed
from profiles.models import Member

from .conftest import put_hours

HOUR = dt.timedelta(hours=1)


def test_plan_makes_adda_page_and_thread(series: Series, rahima: Member) -> None:
    day = dt.date(2031, 5, 9)
    adda = series.plan(day, "  ঈদের  আগে প্যাকেট ", "কাগজ না কাপড়", by=rahima)
    assert adda.state == Adda.State.SCHEDULED
    assert adda.opens_at == dt.datetime(2031, 5, 9, 21, tzinfo=DHAKA)
    assert adda.closes_at == dt.datetime(2031, 5, 9, 23, 30, tzinfo=DHAKA)
    assert list(adda.hosts_in_order) == [rahima]
    page = AddaPage.objects.get(pk=adda.page_id)
    assert (page.title, page.topic, page.slug) == (
        "ঈদের আগে প্যাকেট",
        "কাগজ না কাপড়",
        "2031-05-09",
    )
    assert page.get_parent().pk == series.page_id
    thread = Thread.objects.get(pk=adda.thread_id)
    assert thread.author is None
    assert thread.title == "ঈদের আগে প্যাকেট"
    assert thread.home_url == "/adda/daily/2031-05-09/" == adda.get_absolute_url()
    assert (thread.visible_from, thread.closed_at) == (adda.opens_at, adda.closes_at)
    assert not thread.is_open


def test_plan_returns_the_one_that_is_there(planned: Adda) -> None:
    again = planned.series.plan(planned.date, "অন্য কথা")
    assert again.pk == planned.pk
    assert again.page.title == "দাম ঠিক করি কীভাবে"
    assert Adda.objects.count() == AddaPage.objects.count() == 1
    with pytest.raises(DayTaken):
        planned.series.plan_new(planned.date, "অন্য কথা")


def test_plan_keeps_numbers_out_of_the_thread_title(series: Series) -> None:
    adda = series.plan(today(), "ফোন করুন 01712345678")
    assert adda.page.title == "ফোন করুন 01712345678"
    assert adda.thread.title == "ফোন করুন 017••••••78"


def test_closing_past_midnight_is_the_next_day(series: Series) -> None:
    adda = series.plan(
        dt.date(2031, 5, 9), "রাতের আড্ডা", opens=dt.time(22), closes=dt.time(1)
    )
    assert adda.closes_at == dt.datetime(2031, 5, 10, 1, tzinfo=DHAKA)


def test_adda_opens_and_closes_by_the_clock(planned: Adda, tania: Member) -> None:
    now = timezone.now()
    put_hours(planned, now - HOUR, now + HOUR)
    with pytest.raises(ThreadClosed):
        Thread.objects.create(title="x").post(tania, "আগে লিখি")
    version = planned.thread.version
    assert lifecycle.follow_clock() == 1
    planned.refresh_from_db()
    assert planned.state == Adda.State.OPEN
    assert planned.thread.version > version
    planned.thread.post(tania, "এসে গেছি")
    put_hours(planned, now - HOUR, now - HOUR / 2)
    assert lifecycle.follow_clock() == 1
    planned.refresh_from_db()
    assert planned.state == Adda.State.CLOSED
    with pytest.raises(ThreadClosed):
        planned.thread.post(tania, "দেরি হয়ে গেল")
    assert lifecycle.follow_clock() == 0


def test_after_an_outage_only_today_opens(series: Series) -> None:
    now = timezone.now()
    past = [series.plan(today() - dt.timedelta(days=n), f"দিন {n}") for n in (1, 2, 3)]
    for days, adda in enumerate(past, start=1):
        ended = now - dt.timedelta(days=days) + HOUR
        put_hours(adda, ended - HOUR, ended)
    current = series.plan(today(), "আজ")
    put_hours(current, now - HOUR, now + HOUR)
    heard: list[tuple[int, str]] = []

    def hear(sender: type, adda: Adda, **facts: object) -> None:
        heard.append((adda.pk, adda.state))

    adda_changed.connect(hear)
    lifecycle.follow_clock()
    adda_changed.disconnect(hear)
    assert sorted(heard) == [
        *((adda.pk, "closed") for adda in past),
        (current.pk, "open"),
    ]


def test_one_failing_adda_holds_up_no_other(
    series: Series, caplog: pytest.LogCaptureFixture
) -> None:
    now = timezone.now()
    first, second = (
        series.plan(today() - dt.timedelta(days=n), f"আড্ডা {n}") for n in (0, 1)
    )
    put_hours(first, now - 2 * HOUR, now + HOUR)
    put_hours(second, now - HOUR, now + HOUR)

    def refuse(sender: type, adda: Adda, **facts: object) -> None:
        if adda.pk == first.pk:
            raise RuntimeError("no room")

    adda_changed.connect(refuse)
    with caplog.at_level(logging.ERROR, logger="uthan.adda"):
        assert lifecycle.follow_clock() == 1
    adda_changed.disconnect(refuse)
    assert f"adda {first.pk} could not follow the clock" in caplog.text
    states = dict(Adda.objects.values_list("pk", "state"))
    assert states == {first.pk: "scheduled", second.pk: "open"}


@pytest.mark.django_db(transaction=True)
def test_two_workers_open_once(planned: Adda) -> None:
    now = timezone.now()
    put_hours(planned, now - HOUR, now + HOUR)
    heard: list[int] = []

    def hear(sender: type, adda: Adda, **facts: object) -> None:
        heard.append(adda.pk)

    def work() -> None:
        lifecycle.follow_clock()
        connection.close()

    adda_changed.connect(hear)
    workers = [Worker(target=work) for _n in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    adda_changed.disconnect(hear)
    assert heard == [planned.pk]
    planned.refresh_from_db()
    assert planned.state == Adda.State.OPEN


def test_worker_knows_the_transitions() -> None:
    assert Drains.registered["addas"].run is lifecycle.follow_clock


def test_open_by_hand_only_on_its_day(series: Series, planned: Adda) -> None:
    with pytest.raises(NotItsDay):
        planned.open(by_hand=True)
    adda = series.plan(today(), "আজকের", opens=dt.time(23, 58), closes=dt.time(23, 59))
    assert adda.open(by_hand=True)
    assert not adda.open(by_hand=True)
    adda.refresh_from_db()
    assert adda.state == Adda.State.OPEN
    assert adda.thread.is_open


def test_postpone_moves_address_and_hours(planned: Adda, tomorrow: dt.date) -> None:
    later = tomorrow + dt.timedelta(days=1)
    assert planned.postpone(later, opens=dt.time(20), closes=dt.time(22))
    assert not planned.postpone(later)
    planned = Adda.objects.get()
    assert planned.date == later
    assert planned.opens_at == dt.datetime.combine(later, dt.time(20), tzinfo=DHAKA)
    assert planned.page.slug == later.isoformat()
    assert planned.page.url_path.endswith(f"/{later.isoformat()}/")
    assert planned.thread.home_url == f"/adda/daily/{later.isoformat()}/"
    assert planned.thread.visible_from == planned.opens_at


def test_postpone_to_a_taken_day_changes_nothing(
    planned: Adda, tomorrow: dt.date
) -> None:
    other = planned.series.plan(tomorrow + dt.timedelta(days=1), "পরের দিন")
    with pytest.raises(DayTaken) as clash:
        planned.postpone(other.date)
    assert clash.value.adda == other
    planned.refresh_from_db()
    assert planned.date == tomorrow


def test_cancel_and_plan_again(planned: Adda, rahima: Member) -> None:
    assert planned.cancel(rahima, "ঝড়ের জন্য আজ নয়")
    assert not planned.cancel(rahima, "আরেকবার")
    assert not planned.open()
    planned.refresh_from_db()
    assert (planned.state, planned.cancel_reason) == ("cancelled", "ঝড়ের জন্য আজ নয়")
    assert planned.cancelled_by == rahima
    assert planned.plan_again()
    assert not planned.plan_again()
    planned.refresh_from_db()
    assert planned.stage == "scheduled"
    assert planned.thread.closed_at == planned.closes_at


def test_name_hosts_keeps_their_order(
    planned: Adda, rahima: Member, tania: Member
) -> None:
    assert planned.name_hosts([tania, rahima, tania])
    assert not planned.name_hosts([tania, rahima])
    assert list(planned.hosts_in_order) == [tania, rahima]


def test_rewrite_changes_words_and_title(planned: Adda, rahima: Member) -> None:
    version = planned.thread.version
    assert planned.rewrite(rahima, title="নতুন শিরোনাম", intro="নতুন কথা")
    assert not planned.rewrite(rahima, title="নতুন শিরোনাম")
    planned = Adda.objects.get()
    assert (planned.page.title, planned.page.intro) == ("নতুন শিরোনাম", "নতুন কথা")
    assert planned.page.topic == "কাঁচামাল, সময় আর লাভ মিলিয়ে দাম"
    assert planned.thread.title == "নতুন শিরোনাম"
    assert planned.thread.version > version


def test_members_hear_of_published_addas_only(
    series: Series, tania: Member, karim: Member
) -> None:
    day = dt.date(2019, 12, 21)
    adda = series.archive_adda(day, "পুরোনো", "", "")
    assert not Adda.objects.visible_to(tania).exists()
    assert list(Adda.objects.visible_to(karim)) == [adda]
    assert adda.thread.noindex
    assert adda.thread.active_at.astimezone(DHAKA).date() == day
    assert adda.publish()
    assert not adda.publish()
    assert list(Adda.objects.visible_to(tania)) == [adda]
    assert adda.allow_indexing()
    assert not adda.allow_indexing()


def test_change_address_carries_its_addas(planned: Adda) -> None:
    version = planned.thread.version
    planned.series.change_address("নতুন-আড্ডা")
    planned = Adda.objects.get()
    assert planned.series.slug == "নতুন-আড্ডা"
    assert planned.thread.home_url == planned.get_absolute_url()
    assert planned.thread.version == version + 1


@pytest.mark.parametrize("count", [1, 4])
def test_change_address_asks_no_more_for_many_addas(
    series: Series, count: int, django_assert_num_queries: Callable
) -> None:
    for day in range(count):
        series.plan(today() + dt.timedelta(days=day), "কথা")
    with django_assert_num_queries(7):
        series.change_address("নতুন")
    for adda in Adda.objects.select_related("series", "thread"):
        assert adda.thread.home_url == adda.get_absolute_url()


@pytest.mark.django_db(transaction=True)
def test_editor_and_host_do_not_wait_for_each_other(
    series: Series, planned: Adda
) -> None:
    """PostgreSQL ends a deadlock by undoing one of the two."""
    failed: list[Exception] = []

    def editor(number: int) -> None:
        for page in (
            AddaPage.objects.get(pk=planned.page_id),
            SeriesPage.objects.get(pk=series.page_id),
        ):
            page.title = f"সম্পাদকের কথা {number}"
            page.save_revision().publish(skip_permission_checks=True)

    def host(number: int) -> None:
        Adda.objects.get(pk=planned.pk).rewrite(None, title=f"হোস্টের কথা {number}")
        day = planned.date + dt.timedelta(days=1 + number)
        Series.objects.get(pk=series.pk).plan(day, "কথা")

    def work(step: Callable[[int], None]) -> None:
        try:
            for number in range(20):
                step(number)
        except OperationalError as error:
            failed.append(error)
        connection.close()

    workers = [Worker(target=work, args=(step,)) for step in (editor, host)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert failed == []
