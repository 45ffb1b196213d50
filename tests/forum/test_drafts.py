"""Drafts: one for each act and target, never overwritten by an old window."""

import uuid
from collections.abc import Callable

import pytest
from django.test import Client

from forum.models import AlreadyPosted, Board, Draft, DraftMovedOn, Post, Thread
from profiles.models import Member
from tests.factories import BoardFactory, PostFactory, ThreadFactory

pytestmark = pytest.mark.django_db

JSON = {"Accept": "application/json"}


def keep(client: Client, key: str, body: str, sequence: int = 0, **more: str):
    sent = {"key": key, "body": body, "sequence": sequence, **more}
    return client.post("/me/drafts/", sent, headers=JSON)


@pytest.fixture
def tanias(client: Client, tania: Member) -> Client:
    client.force_login(tania)
    return client


def test_words_are_kept_and_stand_in_the_box_on_another_phone(
    tanias: Client, thread: Thread, tania: Member
) -> None:
    key = f"post:thread:{thread.pk}"

    first = keep(tanias, key, "অর্ধেক")
    second = keep(tanias, key, "অর্ধেক লেখা", 1)
    other = Client()
    other.force_login(tania)
    page = other.get(thread.get_absolute_url()).content.decode()

    assert (first.json(), second.json()) == ({"sequence": 1}, {"sequence": 2})
    assert "অর্ধেক লেখা</textarea>" in page
    assert f'data-draft="{key}"' in page
    assert 'data-sequence="2"' in page


def test_a_stale_window_overwrites_nothing_and_gets_both_texts(
    tanias: Client, thread: Thread
) -> None:
    key = f"post:thread:{thread.pk}"
    keep(tanias, key, "প্রথম জানালা")
    keep(tanias, key, "প্রথম জানালায় আরও লিখলাম", 1)

    stale = keep(tanias, key, "দ্বিতীয় জানালা", 1)

    assert stale.status_code == 409
    assert stale.json()["error"] == "conflict"
    assert (stale.json()["body"], stale.json()["sequence"]) == (
        "প্রথম জানালায় আরও লিখলাম",
        2,
    )
    assert Draft.objects.get().body == "প্রথম জানালায় আরও লিখলাম"
    assert keep(tanias, key, "দ্বিতীয় জানালা", 2).json() == {"sequence": 3}


def test_the_same_words_sent_again_are_no_conflict(
    tanias: Client, thread: Thread
) -> None:
    key = f"post:thread:{thread.pk}"
    keep(tanias, key, "একই কথা")

    assert keep(tanias, key, "একই কথা").json() == {"sequence": 1}


def test_emptying_the_box_lets_go_of_the_draft(tanias: Client, thread: Thread) -> None:
    key = f"post:thread:{thread.pk}"
    keep(tanias, key, "মুছে দেব")

    assert keep(tanias, key, "  ", 1).json() == {"sequence": 0}
    assert not Draft.objects.exists()
    assert keep(tanias, key, "").json() == {"sequence": 0}


def test_an_edit_draft_is_never_offered_for_an_answer(
    tanias: Client, thread: Thread, tania: Member
) -> None:
    post = PostFactory(thread=thread, author=tania, source="আগের কথা")
    keep(tanias, f"edit:post:{post.pk}", "বদলানো কথা", basis=post.body_hash)
    keep(tanias, f"reply:post:{post.pk}", "উত্তরের কথা")

    edit = tanias.get(f"/p/{post.pk}/edit/").content.decode()
    reply = tanias.get(f"/p/{post.pk}/reply/").content.decode()
    box = tanias.get(thread.get_absolute_url()).content.decode()

    assert "বদলানো কথা</textarea>" in edit
    assert "উত্তরের কথা</textarea>" in reply
    assert "বদলানো কথা" not in reply + box
    assert f'data-replies="{post.pk}"' in box


