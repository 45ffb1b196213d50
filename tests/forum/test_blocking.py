"""Blocking holds in threads, replies, lists and at the door; moderators and hosts are
heard in their role."""

import re
import uuid

import pytest

from core.permissions import Refused
from forum.models import AcrossBlock
from profiles.models import Block
from tests.factories import MemberFactory, PostFactory, ThreadFactory

pytestmark = pytest.mark.django_db
FOLD = '<details class="folded"><summary>আপনি এই সদস্যকে ব্লক করেছেন'


@pytest.fixture
def nasim(db):
    """The one who is blocked."""
    return MemberFactory(handle="nasim", display_name="নাসিম")


@pytest.fixture
def tanias(client, tania, nasim):
    """A window of Tania, who blocked Nasim."""
    tania.block(nasim)
    client.force_login(tania)
    return client


def folded(page: str) -> list[str]:
    """The words that stand folded on a page."""
    blocks = re.findall(r'<details class="folded">.*?</details>', page, re.S)
    return re.findall(r"নাসিমের কথা [০-৯]", " ".join(blocks))


def page_of(client, thread, **query) -> str:
    query.setdefault("page", 1)
    return client.get(thread.get_absolute_url(), query).content.decode()


def send(client, thread, parent, **headers):
    sent = {"body": "উত্তরটা", "parent": parent.pk, "client_key": uuid.uuid4()}
    return client.post(f"/t/{thread.pk}/post/", sent, headers=headers)


# --- Reading -----------------------------------------------------------------------


def test_his_comments_and_replies_are_folded_for_her_alone(
    tanias, thread, tania, rahima, nasim, client
):
    root = PostFactory(thread=thread, author=rahima, source="রহিমার কথা")
    PostFactory(thread=thread, author=nasim, source="নাসিমের কথা ১")
    PostFactory(thread=thread, author=nasim, parent=root, source="নাসিমের কথা ২")

    hers = page_of(tanias, thread)
    again = page_of(tanias, thread)
    client.force_login(rahima)
    anothers = page_of(client, thread)

    assert folded(hers) == folded(again) == ["নাসিমের কথা ২", "নাসিমের কথা ১"]
    assert "রহিমার কথা" in hers
    assert anothers.count("নাসিমের কথা") == 2
    assert FOLD not in anothers


def test_a_kept_page_follows_a_block_and_its_end(client, thread, tania, nasim):
    PostFactory(thread=thread, author=nasim, source="নাসিমের কথা ১")
    client.force_login(tania)

    assert folded(page_of(client, thread)) == []
    tania.block(nasim)
    assert folded(page_of(client, thread)) == ["নাসিমের কথা ১"]
    tania.unblock(nasim)
    assert folded(page_of(client, thread)) == []
    assert "নাসিমের কথা ১" in page_of(client, thread)


def test_folded_at_the_door_and_on_the_page_of_replies(tanias, thread, rahima, nasim):
    root = PostFactory(thread=thread, author=rahima)
    PostFactory(thread=thread, author=nasim, parent=root, source="নাসিমের কথা ১")

    door = tanias.get(f"/t/{thread.pk}/posts/?after=1").json()
    replies = tanias.get(f"/p/{root.pk}/replies/").content.decode()

    assert [folded(each["html"]) for each in door["new"]] == [["নাসিমের কথা ১"]]
    assert folded(replies) == ["নাসিমের কথা ১"]


def test_what_he_wrote_is_not_quoted_where_she_reads_what_is_new(
    tanias, thread, rahima, nasim
):
    root = PostFactory(thread=thread, author=nasim, source="নাসিমের কথা ১")
    PostFactory(thread=thread, author=rahima, parent=root, source="রহিমার উত্তর")

    page = page_of(tanias, thread, unread=1, page="")
    page = tanias.get(f"{thread.get_absolute_url()}?unread=1").content.decode()

    assert "রহিমার উত্তর" in page
    assert "আপনার ব্লক করা একজনের মন্তব্য" in page
    assert "নাসিমের কথা" not in page


def test_his_threads_are_folded_in_lists(tanias, board, thread, rahima, nasim, client):
    ThreadFactory(board=board, author=nasim, title="নাসিমের কথা ৩")
    url = board.get_absolute_url()

    hers = tanias.get(url).content.decode()
    front = tanias.get("/").content.decode()
    client.force_login(rahima)
    anothers = client.get(url).content.decode()

    assert folded(hers) == folded(front) == ["নাসিমের কথা ৩"]
    assert "প্রথম বিক্রির গল্প" in hers
    assert "নাসিমের কথা ৩" in anothers
    assert FOLD not in anothers


