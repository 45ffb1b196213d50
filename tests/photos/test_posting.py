"""Photos in posts: attaching, changing, reading, and the form without a script."""

import re
import uuid
from collections.abc import Callable

import pytest
from django.conf import settings
from django.core.cache import caches
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from forum.models import EditedMeanwhile, KeyReused, Post, PostPhoto, Thread
from photos.models import LARGEST_BYTES, MOST_PHOTOS, Photo, PhotosGone
from profiles.models import Member
from search.sources import SOURCES
from tests.photos import pictures

pytestmark = pytest.mark.django_db


def standing(post: Post) -> list[int]:
    """Ids of the photos of a post, in order; both places where they are kept agree."""
    rows = PostPhoto.objects.filter(post=post).order_by("position")
    ids = list(rows.values_list("photo", flat=True))
    kept = Post.objects.get(pk=post.pk).pictures
    assert [each["id"] for each in kept] == ids
    return ids


@pytest.fixture
def send(tanias: Client, thread: Thread) -> Callable:
    """Send the comment form as Tania; `json=True` as the script does."""

    def send(body: str = "আমার বানানো", *, json: bool = False, **fields: object):
        fields.setdefault("client_key", uuid.uuid4())
        headers = {"accept": "application/json"} if json else {}
        data = {"body": body, "chooser": "1", **fields}
        return tanias.post(f"/t/{thread.pk}/post/", data, headers=headers)

    return send


# --- The verbs ---------------------------------------------------------------------


def test_post_shows_its_photos_in_her_order(
    thread: Thread, tania: Member, snap: Callable
) -> None:
    first, second = snap(tania), snap(tania)

    post = thread.post(tania, "দুটোই", photos={second.pk: " শাড়ি\n", first.pk: ""})

    assert standing(post) == [second.pk, first.pk]
    assert post.pictures[0]["alt"] == "শাড়ি"
    assert not Photo.objects.exclude(loose_since=None).exists()


def test_photos_of_others_are_as_good_as_none(
    thread: Thread, tania: Member, rahima: Member, snap: Callable
) -> None:
    hers, mine, used = snap(rahima), snap(tania), snap(tania)
    thread.post(tania, "আগের", photos={used.pk: ""})
    before = Post.objects.count(), thread.last_seq

    for stolen in (hers.pk, used.pk, 10**9, 0, -1):
        with pytest.raises(PhotosGone) as gone:
            thread.post(tania, "নতুন", photos={mine.pk: "", stolen: "চুরি"})
        assert gone.value.ids == [stolen]
        with pytest.raises(PhotosGone):
            Thread.start(thread.board, tania, "নাম", "কথা", uuid.uuid4(), {stolen: "চুরি"})

    thread.refresh_from_db()
    hers.refresh_from_db()
    assert (Post.objects.count(), thread.last_seq) == before
    assert Photo.objects.loose_of(tania).get() == mine
    assert hers.alt == ""


def test_more_than_fit_are_not_taken(
    thread: Thread, tania: Member, snap: Callable
) -> None:
    many = {snap(tania).pk: "" for _ in range(MOST_PHOTOS + 1)}

    with pytest.raises(PhotosGone):
        thread.post(tania, "অনেক", photos=many)
    many.popitem()

    assert standing(thread.post(tania, "অনেক", photos=many)) == [*many]


def test_retry_is_the_same_post_and_other_photos_are_another(
    thread: Thread, tania: Member, snap: Callable
) -> None:
    key, one, other = uuid.uuid4(), snap(tania), snap(tania)
    post = thread.post(tania, "একবার", client_key=key, photos={one.pk: ""})

    again = thread.post(tania, "একবার", client_key=key, photos={one.pk: "শাড়ি"})

    assert again == post
    for photos in ({}, {other.pk: ""}, {one.pk: "", other.pk: ""}):
        with pytest.raises(KeyReused):
            thread.post(tania, "একবার", client_key=key, photos=photos)


