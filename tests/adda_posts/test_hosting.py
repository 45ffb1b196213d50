"""Hosts plan and run addas; moderators keep series."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone
from zeal import zeal_ignore

from adda_posts.forms import ClockField
from adda_posts.models import DHAKA, Adda, AddaPage, Series, today
from core.text import to_bangla_digits
from profiles.models import Member
from theme import wording

from .conftest import put_hours

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def host(client: Client, rahima: Member) -> Client:
    client.force_login(rahima)
    return client


def plan(series: Series, day: object, **more: str) -> dict[str, str]:
    return {
        "series": str(series.pk),
        "day": str(day),
        "title": "শীতের ভালো বিক্রি",
        "words": "কী বানাচ্ছেন, কত দামে",
        "body": "নিজের কথা লিখুন।",
        **more,
    }


def test_host_plans_an_adda(host: Client, series: Series, tomorrow: dt.date) -> None:
    sent = plan(series, tomorrow, opens="২০:৩০", closes="10 pm")
    response = host.post("/adda/plan/", sent)
    adda = Adda.objects.get()
    assert response.status_code == 302
    assert response["Location"] == adda.get_absolute_url()
    assert adda.opens_at == dt.datetime.combine(tomorrow, dt.time(20, 30), tzinfo=DHAKA)
    assert adda.closes_at == dt.datetime.combine(tomorrow, dt.time(22), tzinfo=DHAKA)
    assert (adda.page.title, adda.page.topic) == (sent["title"], sent["words"])
    # The same form sent twice is one adda, and no complaint.
    assert host.post("/adda/plan/", sent).status_code == 302
    assert Adda.objects.count() == 1


@pytest.mark.parametrize("form", ["{:%d/%m/%Y}", "{:%Y-%m-%d}"])
def test_day_may_be_in_bangla_digits(
    host: Client, series: Series, tomorrow: dt.date, form: str
) -> None:
    typed = to_bangla_digits(form.format(tomorrow))
    assert host.post("/adda/plan/", plan(series, typed)).status_code == 302
    assert Adda.objects.get().date == tomorrow


@pytest.mark.parametrize(
    ("typed", "hour"),
    [
        ("রাত ৮টা", dt.time(20)),
        ("রাত ৮:৩০", dt.time(20, 30)),
        ("রাত ১২টায়", dt.time(0)),
        ("রাত ১.৩০টা", dt.time(1, 30)),
        ("সকাল ১০ টা", dt.time(10)),
        ("দুপুর ১২টা", dt.time(12)),
        ("দুপুর ২টা", dt.time(14)),
        ("বিকাল ৪টা", dt.time(16)),
        ("সন্ধ্যা ৭:১৫", dt.time(19, 15)),
        ("৯টা", dt.time(9)),
        ("২১:৩০", dt.time(21, 30)),
        ("9:30 PM", dt.time(21, 30)),
        ("রাত ১১টা", dt.time(23)),
    ],
)
def test_hour_as_it_is_said(typed: str, hour: dt.time) -> None:
    assert ClockField().clean(typed) == hour


@pytest.mark.parametrize("typed", ["বিকেল ৯টা", "সন্ধ্যা", "কাল ৮টা", "২৫টা", "রাত ১০:৭০"])
def test_no_such_hour(typed: str) -> None:
    with pytest.raises(ValidationError, match="সময়টা এভাবে লিখুন: ২১:৩০, বা রাত ৯:৩০।"):
        ClockField().clean(typed)


def test_taken_day_says_so_and_keeps_the_words(host: Client, planned: Adda) -> None:
    response = host.post("/adda/plan/", plan(planned.series, planned.date))
    assert response.status_code == 409
    page = response.content.decode()
    assert "একটা আড্ডা আছে: দাম ঠিক করি কীভাবে" in page
    for words in ("শীতের ভালো বিক্রি", "কী বানাচ্ছেন, কত দামে", "নিজের কথা লিখুন।"):
        assert words in page
    assert Adda.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", " \u200b "),
        ("title", "ক" * 201),
        ("day", "৩১/০২/২০৩১"),
        ("day", "2019-12-21"),
        ("day", ""),
        ("opens", "২৫টা"),
        ("series", "999"),
        ("video_url", "javascript:alert(1)"),
        ("body", "ক" * 5001),
    ],
)
def test_bad_field_is_told_and_nothing_planned(
    host: Client, series: Series, tomorrow: dt.date, field: str, value: str
) -> None:
    response = host.post("/adda/plan/", plan(series, tomorrow) | {field: value})
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert not Adda.objects.exists()


def test_only_hosts_plan(client: Client, series: Series, tania: Member) -> None:
    response = client.get("/adda/plan/")
    assert response["Location"].startswith("/accounts/login/")
    client.force_login(tania)
    response = client.get("/adda/plan/")
    assert response.status_code == 403
    assert "আড্ডা ঠিক করেন সঞ্চালকেরা" in response.content.decode()


def test_host_plans_only_in_her_series(
    host: Client, series: Series, tomorrow: dt.date
) -> None:
    other = Series.objects.start(slug="other", name="অন্যটা")
    assert host.post("/adda/plan/", plan(other, tomorrow)).status_code == 422
    assert not Adda.objects.exists()


def test_moderator_is_host_everywhere(
    client: Client, series: Series, tomorrow: dt.date, karim: Member
) -> None:
    client.force_login(karim)
    assert client.post("/adda/plan/", plan(series, tomorrow)).status_code == 302
    adda = Adda.objects.get()
    assert client.get(f"{adda.get_absolute_url()}manage/").status_code == 200


def test_plan_asked_for_before_signing_in_keeps_the_words(
    client: Client, series: Series, tomorrow: dt.date, rahima: Member
) -> None:
    client.post("/adda/plan/", plan(series, tomorrow))
    client.force_login(rahima)
    page = client.get("/adda/plan/").content.decode()
    assert "শীতের ভালো বিক্রি" in page
    assert "নিজের কথা লিখুন।" in page


# --- Running it -------------------------------------------------------------------


def step(adda: Adda, name: str) -> str:
    return f"{adda.get_absolute_url()}{name}/"


def test_others_may_not_run_it(client: Client, planned: Adda, tania: Member) -> None:
    assert client.get(step(planned, "manage"))["Location"].startswith("/accounts/")
    assert client.post(step(planned, "cancel"))["Location"].startswith("/accounts/")
    client.force_login(tania)
    for response in (
        client.get(step(planned, "manage")),
        client.post(step(planned, "cancel"), {"reason": "চাই না"}),
    ):
        assert response.status_code == 403
        assert "সঞ্চালক" in response.content.decode()
    planned.refresh_from_db()
    assert planned.state == Adda.State.SCHEDULED
    assert client.post("/adda/daily/1999-01-01/cancel/").status_code == 404
    assert client.get(step(planned, "cancel")).status_code == 405
    assert client.post(step(planned, "dance")).status_code == 404


def test_unpublished_adda_is_404_for_members(client: Client, tania: Member) -> None:
    archive = Series.objects.start(slug="old", name="পুরোনো", archive=True)
    adda = archive.archive_adda(dt.date(2019, 1, 2), "আগের", "", "")
    client.force_login(tania)
    assert client.get(step(adda, "manage")).status_code == 404
    assert client.post(step(adda, "close")).status_code == 404


def test_steps_need_a_token(planned: Adda, rahima: Member) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(rahima)
    assert strict.post(step(planned, "cancel"), {"reason": "x"}).status_code == 403
    planned.refresh_from_db()
    assert planned.state == Adda.State.SCHEDULED


@zeal_ignore()  # Wagtail reads the page anew at each of its steps
def test_host_changes_the_words(host: Client, planned: Adda) -> None:
    sent = {"title": "দাম নিয়ে কথা", "words": "নতুন বিষয়", "body": "", "video_url": ""}
    assert host.post(step(planned, "words"), sent).status_code == 302
    page = AddaPage.objects.get()
    assert (page.title, page.topic, page.intro) == ("দাম নিয়ে কথা", "নতুন বিষয়", "")
    assert Adda.objects.get().thread.title == "দাম নিয়ে কথা"
    response = host.post(step(planned, "words"), {**sent, "title": "", "body": "রাখুন"})
    assert response.status_code == 422
    assert "রাখুন" in response.content.decode()


def test_what_has_not_begun_cannot_be_closed(host: Client, planned: Adda) -> None:
    page = host.post(step(planned, "close"), follow=True).content.decode()
    planned.refresh_from_db()
    assert planned.state == Adda.State.SCHEDULED
    assert "সেটা আর করা গেল না। আড্ডা এর মধ্যে এগিয়ে গেছে।" in page


def test_host_opens_and_closes(host: Client, series: Series) -> None:
    adda = series.plan(today(), "আজ", opens=dt.time(0), closes=dt.time(0, 1))
    put_hours(adda, timezone.now() + HOUR, timezone.now() + 2 * HOUR)
    assert "এখনই শুরু করুন" in host.get(step(adda, "manage")).content.decode()
    for _twice in range(2):
        assert host.post(step(adda, "open")).status_code == 302
    adda.refresh_from_db()
    assert adda.state == Adda.State.OPEN
    assert "এখনই শেষ করুন" in host.get(step(adda, "manage")).content.decode()
    for _twice in range(2):
        assert host.post(step(adda, "close")).status_code == 302
    adda.refresh_from_db()
    assert adda.state == Adda.State.CLOSED


def test_host_opens_again_what_she_closed(
    host: Client, series: Series, monkeypatch: pytest.MonkeyPatch
) -> None:
    day = today()
    midnight = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), tzinfo=DHAKA)

    def wait_until(now: dt.datetime) -> None:
        monkeypatch.setattr(timezone, "now", lambda: now)

    wait_until(midnight - 3 * HOUR)
    series.opens, series.closes = dt.time(20), dt.time(23)
    series.save()
    adda = series.plan(day, "আজ")
    adda.follow_clock(timezone.now())
    adda.close()
    page = host.get(step(adda, "manage")).content.decode()
    assert f"তখন নিজে থেকেই শেষ হবে {wording.day(day, 'bn')}, রাত ১১:০০।" in page

    page = host.post(step(adda, "reopen"), follow=True).content.decode()
    assert "আড্ডা আবার শুরু হলো।" in page
    assert not adda.reopen()
    adda.refresh_from_db()
    assert adda.stage == "open"
    assert adda.closes_at == adda.thread.closed_at == midnight - HOUR
    assert "আবার শুরু করুন" not in host.get(step(adda, "manage")).content.decode()

    # Past its hour, the worker not there yet, she has it until midnight, no longer.
    wait_until(midnight - HOUR / 2)
    host.post(step(adda, "reopen"))
    adda.refresh_from_db()
    assert (adda.stage, adda.closes_at) == ("open", midnight)
    wait_until(midnight + HOUR)
    assert "আবার শুরু করুন" not in host.get(step(adda, "manage")).content.decode()
    host.post(step(adda, "reopen"))
    adda.refresh_from_db()
    assert (adda.stage, adda.closes_at) == ("closed", midnight)


def test_open_on_another_day_is_refused_in_words(host: Client, planned: Adda) -> None:
    response = host.post(step(planned, "open"), follow=True)
    assert "আড্ডা শুরু হয় নিজের দিনে" in response.content.decode()
    planned.refresh_from_db()
    assert planned.state == Adda.State.SCHEDULED


def test_host_postpones(host: Client, planned: Adda, tomorrow: dt.date) -> None:
    later = tomorrow + dt.timedelta(days=2)
    sent = {"day": later.isoformat(), "opens": "২০:০০", "closes": "22:00"}
    response = host.post(step(planned, "postpone"), sent)
    assert response["Location"] == f"/adda/daily/{later.isoformat()}/"
    assert host.get(response["Location"]).status_code == 200


def test_postpone_to_a_taken_day_says_so(
    host: Client, planned: Adda, tomorrow: dt.date
) -> None:
    other = planned.series.plan(tomorrow + dt.timedelta(days=1), "পরের কথা")
    sent = {"day": other.date.isoformat(), "opens": "21:00", "closes": "23:00"}
    response = host.post(step(planned, "postpone"), sent)
    assert response.status_code == 409
    assert "পরের কথা" in response.content.decode()


def test_host_cancels_with_a_reason(host: Client, planned: Adda) -> None:
    assert host.post(step(planned, "cancel"), {"reason": " "}).status_code == 422
    for _twice in range(2):
        sent = {"reason": "সবাই মেলায় গেছেন"}
        assert host.post(step(planned, "cancel"), sent).status_code == 302
    planned.refresh_from_db()
    assert (planned.state, planned.cancel_reason) == ("cancelled", "সবাই মেলায় গেছেন")
    assert host.post(step(planned, "again")).status_code == 302
    planned.refresh_from_db()
    assert planned.state == Adda.State.SCHEDULED


def test_moderator_names_hosts_by_handle_or_name(
    client: Client, planned: Adda, karim: Member, tania: Member, rahima: Member
) -> None:
    client.force_login(rahima)
    assert client.post(step(planned, "hosts"), {"hosts": "tania"}).status_code == 403
    client.force_login(karim)
    sent = {"hosts": "@tania\nরহিমা খাতুন"}
    assert client.post(step(planned, "hosts"), sent).status_code == 302
    assert list(planned.hosts_in_order) == [tania, rahima]
    planned.thread.refresh_from_db()
    assert planned.thread.host_ids == [tania.pk, rahima.pk]
    response = client.post(step(planned, "hosts"), {"hosts": "@nobody_here"})
    assert response.status_code == 422
    assert "@nobody_here" in response.content.decode()


# --- Series -----------------------------------------------------------------------


def series_words(**more: str) -> dict[str, str]:
    return {
        "name": "সন্ধ্যার আড্ডা",
        "name_en": "Evening adda",
        "slug": "",
        "opens": "১৯:০০",
        "closes": "00:30",
        "hosts": "@rahima",
        **more,
    }


def test_moderator_begins_a_series(
    client: Client, karim: Member, rahima: Member, tania: Member
) -> None:
    client.force_login(tania)
    assert client.get("/adda/new/").status_code == 403
    client.force_login(karim)
    assert client.post("/adda/new/", series_words()).status_code == 302
    series = Series.objects.get()
    assert series.slug == "সন্ধ্যার-আড্ডা"
    assert (series.opens, series.closes) == (dt.time(19), dt.time(0, 30))
    assert list(series.hosts.all()) == [rahima]
    assert series.page.title == "সন্ধ্যার আড্ডা"
    page = client.get("/adda/manage/").content.decode()
    assert "রহিমা খাতুন" in page
    again = client.post("/adda/new/", series_words())
    assert again.status_code == 422
    assert list(again.context["form"].errors) == ["slug"]


@pytest.mark.parametrize("slug", ["import", "plan", "a b", "x" * 61])
def test_series_address_must_be_free(client: Client, karim: Member, slug: str) -> None:
    client.force_login(karim)
    assert client.post("/adda/new/", series_words(slug=slug)).status_code == 422
    assert not Series.objects.exists()


@zeal_ignore()
def test_moderator_changes_a_series(
    client: Client, planned: Adda, karim: Member, tania: Member
) -> None:
    client.force_login(karim)
    sent = series_words(slug="evening", hosts="@tania")
    response = client.post("/adda/daily/edit/", sent)
    assert response["Location"] == "/adda/evening/"
    series = Series.objects.get()
    assert (series.name, series.name_en) == ("সন্ধ্যার আড্ডা", "Evening adda")
    assert series.page.title == "সন্ধ্যার আড্ডা"
    assert list(series.hosts.all()) == [tania]
    adda = Adda.objects.get()
    assert client.get(adda.get_absolute_url()).status_code == 200
    assert adda.thread.home_url == adda.get_absolute_url()


def test_series_edit_shows_hours(client: Client, series: Series, karim: Member) -> None:
    client.force_login(karim)
    page = client.get("/adda/daily/edit/").content.decode()
    assert 'value="২১:০০"' in page
    assert "@rahima" in page
