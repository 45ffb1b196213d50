"""theme/js/dates.js says what theme/wording.py says."""

import datetime as dt

import pytest

from tests.theme.test_wording import AGO, NOON
from theme import wording
from theme.assets import join_js

pytestmark = pytest.mark.browser

NIGHT = dt.datetime(2026, 12, 4, 20, 0, tzinfo=dt.UTC)
MOMENTS = [
    *((NOON - back, NOON) for back, _, _ in AGO),
    (NIGHT - dt.timedelta(hours=3), NIGHT),
    (NIGHT - dt.timedelta(hours=7), NIGHT),
    (NIGHT - dt.timedelta(days=7, hours=2), NIGHT),
    (NIGHT - dt.timedelta(days=340), NIGHT),
]


@pytest.mark.parametrize("language", ["bn", "en"])
def test_script_tells_a_moment_as_the_server_does(drive, language):
    pairs = [(then.timestamp() * 1000, now.timestamp() * 1000) for then, now in MOMENTS]

    @drive
    def told(phone):
        # A phone set to another zone must not shift the day.
        page = phone(timezone_id="America/New_York").new_page()
        page.set_content(f'<html lang="{language}"><body></body></html>')
        page.add_script_tag(content=f"{join_js()};window.ago = ago;", type="module")
        page.wait_for_function("window.ago")
        return page.evaluate("pairs => pairs.map(([a, b]) => window.ago(a, b))", pairs)

    assert told == [wording.ago(then, now, language) for then, now in MOMENTS]


def test_script_refreshes_a_time_that_has_grown_old(drive):
    @drive
    def shown(phone):
        page = phone().new_page()
        page.set_content(
            '<html lang="bn"><body><time datetime="2020-02-01T00:30:00+06:00" '
            "data-relative>৫ মিনিট আগে</time></body></html>"
        )
        page.add_script_tag(content=join_js(), type="module")
        page.wait_for_function("!document.body.innerText.includes('মিনিট')")
        return page.inner_text("time")

    assert shown == "১ ফেব্রুয়ারি ২০২০"
