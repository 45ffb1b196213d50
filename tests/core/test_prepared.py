"""Queries whose SQL is written once: the same rows as the queryset itself gives."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.prepared import Prepared
from forum.models import Thread
from tests.factories import MemberFactory, ThreadFactory

pytestmark = pytest.mark.django_db

BY_AUTHORS = Prepared(
    lambda authors, at, newest: (
        Thread.objects.visible_to(None, at)
        .filter(author__in=authors)
        .order_by("-pk" if newest else "pk")
        .values_list("pk", "title")
    )
)


def ask(members, at, *, newest: bool = False) -> list:
    pks = [member.pk for member in members]
    return BY_AUTHORS.rows(shape=(("newest", newest),), at=at, authors=pks)


def test_it_answers_for_other_numbers_and_another_moment() -> None:
    rahima, tania = MemberFactory(), MemberFactory()
    first, second, third = (
        ThreadFactory(author=author, title=title)
        for author, title in ((rahima, "আচার"), (tania, "শাড়ি"), (rahima, "পিঠা"))
    )
    now = timezone.now()
    third.change(visible_from=now + timedelta(hours=1))

    assert ask([rahima], now) == [(first.pk, "আচার")]
    assert ask([tania], now) == [(second.pk, "শাড়ি")]
    assert ask([rahima], now + timedelta(hours=2)) == [
        (first.pk, "আচার"),
        (third.pk, "পিঠা"),
    ]
    assert ask([tania, rahima], now, newest=True) == [
        (second.pk, "শাড়ি"),
        (first.pk, "আচার"),
    ]
    assert ask([], now) == []


def test_one_question_is_one_query() -> None:
    member = MemberFactory()
    ThreadFactory(author=member)

    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            found = ask([member], timezone.now())
        assert (len(found), len(asked)) == (1, 1)


def test_a_query_that_forgets_what_it_is_given_is_refused() -> None:
    forgetful = Prepared(
        lambda author, at: Thread.objects.visible_to(None, at).values_list("pk")
    )

    with pytest.raises(ValueError, match="leaves out 1"):
        forgetful.rows(author=5, at=timezone.now())


def test_a_query_with_a_moment_of_its_own_is_refused() -> None:
    """It would go on asking of the moment at which it was written."""
    stale = Prepared(
        lambda author: (
            Thread.objects.visible_to(None).filter(author=author).values_list("pk")
        )
    )

    with pytest.raises(ValueError, match="moment of its own"):
        stale.rows(author=5)