def test_thread_begins_with_photos(
    thread: Thread, tania: Member, snap: Callable
) -> None:
    key, photo = uuid.uuid4(), snap(tania)

    started = [
        Thread.start(thread.board, tania, "নাম", "কথা", key, {photo.pk: "শাড়ি"})
        for _ in range(2)
    ]

    assert started[0] == started[1]
    assert standing(started[0].posts.get(seq=0)) == [photo.pk]


def test_edit_takes_out_puts_in_and_describes(
    thread: Thread, tania: Member, snap: Callable
) -> None:
    out, stays, new = snap(tania), snap(tania), snap(tania)
    post = thread.post(tania, "কথা", photos={out.pk: "", stays.pk: ""})

    changed = post.edit("কথা", photos={new.pk: "নতুন", stays.pk: "থাকে"})
    version = post.version
    same = post.edit("কথা", photos={new.pk: "নতুন", stays.pk: "থাকে"})
    words_only = post.edit("অন্য কথা")

    out.refresh_from_db()
    assert (changed, same, words_only) == (True, False, True)
    assert standing(post) == [new.pk, stays.pk]
    assert [each["alt"] for each in post.pictures] == ["নতুন", "থাকে"]
    assert out.loose_since is not None
    assert post.version == version + 1


def test_describing_a_photo_reaches_open_pages(
    thread: Thread, tania: Member, snap: Callable
) -> None:
    photo = snap(tania)
    post = thread.post(tania, "কথা", photos={photo.pk: ""})
    version = post.version

    assert post.edit("কথা", photos={photo.pk: "নীল জামদানি"})
    assert post.version == version + 1


def test_edit_that_grew_old_puts_no_photo_back(
    thread: Thread, tania: Member, snap: Callable
) -> None:
    photo = snap(tania)
    post = thread.post(tania, "কথা", photos={photo.pk: ""})
    basis = post.body_hash
    post.edit("কথা", photos={})

    with pytest.raises(EditedMeanwhile):
        post.edit("কথা বদলাই", basis=basis, photos={photo.pk: ""})

    assert standing(post) == []


def test_edit_takes_no_photo_of_others(
    thread: Thread, tania: Member, rahima: Member, snap: Callable
) -> None:
    photo, hers = snap(tania), snap(rahima)
    post = thread.post(tania, "কথা", photos={photo.pk: ""})

    with pytest.raises(PhotosGone):
        post.edit("কথা", photos={photo.pk: "", hers.pk: ""})

    assert standing(post) == [photo.pk]


def test_recompiling_keeps_photos_and_what_tells_texts_apart(
    thread: Thread, tania: Member, snap: Callable
) -> None:
    photo = snap(tania)
    post = thread.post(tania, "কথা", photos={photo.pk: "শাড়ি"})
    Post.objects.filter(pk=post.pk).update(html_version=0, html="old")

    call_command("recompile", verbosity=0)

    after = Post.objects.get(pk=post.pk)
    assert (after.html, after.body_hash) == (post.html, post.body_hash)
    assert standing(post) == [photo.pk]


def test_words_of_photos_are_found_without_numbers(
    thread: Thread, tania: Member, snap: Callable
) -> None:
    photo, of_opening = snap(tania), snap(tania)
    alt = "নকশিকাঁথা, ফোন ০১৭১১২২৩৩৪৪"
    post = thread.post(tania, "কথা", photos={photo.pk: alt})
    other = Thread.start(
        thread.board, tania, "নাম", "কথা", uuid.uuid4(), {of_opening.pk: alt}
    )

    for kind, thing in (("post", post), ("thread", other)):
        (document,) = SOURCES[kind].documents([thing.pk])
        (shown,) = SOURCES[kind].show([thing.pk], tania)
        assert "নকশিকাঁথা" in document.body
        assert "নকশিকাঁথা" in shown.text
        for text in (document.body, shown.text):
            assert "১১২২৩৩৪৪" not in text
            assert "11223344" not in text


