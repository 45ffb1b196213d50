"""Stale tips come back to moderators as cases, once, and go when someone vouches."""

import datetime as dt

import pytest
from django.test import Client

from guidance import freshness
from guidance.models import Tip, today
from guidance.models.tip import usual_until
from moderation.models import Case, ModerationEntry
from profiles.models import Member

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)


@pytest.fixture
def stale(tip: Tip) -> Tip:
    Tip.objects.update(review_until=today() - DAY)
    tip.refresh_from_db()
    return tip


def cases() -> list[tuple[str, str, int, str]]:
    rows = Case.objects.order_by("pk")
    return list(rows.values_list("kind", "target_kind", "target_id", "state"))


def test_worker_brings_a_stale_tip_once(stale: Tip) -> None:
    done = [freshness.bring_due() for _ in range(3)]

    assert done == [1, 0, 0]
    assert cases() == [("stale", "tip", stale.pk, "open")]


def test_fresh_and_withdrawn_tips_are_no_work(tip: Tip) -> None:
    assert freshness.bring_due() == 0
    Tip.objects.update(review_until=today() - DAY)
    tip.page.unpublish()
    assert freshness.bring_due() == 0
    assert cases() == []


def test_case_is_read_in_the_queue_and_leads_to_the_tip(
    client: Client, stale: Tip, karim: Member
) -> None:
    freshness.bring_due()
    client.force_login(karim)

    page = client.get(Case.objects.get().get_absolute_url()).content.decode()

    assert "পরামর্শ দেখে নেওয়া দরকার" in page
    assert stale.page.title in page
    assert f'href="{stale.get_absolute_url()}review/"' in page


def test_vouching_on_the_tips_page_ends_the_case(
    client: Client, stale: Tip, karim: Member
) -> None:
    freshness.bring_due()
    until = today() + 40 * DAY
    client.force_login(karim)

    client.post(f"{stale.get_absolute_url()}review/", {"until": until.isoformat()})

    assert cases() == [("stale", "tip", stale.pk, "resolved")]
    stale.refresh_from_db()
    assert (stale.reviewed_by, stale.review_until) == (karim, until)
    entry = ModerationEntry.objects.get()
    assert (entry.action, entry.by, entry.target_kind) == ("look-through", karim, "tip")
    assert freshness.bring_due() == 0


def test_looking_it_through_in_the_queue_vouches_for_it(
    client: Client, stale: Tip, karim: Member
) -> None:
    freshness.bring_due()
    case = Case.objects.get()
    client.force_login(karim)
    page = client.get(case.get_absolute_url()).content.decode()
    assert 'value="look-through"' in page

    freshness.act(freshness.TIP, stale, "look-through", karim, "", case=case)

    stale.refresh_from_db()
    assert (stale.reviewed_by, stale.review_until) == (karim, usual_until())
    assert cases() == [("stale", "tip", stale.pk, "resolved")]
    assert freshness.bring_due() == 0


def test_tip_that_grows_stale_again_comes_again(stale: Tip, karim: Member) -> None:
    freshness.bring_due()
    freshness.vouch(stale, karim, today() + 40 * DAY)
    Tip.objects.update(review_until=today() - DAY)

    assert freshness.bring_due() == 1
    assert cases() == [("stale", "tip", stale.pk, "open")]


def test_nobody_reports_a_tip(client: Client, tip: Tip, tania: Member) -> None:
    client.force_login(tania)

    assert client.get(f"/moderation/report/tip/{tip.pk}/").status_code == 404
