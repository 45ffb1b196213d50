"""A copy of all that is hers: made once, in the background, for her alone, for a day."""

import io
import json
import os
import time
import uuid
import zipfile
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import Resolver404, resolve
from django.utils import timezone

from core.personal import Holdings
from forum.models import Bookmark, Draft, Reaction, ReadMark, Subscription
from moderation import targets
from moderation.models import Report, Sanction
from notifications.models import Notification
from photos.models import Photo
from profiles import exporting
from profiles.data_export import VALID, DataExport, folder
from profiles.models import FormDraft, Member, NumberChange
from sellers import pasted
from sellers.models import SellerClaim, UnclaimedPage
from sellers.personal import HOLDINGS as seller_holdings
from tests.factories import MemberFactory, PostFactory, ReviewFactory, ThreadFactory
from tests.photos.pictures import jpeg
from verification.personal import HOLDINGS as check_holdings
from verification.ways import HOLDINGS as way_holdings

pytestmark = pytest.mark.django_db
PAGE = "/me/data/"


def fetched(client: Client) -> zipfile.ZipFile:
    """The copy of whoever is signed in, by its link."""
    export = DataExport.objects.latest("pk")
    answer = client.get(f"{PAGE}{export.token}/")
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")
    assert "no-store" in answer["Cache-Control"]
    return zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))


@pytest.fixture
def full(rahima: Member, karim: Member, tania: Member) -> Member:
    """Rahima, with something of hers in every room."""
    NumberChange.make(rahima, "+8801712345678")
    thread = ThreadFactory(author=rahima, title="আমার দোকানের কথা", tags=["পিঠা"])
    photo = Photo.take(rahima, [jpeg(60, 60)], uuid.uuid4())
    post = thread.post(rahima, "প্রথম লেখা", photos={photo.pk: "লাল শাড়ির ছবি"})
    other = PostFactory(thread=thread, author=tania, source="তানিয়ার গোপন নয় কথা")
    post.edit("পরের লেখা", by=rahima)
    Draft.keep(rahima, f"post:thread:{thread.pk}", 0, body="আধা লেখা", thread=thread)
    Reaction.give(other, rahima, Reaction.Kind.THANKS)
    Bookmark.keep(rahima, other)
    Subscription.mute(rahima, "thread", thread.pk)
    ReadMark.move(rahima, thread, 1)
    rahima.block(tania)
    Report.file(
        targets.get("post"),
        other,
        uuid.uuid4(),
        kind=Report.Kind.REPORT,
        by=rahima,
        reason="abuse",
        words="আমার নালিশ",
    )
    Report.file(
        targets.get("post"),
        post,
        uuid.uuid4(),
        kind=Report.Kind.REPORT,
        by=tania,
        reason="abuse",
        words="তানিয়ার গোপন নালিশ",
    )
    Sanction.give(rahima, "warn", karim, "শান্ত থাকুন")
    Notification.objects.tell([rahima.pk], Notification.Kind.HOST)
    ReviewFactory(by=rahima)
    shop = pasted.read("facebook.com/minar.sari")
    page = UnclaimedPage.find_or_make(tania, shop, "মিনার শাড়ি")
    SellerClaim.make(page, rahima, "পেজটা আমি চালাই")
    FormDraft.keep(rahima, "/sellers/reviews/1/answer/", {"words": ["আধা উত্তর"]}, "")
    rahima.refresh_from_db()
    return rahima


def test_copy_holds_all_that_is_hers_and_nothing_that_is_others(client, full):
    client.force_login(full)
    assert client.post(PAGE).status_code == 302
    assert "গুছিয়ে নিচ্ছি" in client.get(PAGE).content.decode()

    assert exporting.drain() == 1

    copy = fetched(client)
    data = json.loads(copy.read("data.json"))
    page = copy.read("index.html").decode()
    assert set(Holdings.registered) <= set(data)
    assert data["member"][0]["phone"] == "+8801712345678"
    assert [row["words"] for row in data["posts"]] == [
        "কে কে আছেন, একটু বলুন তো।",
        "পরের লেখা",
    ]
    assert data["edits"][0]["words"] == "প্রথম লেখা"
    for words in (
        "আধা লেখা",
        "আধা উত্তর",
        "লাল শাড়ির ছবি",
        "আমার নালিশ",
        "শান্ত থাকুন",
        "+8801712345678",
    ):
        assert words in page
    for words in ("তানিয়ার গোপন", "তানিয়া রহমান"):
        assert words not in page
        assert words not in json.dumps(data, ensure_ascii=False)
    pictures = [name for name in copy.namelist() if name.startswith("photos/")]
    assert pictures == [data["photos"][0]["file"]]
    assert copy.read(pictures[0]).startswith(b"\xff\xd8")
    assert "<script" not in page
    assert "http" not in page.replace("http://localhost:8000/", "")


