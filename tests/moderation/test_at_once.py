"""Many at the same moment: reports, decisions, reports against decisions."""

import contextlib
import uuid
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from forum.models import Post
from moderation import targets
from moderation.models import Case, Decided, ModerationEntry, Report, Sanction, act
from tests.factories import MemberFactory, PostFactory
from tests.forum.test_models import at_once
from tests.moderation.conftest import filed, member_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def post() -> Post:
    return PostFactory(author=MemberFactory())


def fresh(post: Post) -> Any:
    target: Any = targets.get("post")
    return target.load(post.pk, targets.HOUSE)


def test_twelve_reports_at_once_are_one_case_and_hide_once(post: Post) -> None:
    members = [member_of(2) for _number in range(12)]

    def report(member: Any) -> None:
        filed(fresh(post), by=member, reason="fraud")

    assert at_once([lambda member=member: report(member) for member in members]) == []

    case = Case.objects.get()
    assert (case.report_count, case.weight) == (12, 72)
    post.refresh_from_db()
    assert post.is_covered
    assert case.events.filter(what="covered").count() == 1
    assert ModerationEntry.objects.filter(action="cover").count() == 1
    call_command("repair", "--check")


def test_one_member_in_five_tabs_reports_once(post: Post) -> None:
    member = member_of(1)

    assert at_once([lambda: filed(fresh(post), by=member)] * 5) == []

    assert Report.objects.count() == 1
    assert Case.objects.get().report_count == 1


def test_two_moderators_at_once_decide_once(post: Post) -> None:
    case = filed(post, by=member_of(2)).case
    moderators = [MemberFactory(moderator=True) for _number in range(2)]
    target: Any = targets.get("post")

    def decide(moderator: Any) -> None:
        act(target, fresh(post), "warn", moderator, "কারণ", case=case)

    errors = at_once([lambda member=member: decide(member) for member in moderators])

    assert [type(error) for error in errors] == [Decided]
    assert Sanction.objects.count() == 1
    assert ModerationEntry.objects.count() == 1
    assert case.events.count() == 1


def test_reports_hides_and_decisions_at_once_wait_for_nobody(post: Post) -> None:
    """Both ways through the thread's row, the post's and the case's."""
    thread, author = post.thread, post.author
    posts = [post, *(PostFactory(thread=thread, author=author) for _n in range(3))]
    cases = {each.pk: filed(each, by=member_of(3)).case for each in posts}
    moderator = MemberFactory(moderator=True)
    target: Any = targets.get("post")

    def decide(each: Post) -> None:
        with contextlib.suppress(Decided):
            act(target, fresh(each), "hide", moderator, "না", case=cases[each.pk])

    def report(each: Post, member: Any) -> None:
        filed(fresh(each), by=member, reason="fraud")

    members = [member_of(3) for _each in posts]
    errors = at_once(
        [
            *[lambda each=each: decide(each) for each in posts],
            *[
                lambda each=each, member=member: report(each, member)
                for each, member in zip(posts, members, strict=True)
            ],
            *[lambda: thread.post(moderator, "কথা", client_key=uuid.uuid4())] * 3,
        ]
    )

    assert errors == []
    assert not Post.objects.filter(pk__in=cases, hidden_at=None).exists()
    call_command("repair", "--check")


def test_two_moderators_who_leave_at_once_leave_one() -> None:
    both = [MemberFactory(moderator=True) for _number in range(2)]

    errors = at_once(
        [lambda member=member: member.take_role("moderator", member) for member in both]
    )

    assert len(errors) == 1
    assert type(both[0]).objects.filter(is_moderator=True).count() == 1


def test_a_form_with_an_old_token_is_no_fault_of_ours(post: Post) -> None:
    member = member_of(1)
    client = Client(enforce_csrf_checks=True)
    client.force_login(member)

    answer = client.post(f"/moderation/report/post/{post.pk}/", {"reason": "spam"})

    assert answer.status_code == 403
    assert "পাতাটা পুরোনো হয়ে গিয়েছিল" in answer.content.decode()
    assert not Report.objects.exists()
