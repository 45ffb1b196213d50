"""A series and its addas, by the real verbs."""

import datetime as dt
from typing import Any

import pytest

from adda_posts.models import Adda, Series, today
from profiles.models import Member


@pytest.fixture
def series(rahima: Member) -> Series:
    """The daily adda, run by Rahima from nine to half past eleven."""
    return Series.objects.start(slug="daily", name="রোজকার আড্ডা", hosts=[rahima])


@pytest.fixture
def tomorrow() -> dt.date:
    return today() + dt.timedelta(days=1)


@pytest.fixture
def planned(series: Series, tomorrow: dt.date) -> Adda:
    """An adda announced for tomorrow."""
    return series.plan(
        tomorrow,
        "দাম ঠিক করি কীভাবে",
        "কাঁচামাল, সময় আর লাভ মিলিয়ে দাম",
        intro="নিজের হিসাবটা লিখুন।",
    )


def put_hours(adda: Adda, opens_at: Any, closes_at: Any) -> None:
    """Set the clock of an adda, as if it had been planned so."""
    Adda.objects.filter(pk=adda.pk).update(opens_at=opens_at, closes_at=closes_at)
    type(adda.thread).objects.filter(pk=adda.thread_id).update(
        visible_from=opens_at, closed_at=closes_at
    )
    adda.refresh_from_db()
