"""The inbox, the bell, and where a notice leads."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forum.models import Thread
from notifications.models import COUNTED_AT_MOST, Notification
from profiles.models import Member
from tests.factories import MemberFactory, PostFactory, ThreadFactory
from tests.notifications.conftest import tell


@pytest.fixture
def notice(thread: Thread, rahima: Member, tania: Member) -> Notification:
    """One that rahima has not read: tania wrote two comments."""
    PostFactory(thread=thread, author=tania)
    PostFactory(thread=thread, author=tania)
    tell()
    return Notification.objects.get(member=rahima)


def is_unread(notice: Notification) -> bool:
    notice.refresh_from_db()
    return notice.read_at is None


# --- the list ---


def test_inbox_says_who_wrote_where_in_her_language(
    client: Client, notice: Notification, rahima: Member
):
    client.force_login(rahima)
    page = client.get("/me/inbox/").content.decode()
    assert "তানিয়া রহমান ২টি মন্তব্য লিখেছেন" in page
    assert "দাম ঠিক করি কীভাবে" in page

    rahima.speak("en")
    page = client.get("/me/inbox/").content.decode()
    assert "তানিয়া রহমান wrote 2 comments" in page


def test_inbox_is_hers_alone(client: Client, notice: Notification, karim: Member):
    client.force_login(karim)

    assert "তানিয়া রহমান" not in client.get("/me/inbox/").content.decode()
    assert client.get(f"/me/inbox/{notice.pk}/").status_code == 404
    assert client.post(f"/me/inbox/{notice.pk}/read/").status_code == 404
    client.post("/me/inbox/read/")
    assert is_unread(notice)


def test_guests_have_no_inbox(client: Client, notice: Notification):
    for url in ("/me/inbox/", f"/me/inbox/{notice.pk}/"):
        assert client.get(url)["Location"].startswith("/accounts/login/?next=")
    for url in ("/me/inbox/read/", f"/me/inbox/{notice.pk}/read/"):
        assert client.post(url).status_code == 302
    answer = client.get("/me/inbox/count/")
    assert (answer.status_code, answer.json()) == (401, {"error": "signed_out"})
    assert is_unread(notice)


def test_numbers_in_names_and_titles_are_masked(client: Client, rahima: Member):
    caller = MemberFactory(display_name="নিপা ০১৭১২৩৪৫৬৭৮")
    thread = ThreadFactory(author=caller, title="ফোন ০১৭১২৩৪৫৬৭৮")
    PostFactory(thread=thread, author=caller, source="@rahima ফোন ০১৭১২৩৪৫৬৭৮")
    tell()
    client.force_login(rahima)

    page = client.get("/me/inbox/").content.decode()

    assert "নিপা" in page
    assert "০১৭১২৩৪৫৬৭৮" not in page
    assert "01712345678" not in page


def test_list_goes_on_where_the_page_ended(
    client: Client, rahima: Member, tania: Member
):
    threads = [ThreadFactory(author=rahima) for _n in range(21)]
    for thread in threads:
        PostFactory(thread=thread, author=tania)
        tell()
    client.force_login(rahima)

    first = client.get("/me/inbox/").context["page"]
    second = client.get(first.older).context["page"]

    assert [row.notice.thread_id for row in first.rows] == [
        thread.pk for thread in reversed(threads[1:])
    ]
    assert [row.notice.thread_id for row in second.rows] == [threads[0].pk]
    assert second.older == ""
    assert client.get("/me/inbox/?before=x").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_inbox_query_count(
    client: Client,
    rahima: Member,
    tania: Member,
    count: int,
    django_assert_num_queries: Callable,
):
    for _n in range(count):
        thread = ThreadFactory(author=rahima)
        for _m in range(count):
            PostFactory(thread=thread, author=tania)
            PostFactory(thread=thread, source="@rahima শুনুন")
    tell()
    client.force_login(rahima)

    with django_assert_num_queries(7):
        client.get("/me/inbox/")


def test_five_thousand_notices_cost_one_page(
    client: Client, rahima: Member, thread: Thread, django_assert_num_queries: Callable
):
    """Flarum's list of all of them took seconds (flarum#3778)."""
    long_ago = timezone.now() - timedelta(days=1)
    Notification.objects.bulk_create(
        Notification(
            member=rahima, kind="opened", thread=thread, at=long_ago, read_at=long_ago
        )
        for _n in range(5000)
    )
    client.force_login(rahima)

    with CaptureQueriesContext(connection) as seen:
        page = client.get("/me/inbox/").context["page"]

    assert len(page.rows) == 20
    # What is asked of the posts names the notices of this page and no others.
    asked = [query["sql"] for query in seen.captured_queries]
    assert max(map(len, asked)) < 10_000