# --- Reading -----------------------------------------------------------------------


def test_page_and_door_show_photos(
    client: Client, thread: Thread, tania: Member, snap: Callable
) -> None:
    photo = snap(tania, pictures.jpeg(1000, 500))
    thread.post(tania, "দেখুন", photos={photo.pk: "কাঁথা 01711223344"})

    page = client.get(thread.get_absolute_url()).content.decode()
    door = client.get(f"/t/{thread.pk}/posts/?after=0").json()["new"][0]["html"]

    for html in (page, door):
        assert f'href="/photos/{photo.name}/"' in html
        assert f"/photos/{photo.name}/720.avif 720w" in html
        assert 'width="1000" height="500"' in html
        assert 'loading="lazy"' in html
        assert "কাঁথা" in html
        assert "11223344" not in html


def test_preview_elsewhere_shows_the_first_photo_of_an_opening(
    client: Client, thread: Thread, tania: Member, karim: Member, snap: Callable
) -> None:
    first, second = snap(tania), snap(tania)
    alt = "কাঁথা, ফোন ০১৭১১২২৩৩৪৪"
    photos = {first.pk: alt, second.pk: ""}
    started = Thread.start(thread.board, tania, "কাঁথা", "দেখুন", uuid.uuid4(), photos)

    page = client.get(started.get_absolute_url()).content.decode()
    started.posts.get(seq=0).hide(karim, "বিজ্ঞাপন")
    hidden = client.get(started.get_absolute_url()).content.decode()

    image = f'<meta property="og:image" content="{settings.SITE_URL}/photos/'
    assert f"{image}{first.name}/360.jpg" in page
    assert '<meta property="og:image:alt" content="কাঁথা, ফোন' in page
    assert "১১২২৩৩৪৪" not in page
    assert "og:image" not in hidden


def test_photo_without_words_has_a_name_of_its_own(
    client: Client, thread: Thread, tania: Member, snap: Callable
) -> None:
    thread.post(tania, "দেখুন", photos={snap(tania).pk: "", snap(tania).pk: ""})

    page = client.get(thread.get_absolute_url()).content.decode()

    assert re.findall(r'alt="([^"]+)"', page) == ["২টি ছবির ১ নম্বর", "২টি ছবির ২ নম্বর"]


def test_hidden_post_shows_no_photo_but_to_moderators(
    client: Client, thread: Thread, tania: Member, karim: Member, snap: Callable
) -> None:
    post = thread.post(tania, "দেখুন", photos={snap(tania).pk: ""})
    post.hide(karim, "বিজ্ঞাপন")

    guests = client.get(thread.get_absolute_url()).content.decode()
    client.force_login(karim)
    moderators = client.get(thread.get_absolute_url()).content.decode()

    assert "/photos/" not in guests
    assert "/photos/" in moderators


@pytest.mark.parametrize("count", [1, 3])
def test_photos_cost_a_page_no_query(
    client: Client, thread: Thread, tania: Member, snap: Callable, count: int
) -> None:
    def queries() -> list[int]:
        counted = []
        caches["pages"].clear()
        for path in (thread.get_absolute_url(), f"/t/{thread.pk}/posts/?after=0"):
            with CaptureQueriesContext(connection) as asked:
                assert client.get(path).status_code == 200
            counted.append(len(asked))
        return counted

    posts = [thread.post(tania, "দেখুন") for _ in range(count)]
    without = queries()
    for post in posts:
        post.edit("দেখুন", photos={snap(tania).pk: "" for _ in range(count)})

    assert queries() == without
    assert "/photos/" in client.get(thread.get_absolute_url()).content.decode()


# --- The form without a script -----------------------------------------------------


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="image/jpeg")


def ids_in(page: str) -> list[int]:
    return [int(pk) for pk in re.findall(r'name="photo" value="(\d+)"', page)]


