"""Roles given and taken on our own screen, with a record."""

import pytest
from django.contrib.auth.models import Group
from zeal import zeal_ignore

from adda_posts.models import Series
from core.permissions import Refused
from moderation.models import ModerationEntry
from profiles.models import Member
from tests.factories import MemberFactory

pytestmark = pytest.mark.django_db
PAGE = "/members/tania/moderate/"


def test_a_moderator_makes_another_and_takes_it_back(client, tania, karim):
    client.force_login(karim)

    for _tab in range(2):
        client.post(f"{PAGE}give/", {"role": "moderator"})
    tania.refresh_from_db()
    assert tania.is_moderator
    assert tania.groups.filter(name="moderator").exists()
    assert "তানিয়া রহমান" in client.get("/moderation/roles/").content.decode()
    for _tab in range(2):
        client.post(f"{PAGE}take/", {"role": "moderator"})

    tania.refresh_from_db()
    assert not tania.is_moderator
    assert not tania.groups.filter(name="moderator").exists()
    entries = ModerationEntry.objects.order_by("pk")
    assert [(e.action, e.target_id, e.by) for e in entries] == [
        ("give-role", tania.pk, karim),
        ("take-role", tania.pk, karim),
    ]


def test_the_last_moderator_cannot_take_her_own_role(client, karim):
    client.force_login(karim)

    response = client.post(
        "/members/karim/moderate/take/", {"role": "moderator"}, follow=True
    )

    assert "আর কোনো মডারেটর নেই। আগে আরেকজনকে দায়িত্ব দিন।" in response.content.decode()
    karim.refresh_from_db()
    assert karim.is_moderator
    assert not ModerationEntry.objects.exists()


def test_one_who_cannot_sign_in_does_not_count_as_another(karim):
    MemberFactory(moderator=True, is_active=False)

    with pytest.raises(Refused):
        karim.take_role("moderator", karim)


def test_with_another_there_she_can_leave(client, karim):
    MemberFactory(moderator=True)
    client.force_login(karim)

    response = client.post("/members/karim/moderate/take/", {"role": "moderator"})

    assert response["Location"] == "/me/"
    karim.refresh_from_db()
    assert not karim.is_moderator


def test_the_role_of_host_lets_her_plan_everywhere(client, tania, karim):
    series = Series.objects.start(slug="daily", name="রোজকার আড্ডা")
    client.force_login(tania)
    assert client.get("/adda/plan/").status_code == 403
    client.force_login(karim)
    client.post(f"{PAGE}give/", {"role": "host"})
    client.force_login(tania)

    assert client.get("/adda/plan/").status_code == 200

    tania.refresh_from_db()
    assert series.may_be_run_by(tania)
    tania.take_role("host", karim)
    assert not series.may_be_run_by(Member.objects.get(pk=tania.pk))


def test_names_of_the_old_group_get_no_role(client, karim):
    old = Member.objects.create_unclaimed("পুরোনো মানুষ")
    client.force_login(karim)

    assert client.get(f"/members/{old.handle}/moderate/").status_code == 404
    with pytest.raises(Refused):
        old.give_role("moderator", karim)


def test_roles_page_leads_to_a_member_by_handle(client, tania, karim):
    client.force_login(karim)

    assert client.get("/moderation/roles/?q=@Tania")["Location"] == PAGE
    page = client.get("/moderation/roles/?q=কেউনা").content.decode()

    assert "এই নামে কেউ নেই।" in page
    assert 'value="কেউনা"' in page
    assert client.get("/moderation/roles/?q=%00").status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_roles_and_a_member_ask_the_database_the_same_for_many(
    client, tania, karim, django_assert_num_queries, count
):
    with zeal_ignore():
        for _number in range(count):
            MemberFactory(moderator=True)
            MemberFactory(is_host=True)
            tania.give_role("host", karim)
            tania.take_role("host", karim)
    client.force_login(karim)

    with django_assert_num_queries(6):
        client.get("/moderation/roles/")
    with django_assert_num_queries(7):
        client.get(PAGE)
    assert Group.objects.filter(name="host").exists()