# --- reading ---


def test_opening_leads_to_the_first_that_she_has_not_read(
    client: Client, notice: Notification, thread: Thread, rahima: Member
):
    first = thread.posts.get(seq=1)
    client.force_login(rahima)

    answer = client.get(f"/me/inbox/{notice.pk}/")

    assert answer["Location"].startswith(thread.get_absolute_url())
    assert answer["Location"].endswith(f"#p{first.pk}")
    assert not is_unread(notice)


def test_opening_leads_past_what_was_hidden(
    client: Client,
    notice: Notification,
    thread: Thread,
    rahima: Member,
    karim: Member,
):
    thread.posts.get(seq=1).hide(karim, "বিজ্ঞাপন")
    client.force_login(rahima)

    answer = client.get(f"/me/inbox/{notice.pk}/")

    assert answer["Location"].endswith(f"#p{thread.posts.get(seq=2).pk}")


def test_opening_one_whose_posts_are_gone_says_so(
    client: Client,
    notice: Notification,
    thread: Thread,
    rahima: Member,
    karim: Member,
):
    thread.hide(karim, "ভুল জায়গা")
    client.force_login(rahima)

    answer = client.get(f"/me/inbox/{notice.pk}/", follow=True)

    assert answer.redirect_chain == [("/me/inbox/", 302)]
    assert "আর এখানে নেই" in answer.content.decode()


def test_looking_ahead_reads_nothing(
    client: Client, notice: Notification, rahima: Member
):
    client.force_login(rahima)

    client.head(f"/me/inbox/{notice.pk}/")

    assert is_unread(notice)


def test_one_is_read_by_its_button(
    client: Client, notice: Notification, rahima: Member
):
    client.force_login(rahima)
    assert f'action="/me/inbox/{notice.pk}/read/"' in (
        client.get("/me/inbox/").content.decode()
    )

    answer = client.post(f"/me/inbox/{notice.pk}/read/")

    assert (answer.status_code, answer["Location"]) == (303, "/me/inbox/")
    assert not is_unread(notice)
    assert client.get(f"/me/inbox/{notice.pk}/read/").status_code == 405


def test_all_are_read_in_one_statement(client: Client, rahima: Member, tania: Member):
    for _n in range(3):
        PostFactory(thread=ThreadFactory(author=rahima), author=tania)
        PostFactory(thread=ThreadFactory(author=tania), author=rahima)
    tell()
    client.force_login(rahima)

    with CaptureQueriesContext(connection) as seen:
        client.post("/me/inbox/read/")

    ours = [
        query for query in seen.captured_queries if "notifications_" in query["sql"]
    ]
    assert len(ours) == 1
    unread = Notification.objects.unread()
    assert unread.filter(member=rahima).count() == 0
    assert unread.filter(member=tania).count() == 3


# --- the bell ---


def test_bell_counts_in_her_digits(
    client: Client, notice: Notification, rahima: Member
):
    client.force_login(rahima)
    page = client.get("/boards/").content.decode()
    assert "১টি নতুন খবর" in page
    assert client.get("/me/inbox/count/").json() == {
        "count": 1,
        "shown": "১",
        "sentence": "১টি নতুন খবর",
    }

    client.post("/me/inbox/read/")
    assert "নতুন খবর" not in client.get("/boards/").content.decode()
    assert client.get("/me/inbox/count/").json()["count"] == 0


def test_bell_stops_counting_at_a_hundred(client: Client, rahima: Member):
    threads = Thread.objects.bulk_create(
        Thread(title=f"আড্ডা {n}", visible_from=timezone.now())
        for n in range(COUNTED_AT_MOST + 5)
    )
    Notification.objects.bulk_create(
        Notification(member=rahima, kind="opened", thread=thread) for thread in threads
    )
    client.force_login(rahima)

    assert client.get("/me/inbox/count/").json()["shown"] == "৯৯+"


def test_guests_page_asks_for_no_count(client: Client, thread: Thread):
    with CaptureQueriesContext(connection) as seen:
        page = client.get(thread.get_absolute_url()).content.decode()

    assert "data-bell" not in page
    assert not [q for q in seen.captured_queries if "notifications_" in q["sql"]]


def test_members_page_asks_once(client: Client, thread: Thread, tania: Member):
    client.force_login(tania)
    with CaptureQueriesContext(connection) as seen:
        page = client.get(thread.get_absolute_url()).content.decode()

    assert 'data-bell="/me/inbox/count/"' in page
    asked = [q for q in seen.captured_queries if "notifications_" in q["sql"]]
    assert len(asked) == 1
