"""Notices that speak of no thread: what moderators decided, a role, a sanction."""

import uuid
from datetime import timedelta

from django.test import Client
from django.utils import timezone

from forum.models import Thread
from moderation import targets
from moderation.models import ModerationEntry, Sanction, act, undo
from notifications.models import Delivery, Notification
from profiles.models import Member, Role
from tests.factories import PostFactory
from tests.moderation.conftest import filed
from tests.notifications.conftest import inbox

Action = ModerationEntry.Action


def kinds(member: Member) -> list[str]:
    return [notice.kind for notice in Notification.objects.of(member).unread()]


def test_reporter_and_author_are_told_what_became_of_it(
    client: Client, thread: Thread, rahima: Member, tania: Member, karim: Member
):
    post = PostFactory(thread=thread, author=rahima)
    filed(post, by=tania)

    act(targets.get("post"), post, Action.HIDE, karim, "বিজ্ঞাপন")

    assert inbox(tania) == ["আপনার অভিযোগ একজন মডারেটর দেখেছেন"]
    assert inbox(rahima) == ["আপনার একটা লেখা নিয়ে মডারেটর সিদ্ধান্ত নিয়েছেন"]
    for member, place in ((tania, "/me/reports/"), (rahima, "/me/decisions/")):
        client.force_login(member)
        page = client.get("/me/inbox/").content.decode()
        assert "করিম" not in page
        notice = Notification.objects.get(member=member)
        answer = client.get(f"/me/inbox/{notice.pk}/")
        assert answer["Location"] == place
        assert kinds(member) == []
        assert Delivery.objects.filter(notification=notice, state="done").count() == 1


def test_decision_that_was_undone_leaves_no_unread_notice(
    thread: Thread, rahima: Member, tania: Member, karim: Member
):
    first, second = (PostFactory(thread=thread, author=rahima) for _post in range(2))
    batches = [uuid.uuid4(), uuid.uuid4()]
    for post, batch in zip((first, second), batches, strict=True):
        filed(post, by=tania)
        act(targets.get("post"), post, Action.HIDE, karim, "বিজ্ঞাপন", batch=batch)
    assert (kinds(tania), kinds(rahima)) == (["report"], ["decision"])

    undo(batches[0], karim)
    assert (kinds(tania), kinds(rahima)) == (["report"], ["decision"])
    undo(batches[1], karim)
    assert (kinds(tania), kinds(rahima)) == ([], [])

    # What she has read stays read.
    act(targets.get("post"), first, Action.HIDE, karim, "বিজ্ঞাপন", batch=batches[0])
    Notification.objects.read_all(rahima)
    undo(batches[0], karim)
    assert Notification.objects.get(member=rahima).kind == "decision"


def test_dismissed_report_is_not_for_the_author(
    thread: Thread, rahima: Member, tania: Member, karim: Member
):
    post = PostFactory(thread=thread, author=rahima)
    filed(post, by=tania)

    act(targets.get("post"), post, Action.DISMISS, karim, "ঠিক আছে")

    assert (kinds(tania), kinds(rahima)) == (["report"], [])


def test_many_answers_are_one_notice_until_she_reads_it(
    thread: Thread, rahima: Member, tania: Member, karim: Member
):
    for _n in range(3):
        post = PostFactory(thread=thread, author=rahima)
        filed(post, by=tania)
        act(targets.get("post"), post, Action.HIDE, karim, "বিজ্ঞাপন")
    assert (kinds(tania), kinds(rahima)) == (["report"], ["decision"])

    Notification.objects.read_all(tania)
    post = PostFactory(thread=thread, author=rahima)
    filed(post, by=tania)
    act(targets.get("post"), post, Action.HIDE, karim, "বিজ্ঞাপন")

    assert kinds(tania) == ["report"]
    assert Notification.objects.filter(member=tania).count() == 2


def test_sanction_is_told_and_that_it_was_taken_back(rahima: Member, karim: Member):
    until = timezone.now() + timedelta(days=3)
    sanction = Sanction.give(rahima, "silence", karim, "গালি চলে না", until=until)
    assert kinds(rahima) == ["sanction"]

    sanction.lift(karim, "ভুল হয়েছিল")

    assert kinds(rahima) == ["lifted", "sanction"]


def test_role_is_told_once(client: Client, tania: Member, karim: Member):
    tania.give_role(Role.HOST, karim)
    tania.give_role(Role.HOST, karim)

    assert inbox(tania) == ["আপনি এখন একজন সঞ্চালক"]
    tania.give_role(Role.MODERATOR, karim)
    assert kinds(tania) == ["moderator", "host"]
