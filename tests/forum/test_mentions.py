"""Members offered while she types @, and how many a comment may speak to."""

from collections.abc import Callable

import pytest
from django.test import Client

from forum import mentioning
from forum.models import Post, Thread
from profiles.models import Member
from tests.factories import MemberFactory, PostFactory

pytestmark = pytest.mark.django_db


def offered(client: Client, q: str, thread: Thread | None = None) -> list[str]:
    where = {"thread": thread.pk} if thread else {}
    answer = client.get("/suggest/members/", {"q": q, **where})
    assert answer.status_code == 200
    return [each["handle"] for each in answer.json()["members"]]


@pytest.fixture
def tanias(client: Client, tania: Member) -> Client:
    client.force_login(tania)
    return client


def test_those_of_the_discussion_come_first(
    tanias: Client, thread: Thread, rahima: Member
) -> None:
    MemberFactory(handle="raya", display_name="আয়েশা")
    PostFactory(thread=thread, author=MemberFactory(handle="ratna", display_name="রত্না"))

    assert offered(tanias, "ra", thread) == ["ratna", "rahima", "raya"]
    assert offered(tanias, "", thread) == ["ratna", "rahima"]
    assert offered(tanias, "") == []
    assert offered(tanias, "ra") == ["raya", "ratna", "rahima"]


def test_a_name_is_found_in_any_spelling_of_its_letters(tanias: Client) -> None:
    MemberFactory(handle="joya", display_name="জয়া বড়ুয়া")
    MemberFactory(handle="রূপা২", display_name="Rupa Das")

    single, doubled = "\u099c\u09df\u09be", "\u099c\u09af\u09bc\u09be"
    assert offered(tanias, single) == offered(tanias, doubled) == ["joya"]
    assert offered(tanias, "জ") == ["joya"]
    assert offered(tanias, "RUPA") == ["রূপা২"]
    assert offered(tanias, "রূপা2") == ["রূপা২"]
    assert offered(tanias, "য়া") == []
    assert offered(tanias, "%") == offered(tanias, "_") == []


def test_a_second_name_is_found_among_those_of_the_discussion(
    tanias: Client, thread: Thread, rahima: Member
) -> None:
    assert offered(tanias, "খাতুন", thread) == ["rahima"]
    assert offered(tanias, "খাতুন") == []


def test_nothing_private_is_told(tanias: Client, thread: Thread) -> None:
    MemberFactory(
        handle="nobody_home",
        display_name="ডাকুন 01712345678",
        email="gopon@example.org",
        phone="+8801812345678",
    )

    answer = tanias.get("/suggest/members/", {"q": "nobody"})

    assert answer.json() == {
        "members": [{"handle": "nobody_home", "name": "ডাকুন 017••••••78"}]
    }
    assert "no-store" in answer.headers["Cache-Control"]


def test_who_cannot_be_spoken_to_is_not_offered(
    tanias: Client, thread: Thread, tania: Member, karim: Member
) -> None:
    Member.objects.create_unclaimed("পুরোনো নাম")
    MemberFactory(handle="gone_apa", is_active=False)
    blocked = MemberFactory(handle="blocked_one")
    hidden = PostFactory(thread=thread, author=MemberFactory(display_name="লুকানো"))
    tania.block(blocked)
    hidden.hide(karim, "ঝগড়া")

    assert offered(tanias, "পুরোনো") == []
    assert offered(tanias, "gone") == []
    assert offered(tanias, "blocked") == []
    assert offered(tanias, "tania") == []
    assert offered(tanias, "", thread) == ["rahima"]


def test_a_discussion_she_may_not_see_tells_no_names(
    tanias: Client, thread: Thread, karim: Member
) -> None:
    thread.hide(karim, "ভুল জায়গা")

    assert offered(tanias, "", thread) == []


def test_guests_and_scripts_get_nothing(
    client: Client, thread: Thread, tania: Member, monkeypatch
) -> None:
    monkeypatch.setattr(mentioning, "ASKS_PER_MINUTE", 3)

    guest = client.get("/suggest/members/?q=ra")
    client.force_login(tania)
    codes = [client.get("/suggest/members/?q=ra").status_code for _ in range(5)]
    client.force_login(thread.author)
    other = client.get("/suggest/members/?q=ra").status_code

    assert (guest.status_code, guest.json()["members"]) == (401, [])
    assert codes == [200, 200, 200, 429, 429]
    assert other == 200
    assert client.post("/suggest/members/").status_code == 405


@pytest.mark.parametrize("thread", ["x", "-1", "9" * 40, "০", ""])
def test_odd_threads_are_none(tanias: Client, thread: str) -> None:
    answer = tanias.get("/suggest/members/", {"q": "ক" * 5000, "thread": thread})

    assert answer.json() == {"members": []}


@pytest.mark.parametrize("count", [1, 3])
def test_suggest_query_count(
    tanias: Client, thread: Thread, count: int, django_assert_num_queries: Callable
) -> None:
    for number in range(count):
        author = MemberFactory(handle=f"apa{number}")
        PostFactory(thread=thread, author=author)
        MemberFactory(handle=f"apa_far{number}")

    with django_assert_num_queries(5):
        found = offered(tanias, "apa", thread)

    assert len(found) == 2 * count


def test_her_new_name_is_found(tanias: Client, rahima: Member) -> None:
    rahima.display_name = "শিউলি আক্তার"
    rahima.save(update_fields=["display_name"])

    assert offered(tanias, "শিউলি") == ["rahima"]
    assert offered(tanias, "রহিমা") == []


@pytest.mark.parametrize("people", [10, 11, 500])
def test_a_comment_speaks_to_so_many_and_no_more(
    tanias: Client, thread: Thread, tania: Member, people: int
) -> None:
    words = " ".join(f"@apa{number}" for number in range(people))

    answer = tanias.post(f"/t/{thread.pk}/post/", {"body": words, "client_key": UUID})

    posts = Post.objects.filter(author=tania)
    if people == 10:
        assert (answer.status_code, posts.count()) == (303, 1)
    else:
        page = answer.content.decode()
        assert (answer.status_code, posts.count()) == (422, 0)
        assert "বড়জোর ১০ জনকে" in page
        assert words in page


def test_naming_one_often_is_naming_one(
    tanias: Client, thread: Thread, tania: Member
) -> None:
    words = " ".join(["@Rahima @rahima"] * 20)

    answer = tanias.post(f"/t/{thread.pk}/post/", {"body": words, "client_key": UUID})

    assert answer.status_code == 303


UUID = "0d8f2c0e-7b1f-4a7e-9d35-0a3a4b6f7c11"