def test_a_host_is_heard_where_he_hosts(tanias, thread, nasim):
    PostFactory(thread=thread, author=nasim, source="নাসিমের কথা ১")
    thread.change(host_ids=[nasim.pk])

    page = page_of(tanias, thread)

    assert "নাসিমের কথা ১" in page
    assert folded(page) == []


def test_who_became_a_moderator_is_heard_everywhere(tanias, thread, nasim):
    PostFactory(thread=thread, author=nasim, source="নাসিমের কথা ১")
    nasim.make_moderator()

    assert folded(page_of(tanias, thread)) == []


@pytest.mark.parametrize("count", [1, 3])
def test_folding_asks_the_database_the_same_for_many(
    tanias, thread, tania, nasim, count, django_assert_num_queries
):
    for _number in range(count):
        tania.block(MemberFactory())
        PostFactory(thread=thread, author=nasim)
    url = f"/t/{thread.pk}/posts/?after=0"
    tanias.get(url)

    with django_assert_num_queries(5):
        tanias.get(url)


# --- Answering ---------------------------------------------------------------------


def test_neither_answers_the_other(thread, tania, rahima, nasim):
    tania.block(nasim)
    hers = PostFactory(thread=thread, author=tania)
    his = PostFactory(thread=thread, author=nasim)
    under_hers = PostFactory(thread=thread, author=rahima, parent=hers)

    for author, parent in [(nasim, hers), (tania, his), (nasim, under_hers)]:
        with pytest.raises(AcrossBlock):
            thread.post(author, "উত্তর", parent=parent)
    assert thread.post(rahima, "উত্তর", parent=hers).parent == hers
    assert thread.post(nasim, "সবার জন্য").parent is None


def test_he_keeps_his_words_and_is_not_told_of_the_block(client, thread, tania, nasim):
    tania.block(nasim)
    hers = PostFactory(thread=thread, author=tania)
    client.force_login(nasim)

    page = send(client, thread, hers)
    answer = send(client, thread, hers, accept="application/json")
    form = client.get(f"/p/{hers.pk}/reply/")

    assert (page.status_code, answer.status_code, form.status_code) == (403, 403, 403)
    assert "উত্তরটা</textarea>" in page.content.decode()
    assert 'name="parent" value' not in page.content.decode()
    assert "আলাদা মন্তব্য করে পাঠান" in answer.json()["sentence"]
    for said in (page, answer, form):
        assert "ব্লক" not in said.content.decode()
    assert thread.posts.filter(author=nasim).count() == 0


def test_she_is_told_to_unblock_first(tanias, thread, nasim):
    his = PostFactory(thread=thread, author=nasim)

    answer = send(tanias, thread, his, accept="application/json")

    assert answer.status_code == 403
    assert "আগে ব্লক তুলে নিন" in answer.json()["sentence"]


@pytest.mark.parametrize("role", ["host", "moderator"])
def test_hosts_and_moderators_answer_and_are_answered(thread, tania, nasim, role):
    tania.block(nasim)
    if role == "host":
        thread.change(host_ids=[nasim.pk])
    else:
        nasim.make_moderator()
    hers = PostFactory(thread=thread, author=tania)

    his = thread.post(nasim, "সঞ্চালকের উত্তর", parent=hers)

    assert thread.post(tania, "আমার উত্তর", parent=his).parent == hers


# --- Blocking from pages -----------------------------------------------------------


def test_the_sheet_blocks_and_unblocks(client, thread, tania, nasim):
    his = PostFactory(thread=thread, author=nasim)
    client.force_login(tania)

    offered = client.get(f"/p/{his.pk}/more/").content.decode()
    for _try in range(2):
        done = client.post(
            "/members/nasim/block/", {"wanted": "1", "next": f"/p/{his.pk}/"}
        )
    after = client.get(f"/p/{his.pk}/more/").content.decode()
    client.post("/members/nasim/block/", {"wanted": "0"})

    assert "এই সদস্যকে ব্লক করুন" in offered
    assert done.headers["Location"] == f"/p/{his.pk}/"
    assert "ব্লক তুলে নিন" in after
    assert not Block.objects.exists()


def test_the_sheet_offers_no_block_of_oneself_or_of_moderators(
    client, thread, tania, karim
):
    hers = PostFactory(thread=thread, author=tania)
    karims = PostFactory(thread=thread, author=karim)

    for post in (hers, karims):
        assert "ব্লক" not in client.get(f"/p/{post.pk}/more/").content.decode()
    client.force_login(tania)
    for post in (hers, karims):
        assert "ব্লক" not in client.get(f"/p/{post.pk}/more/").content.decode()
    with pytest.raises(Refused):
        tania.block(karim)
    assert client.post("/members/karim/block/", {"wanted": "1"}).status_code == 403
    assert not Block.objects.exists()
