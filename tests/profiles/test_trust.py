"""Trust that grows by use, and what a member reads about it."""

from datetime import timedelta

import pytest
from django.utils import timezone
from zeal import zeal_ignore

from core.drains import Drains
from forum.models import Post
from moderation.models import Sanction
from profiles import signals, trust
from profiles.models import Member, TrustChange
from profiles.trust import Standing
from tests.factories import MemberFactory, PostFactory, ThreadFactory

pytestmark = pytest.mark.django_db


def lived(member: Member, *, days: int, posts: int, thread=None) -> list[Post]:
    """Let her have come `days` ago and written so many, one a day from then on."""
    now = timezone.now()
    Member.objects.filter(pk=member.pk).update(joined_at=now - timedelta(days=days))
    thread = thread or ThreadFactory()
    written = []
    for number in range(posts):
        post = PostFactory(thread=thread, author=member)
        at = now - timedelta(days=days - number % days - 0.5)
        Post.objects.filter(pk=post.pk).update(created_at=at)
        written.append(post)
    return written


def recounted(member: Member) -> int:
    Member.objects.filter(pk=member.pk).update(trust_due_at=timezone.now())
    with zeal_ignore():
        while trust.recount():
            pass
    member.refresh_from_db()
    return member.trust_level


def test_trust_grows_by_days_and_words_that_stay(rahima):
    assert recounted(rahima) == 0
    lived(rahima, days=5, posts=4)

    assert recounted(rahima) == Member.Trust.MEMBER

    change = rahima.trust_changes.get()
    assert (change.before, change.after, change.why) == (0, 1, "earned")


def test_an_account_of_one_day_stays_new_however_much_it_writes(rahima):
    lived(rahima, days=1, posts=30)

    assert recounted(rahima) == Member.Trust.NEW


@pytest.mark.parametrize(
    ("standing", "level"),
    [
        (Standing(2, 2, 9, 0), 0),
        (Standing(3, 1, 9, 0), 0),
        (Standing(3, 2, 2, 0), 0),
        (Standing(3, 2, 3, 0), 1),
        (Standing(30, 10, 20, 0), 2),
        (Standing(29, 10, 20, 0), 1),
        (Standing(90, 30, 60, 0), 3),
        (Standing(900, 30, 60, 1), 2),
        (Standing(900, 30, 60, 3), 1),
        (Standing(900, 30, 60, 6), 0),
    ],
)
def test_levels_ask_for_all_their_parts(standing, level):
    assert standing.level(now=0) == level


def test_what_is_earned_is_not_lost_by_silence_or_taking_back():
    assert Standing(400, 2, 1, 0).level(now=3) == 3


def test_hidden_words_lower_trust_and_she_is_told(client, rahima, karim):
    posts = lived(rahima, days=40, posts=30)
    assert recounted(rahima) == Member.Trust.REGULAR
    told = []
    signals.trust_changed.connect(
        lambda sender, **facts: told.append(facts), weak=False, dispatch_uid="told"
    )

    for post in posts[:3]:
        post.hide(karim, "বিজ্ঞাপন")
    level = recounted(rahima)
    signals.trust_changed.disconnect(dispatch_uid="told")

    assert level == Member.Trust.MEMBER
    last = TrustChange.objects.first()
    assert (last.before, last.after, last.why) == (2, 1, "upheld")
    assert [(facts["before"], facts["after"]) for facts in told] == [(2, 1)]
    client.force_login(rahima)
    page = client.get("/me/").content.decode()
    assert "“নিয়মিত সদস্য” থেকে “সদস্য” হয়েছেন" in page
    assert "আপনার কিছু লেখা মডারেটররা আড়াল করেছেন" in page
    assert "তিন মাস এমন না হলে" in page


