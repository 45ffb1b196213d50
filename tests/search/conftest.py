from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from adda_posts.models import Adda, AddaPage, Series, SeriesPage
from forum.models import Thread
from home.models import HomePage
from search.indexing import catch_up, rebuild


@pytest.fixture
def shown(client):
    """Search on the page as whoever is signed in; what it shows, in order."""

    def search(query, **params):
        catch_up()
        response = client.get("/search/", {"q": query, **params})
        assert response.status_code == 200
        results = response.context["results"]
        return [item.shown for item in results.items] if results else []

    return search


@pytest.fixture
def make_adda(db):
    """Make an adda row by row and index it: what is under test here is search."""

    def make(title, topic="", day=date(2024, 5, 1), *, is_public=True):
        home = HomePage.objects.get()
        series = Series.objects.filter(slug="daily").first()
        if series is None:
            place = home.add_child(instance=SeriesPage(title="রোজকার আড্ডা"))
            series = Series.objects.create(slug="daily", name="রোজকার আড্ডা", page=place)
        page = series.page.add_child(
            instance=AddaPage(title=title, topic=topic, slug=day.isoformat())
        )
        opened = datetime(day.year, day.month, day.day, tzinfo=UTC)
        thread = Thread.objects.create(
            title=title,
            visible_from=opened if is_public else None,
            home_url=f"/adda/daily/{day.isoformat()}/",
        )
        adda = Adda.objects.create(
            series=series,
            date=day,
            thread=thread,
            page=page,
            published_at=timezone.now() if is_public else None,
        )
        rebuild()
        return adda

    return make
