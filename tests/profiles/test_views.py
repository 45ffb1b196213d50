"""Members' pages and one's own page."""

from datetime import timedelta

import pytest
from django.urls import reverse

from profiles.models import Member
from tests.factories import MemberFactory, PostFactory, ThreadFactory

pytestmark = pytest.mark.django_db


def member_page(member: Member) -> str:
    return reverse("profiles:member", args=[member.handle])


# --- Members' pages ----------------------------------------------------------------


def test_member_page_shows_the_latest_posts_first_to_guests(client, rahima):
    thread = ThreadFactory(title="শীতের পিঠা")
    for words in ("প্রথম কথা", "দ্বিতীয় কথা"):
        PostFactory(thread=thread, author=rahima, source=words)

    page = client.get(member_page(rahima)).content.decode()

    assert "রহিমা খাতুন" in page
    assert page.index("দ্বিতীয় কথা") < page.index("প্রথম কথা")
    assert "শীতের পিঠা" in page


def test_member_page_hides_what_the_reader_may_not_see(client, rahima, karim):
    shown = PostFactory(author=rahima, source="দেখা যায় এমন")
    PostFactory(author=rahima, source="আড়াল করা").hide(karim, "কারণ")
    waiting = ThreadFactory()
    PostFactory(thread=waiting, author=rahima, source="পরের জন্য")
    waiting.change(visible_from=waiting.visible_from + timedelta(days=1))

    page = client.get(member_page(rahima)).content.decode()
    assert "দেখা যায় এমন" in page
    assert "আড়াল করা" not in page
    assert "পরের জন্য" not in page
    client.force_login(karim)

    assert "আড়াল করা" in client.get(member_page(rahima)).content.decode()
    assert shown.get_absolute_url() in page


def test_member_page_masks_numbers_even_at_the_cut(client, rahima):
    PostFactory(author=rahima, source="ক " * 115 + "০১৭১২৩৪৫৬৭৮ নম্বরে ফোন দিন")
    PostFactory(author=rahima, source="ফোন 01812345678")

    page = client.get(member_page(rahima)).content.decode()

    assert "১২৩৪৫" not in page
    assert "018••••••78" in page


def test_member_page_goes_back_in_time_page_by_page(client, rahima):
    thread = ThreadFactory()
    for n in range(45):
        PostFactory(thread=thread, author=rahima, source=f"লেখা-{n:02}-শেষ")

    seen, url = [], member_page(rahima)
    for _page in range(3):
        response = client.get(url)
        posts = response.context["posts"]
        seen += [post.source for post in posts]
        url = response.context["older"]

    assert url == ""
    assert seen == [f"লেখা-{n:02}-শেষ" for n in reversed(range(45))]


@pytest.mark.parametrize("before", ["abc", "-1", "9" * 30, "9" * 5000, "০", "%00"])
def test_member_page_takes_a_bad_place_for_the_beginning(client, rahima, before):
    PostFactory(author=rahima, source="প্রথম কথা")

    response = client.get(f"{member_page(rahima)}?before={before}")

    assert "প্রথম কথা" in response.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_member_page_asks_the_database_the_same_for_many(
    client, rahima, django_assert_num_queries, count
):
    for _n in range(count):
        PostFactory(author=rahima)

    # Member, posts, her page as a seller.
    with django_assert_num_queries(3):
        client.get(member_page(rahima))


def test_member_page_knows_every_spelling_of_a_handle(client):
    ayesha = MemberFactory(handle="Ayesha", display_name="আয়েশা")
    MemberFactory(handle="বড়_আপা", display_name="বড় আপা")

    response = client.get("/members/ayesha/")

    assert response.status_code == 301
    assert response["Location"] == member_page(ayesha)
    assert client.get("/members/ব\u09dc_আপা/").status_code == 200


@pytest.mark.parametrize(
    "path", ["nobody", "a", "%00%00%00", "..", "x" * 500, "<script>", "নিপা\u0001"]
)
def test_member_page_of_nobody_is_not_there(client, db, path):
    assert client.get(f"/members/{path}/").status_code == 404


def test_unclaimed_member_page_says_so_and_leads_to_takedown(client, db):
    old = Member.objects.create_unclaimed("পুরোনো মানুষ")
    PostFactory(author=old)

    page = client.get(member_page(old)).content.decode()

    assert "পুরোনো একটা গ্রুপের লেখার সঙ্গে নামটা এসেছে" in page
    assert reverse("moderation:takedown", args=["member", old.pk]) in page
    assert 'name="robots" content="noindex"' in page


def test_name_whose_words_are_all_hidden_is_for_moderators(client, rahima, karim):
    old = Member.objects.create_unclaimed("পুরোনো মানুষ")
    PostFactory(author=old).hide(karim, "চেয়েছেন")

    client.force_login(rahima)
    assert client.get(member_page(old)).status_code == 404
    client.force_login(karim)
    assert "পুরোনো মানুষ" in client.get(member_page(old)).content.decode()


def test_closed_member_has_no_page(client, rahima):
    Member.objects.filter(pk=rahima.pk).update(is_active=False)

    assert client.get(member_page(rahima)).status_code == 404


def test_member_page_for_guests_carries_no_form_and_sets_nothing(client, rahima):
    response = client.get(member_page(rahima))

    assert 'method="post"' not in response.content.decode()
    assert not response.cookies
    assert client.post(member_page(rahima)).status_code == 405


# --- My page -----------------------------------------------------------------------


def test_my_page_is_for_members(client):
    assert client.get("/me/")["Location"] == "/accounts/login/?next=/me/"


def test_my_page_saves_name_handle_and_language(client, rahima):
    client.force_login(rahima)

    response = client.post(
        "/me/", {"display_name": "রহিমা আপা", "handle": "@রহিমা", "language": "en"}
    )

    assert response["Location"] == "/me/"
    rahima.refresh_from_db()
    assert (rahima.display_name, rahima.handle) == ("রহিমা আপা", "রহিমা")
    assert rahima.language == "en"
    page = client.get("/me/").content.decode()
    assert "Number and e-mail are seen by you alone." in page


@pytest.mark.parametrize(
    ("handle", "sentence"),
    [
        ("TANIA", "এই হ্যান্ডেলটা নেওয়া হয়ে গেছে"),
        ("ab", "হ্যান্ডেলে ৩ থেকে ৩০টি অক্ষর বা সংখ্যা থাকে"),
        ("রহি ma", "হ্যান্ডেলে ৩ থেকে ৩০টি"),
        ("", "একটা হ্যান্ডেল দিন।"),
        ("<script>", "হ্যান্ডেলে ৩ থেকে ৩০টি"),
        ("rahima01712345678", "নামের মধ্যে নম্বর দেবেন না"),
    ],
)
def test_my_page_refuses_a_handle_and_keeps_what_she_typed(
    client, rahima, tania, handle, sentence
):
    client.force_login(rahima)

    response = client.post(
        "/me/", {"display_name": "নতুন নাম", "handle": handle, "language": "bn"}
    )

    page = response.content.decode()
    assert response.status_code == 400
    assert sentence in page
    assert "নতুন নাম" in page
    rahima.refresh_from_db()
    assert (rahima.handle, rahima.display_name) == ("rahima", "রহিমা খাতুন")


def test_my_page_masks_the_number_and_has_no_ascii_digit(client, rahima):
    Member.objects.filter(pk=rahima.pk).update(phone="+8801712345678")
    client.force_login(rahima)

    page = client.get("/me/").content.decode()

    assert "০১৭••••••৭৮" in page
    assert "1712345678" not in page