def test_a_silence_lowers_trust_and_she_is_told_so(client, rahima, karim):
    lived(rahima, days=40, posts=30)
    assert recounted(rahima) == Member.Trust.REGULAR
    until = timezone.now() + timedelta(days=1)
    sanction = Sanction.give(rahima, "silence", karim, "কারণ", until=until)

    while trust.recount():
        pass
    rahima.refresh_from_db()
    assert rahima.trust_level == Member.Trust.MEMBER
    client.force_login(rahima)
    page = client.get("/me/").content.decode()
    assert "একজন মডারেটর কিছুদিন আপনার লেখা বন্ধ রেখেছেন" in page
    sanction.lift(karim, "ভুল")

    assert recounted(rahima) == Member.Trust.REGULAR


def test_own_taking_back_is_no_judgement(rahima):
    posts = lived(rahima, days=40, posts=30)
    for post in posts[:4]:
        post.hide(rahima, "")

    assert recounted(rahima) == Member.Trust.REGULAR


def test_old_judgements_are_forgotten(rahima, karim):
    posts = lived(rahima, days=300, posts=30)
    for post in posts[:3]:
        post.hide(karim, "বিজ্ঞাপন")
    Post.objects.exclude(hidden_at=None).update(
        hidden_at=timezone.now() - timedelta(days=91)
    )

    assert recounted(rahima) == Member.Trust.REGULAR


def test_words_that_wait_or_came_from_an_import_earn_nothing(rahima):
    posts = lived(rahima, days=5, posts=6)
    Post.objects.filter(pk__in=[p.pk for p in posts[:2]]).update(pending=True)
    Post.objects.filter(pk__in=[p.pk for p in posts[2:4]]).update(dated="2019-12-21")

    assert recounted(rahima) == Member.Trust.NEW


def test_what_happens_while_it_is_worked_out_is_not_lost(rahima):
    stale = Member.objects.get(pk=rahima.pk)
    soon = timezone.now() + timedelta(minutes=1)
    Member.objects.filter(pk=rahima.pk).update(trust_due_at=soon)

    assert not stale.stand(3, "earned", again=soon + timedelta(days=1))

    rahima.refresh_from_db()
    assert (rahima.trust_level, rahima.trust_due_at) == (0, soon)
    assert not TrustChange.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_a_round_reads_all_at_once(count, django_assert_num_queries):
    thread = ThreadFactory()
    later = timezone.now() + timedelta(days=1)
    Member.objects.update(trust_due_at=later)
    for _number in range(count):
        lived(MemberFactory(), days=2, posts=1, thread=thread)

    # Three to read; each member is one short transaction of her own.
    with django_assert_num_queries(3 + 3 * count), zeal_ignore():
        assert trust.recount() == count


def test_a_round_is_a_slice_and_the_worker_goes_on(monkeypatch):
    monkeypatch.setattr(trust, "AT_ONCE", 2)
    for _number in range(3):
        MemberFactory()

    with zeal_ignore():
        rounds = [Drains.registered["trust"].run() for _number in range(3)]

    assert rounds == [2, 1, 0]


def test_closed_and_unclaimed_names_are_left_out():
    Member.objects.create_unclaimed("পুরোনো মানুষ")
    MemberFactory(is_active=False)

    assert trust.recount() == 0


@pytest.mark.parametrize(
    ("language", "now", "missing"),
    [
        ("bn", "এখানে আপনি: নতুন", "আরও ৩টি লেখা, যেগুলো আড়াল করতে হয় না"),
        ("en", "Your place here: New here", "3 comments more that stay"),
    ],
)
def test_my_page_says_what_i_can_do_and_what_comes_next(
    client, rahima, language, now, missing
):
    rahima.speak(language)
    client.force_login(rahima)

    page = client.get("/me/").content.decode()

    assert now in page
    assert missing in page


def test_the_highest_level_has_nothing_to_wait_for(client, rahima):
    lived(rahima, days=100, posts=70)
    assert recounted(rahima) == Member.Trust.TRUSTED
    client.force_login(rahima)

    page = client.get("/me/").content.decode()

    assert "এখানে আপনি: আস্থাভাজন সদস্য" in page
    assert "এর উপরে আর ধাপ নেই। সঙ্গে আছেন, ধন্যবাদ।" in page
