"""A name from imported text finds its member: asked, decided, carried, undone."""

import datetime as dt

import pytest
from django.urls import reverse

from forum.models import Post
from moderation.models import Case, ModerationEntry
from notifications.models import Notification
from profiles import claiming
from profiles.models import Member, NameClaim
from tests.factories import PostFactory, ThreadFactory

pytestmark = pytest.mark.django_db
PROOF = {"words": "আমি তখন নকশিকাঁথা বিক্রি করতাম"}


@pytest.fixture
def name(db: None) -> Member:
    """A name that came with a paste, with three comments under it."""
    name = Member.objects.create_unclaimed("মিতু আক্তার")
    thread = ThreadFactory(title="আগের আড্ডা")
    for number in range(3):
        thread.post(name, f"পুরোনো কথা {number}", force=True, dated=dt.date(2024, 1, 5))
    return name


def carry() -> None:
    """Do all that the worker has to do now."""
    while claiming.drain():
        pass


def decide(client, case: Case, action: str, reason: str = "পেজ মিলেছে"):
    """Answer a case as its form does."""
    data = {"action": action, "reason": reason, "round": case.round, "ready": ""}
    return client.post(f"/moderation/cases/{case.pk}/act/", data)


def asked(client, member: Member, name: Member) -> NameClaim:
    """Ask for a name through its page."""
    client.force_login(member)
    assert client.post(f"/members/{name.handle}/claim/", PROOF).status_code == 302
    return NameClaim.objects.get(by=member)


def test_agreed_to_all_is_hers_and_her_page_stands_for_it(client, rahima, karim, name):
    assert "/claim/" in client.get(name.get_absolute_url()).content.decode()
    claim = asked(client, rahima, name)
    client.post(f"/members/{name.handle}/claim/", PROOF)
    case = Case.objects.get(kind="name-claim")
    version = Post.objects.filter(author=name).first().thread.version

    client.force_login(karim)
    assert "নকশিকাঁথা" in client.get("/moderation/").content.decode()
    assert decide(client, case, "approve", reason="").status_code == 400
    assert decide(client, case, "approve").status_code == 302
    assert decide(client, case, "approve").status_code == 302
    carry()

    posts = Post.objects.filter(author=rahima)
    assert posts.count() == 3
    assert posts.first().thread.version >= version + 3
    claim.refresh_from_db()
    assert (claim.state, claim.moving, claim.decision) == (
        "granted",
        False,
        "পেজ মিলেছে",
    )
    assert ModerationEntry.objects.filter(target_kind="name-claim").count() == 1
    assert Notification.objects.filter(member=rahima, kind="claim").count() == 1
    answer = client.get(name.get_absolute_url())
    assert answer["Location"] == rahima.get_absolute_url()
    spoken = PostFactory(thread=posts.first().thread, source=f"@{name.handle} আছেন?")
    page = client.get(spoken.get_absolute_url(), follow=True).content.decode()
    assert "@রহিমা খাতুন" in page
    client.force_login(rahima)
    assert "নামটা আপনার" in client.get("/me/names/").content.decode()


def test_way_to_it_stands_behind_each_of_its_comments(client, rahima, name):
    post = Post.objects.filter(author=name).first()
    own = PostFactory(thread=post.thread, author=rahima)
    claim = f'href="{reverse("profiles:claim", args=[name.handle])}"'

    guest = client.get(f"/p/{post.pk}/more/").content.decode()
    client.force_login(rahima)
    page = client.get(f"/p/{post.pk}/more/").content.decode()

    for sheet in (guest, page):
        assert claim in sheet
        assert "এটা আমি ছিলাম" in sheet
    assert "এটা আমি ছিলাম" not in client.get(f"/p/{own.pk}/more/").content.decode()
    assert client.get(f"/members/{name.handle}/claim/").status_code == 200
    Member.objects.filter(pk=name.pk).update(claimed_by=rahima)
    assert claim not in client.get(f"/p/{post.pk}/more/").content.decode()


def test_undone_it_all_goes_back(client, rahima, karim, name):
    claim = asked(client, rahima, name)
    own = PostFactory(author=rahima)
    client.force_login(karim)
    decide(client, Case.objects.get(kind="name-claim"), "approve")
    carry()
    batch = ModerationEntry.objects.get(action="approve").batch

    client.post(f"/moderation/undo/{batch}/")
    client.post(f"/moderation/undo/{batch}/")
    carry()

    assert Post.objects.filter(author=name).count() == 3
    assert list(Post.objects.filter(author=rahima)) == [own]
    name.refresh_from_db()
    assert name.claimed_by is None
    claim.refresh_from_db()
    assert claim.state == "open"
    assert not claim.rows.exists()
    assert Case.objects.get(kind="name-claim").is_open


def test_refused_she_reads_why_and_may_ask_anew(client, rahima, karim, name):
    claim = asked(client, rahima, name)
    client.force_login(karim)

    decide(client, Case.objects.get(kind="name-claim"), "dismiss", "প্রমাণ মেলেনি")

    claim.refresh_from_db()
    assert claim.state == "refused"
    client.force_login(rahima)
    assert "প্রমাণ মেলেনি" in client.get("/me/names/").content.decode()
    assert Post.objects.filter(author=name).count() == 3
    asked(client, rahima, name)
    assert Case.objects.get(kind="name-claim").is_open


def test_two_ask_for_one_name_and_one_has_it(client, rahima, tania, karim, name):
    asked(client, rahima, name)
    asked(client, tania, name)
    first, second = Case.objects.filter(kind="name-claim").order_by("pk")
    client.force_login(karim)
    decide(client, first, "approve")

    late = decide(client, second, "approve")

    assert late.status_code == 403
    assert "এই নামের সদস্যকে পাওয়া গেছে" in late.content.decode()
    carry()
    assert Post.objects.filter(author=rahima).count() == 3
    client.force_login(karim)
    answer = client.post(f"/members/{name.handle}/claim/", PROOF)
    assert answer.status_code == 403


def test_a_member_cannot_be_claimed(client, rahima, tania):
    client.force_login(rahima)

    assert client.post(f"/members/{tania.handle}/claim/", PROOF).status_code == 404
    assert client.post("/members/nobody/claim/", PROOF).status_code == 404
    client.logout()
    assert client.get(f"/members/{tania.handle}/claim/").status_code == 302


def test_empty_proof_is_asked_for(client, rahima, name):
    client.force_login(rahima)

    answer = client.post(f"/members/{name.handle}/claim/", {"words": " "})

    assert answer.status_code == 400
    assert not NameClaim.objects.exists()
