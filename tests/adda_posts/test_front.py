"""The front page: today's adda first, then those before, then what members talk about."""

import datetime as dt

from django.test import Client
from django.utils import timezone

from adda_posts import lifecycle
from adda_posts.models import Adda, Series, today
from profiles.models import Member
from tests.factories import ThreadFactory

from .conftest import put_hours

HOUR = dt.timedelta(hours=1)


def test_empty_site_says_what_to_do(client: Client, db: None) -> None:
    response = client.get("/")
    page = response.content.decode()
    assert response.status_code == 200
    assert "উঠানে স্বাগতম।" in page
    assert 'href="/accounts/signup/"' in page
    assert 'method="post"' not in page


def test_front_shows_today_then_earlier_then_discussions(
    client: Client, series: Series
) -> None:
    adda = series.plan(today(), "পাটের ব্যাগ")
    put_hours(adda, timezone.now() - HOUR, timezone.now() + HOUR)
    lifecycle.follow_clock()
    past = series.plan(today() - dt.timedelta(days=1), "গতকালের কথা")
    thread = ThreadFactory(title="রং কোথায় পাই 01712345678")
    hidden = ThreadFactory(title="লুকোনো আলোচনা")
    hidden.hide(None, "বিজ্ঞাপন")
    page = client.get("/").content.decode()
    assert "আড্ডা চলছে" in page
    places = [
        page.index(words)
        for words in ("পাটের ব্যাগ", "গতকালের কথা", "রং কোথায় পাই 017••••••78")
    ]
    assert places == sorted(places)
    assert f'href="{past.get_absolute_url()}"' in page
    assert f'href="{thread.get_absolute_url()}"' in page
    assert "লুকোনো আলোচনা" not in page


def test_front_announces_the_next_adda(client: Client, planned: Adda) -> None:
    page = client.get("/").content.decode()
    assert planned.page.title in page
    assert "রাত ৯:০০" in page


def test_unpublished_import_is_not_on_the_front(
    client: Client, db: None, karim: Member
) -> None:
    archive = Series.objects.start(slug="old", name="পুরোনো", archive=True)
    adda = archive.archive_adda(dt.date(2019, 1, 2), "চাপা কথা", "", "")
    assert "চাপা কথা" not in client.get("/").content.decode()
    adda.publish()
    assert "চাপা কথা" in client.get("/").content.decode()
