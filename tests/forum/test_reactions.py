"""Warm reactions: one row each, counted on the post, the reader's own marked."""

import datetime as dt
import re
import threading

import pytest
from django.core.cache import caches
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forum.models import AcrossBlock, CannotReact, Post, Reaction, Thread
from moderation.models import Sanction
from profiles.models import Member
from tests.factories import MemberFactory, PostFactory

pytestmark = pytest.mark.django_db


def counted(post: Post) -> tuple[int, int]:
    """The count on the post, and the rows there are."""
    post.refresh_from_db()
    return post.reaction_count, post.reactions.count()


@pytest.fixture
def post(thread: Thread, rahima: Member) -> Post:
    return PostFactory(thread=thread, author=rahima, source="নকশিকাঁথা শেষ হলো")


def test_reacting_twice_counts_once_and_another_kind_takes_its_place(
    post: Post, tania: Member, karim: Member
) -> None:
    done = [
        Reaction.give(post, tania, "heart"),
        Reaction.give(post, tania, "heart"),
        Reaction.give(post, karim, "bravo"),
        Reaction.give(post, tania, "thanks"),
    ]

    assert done == [True, False, True, True]
    assert counted(post) == (2, 2)
    assert Reaction.counts(post) == {"bravo": 1, "thanks": 1}


def test_taking_back_twice_never_counts_below_nothing(
    post: Post, tania: Member
) -> None:
    Reaction.give(post, tania, "heart")

    assert [Reaction.take_back(post, tania) for _ in range(3)] == [True, False, False]
    assert counted(post) == (0, 0)


def test_nobody_reacts_to_her_own_words_nor_to_what_is_hidden(
    post: Post, rahima: Member, tania: Member, karim: Member
) -> None:
    with pytest.raises(CannotReact):
        Reaction.give(post, rahima, "heart")
    post.hide(karim, "ঝগড়া")
    with pytest.raises(CannotReact):
        Reaction.give(post, tania, "heart")

    assert counted(post) == (0, 0)


def test_a_reaction_reaches_open_pages_and_leaves_lists_as_they_are(
    client, post: Post, tania: Member
) -> None:
    thread = post.thread
    thread.refresh_from_db()
    version, changed = thread.version, thread.changed_at
    Reaction.give(post, tania, "heart")
    thread.refresh_from_db()

    answer = client.get(f"/t/{thread.pk}/posts/?after=99&since={version}").json()

    assert (thread.version, thread.changed_at) == (version + 1, changed)
    assert [each["id"] for each in answer["changed"]] == [post.pk]
    assert 'data-said="1"' in answer["changed"][0]["html"]


def test_her_own_is_marked_for_her_alone_without_scripts_too(
    client, post: Post, tania: Member, karim: Member
) -> None:
    other = PostFactory(thread=post.thread, source='<a data-react="1" class="x">')
    Reaction.give(post, tania, "thanks")
    Reaction.give(other, karim, "heart")
    url, seen = post.thread.get_absolute_url(), {}

    for member in (None, karim, tania, None):
        client.logout()
        if member:
            client.force_login(member)
        page = client.get(url).content.decode()
        seen[member] = [
            f'<a data-mine="thanks" data-react="{post.pk}"' in page,
            f'<a data-mine="heart" data-react="{other.pk}"' in page,
            page.count("data-mine"),
        ]

    assert seen == {
        None: [False, False, 0],
        karim: [False, True, 1],
        tania: [True, False, 1],
    }


def test_the_door_and_the_replies_mark_her_own_too(
    client, post: Post, tania: Member
) -> None:
    reply = PostFactory(thread=post.thread, parent=post)
    Reaction.give(post, tania, "heart")
    Reaction.give(reply, tania, "bravo")
    client.force_login(tania)

    door = client.get(f"/t/{post.thread_id}/posts/?after=0").json()
    replies = client.get(f"/p/{post.pk}/replies/").content.decode()

    assert f'data-mine="heart" data-react="{post.pk}"' in door["new"][0]["html"]
    assert f'data-mine="heart" data-react="{post.pk}"' in replies
    assert f'data-mine="bravo" data-react="{reply.pk}"' in replies