@pytest.mark.parametrize("act", ["post", "reply", "edit", "start", "anywhere"])
def test_posting_ends_the_draft_and_a_late_save_does_not_bring_it_back(
    tanias: Client, thread: Thread, tania: Member, act: str
) -> None:
    post = PostFactory(thread=thread, author=tania, source="আগের কথা")
    post_to = f"/t/{thread.pk}/post/"
    key, url, more = {
        "post": (f"post:thread:{thread.pk}", post_to, {}),
        "reply": (f"reply:post:{post.pk}", post_to, {"parent": post.pk}),
        "edit": (f"edit:post:{post.pk}", f"/p/{post.pk}/edit/", {}),
        "start": (f"start:board:{thread.board_id}", "/boards/katha/new/", {}),
        "anywhere": ("start:board:0", "/boards/start/", {"board": "katha"}),
    }[act]
    carried = {"client_key": str(uuid.uuid4())}
    if act == "edit":
        carried = {"basis": post.body_hash}
    other = f"post:thread:{ThreadFactory().pk}"
    keep(tanias, other, "অন্য আলোচনার কথা")
    keep(tanias, key, "পাঠানোর কথা", **carried)

    sent = {"title": "শিরোনাম", "body": "পাঠানোর কথা", **carried, **more}
    posted = tanias.post(url, sent)
    late = keep(tanias, key, "পাঠানোর", 1, **carried)

    assert posted.status_code == 303
    assert [draft.key for draft in Draft.objects.all()] == [other]
    assert (late.status_code, late.json()) == (409, {"error": "posted"})


def test_an_edit_that_began_before_another_is_told_and_keeps_both(
    tanias: Client, thread: Thread, tania: Member
) -> None:
    post = PostFactory(thread=thread, author=tania, source="আগের কথা")
    keep(tanias, f"edit:post:{post.pk}", "খসড়ার কথা", basis=post.body_hash)
    Post.objects.get(pk=post.pk).edit("মডারেটরের কথা", by=thread.author)

    page = tanias.get(f"/p/{post.pk}/edit/").content.decode()
    answer = tanias.post(
        f"/p/{post.pk}/edit/", {"body": "খসড়ার কথা", "basis": post.body_hash}
    )

    assert "খসড়ার কথা</textarea>" in page
    assert post.body_hash in page
    assert answer.status_code == 409
    assert "মডারেটরের কথা" in answer.content.decode()
    assert Post.objects.get(pk=post.pk).source == "মডারেটরের কথা"


def test_a_draft_is_posted_under_its_own_key_from_any_window(
    tanias: Client, thread: Thread
) -> None:
    key = str(uuid.uuid4())
    keep(tanias, f"post:thread:{thread.pk}", "একবারই যাক", client_key=key)

    page = tanias.get(thread.get_absolute_url()).content.decode()

    assert f'name="client_key" value="{key}"' in page


def test_every_id_of_someone_elses_draft_is_nothing(
    tanias: Client, thread: Thread, rahima: Member, karim: Member
) -> None:
    opening = thread.posts.get(seq=0)
    key = f"post:thread:{thread.pk}"
    hers = Draft.keep(rahima, key, 0, body="রহিমার গোপন খসড়া", thread=thread)

    drop = tanias.post(f"/me/drafts/{hers.pk}/drop/")
    read = tanias.get(f"/me/drafts/?key={key}", headers=JSON).json()
    seen = tanias.get("/me/drafts/").content.decode()
    box = tanias.get(thread.get_absolute_url()).content.decode()
    edit = keep(tanias, f"edit:post:{opening.pk}", "আমার নয়")

    assert (drop.status_code, edit.status_code) == (404, 404)
    assert (read["sequence"], read["body"]) == (0, "")
    assert "রহিমার গোপন খসড়া" not in seen + box
    assert tanias.post("/me/drafts/999999/drop/").status_code == 404
    tanias.force_login(karim)
    assert "রহিমার গোপন খসড়া" not in tanias.get("/me/drafts/").content.decode()
    assert Draft.objects.get().body == "রহিমার গোপন খসড়া"


@pytest.mark.parametrize("digits", ["000{}", "{}", "০{}"])
def test_a_number_has_one_draft_however_it_is_written(
    tanias: Client, thread: Thread, digits: str
) -> None:
    key = f"post:thread:{thread.pk}"
    bangla = str(thread.pk).translate(str.maketrans("0123456789", "০১২৩৪৫৬৭৮৯"))
    number = digits.format(bangla if "০" in digits else thread.pk)
    keep(tanias, key, "প্রথম কথা")

    other = keep(tanias, f"post:thread:{number}", "অন্য কথা", 1)
    asked = tanias.get("/me/drafts/", {"key": f"post:thread:{number}"}, headers=JSON)

    assert other.json() == {"sequence": 2}
    assert asked.json()["body"] == "অন্য কথা"
    assert list(Draft.objects.values_list("key", "body")) == [(key, "অন্য কথা")]


