"""Blocking: who no longer hears of whom."""

import pytest

from core.permissions import Refused
from profiles.models import Block, Member
from tests.factories import MemberFactory, PostFactory

pytestmark = pytest.mark.django_db


def test_blocking_twice_is_one_block_and_unblocking_twice_none(rahima, tania):
    assert [rahima.block(tania), rahima.block(tania)] == [True, False]
    assert rahima.has_blocked(tania)
    assert not tania.has_blocked(rahima)
    assert rahima.blocked_ids() == {tania.pk}
    assert Block.objects.get().member == rahima

    assert [rahima.unblock(tania), rahima.unblock(tania)] == [True, False]
    assert not rahima.has_blocked(tania)
    assert not Block.objects.exists()


def test_nobody_blocks_herself_or_a_moderator(rahima, karim):
    for other in (rahima, karim):
        with pytest.raises(Refused):
            rahima.block(other)

    assert not Block.objects.exists()


def test_a_block_stands_between_both_of_them(rahima, tania, karim):
    rahima.block(tania)

    for one, another in ((rahima, tania), (tania, rahima)):
        assert Block.objects.between(one, another).exists()
    assert not Block.objects.between(rahima, karim).exists()
    assert set(Member.objects.not_blocked_by(rahima)) == {rahima, karim}
    assert set(Member.objects.not_blocked_by(tania)) == {rahima, tania, karim}


def test_who_becomes_a_moderator_is_heard_again(rahima, tania):
    rahima.block(tania)
    tania.make_moderator()

    assert not rahima.has_blocked(tania)
    assert rahima.blocked_ids() == frozenset()
    assert not Block.objects.between(rahima, tania).exists()
    assert tania in Member.objects.not_blocked_by(rahima)


def test_an_old_window_that_saves_its_page_leaves_the_block(rahima, tania):
    old = Member.objects.get(pk=rahima.pk)
    rahima.block(tania)

    old.display_name = "নতুন নাম"
    old.save()

    rahima.refresh_from_db()
    assert (rahima.display_name, rahima.blocks_someone) == ("নতুন নাম", True)


# --- Pages -------------------------------------------------------------------------


def test_profile_blocks_folds_and_unblocks(client, rahima, tania):
    PostFactory(author=tania, source="তানিয়ার কথা")
    client.force_login(rahima)
    url = tania.get_absolute_url()
    assert "এই সদস্যকে ব্লক করুন" in client.get(url).content.decode()

    done = client.post(f"{url}block/", {"wanted": "1", "next": "//evil.example/"})

    page = client.get(url).content.decode()
    assert done.headers["Location"] == url
    assert rahima.has_blocked(tania)
    assert '<details class="folded">' in page
    assert "ব্লক তুলে নিন" in page
    client.post(f"{url}block/", {"wanted": "0"})
    assert '<details class="folded">' not in client.get(url).content.decode()


def test_profile_offers_no_block_to_guests_and_herself(client, rahima, karim):
    assert "ব্লক" not in client.get(rahima.get_absolute_url()).content.decode()
    client.force_login(rahima)

    for member in (rahima, karim):
        assert "ব্লক" not in client.get(member.get_absolute_url()).content.decode()


def test_blocking_needs_a_sign_in_and_a_post(client, rahima, tania):
    url = f"{tania.get_absolute_url()}block/"
    assert (
        client.post(url, {"wanted": "1"}).headers["Location"].startswith("/accounts/")
    )
    assert client.get("/me/blocked/").headers["Location"].startswith("/accounts/")
    client.force_login(rahima)

    assert client.get(url).headers["Location"] == tania.get_absolute_url()
    assert client.post("/members/nobody/block/", {"wanted": "1"}).status_code == 404
    assert not Block.objects.exists()


def test_her_page_lists_whom_she_blocked_and_nobody_elses(client, rahima, tania, karim):
    others = MemberFactory(display_name="অন্য কেউ")
    rahima.block(tania)
    tania.block(others)
    client.force_login(rahima)

    page = client.get("/me/blocked/").content.decode()
    done = client.post(
        f"{tania.get_absolute_url()}block/", {"wanted": "0", "next": "/me/blocked/"}
    )

    assert "তানিয়া রহমান" in page
    assert "অন্য কেউ" not in page
    assert done.headers["Location"] == "/me/blocked/"
    assert "আপনি কাউকে ব্লক করেননি।" in client.get("/me/blocked/").content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_her_page_asks_the_database_the_same_for_many(
    client, rahima, count, django_assert_num_queries
):
    for _number in range(count):
        rahima.block(MemberFactory())
    client.force_login(rahima)
    client.get("/me/blocked/")

    with django_assert_num_queries(4):
        client.get("/me/blocked/")


def test_her_page_goes_back_page_by_page(client, rahima):
    for _number in range(52):
        rahima.block(MemberFactory())
    client.force_login(rahima)

    first = client.get("/me/blocked/")
    second = client.get("/me/blocked/" + first.context["older"])

    assert [len(page.context["blocks"]) for page in (first, second)] == [50, 2]
    assert second.context["older"] == ""
    assert client.get("/me/blocked/?before=x").status_code == 200