def test_form_brings_words_and_photos_at_once(
    send: Callable, thread: Thread, tania: Member
) -> None:
    files = [upload(f"IMG_{n}.jpg", pictures.jpeg()) for n in range(3)]

    response = send("তিনটা ছবি", photos=files)

    post = thread.posts.get(seq=1)
    assert response.status_code == 303
    assert post.source == "তিনটা ছবি"
    assert len(standing(post)) == 3


def test_one_bad_file_of_three_loses_neither_words_nor_the_others(
    send: Callable, thread: Thread, tanias: Client
) -> None:
    files = [
        upload("শাড়ি.jpg", pictures.jpeg()),
        upload("কাগজ.jpg", b"PK\x03\x04 no photo"),
        upload("কাঁথা.jpg", pictures.jpeg()),
    ]

    response = send("অনেক কষ্টে লেখা", photos=files)

    page = response.content.decode()
    assert response.status_code == 422
    assert "অনেক কষ্টে লেখা</textarea>" in page
    assert "কাগজ.jpg: এটা এমন কোনো ছবি নয়" in page
    assert thread.posts.count() == 1
    kept = ids_in(page)
    assert len(kept) == 2
    key = re.search(r'name="client_key" value="([^"]+)"', page)
    assert key
    again = send("অনেক কষ্টে লেখা", photo=kept, alt=["শাড়ি", ""], client_key=key.group(1))
    assert again.status_code == 303
    assert standing(thread.posts.get(seq=1)) == kept


def test_form_sent_twice_by_the_browser_posts_once(
    send: Callable, thread: Thread
) -> None:
    key, content = uuid.uuid4(), pictures.jpeg()

    answers = [
        send("একবারই", client_key=key, photos=[upload("a.jpg", content)])
        for _ in range(2)
    ]

    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    assert Photo.objects.count() == 1
    assert thread.posts.count() == 2


def test_words_that_cannot_be_taken_keep_the_photos(
    send: Callable, thread: Thread
) -> None:
    response = send("", photos=[upload("a.jpg", pictures.jpeg())])

    page = response.content.decode()
    assert response.status_code == 422
    assert ids_in(page) == [Photo.objects.get().pk]
    assert f"/photos/{Photo.objects.get().name}/360.jpg" in page


def test_fifty_megabytes_in_a_form_keep_the_words(
    send: Callable, thread: Thread
) -> None:
    film = upload("film.jpg", b"\xff\xd8" + bytes(50 * 1024 * 1024))

    response = send("লেখাটা থাকুক", photos=[film, upload("a.jpg", pictures.jpeg())])

    page = response.content.decode()
    assert response.status_code == 422
    assert "film.jpg: ছবিটা বেশি ভারী: ১০ মেগাবাইট পর্যন্ত নেওয়া যায়।" in page
    assert "লেখাটা থাকুক</textarea>" in page
    assert len(ids_in(page)) == 1
    assert LARGEST_BYTES < 50 * 1024 * 1024


def test_nine_files_say_how_many_fit(send: Callable, thread: Thread) -> None:
    files = [upload(f"{n}.jpg", pictures.jpeg()) for n in range(MOST_PHOTOS + 1)]

    page = send("অনেক", photos=files).content.decode()

    assert "8.jpg: একটা লেখায় ৮টি পর্যন্ত ছবি দেওয়া যায়।" in page
    assert len(ids_in(page)) == MOST_PHOTOS


def test_photo_can_be_left_out_again(
    send: Callable, thread: Thread, tania: Member, snap: Callable
) -> None:
    one, two = snap(tania), snap(tania)

    send("একটা", photo=[one.pk, two.pk], alt=["এক", "দুই"], drop=[one.pk])

    post = thread.posts.get(seq=1)
    assert standing(post) == [two.pk]
    assert post.pictures[0]["alt"] == "দুই"