@pytest.mark.parametrize(
    "key",
    [
        "",
        "post",
        "post:thread:",
        "post:thread:x",
        "post:thread:-1",
        "post:thread:999999",
        f"post:thread:{'9' * 30}",
        "post:post:1",
        "nothing:thread:1",
        "reply:post:999999",
        "start:board:999999",
        "post:thread:১x",
        "post:thread:1:1",
        f"post:thread:{'0' * 30}1",
    ],
)
def test_a_key_of_nothing_is_not_there(tanias: Client, key: str) -> None:
    assert keep(tanias, key, "কথা").status_code == 404
    assert not Draft.objects.exists()


def test_bad_input_is_told(client: Client, thread: Thread, tania: Member) -> None:
    key = f"post:thread:{thread.pk}"

    assert keep(client, key, "কথা").status_code == 401
    client.force_login(tania)
    assert keep(client, key, "ক" * 40_001).status_code == 422
    assert keep(client, key, "কথা", "x").status_code == 422
    assert client.put("/me/drafts/").status_code == 405
    assert keep(client, key, "ক\0খ", client_key="x").status_code == 200
    headers = {**JSON, "X-Member": "999"}
    other = client.post("/me/drafts/", {"key": key, "body": "ভুল জন"}, headers=headers)
    assert other.json() == {"error": "someone_else"}
    assert Draft.objects.get().body == "কখ"


def test_hidden_threads_take_no_drafts(
    tanias: Client, thread: Thread, karim: Member
) -> None:
    thread.hide(karim, "ভুল জায়গা")

    assert keep(tanias, f"post:thread:{thread.pk}", "কথা").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_her_list_leads_on_and_costs_the_same_for_more(
    tanias: Client, count: int, django_assert_num_queries: Callable
) -> None:
    threads = [ThreadFactory(title=f"আলোচনা {n}") for n in range(count)]
    for thread in threads:
        keep(tanias, f"post:thread:{thread.pk}", "ফোন 01712345678")
        keep(tanias, f"reply:post:{thread.posts.get().pk}", "উত্তর দিচ্ছিলাম")
        keep(tanias, f"start:board:{BoardFactory().pk}", "", title="নতুন শিরোনাম")
    tanias.get("/boards/")

    with django_assert_num_queries(5):
        page = tanias.get("/me/drafts/").content.decode()

    assert "01712345678" not in page
    for thread in threads:
        assert thread.title in page
        assert f'href="{thread.get_absolute_url()}#write"' in page
        assert f'href="/p/{thread.posts.get().pk}/reply/"' in page
    assert page.count("নতুন শিরোনাম") == count


def test_a_discussion_without_a_board_yet_is_kept_and_gone_on_with(
    tanias: Client, board: Board, tania: Member
) -> None:
    keep(tanias, f"start:board:{board.pk}", "বোর্ডের কথা")
    keep(tanias, "start:board:0", "কত রাখা যায়?", title="কাঁথার দাম")

    page = tanias.get("/boards/start/").content.decode()
    listed = tanias.get("/me/drafts/").content.decode()
    sent = {"title": "কাঁথার দাম", "body": "কত রাখা যায়?", "client_key": uuid.uuid4()}
    tanias.post("/boards/start/", {**sent, "board": board.slug})

    assert 'data-draft="start:board:0"' in page
    assert 'data-sequence="1"' in page
    assert 'value="কাঁথার দাম"' in page
    assert "কত রাখা যায়?</textarea>" in page
    assert listed.count("কাঁথার দাম") == 1
    assert 'href="/boards/start/"' in listed
    assert f'href="/boards/{board.slug}/new/"' in listed
    assert [draft.body for draft in Draft.objects.all()] == ["বোর্ডের কথা"]


def test_a_title_alone_is_listed_without_a_board(tanias: Client) -> None:
    keep(tanias, "start:board:0", "শুধু কথা")

    page = tanias.get("/me/drafts/").content.decode()

    assert "শুধু কথা" in page
    assert '<p class="name">' not in page


