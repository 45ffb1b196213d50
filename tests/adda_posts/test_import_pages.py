"""The moderators' pages of the paste import."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from zeal import zeal_ignore

from adda_posts.models import Adda, Import, Series
from adda_posts.views import importing as views
from forum.models import Post
from profiles.models import Member

from .test_import import HEAD, ONE, REPLY, THREE, TWO, many, stream

PAGE = "/adda/import/"


@pytest.fixture
def moderator(client: Client, karim: Member) -> Iterator[Client]:
    """She imports; saving writes post after post, which zeal takes for a mistake."""
    client.force_login(karim)
    with zeal_ignore():
        yield client


def sent_back(context: Any) -> dict[str, str]:
    """What a browser would send of the forms on the page, untouched."""
    sheet = context["sheet"]
    return {
        field.html_name: str(field.value() or "")
        for form in [sheet.head, *sheet.rows]
        for field in form
    }


def test_only_moderators_import(client: Client, tania: Member) -> None:
    assert client.get(PAGE)["Location"].startswith("/accounts/login/")
    client.force_login(tania)
    assert client.get(PAGE).status_code == 403
    assert client.post(f"{PAGE}1/publish/").status_code == 403
    assert client.get(f"{PAGE}1/").status_code == 403


def test_paste_is_looked_through_corrected_and_saved(moderator: Client) -> None:
    response = moderator.post(PAGE, {"words": HEAD + ONE + TWO + REPLY + THREE})
    run = Import.objects.get()
    assert response["Location"] == f"{PAGE}{run.pk}/"
    assert not Adda.objects.exists()
    sheet = moderator.get(response["Location"])
    assert "হাটে গেলে ভাংতি টাকা" in sheet.content.decode()
    assert "৪টি মন্তব্য" in sheet.content.decode()
    assert 'value="৩/৩/২০২১"' in sheet.content.decode()
    sent = sent_back(sheet.context)
    assert sent["row3-reply_to"] == "2"
    sent |= {
        "adda-day": "০৫/০৩/২০২১",
        "adda-title": "হাটবারের আড্ডা",
        "row1-author": "",
        "row1-body": "",
        "row4-author": "রোকেয়া সুলতানা",
    }
    response = moderator.post(f"{PAGE}{run.pk}/", sent)
    assert response.status_code == 302
    assert not Adda.objects.exists()
    sent = sent_back(moderator.get(f"{PAGE}{run.pk}/").context)
    response = moderator.post(f"{PAGE}{run.pk}/", {**sent, "all": "1"}, follow=True)
    assert "আনা হয়েছে" in response.content.decode()
    adda = Adda.objects.get()
    assert adda.date.isoformat() == "2021-03-05"
    assert adda.page.title == "হাটবারের আড্ডা"
    assert stream(adda) == [
        (1, "Selina Parvin", "সকাল সকাল গেলে ভালো জায়গা মেলে।"),
        (2, "Nasima Begum", "ঠিক বলেছেন আপা, আমিও তাই করি।"),
        (3, "রোকেয়া সুলতানা", "দরদাম কম হয় এমন দাম লিখে রাখি।"),
    ]
    assert Post.objects.get(seq=2).parent == Post.objects.get(seq=1)
    run.refresh_from_db()
    assert (run.stage, run.paste) == ("saved", None)
    # Sent twice it is there once.
    moderator.post(f"{PAGE}{run.pk}/save/")
    assert Post.objects.count() == 3


def test_import_is_published_indexed_and_undone(moderator: Client) -> None:
    words = HEAD + ONE
    moderator.post(PAGE, {"words": words})
    run = Import.objects.get()
    moderator.post(f"{PAGE}{run.pk}/save/")
    adda = Adda.objects.get()
    guest = Client()
    assert guest.get(adda.get_absolute_url()).status_code == 404
    for _twice in range(2):
        assert moderator.post(f"{PAGE}{run.pk}/publish/").status_code == 302
    assert "noindex" in guest.get(adda.get_absolute_url()).content.decode()
    moderator.post(f"{PAGE}{run.pk}/index/")
    assert "noindex" not in guest.get(adda.get_absolute_url()).content.decode()
    moderator.post(f"{PAGE}{run.pk}/no-index/")
    assert "noindex" in guest.get(adda.get_absolute_url()).content.decode()
    for _twice in range(2):
        assert moderator.post(f"{PAGE}{run.pk}/undo/").status_code == 302
    assert guest.get(adda.get_absolute_url()).status_code == 404
    assert moderator.get(PAGE).status_code == 200
    run.refresh_from_db()
    assert run.stage == "undone"


def test_long_import_goes_on_where_it_stopped(
    moderator: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "SAVE_SECONDS", 0)
    moderator.post(PAGE, {"words": HEAD + many(30)})
    run = Import.objects.get()
    moderator.post(f"{PAGE}{run.pk}/save/")
    assert 0 < Post.objects.count() < 30
    assert run.stage == "unfinished"
    assert "বাকিটা জমা করুন" in moderator.get(PAGE).content.decode()
    assert moderator.get(f"{PAGE}{run.pk}/")["Location"] == PAGE
    monkeypatch.setattr(views, "SAVE_SECONDS", 60)
    moderator.post(f"{PAGE}{run.pk}/save/")
    assert Post.objects.count() == 30
    run.refresh_from_db()
    assert run.stage == "saved"


def test_draft_is_thrown_away(moderator: Client) -> None:
    moderator.post(PAGE, {"words": HEAD + ONE})
    run = Import.objects.get()
    moderator.post(f"{PAGE}{run.pk}/undo/")
    assert not Import.objects.exists()
    assert moderator.get(f"{PAGE}{run.pk}/").status_code == 404


def test_file_is_taken(moderator: Client) -> None:
    file = SimpleUploadedFile("পুরোনো.txt", (HEAD + ONE).encode())
    assert moderator.post(PAGE, {"file": file}).status_code == 302
    assert Import.objects.get().files == ["পুরোনো.txt"]


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"words": ""}, "ফাঁকা"),
        ({"words": "এটা কোনো আড্ডা নয়।"}, "কোনো আড্ডা পাওয়া গেল না"),
        ({"words": HEAD.replace("৩ মার্চ ২০২১", "") + ONE}, "তারিখ"),
        ({"words": HEAD + ONE, "series": "daily"}, "চলতি ধারাবাহিক"),
        ({"words": HEAD + ONE, "series": "a b"}, "চলতি ধারাবাহিক"),
        (
            {"file": SimpleUploadedFile("x.bin", bytes(range(256)) * 9)},
            "সাধারণ লেখার ফাইল নয়",
        ),
        ({"file": SimpleUploadedFile("x.txt", b"")}, "x.txt ফাঁকা"),
        ({"words": f"{HEAD}{ONE}\0"}, "সাধারণ লেখার ফাইল নয়"),
        ({"words": HEAD + ONE, "series": "daily\0"}, "চলতি ধারাবাহিক"),
    ],
)
def test_bad_paste_is_told_and_kept(
    moderator: Client, series: Series, sent: dict[str, Any], sentence: str
) -> None:
    response = moderator.post(PAGE, sent)
    assert response.status_code == 422
    page = response.content.decode()
    assert sentence in page
    if ONE.strip() in sent.get("words", ""):
        assert "ভাংতি টাকা" in page
    assert not Import.objects.exists()


def test_wrong_correction_is_told_beside_its_field(moderator: Client) -> None:
    moderator.post(PAGE, {"words": HEAD + ONE + TWO})
    run = Import.objects.get()
    path = f"{PAGE}{run.pk}/"
    sent = sent_back(moderator.get(path).context)
    wrong = {"row1-author": "", "row2-reply_to": "৫", "adda-day": "কাল"}
    response = moderator.post(path, {**sent, **wrong})
    assert response.status_code == 422
    sheet = response.context["sheet"]
    assert list(sheet.head.errors) == ["day"]
    assert [list(row.errors) for row in sheet.rows] == [["author"], ["reply_to"]]
    assert "সকাল সকাল" in response.content.decode()
    run.refresh_from_db()
    assert run.paste["blocks"][0]["adda"]["comments"][0]["author"] == "Nasima Begum"


def test_many_comments_are_looked_through_in_pages(moderator: Client) -> None:
    moderator.post(PAGE, {"words": HEAD + many(60)})
    path = f"{PAGE}{Import.objects.get().pk}/"
    first = moderator.get(path)
    assert len(first.context["sheet"].rows) == 25
    assert len(moderator.get(f"{path}?page=৩").context["sheet"].rows) == 10
    assert moderator.get(f"{path}?page=4").status_code == 404
    assert moderator.get(f"{path}?adda=2").status_code == 404
    response = moderator.post(path, sent_back(first.context))
    assert response["Location"].endswith("?adda=1&page=2")


def test_list_asks_the_same_for_one_and_three(moderator: Client) -> None:
    counts = []
    for months in (["জানুয়ারি"], ["মার্চ", "মে"]):
        for month in months:
            moderator.post(PAGE, {"words": HEAD.replace("মার্চ", month) + ONE})
            moderator.post(f"{PAGE}{Import.objects.first().pk}/save/")
        moderator.get(PAGE)
        with CaptureQueriesContext(connection) as seen:
            moderator.get(PAGE)
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_list_reads_no_paste(moderator: Client) -> None:
    for number in range(2):
        moderator.post(PAGE, {"words": HEAD + many(number + 1)})
    with CaptureQueriesContext(
        connection,
    ) as queries:
        moderator.get(PAGE)
    assert not [each for each in queries if '"paste",' in each["sql"]]
    assert not [each for each in queries if '"paste" FROM' in each["sql"]]
