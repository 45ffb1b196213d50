"""What the worker clears away once a day."""

import datetime as dt

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from wagtail.models import Revision

from adda_posts.models import AddaPage, Series, today
from core.drains import Drains

pytestmark = pytest.mark.django_db


def test_sessions_that_ran_out_go(monkeypatch):
    now = timezone.now()
    for key, minutes in (("old1", -1), ("old2", -99), ("hers", 5)):
        expires = now + dt.timedelta(minutes=minutes)
        Session.objects.create(session_key=key, session_data="", expire_date=expires)
    monkeypatch.setattr("home.housekeeping.AT_ONCE", 1)

    done = Drains.registered["housekeeping"].run()

    assert [each.session_key for each in Session.objects.all()] == ["hers"]
    assert done == 0


def test_old_revisions_go():
    series = Series.objects.start(slug="daily", name="আড্ডা")
    page = AddaPage.objects.get(pk=series.plan(today(), "শীতের কথা").page_id)
    page.save_revision()
    page.save_revision()
    days = (400, 20, 10)
    kept = []
    for revision, age in zip(page.revisions.order_by("pk"), days, strict=True):
        made = timezone.now() - dt.timedelta(days=age)
        Revision.objects.filter(pk=revision.pk).update(created_at=made)
        kept.append(revision.pk)

    Drains.registered["housekeeping"].run()

    assert list(page.revisions.order_by("pk").values_list("pk", flat=True)) == kept[1:]


def test_the_latest_revision_stays_however_old():
    series = Series.objects.start(slug="daily", name="আড্ডা")
    page = AddaPage.objects.get(pk=series.plan(today(), "শীতের কথা").page_id)
    page.revisions.update(created_at=timezone.now() - dt.timedelta(days=400))

    Drains.registered["housekeeping"].run()

    assert page.revisions.count() == 1
