"""The map for search engines holds what everyone may read and nothing else."""

import re

import pytest

from adda_posts.models import Series, today
from home import sitemaps
from tests.factories import ThreadFactory

pytestmark = pytest.mark.django_db


def places(client, part):
    answer = client.get(f"/sitemap-{part}.xml")
    assert answer.headers["Content-Type"] == "application/xml"
    return re.findall("<loc>http://localhost:8000(.*?)</loc>", answer.content.decode())


def test_map_names_its_parts_and_robots_name_the_map(client):
    parts = re.findall("<loc>(.*?)</loc>", client.get("/sitemap.xml").content.decode())

    assert parts == [
        f"http://localhost:8000/sitemap-{name}.xml"
        for name in ("pages", "addas", "tips", "sellers", "threads-1")
    ]
    robots = client.get("/robots.txt").content.decode()
    assert "Sitemap: http://localhost:8000/sitemap.xml" in robots
    assert client.get("/sitemap-nothing.xml").status_code == 404


def test_threads_are_cut_by_their_ids(client, karim, monkeypatch):
    monkeypatch.setattr(sitemaps, "IDS_PER_FILE", 2)
    threads = [ThreadFactory(title=f"কথা {n}") for n in "abcde"]
    threads[1].hide(karim, "ভুল")
    threads[2].change(noindex=True)

    found = [
        place
        for name in sitemaps.files()
        if name.startswith("threads")
        for place in places(client, name)
    ]

    wanted = [threads[0], threads[3], threads[4]]
    assert len(found) == 3
    for thread, place in zip(wanted, found, strict=True):
        assert place.startswith(f"/t/{thread.pk}/")
        assert client.get(place).status_code == 200


def test_addas_and_pages_are_there(client, rahima):
    series = Series.objects.start(slug="daily", name="রোজকার আড্ডা", hosts=[rahima])
    adda = series.plan(today(), "দাম ঠিক করি কীভাবে?", "দাম")

    assert places(client, "addas") == [adda.get_absolute_url()]
    assert {"/", "/adda/", "/boards/", "/adda/daily/"} <= set(places(client, "pages"))

    adda.hide(rahima, "ভুল")

    assert places(client, "addas") == []
