"""Rows of work: claimed once, given back, taken over from the dead."""

import threading
from datetime import timedelta

import pytest
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from search.models import SearchJob

pytestmark = pytest.mark.django_db


def jobs(*ids):
    SearchJob.objects.queue(SearchJob.Kind.POST, ids)


def claimed(limit=10, seconds=60):
    return [job.object_id for job in SearchJob.objects.claim(limit, seconds)]


def test_claim_takes_the_oldest_up_to_the_limit():
    jobs(1, 2, 3)

    assert claimed(limit=2) == [1, 2]
    assert claimed(limit=2) == [3]


def test_claim_leaves_what_somebody_holds():
    jobs(1)

    assert claimed() == [1]
    assert claimed() == []


def test_claim_leaves_what_is_not_due():
    jobs(1)
    SearchJob.objects.update(due_at=timezone.now() + timedelta(minutes=1))

    assert claimed() == []


def test_a_lease_that_ran_out_is_taken_over():
    jobs(1)
    (mine,) = SearchJob.objects.claim(1, seconds=-1)

    (theirs,) = SearchJob.objects.claim(1)

    assert theirs.object_id == 1
    assert theirs.attempts == 2
    assert mine.finish() is False
    assert mine.renew() is False
    assert SearchJob.objects.count() == 1
    assert theirs.finish() is True
    assert SearchJob.objects.count() == 0


def test_renew_holds_a_row_for_longer():
    jobs(1)
    (job,) = SearchJob.objects.claim(1, seconds=-1)

    assert job.renew(60) is True
    assert claimed() == []


def test_fail_gives_the_row_back_for_later():
    jobs(1)
    (job,) = SearchJob.objects.claim(1)

    job.fail("the disk was full")

    row = SearchJob.objects.get()
    assert row.lease is None
    assert row.last_error == "the disk was full"
    assert row.due_at > timezone.now()
    assert claimed() == []


def test_a_failing_row_waits_longer_each_time_but_an_hour_at_most():
    jobs(1)
    waits = []
    for attempts in (0, 1, 5, 40):
        SearchJob.objects.update(
            attempts=attempts, due_at=timezone.now(), lease=None, leased_until=None
        )
        (job,) = SearchJob.objects.claim(1)
        job.fail("again")
        job.refresh_from_db()
        waits.append(round((job.due_at - timezone.now()).total_seconds(), -1))

    assert waits == sorted(waits)
    assert waits[-1] == 3600


@pytest.mark.django_db(transaction=True)
def test_rows_are_finished_beside_a_verb_that_takes_them_back():
    """On PostgreSQL the two would wait for each other, each with a row of its own."""
    jobs(1, 2)
    held = SearchJob.objects.claim(10)
    began, finished = threading.Event(), threading.Event()
    failed = []

    def verb():
        try:
            with transaction.atomic():
                jobs(2)
                began.set()
                finished.wait(1)
                jobs(1)
        except OperationalError as error:
            failed.append(error)
        connection.close()

    other = threading.Thread(target=verb)
    other.start()
    began.wait()
    SearchJob.objects.finish_all([job.pk for job in held], held[0].lease)
    finished.set()
    other.join()

    assert failed == []
    assert sorted(claimed()) == [1, 2]