def test_each_holding_says_something(full):
    """Those of a seller's page and numbers are filled in tests/sellers/test_personal.py,
    those of what is checked in tests/verification/, test_personal.py and test_ways.py."""
    sellers = {each.name for each in (*seller_holdings, *check_holdings, *way_holdings)}
    held = [each for each in Holdings.in_order() if each.name not in sellers]
    empty = [each.name for each in held if not [*each.read(full)]]

    assert held[0].name == "member"
    assert empty == ["sessions", "trust", "names", "tips", "addas", "decisions"]


def test_copy_speaks_her_language(client, full):
    full.speak("en")
    client.force_login(full)
    client.post(PAGE)
    exporting.drain()

    page = fetched(client).read("index.html").decode()

    assert '<html lang="en">' in page
    assert "Your comments" in page


def test_asked_twice_it_is_one_copy_and_one_notice(client, rahima):
    client.force_login(rahima)
    client.post(PAGE)
    client.post(PAGE)
    assert DataExport.objects.count() == 1
    exporting.drain()

    client.post(PAGE)

    assert DataExport.objects.count() == 1
    assert exporting.drain() == 0
    inbox = client.get("/me/inbox/").content.decode()
    assert inbox.count("আপনার সবকিছুর কপি তৈরি") == 1
    DataExport.objects.update(ready_at=timezone.now() - timedelta(hours=1))
    client.post(PAGE)
    assert DataExport.objects.get().ready_at is None


def test_copy_is_for_her_alone_and_for_a_day(client, rahima, tania):
    client.force_login(rahima)
    client.post(PAGE)
    exporting.drain()
    export = DataExport.objects.get()
    link = f"{PAGE}{export.token}/"
    assert export.path.stat().st_mode & 0o077 == 0
    assert link in client.get(PAGE).content.decode()

    guest, other = Client(), Client()
    other.force_login(tania)
    assert guest.get(link).status_code == 302
    assert other.get(link).status_code == 404
    assert client.get(f"{PAGE}{'x' * 43}/").status_code == 404

    DataExport.objects.update(ready_at=timezone.now() - VALID)
    assert client.get(link).status_code == 404
    exporting.sweep()
    assert not export.path.exists()
    assert not DataExport.objects.exists()
    assert "কপি বানান" in client.get(PAGE).content.decode()


def test_what_can_be_no_token_is_never_looked_for():
    for typed in ("\x00", "a b", "ক"):
        with pytest.raises(Resolver404):
            resolve(f"{PAGE}{typed}/")


def test_file_that_is_gone_is_no_error(client, rahima):
    client.force_login(rahima)
    client.post(PAGE)
    exporting.drain()
    export = DataExport.objects.get()
    export.path.unlink()

    assert client.get(f"{PAGE}{export.token}/").status_code == 404


def test_suspended_member_may_take_what_is_hers(client, rahima, karim):
    until = timezone.now() + timedelta(days=3)
    Sanction.give(rahima, "suspend", karim, "কারণ", until=until)
    client.force_login(rahima)

    assert client.post(PAGE).status_code == 302
    assert DataExport.objects.count() == 1


def test_worker_that_lost_its_lease_publishes_nothing(rahima):
    DataExport.ask(rahima)
    (slow,) = DataExport.objects.claim(1)
    DataExport.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    assert exporting.drain() == 1
    ready_at = DataExport.objects.get().ready_at

    with pytest.raises(exporting.LeaseLost):
        exporting.make(slow)

    assert DataExport.objects.get().ready_at == ready_at
    assert not [*folder().glob(f"{slow.token}.*-*")]


def test_sweep_removes_files_that_no_row_names():
    folder().mkdir(parents=True, exist_ok=True)
    stray = folder() / "x.zip"
    stray.write_bytes(b"x")
    exporting.sweep()
    assert stray.exists()
    long_ago = time.time() - 2 * exporting.FORGOTTEN_SECONDS
    os.utime(stray, (long_ago, long_ago))

    exporting.sweep()

    assert not stray.exists()


def test_her_page_leads_there(client):
    client.force_login(MemberFactory())

    assert f'href="{PAGE}"' in client.get("/me/").content.decode()