@pytest.mark.parametrize("odd", ["x", "-1", "১", "\x00", "9" * 40, "0"])
def test_ids_that_are_none_come_back_with_her_words(
    send: Callable, thread: Thread, tania: Member, snap: Callable, odd: str
) -> None:
    mine = snap(tania)

    page = send("কথা", photo=[mine.pk, odd], alt=["", ""])
    answer = send("কথা", photo=[mine.pk, odd], alt=["", ""], json=True)

    assert page.status_code == answer.status_code == 422
    assert "কথা</textarea>" in page.content.decode()
    assert ids_in(page.content.decode()) == [mine.pk]
    assert "একটা ছবি আর এখানে নেই" in answer.json()["sentence"]
    assert answer.json()["photos"] == [mine.pk]
    assert thread.posts.count() == 1


def test_photo_of_another_comes_back_with_her_words(
    send: Callable, thread: Thread, rahima: Member, snap: Callable
) -> None:
    hers = snap(rahima)

    response = send("কথা", photo=[hers.pk], alt=["চুরি"])

    page = response.content.decode()
    assert response.status_code == 422
    assert "কথা</textarea>" in page
    assert ids_in(page) == []
    assert hers.name not in page
    assert thread.posts.count() == 1


def test_photo_posted_elsewhere_meanwhile_comes_back(
    send: Callable, thread: Thread, tania: Member, snap: Callable
) -> None:
    photo = snap(tania)
    send("প্রথম", photo=[photo.pk], alt=[""])

    answer = send("দ্বিতীয়", photo=[photo.pk], alt=[""], json=True)

    assert answer.status_code == 409
    assert answer.json()["error"] == "photos"
    assert answer.json()["photos"] == []
    fresh = answer.json()["client_key"]
    assert send("দ্বিতীয়", client_key=fresh, json=True).status_code == 201


def test_author_changes_photos_on_the_form(
    tanias: Client, thread: Thread, tania: Member, snap: Callable
) -> None:
    one, two = snap(tania), snap(tania)
    post = thread.post(tania, "কথা", photos={one.pk: "এক", two.pk: ""})
    url = f"/p/{post.pk}/edit/"

    form = tanias.get(url).content.decode()
    sent = {
        "body": "কথা",
        "basis": post.body_hash,
        "chooser": "1",
        "photo": [one.pk, two.pk],
        "alt": ["এক", "দুই"],
        "drop": [one.pk],
        "photos": [upload("new.jpg", pictures.jpeg())],
    }
    response = tanias.post(url, sent)

    new = Photo.objects.latest("pk")
    assert ids_in(form) == [one.pk, two.pk]
    assert 'value="এক"' in form
    assert response.status_code == 303
    assert standing(post) == [two.pk, new.pk]


def test_form_without_a_chooser_leaves_photos_alone(
    tanias: Client, thread: Thread, tania: Member, snap: Callable
) -> None:
    photo = snap(tania)
    post = thread.post(tania, "কথা", photos={photo.pk: ""})

    tanias.post(f"/p/{post.pk}/edit/", {"body": "নতুন কথা"})

    assert standing(post) == [photo.pk]


def test_thread_form_keeps_title_words_and_photos(
    tanias: Client, thread: Thread, tania: Member
) -> None:
    data = {
        "title": "আমার দোকান",
        "body": "দেখে যান",
        "client_key": uuid.uuid4(),
        "chooser": "1",
    }
    files = [upload("a.jpg", pictures.jpeg()), upload("b.jpg", b"bad")]

    page = tanias.post("/boards/katha/new/", {**data, "photos": files})
    text = page.content.decode()
    data |= {"photo": ids_in(text), "alt": ["শাড়ি"], "client_key": uuid.uuid4()}
    response = tanias.post("/boards/katha/new/", data)

    assert page.status_code == 422
    assert 'value="আমার দোকান"' in text
    assert "দেখে যান</textarea>" in text
    assert response.status_code == 303
    assert len(standing(Post.objects.get(author=tania, seq=0))) == 1


def test_guests_page_has_no_chooser(client: Client, thread: Thread) -> None:
    page = client.get(thread.get_absolute_url()).content.decode()

    assert "data-chooser" not in page
    assert "multipart" not in page