def test_a_form_and_a_script_say_and_unsay(client, post: Post, tania: Member) -> None:
    client.force_login(tania)
    url = f"/p/{post.pk}/react/"

    page = client.get(url).content.decode()
    form = client.post(url, {"kind": "useful"})
    marked = client.get(url).content.decode()
    script = client.post(url, {"kind": "heart"}, headers={"Accept": "application/json"})
    unsaid = client.post(url, {"kind": ""}, headers={"Accept": "application/json"})

    for words in ("ভালো লাগল", "ধন্যবাদ", "কাজে লাগল", "সাবাশ"):
        assert words in page
    assert (form.status_code, form.url) == (303, f"/p/{post.pk}/")
    assert "কাজে লাগল · ১ (ফিরিয়ে নিন)" in marked
    assert script.json() == {"id": post.pk, "kind": "heart", "count": 1}
    assert unsaid.json() == {"id": post.pk, "kind": "", "count": 0}


def test_who_may_not_is_told_so(
    client, post: Post, rahima: Member, karim: Member, tania: Member
) -> None:
    url = f"/p/{post.pk}/react/"
    json = {"Accept": "application/json"}

    assert client.get(url).url == f"/accounts/login/?next=/p/{post.pk}/react/"
    assert client.post(url, {"kind": "heart"}, headers=json).status_code == 401
    client.force_login(rahima)
    own = client.post(url, {"kind": "heart"})
    assert (own.status_code, "আপনার নিজের লেখা" in own.content.decode()) == (403, True)
    client.force_login(tania)
    assert client.post(url, {"kind": "nai"}).status_code == 403
    assert client.put(url).status_code == 405
    post.thread.hide(karim, "ভুল জায়গা")
    assert client.post(url, {"kind": "heart"}).status_code == 404
    assert counted(post) == (0, 0)


def test_the_author_reads_what_was_said(
    client, post: Post, rahima: Member, tania: Member
) -> None:
    Reaction.give(post, tania, "thanks")
    client.force_login(rahima)

    page = client.get(f"/p/{post.pk}/react/").content.decode()

    assert "ধন্যবাদ · ১" in page
    assert "data-say" not in page


def silence(member: Member, by: Member) -> Sanction:
    until = timezone.now() + dt.timedelta(days=3)
    return Sanction.give(member, "silence", by, "গালি চলে না", until=until)


def test_a_silenced_member_reads_why_and_can_only_take_back(
    client, post: Post, tania: Member, karim: Member
) -> None:
    Reaction.give(post, tania, "thanks")
    other = PostFactory(thread=post.thread)
    silence(tania, karim)
    client.force_login(tania)
    json = {"Accept": "application/json"}

    form = client.post(f"/p/{other.pk}/react/", {"kind": "heart"})
    script = client.post(f"/p/{other.pk}/react/", {"kind": "heart"}, headers=json)
    changed = client.post(f"/p/{post.pk}/react/", {"kind": "heart"}, headers=json)
    again = client.post(f"/p/{post.pk}/react/", {"kind": "thanks"}, headers=json)
    page = client.get(f"/p/{post.pk}/react/").content.decode()
    unsaid = client.post(f"/p/{post.pk}/react/", {"kind": ""}, headers=json)

    assert (form.status_code, "গালি চলে না" in form.content.decode()) == (403, True)
    assert (script.status_code, script.json()["error"]) == (403, "silenced")
    assert "গালি চলে না" in script.json()["sentence"]
    assert (changed.status_code, again.status_code) == (403, 200)
    assert "গালি চলে না" in page
    assert re.findall(r'data-say="\d+">.*?</svg>([^<]*)', page) == [
        "ধন্যবাদ · ১ (ফিরিয়ে নিন)"
    ]
    assert unsaid.json() == {"id": post.pk, "kind": "", "count": 0}
    assert not Reaction.objects.exists()


