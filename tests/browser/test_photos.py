"""Photos in a browser: made small, sent on a bad line, posted once, looked at."""

import socket
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from playwright.sync_api import Route, expect

from forum.models import Post, Thread
from photos.models import Photo
from profiles.models import Member
from tests.browser.signing import sign_in
from tests.factories import MemberFactory, PostFactory, ThreadFactory
from tests.photos import pictures

pytestmark = [
    pytest.mark.browser,
    pytest.mark.post_once,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

FORM = "form#write"
TILES = f"{FORM} [data-tile]"
CHOOSE = f"{FORM} [data-photo-input]"
SEND = f"{FORM} button[type=submit]"


@pytest.fixture
def thread(transactional_db: None) -> Thread:
    thread: Thread = ThreadFactory(title="কার কী বানানো?")
    PostFactory(thread=thread, source="এবার কে কী বানালেন?")
    return thread


@pytest.fixture
def member(transactional_db: None) -> Member:
    member: Member = MemberFactory(display_name="তানিয়া রহমান")
    return member


@pytest.fixture
def camera(tmp_path: Path) -> list[str]:
    """Files in the gallery of the phone: two photos, one of them large and held
    sideways, and something that only looks like one."""
    large = pictures.noise(300, 200).resize((3000, 2000))
    exif = large.getexif()
    exif[0x0112] = 6
    large.save(tmp_path / "IMG_1.jpg", quality=90, exif=exif)
    (tmp_path / "IMG_2.jpg").write_bytes(pictures.jpeg(1200, 800))
    (tmp_path / "IMG_3.jpg").write_bytes(b"PK\x03\x04 no photo at all")
    return [str(tmp_path / f"IMG_{n}.jpg") for n in (1, 2, 3)]


def hers(thread: Thread, member: Member) -> list[tuple[str, list[str]]]:
    """What she posted: words, and the words of the photos."""
    posts = Post.objects.filter(thread=thread, author=member).order_by("seq")
    return [(post.source, [each["alt"] for each in post.pictures]) for post in posts]


def test_photos_go_through_a_bad_line_into_one_post(
    asgi_server: str,
    thread: Thread,
    member: Member,
    session: str,
    camera: list[str],
    drive: Callable,
) -> None:
    @drive
    def sent(phone: Any) -> dict[str, Any]:
        context = phone()
        page = sign_in(context, asgi_server, session)
        sizes: list[int] = []
        tries = {"photo": 0, "post": 0}

        def at_the_door(route: Route) -> None:
            tries["photo"] += 1
            sizes.append(len(route.request.post_data_buffer or b""))
            if tries["photo"] == 1:
                route.abort("connectionfailed")
            elif tries["photo"] == 2:
                # It arrives, and the answer is lost.
                route.fetch()
                route.abort("connectionreset")
            else:
                route.continue_()

        def at_the_thread(route: Route) -> None:
            tries["post"] += 1
            if tries["post"] == 1:
                route.fetch()
                route.abort("connectionreset")
            else:
                route.continue_()

        context.route("**/photos/", at_the_door)
        context.route("**/post/", at_the_thread)
        page.goto(asgi_server + thread.get_absolute_url())
        page.locator(f"{FORM} textarea").fill("দুটো শাড়ি")
        page.locator(CHOOSE).set_input_files(camera[:2])
        expect(page.locator(TILES)).to_have_count(2)
        expect(page.locator(f"{TILES} .tile-note").first).to_contain_text("লাইন নেই")
        page.locator(f"{TILES} [data-retry-photo]").first.click()
        page.locator(f"{TILES} [name=alt]").first.fill("লাল শাড়ি")
        page.locator(SEND).click()
        posted = page.locator(".post", has_text="দুটো শাড়ি")
        expect(posted.locator("a.photo")).to_have_count(2, timeout=40_000)
        expect(page.locator(TILES)).to_have_count(0)
        expect(page.locator(f"{FORM} textarea")).to_have_value("")
        page.reload()
        expect(posted).to_have_count(1)
        expect(page.locator(TILES)).to_have_count(0)
        return {"sizes": sizes, **tries}

    assert hers(thread, member) == [("দুটো শাড়ি", ["লাল শাড়ি", ""])]
    assert Photo.objects.count() == 2
    assert sent["post"] == 2
    large, small = Photo.objects.order_by("pk")
    # Made small on the phone, and upright: it was held sideways.
    assert large.sizes[-1] == [1067, 1600]
    assert large.bytes_in < Path(camera[0]).stat().st_size
    assert small.sizes[-1] == [1200, 800]


def test_bad_photo_is_taken_out_and_words_stay(
    asgi_server: str,
    thread: Thread,
    member: Member,
    session: str,
    camera: list[str],
    drive: Callable,
) -> None:
    @drive
    def scenario(phone: Any) -> None:
        page = sign_in(phone(), asgi_server, session)
        page.goto(asgi_server + thread.get_absolute_url())
        page.locator(f"{FORM} textarea").fill("একটা ভালো, একটা নয়")
        page.locator(CHOOSE).set_input_files(camera[1:])
        bad = page.locator(TILES).nth(1)
        expect(bad.locator(".tile-note")).to_contain_text("এটা এমন কোনো ছবি নয়")
        page.locator(SEND).click()
        note = page.locator(f"{FORM} [data-note]")
        expect(note).to_contain_text("একটা ছবি যায়নি")
        expect(page.locator(f"{FORM} textarea")).to_have_value("একটা ভালো, একটা নয়")
        bad.locator("[data-remove-photo]").click()
        expect(page.locator(TILES)).to_have_count(1)
        page.locator(SEND).click()
        expect(page.locator("a.photo")).to_have_count(1, timeout=20_000)

    assert hers(thread, member) == [("একটা ভালো, একটা নয়", [""])]


def test_closed_browser_finds_words_and_photos_again(
    asgi_server: str,
    thread: Thread,
    member: Member,
    session: str,
    camera: list[str],
    drive: Callable,
) -> None:
    @drive
    def scenario(phone: Any) -> None:
        context = phone()
        page = sign_in(context, asgi_server, session)
        page.goto(asgi_server + thread.get_absolute_url())
        page.locator(f"{FORM} textarea").fill("পরে পাঠাব")
        page.locator(CHOOSE).set_input_files(camera[1])
        expect(page.locator(f"{TILES} [name=photo]")).not_to_have_value(
            "", timeout=20_000
        )
        page.locator(f"{TILES} [name=alt]").fill("নীল")
        page.close()
        again = context.new_page()
        again.goto(asgi_server + thread.get_absolute_url())
        expect(again.locator(f"{TILES} [name=alt]")).to_have_value("নীল")
        expect(again.locator(f"{FORM} textarea")).to_have_value("পরে পাঠাব")
        again.locator(SEND).click()
        expect(again.locator("a.photo")).to_have_count(1, timeout=20_000)

    assert hers(thread, member) == [("পরে পাঠাব", ["নীল"])]


def test_reply_has_photos_of_its_own(
    asgi_server: str,
    thread: Thread,
    member: Member,
    session: str,
    camera: list[str],
    drive: Callable,
) -> None:
    @drive
    def scenario(phone: Any) -> None:
        page = sign_in(phone(), asgi_server, session)
        page.goto(asgi_server + thread.get_absolute_url())
        page.locator(CHOOSE).set_input_files(camera[1])
        expect(page.locator(f"{TILES} [name=photo]")).not_to_have_value(
            "", timeout=20_000
        )
        page.locator("a[data-answer]").last.click()
        reply = page.locator("form[data-inline]")
        expect(reply.locator("[data-tile]")).to_have_count(0)
        reply.locator("[data-photo-input]").set_input_files(camera[1])
        reply.locator("textarea").fill("এই যে")
        reply.locator("button[type=submit]").click()
        expect(page.locator("li.reply a.photo")).to_have_count(1, timeout=20_000)
        expect(page.locator(TILES)).to_have_count(1)

    assert hers(thread, member) == [("এই যে", [""])]
    assert Post.objects.get(author=member).parent is not None


def test_new_thread_waits_for_its_photos(
    asgi_server: str,
    thread: Thread,
    member: Member,
    session: str,
    camera: list[str],
    drive: Callable,
) -> None:
    url = f"{asgi_server}{thread.board.get_absolute_url()}new/"

    @drive
    def scenario(phone: Any) -> None:
        page = sign_in(phone(), asgi_server, session)
        page.goto(url)
        page.locator("[name=title]").fill("আমার দোকান")
        page.locator("[name=body]").fill("দেখে যান")
        page.locator("[data-photo-input]").set_input_files(camera[0])
        page.locator("main button[type=submit]").click()
        expect(page.locator("[data-opening] a.photo")).to_have_count(1, timeout=30_000)

    opening = Post.objects.get(author=member, seq=0)
    assert len(opening.pictures) == 1


def test_form_without_scripts_brings_photos(
    asgi_server: str,
    thread: Thread,
    member: Member,
    session: str,
    camera: list[str],
    drive: Callable,
) -> None:
    @drive
    def scenario(phone: Any) -> None:
        page = sign_in(phone(java_script_enabled=False), asgi_server, session)
        page.goto(asgi_server + thread.get_absolute_url())
        page.locator(f"{FORM} textarea").fill("স্ক্রিপ্ট ছাড়া")
        page.locator(f"{FORM} [type=file]").set_input_files(camera)
        page.locator(SEND).click()
        expect(page.locator("[role=alert]")).to_contain_text("IMG_3.jpg")
        expect(page.locator("textarea")).to_have_value("স্ক্রিপ্ট ছাড়া")
        expect(page.locator(TILES)).to_have_count(2)
        page.locator("[name=alt]").first.fill("বড়টা")
        page.locator(SEND).click()
        expect(page.locator("a.photo")).to_have_count(2)
        page.locator("a.photo").first.click()
        expect(page.locator("figcaption")).to_have_text("বড়টা")

    assert hers(thread, member) == [("স্ক্রিপ্ট ছাড়া", ["বড়টা", ""])]


SHAPES = """() => [...document.querySelectorAll("a.photo img")].map((image) => {
  const { width, height } = image.getBoundingClientRect();
  return [Math.round(width), Math.round(height)];
})"""


def test_nothing_jumps_when_photos_come_and_one_fills_the_screen(
    asgi_server: str, thread: Thread, member: Member, drive: Callable
) -> None:
    def take(width: int, height: int) -> int:
        content = pictures.jpeg(width, height)
        photo: Photo = Photo.take(member, [content], uuid.uuid4())
        return photo.pk

    thread.post(member, "লম্বা", photos={take(900, 1600): "লম্বা শাড়ি"})
    thread.post(member, "চওড়া", photos={take(1600, 500): ""})
    thread.post(member, "তিনটা", photos={take(90 * n, 300): "" for n in (2, 4, 6)})

    @drive
    def found(phone: Any) -> dict[str, Any]:
        context = phone()
        page = context.new_page()
        waiting: list[Route] = []
        is_open: list[bool] = []
        page.route(
            "**/*.avif",
            lambda route: route.continue_() if is_open else waiting.append(route),
        )
        page.goto(asgi_server + thread.get_absolute_url(), wait_until="commit")
        expect(page.locator("a.photo img")).to_have_count(5)
        expect(page.locator(".photos").first).to_have_css("display", "grid")
        before = page.evaluate(SHAPES)
        is_open.append(True)
        for route in waiting:
            route.continue_()
        for image in page.locator("a.photo img").all():
            image.scroll_into_view_if_needed()
        page.wait_for_load_state("networkidle")
        chosen = page.evaluate(
            "() => [...document.querySelectorAll('a.photo img')].map(i => i.currentSrc)"
        )
        after = page.evaluate(SHAPES)
        page.locator("a.photo").first.click()
        dialog = page.locator("dialog.photo-view")
        expect(dialog).to_be_visible()
        expect(dialog.locator("p")).to_have_text("লম্বা শাড়ি")
        dialog.locator("button").click()
        expect(dialog).to_have_count(0)
        return {"before": before, "after": after, "chosen": chosen}

    assert found["before"] == found["after"]
    assert [height for _width, height in found["after"][2:]] == [
        width for width, _height in found["after"][2:]
    ]
    assert all(address.endswith(".avif") for address in found["chosen"])


def test_fifty_megabytes_are_cut_before_they_are_there(
    asgi_server: str, member: Member, session: str
) -> None:
    host = urlsplit(asgi_server)
    head = (
        f"POST /photos/ HTTP/1.1\r\nHost: {host.netloc}\r\n"
        f"Cookie: {settings.SESSION_COOKIE_NAME}={session}\r\n"
        "Accept: application/json\r\nX-Key: x\r\n"
    )
    told = head + f"Content-Length: {50 * 1024 * 1024}\r\n\r\n"
    untold = head + "Transfer-Encoding: chunked\r\n\r\n"
    piece = b"100000\r\n" + bytes(0x100000) + b"\r\n"

    for request, pieces in ((told.encode(), []), (untold.encode(), [piece] * 12)):
        with socket.create_connection((host.hostname, host.port), timeout=20) as line:
            line.sendall(request)
            for each in pieces:
                line.sendall(each)
            answer = b""
            while not answer.endswith(b"}"):
                answer += line.recv(65536)
        assert answer.startswith(b"HTTP/1.1 413 "), answer[:80]
        assert "মেগাবাইট পর্যন্ত" in answer.decode("unicode-escape")
    assert not Photo.objects.exists()
