import datetime as dt
from decimal import Decimal

import pytest

from theme import wording

UTC = dt.UTC
# Noon in Dhaka on 5 December 2026, a Saturday.
NOON = dt.datetime(2026, 12, 5, 6, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "bangla", "english"),
    [
        (0, "০", "0"),
        (999, "৯৯৯", "999"),
        (1000, "১,০০০", "1,000"),
        (125000, "১,২৫,০০০", "1,25,000"),
        (12345678, "১,২৩,৪৫,৬৭৮", "1,23,45,678"),
        (-4500, "-৪,৫০০", "-4,500"),
        (Decimal("4.60"), "৪.৬০", "4.60"),
    ],
)
def test_number_groups_by_lakh_and_crore(value, bangla, english):
    assert wording.number(value, "bn") == bangla
    assert wording.number(value, "en") == english


@pytest.mark.parametrize(
    ("taka", "bangla", "english"),
    [
        (125000, "৳১,২৫,০০০", "৳1,25,000"),
        (Decimal("99.5"), "৳৯৯.৫০", "৳99.50"),
        (Decimal("1250.00"), "৳১,২৫০", "৳1,250"),
        (-50, "-৳৫০", "-৳50"),
    ],
)
def test_money_shows_poisha_only_when_there_are_any(taka, bangla, english):
    assert wording.money(taka, "bn") == bangla
    assert wording.money(taka, "en") == english


def test_day_names_every_month_in_both_languages():
    dates = [dt.date(2026, month, 5) for month in range(1, 13)]

    bangla = [wording.day_month(date, "bn") for date in dates]
    english = [wording.day_month(date, "en") for date in dates]

    assert bangla == [
        *("৫ জানুয়ারি", "৫ ফেব্রুয়ারি", "৫ মার্চ", "৫ এপ্রিল", "৫ মে", "৫ জুন"),
        *("৫ জুলাই", "৫ আগস্ট", "৫ সেপ্টেম্বর", "৫ অক্টোবর", "৫ নভেম্বর", "৫ ডিসেম্বর"),
    ]
    assert english[0] == "5 January"
    assert english[11] == "5 December"


def test_day_is_the_day_in_dhaka():
    late = dt.datetime(2026, 12, 31, 19, 0, tzinfo=UTC)

    assert wording.day(late, "bn") == "১ জানুয়ারি ২০২৭"
    assert wording.day(late, "en") == "1 January 2027"
    assert wording.weekday(late, "en") == "Friday"
    assert wording.month_year(late, "bn") == "জানুয়ারি ২০২৭"


def test_weekday_counts_from_monday():
    week = [dt.date(2026, 11, 23) + dt.timedelta(days=n) for n in range(7)]

    assert [wording.weekday(day, "bn") for day in week] == [
        *("সোমবার", "মঙ্গলবার", "বুধবার", "বৃহস্পতিবার"),
        *("শুক্রবার", "শনিবার", "রবিবার"),
    ]


@pytest.mark.parametrize(
    ("time", "bangla", "english"),
    [
        (dt.time(0, 5), "রাত ১২:০৫", "12:05 am"),
        (dt.time(4, 0), "ভোর ৪:০০", "4:00 am"),
        (dt.time(6, 30), "সকাল ৬:৩০", "6:30 am"),
        (dt.time(12, 0), "দুপুর ১২:০০", "12:00 pm"),
        (dt.time(15, 0), "বিকেল ৩:০০", "3:00 pm"),
        (dt.time(18, 45), "সন্ধ্যা ৬:৪৫", "6:45 pm"),
        (dt.time(21, 36), "রাত ৯:৩৬", "9:36 pm"),
    ],
)
def test_clock_names_the_part_of_the_day(time, bangla, english):
    assert wording.clock(time, "bn") == bangla
    assert wording.clock(time, "en") == english


def test_moment_tells_day_and_hour_in_dhaka():
    at = dt.datetime(2026, 12, 5, 15, 36, tzinfo=UTC)

    assert wording.moment(at, "bn") == "৫ ডিসেম্বর ২০২৬, রাত ৯:৩৬"
    assert wording.moment(at, "en") == "5 December 2026, 9:36 pm"


AGO = [
    (dt.timedelta(seconds=-30), "এইমাত্র", "just now"),
    (dt.timedelta(seconds=59), "এইমাত্র", "just now"),
    (dt.timedelta(minutes=1), "১ মিনিট আগে", "1 minute ago"),
    (dt.timedelta(minutes=59), "৫৯ মিনিট আগে", "59 minutes ago"),
    (dt.timedelta(hours=1), "১ ঘণ্টা আগে", "1 hour ago"),
    (dt.timedelta(hours=11), "১১ ঘণ্টা আগে", "11 hours ago"),
    (dt.timedelta(hours=13), "গতকাল", "yesterday"),
    (dt.timedelta(days=2), "২ দিন আগে", "2 days ago"),
    (dt.timedelta(days=7), "৭ দিন আগে", "7 days ago"),
    (dt.timedelta(days=8), "২৭ নভেম্বর ২০২৬", "27 November 2026"),
    (dt.timedelta(hours=-2), "৫ ডিসেম্বর ২০২৬", "5 December 2026"),
]


@pytest.mark.parametrize(("back", "bangla", "english"), AGO)
def test_ago_tells_how_long_ago(back, bangla, english):
    assert wording.ago(NOON - back, NOON, "bn") == bangla
    assert wording.ago(NOON - back, NOON, "en") == english


def test_ago_counts_hours_across_midnight_until_six():
    two_at_night = dt.datetime(2026, 12, 4, 20, 0, tzinfo=UTC)

    shortly_before = wording.ago(
        two_at_night - dt.timedelta(hours=3), two_at_night, "bn"
    )
    evening_before = wording.ago(
        two_at_night - dt.timedelta(hours=7), two_at_night, "bn"
    )

    assert shortly_before == "৩ ঘণ্টা আগে"
    assert evening_before == "গতকাল"


def test_date_ago_tells_a_date_without_an_hour():
    today = dt.date(2026, 12, 5)

    told = [
        wording.date_ago(today - dt.timedelta(days=days), today, "bn")
        for days in (0, 1, 3, 8)
    ]

    assert told == ["আজ", "গতকাল", "৩ দিন আগে", "২৭ নভেম্বর ২০২৬"]
    assert wording.date_ago(dt.date(2026, 12, 6), today, "en") == "6 December 2026"