@pytest.mark.parametrize(
    ("is_hers", "sentence"),
    [(True, "আগে ব্লক তুলে নিন"), (False, "এই মন্তব্যে আপনি কিছু বলতে পারছেন না")],
)
def test_nobody_reacts_across_a_block(
    client, post: Post, rahima: Member, tania: Member, is_hers: bool, sentence: str
) -> None:
    answered = PostFactory(thread=post.thread, parent=post)
    if is_hers:
        tania.block(rahima)
    else:
        rahima.block(tania)
    client.force_login(tania)
    url, json = f"/p/{post.pk}/react/", {"Accept": "application/json"}

    form = client.post(url, {"kind": "heart"})
    script = client.post(url, {"kind": "heart"}, headers=json)
    page = client.get(url).content.decode()
    beside = client.post(f"/p/{answered.pk}/react/", {"kind": "heart"}, headers=json)

    assert (form.status_code, sentence in form.content.decode()) == (403, True)
    assert (script.status_code, script.json()["error"]) == (403, "blocked")
    assert sentence in script.json()["sentence"]
    assert (sentence in page, "data-say" in page) == (True, False)
    # A third member's answer under it is hers to like.
    assert (beside.status_code, counted(post)) == (200, (0, 0))
    assert list(Reaction.objects.values_list("post", flat=True)) == [answered.pk]


def test_hosts_and_moderators_are_not_kept_from_reacting(
    thread: Thread, rahima: Member, tania: Member, karim: Member
) -> None:
    thread.change(host_ids=[rahima.pk])
    hosts, hers = [PostFactory(thread=thread, author=each) for each in (rahima, tania)]
    tania.block(rahima)

    assert Reaction.give(hosts, tania, "heart")
    assert Reaction.give(hers, rahima, "heart")
    assert Reaction.give(hers, karim, "heart")
    thread.change(host_ids=[])
    with pytest.raises(AcrossBlock):
        Reaction.give(hers, rahima, "bravo")


@pytest.mark.parametrize("count", [1, 3])
def test_reactions_cost_a_page_one_query(
    client, thread: Thread, tania: Member, count: int
) -> None:
    posts = [PostFactory(thread=thread) for _ in range(count)]
    client.force_login(tania)
    url = thread.get_absolute_url()
    client.get(url)
    caches["pages"].clear()
    with CaptureQueriesContext(connection) as before:
        client.get(url)
    for post in posts:
        Reaction.give(post, tania, "heart")
    with CaptureQueriesContext(connection) as after:
        client.get(url)

    assert len(after) == len(before) + 1


def test_repair_finds_and_mends_the_count(post: Post, tania: Member, capsys) -> None:
    Reaction.give(post, tania, "heart")
    Post.objects.filter(pk=post.pk).update(reaction_count=5)

    with pytest.raises(CommandError, match="1 fields drifted"):
        call_command("repair", "--check")
    assert "reaction_count" in capsys.readouterr().out
    call_command("repair")

    assert counted(post) == (1, 1)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_tabs_at_once_never_double_and_never_go_below_nothing(
    post: Post, tania: Member
) -> None:
    members = [tania, MemberFactory()]
    finished = []

    def tab(member: Member, kind: str) -> None:
        try:
            for _ in range(5):
                Reaction.give(Post.objects.get(pk=post.pk), member, kind)
                Reaction.take_back(Post.objects.get(pk=post.pk), member)
            Reaction.give(Post.objects.get(pk=post.pk), member, kind)
            finished.append(kind)
        finally:
            connection.close()

    tabs = [
        threading.Thread(target=tab, args=(member, kind))
        for member in members
        for kind in ("heart", "thanks")
    ]
    for each in tabs:
        each.start()
    for each in tabs:
        each.join(60)

    assert len(finished) == len(tabs)
    count, rows = counted(post)
    assert count == rows <= len(members)
