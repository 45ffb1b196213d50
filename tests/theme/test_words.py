import datetime as dt

import pytest
from django.template import Context, Template
from django.utils import translation
from django.utils.safestring import mark_safe


def show(source: str, language: str, **context: object) -> str:
    with translation.override(language):
        return Template("{% load words %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("source", "value", "bangla", "english"),
    [
        ("{{ v|digits }}", "পাতা 12", "পাতা ১২", "পাতা 12"),
        ("{{ v|digits }}", 0, "০", "0"),
        ("{{ v|number }}", 0, "০", "0"),
        ("{{ v|number }}", 1234567, "১২,৩৪,৫৬৭", "12,34,567"),
        ("{{ v|money }}", 500, "৳৫০০", "৳500"),
        ("{{ v|day }}", dt.date(2026, 12, 5), "৫ ডিসেম্বর ২০২৬", "5 December 2026"),
        ("{{ v|day_month }}", dt.date(2026, 12, 5), "৫ ডিসেম্বর", "5 December"),
        ("{{ v|month }}", dt.date(2026, 12, 5), "ডিসেম্বর", "December"),
        ("{{ v|month_short }}", dt.date(2026, 12, 5), "ডিসেম্বর", "Dec"),
        ("{{ v|weekday }}", dt.date(2026, 12, 5), "শনিবার", "Saturday"),
        ("{{ v|clock }}", dt.time(0, 0), "রাত ১২:০০", "12:00 am"),
        ("{{ v|iso }}", dt.date(2026, 12, 5), "2026-12-05", "2026-12-05"),
    ],
)
def test_filter_follows_the_reader(source, value, bangla, english):
    assert show(source, "bn", v=value) == bangla
    assert show(source, "en", v=value) == english


@pytest.mark.parametrize(
    "name",
    [
        *("digits", "number", "money", "day", "day_month", "month", "month_year"),
        *("weekday", "clock", "moment", "ago", "date_ago", "iso", "masked"),
    ],
)
def test_filter_prints_nothing_for_nothing(name):
    assert show("[{{ v|" + name + " }}]", "bn", v=None) == "[]"


def test_digits_escapes_what_a_member_typed():
    assert show("{{ v|digits }}", "bn", v="<b>1</b>") == "&lt;b&gt;১&lt;/b&gt;"


def test_digits_leaves_tags_and_entities_of_ready_html_alone():
    ready = mark_safe('<li id="a1">8 &#39;x&#39;</li>')

    assert show("{{ v|digits }}", "bn", v=ready) == '<li id="a1">৮ &#39;x&#39;</li>'


def test_when_of_a_moment_is_relative_and_exact(settings):
    at = dt.datetime(2020, 1, 31, 18, 30, tzinfo=dt.UTC)

    assert show("{% when v %}", "bn", v=at) == (
        '<time datetime="2020-02-01T00:30:00+06:00" '
        'title="১ ফেব্রুয়ারি ২০২০, রাত ১২:৩০" data-relative>১ ফেব্রুয়ারি ২০২০</time>'
    )


def test_when_of_a_date_claims_no_hour():
    assert show("{% when v %}", "en", v=dt.date(2019, 12, 21)) == (
        '<time datetime="2019-12-21" title="21 December 2019">21 December 2019</time>'
    )


def test_masked_hides_a_phone_number_in_either_digits():
    shown = show("{{ v|masked }}", "bn", v="ফোন দিন ০১৭১২৩৪৫৬৭৮ বা 01812345679")

    assert "০১৭১২৩৪৫৬৭৮" not in shown
    assert "01812345679" not in shown
    assert shown.startswith("ফোন দিন ")
