"""Blocking: who no longer hears of whom."""

import pytest

from core.permissions import Refused
from profiles.models import Block, Member

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