@pytest.mark.parametrize("wrong", [{"board": ""}, {"title": ""}])
def test_without_scripts_an_error_loses_nothing_of_a_new_discussion(
    tanias: Client, board: Board, wrong: dict
) -> None:
    words = {"title": "কাঁথার দাম", "body": "কত রাখা যায়?", "tags": "শীত"}
    sent = {**words, "board": board.slug, "client_key": uuid.uuid4(), **wrong}

    answer = tanias.post("/boards/start/", sent)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'value="{sent["title"]}"' in page or not sent["title"]
    assert "কত রাখা যায়?</textarea>" in page
    assert 'value="শীত"' in page
    assert (f'value="{board.slug}" selected' in page) == bool(sent["board"])
    assert not Thread.objects.exists()


def test_she_throws_one_away(tanias: Client, thread: Thread) -> None:
    keep(tanias, f"post:thread:{thread.pk}", "ফেলে দেব")

    answer = tanias.post(f"/me/drafts/{Draft.objects.get().pk}/drop/")

    assert answer.url == "/me/drafts/"
    assert not Draft.objects.exists()
    assert tanias.get("/me/drafts/").status_code == 200


def test_a_long_list_has_pages(tanias: Client, tania: Member) -> None:
    thread = ThreadFactory()
    for number in range(35):
        post = thread.posts.get() if not number else PostFactory(thread=thread)
        Draft.keep(
            tania, f"reply:post:{post.pk}", 0, body="ক", post=post, thread=thread
        )

    first = tanias.get("/me/drafts/")
    last = Draft.objects.visible_to(tania).latest()[29]
    second = tanias.get(f"/me/drafts/?before={last.pk}").content.decode()

    assert first.content.decode().count("/drop/") == 30
    assert f"?before={last.pk}" in first.content.decode()
    assert second.count("/drop/") == 5
    assert tanias.get("/me/drafts/?before=x").status_code == 200


def test_two_windows_that_begin_at_once_end_as_one_draft(
    thread: Thread, tania: Member
) -> None:
    key = f"post:thread:{thread.pk}"
    Draft.keep(tania, key, 0, body="প্রথম", thread=thread)

    with pytest.raises(DraftMovedOn) as moved:
        Draft.keep(tania, key, 0, body="দ্বিতীয়", thread=thread)

    assert moved.value.draft.body == "প্রথম"


def test_what_was_posted_is_no_draft_any_more(thread: Thread, tania: Member) -> None:
    key = uuid.uuid4()
    thread.post(tania, "পাঠালাম", client_key=key)

    with pytest.raises(AlreadyPosted):
        Draft.keep(
            tania,
            f"post:thread:{thread.pk}",
            0,
            body="পাঠালা",
            client_key=key,
            thread=thread,
        )


def test_a_basis_where_nothing_is_edited_counts_for_nothing(
    tanias: Client, thread: Thread
) -> None:
    key = f"post:thread:{thread.pk}"

    assert keep(tanias, key, "কথা", basis="x").json() == {"sequence": 1}


def test_what_is_begun_goes_along_when_its_thread_is_merged(
    tanias: Client, thread: Thread, tania: Member, karim: Member, rahima: Member
) -> None:
    other = ThreadFactory(board=thread.board)
    comment = PostFactory(thread=other)
    keep(tanias, f"post:thread:{other.pk}", "অর্ধেক লেখা")
    keep(tanias, f"reply:post:{comment.pk}", "উত্তরের অর্ধেক")
    for where in (thread, other):
        Draft.keep(rahima, f"post:thread:{where.pk}", 0, body=where.title, thread=where)

    other.merge_into(thread, karim, "একই কথা")

    page = tanias.get(thread.get_absolute_url()).content.decode()
    assert "অর্ধেক লেখা</textarea>" in page
    assert f'data-replies="{comment.pk}"' in page
    hers = Draft.objects.filter(member=rahima).order_by("pk")
    assert list(hers.values_list("key", "body")) == [
        (f"post:thread:{thread.pk}", thread.title),
        (f"post:thread:{other.pk}", other.title),
    ]


def test_a_nul_in_the_key_is_no_error(tanias: Client, thread: Thread) -> None:
    """PostgreSQL takes none, not even to look for it."""
    keep(tanias, f"post:thread:{thread.pk}", "কথা")

    answer = tanias.get(f"/me/drafts/?key=post:thread:{thread.pk}%00", headers=JSON)

    assert answer.json()["body"] == "কথা"
