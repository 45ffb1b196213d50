"""The upload door and who may see a photo."""

import uuid
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from forum.models import Thread
from moderation.models import Sanction
from photos import files
from photos.models import LARGEST_BYTES, Photo
from profiles.models import Member
from tests.photos import pictures
from tests.photos.test_taking import NO_PHOTO

pytestmark = pytest.mark.django_db


def test_door_takes_a_photo_once(
    tanias: Client, tania: Member, bring: Callable
) -> None:
    key, content = uuid.uuid4(), pictures.jpeg(900, 600)

    first, again = bring(tanias, content, key), bring(tanias, content, key.hex)

    photo = Photo.objects.get()
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert first.json() == {
        "id": photo.pk,
        "url": f"/photos/{photo.name}/360.jpg",
        "width": 900,
        "height": 600,
    }
    assert photo.owner == tania


def test_door_is_for_members(client: Client, bring: Callable) -> None:
    response = bring(client, pictures.jpeg())

    assert response.status_code == 401
    assert response.json()["error"] == "sign_in"
    assert client.get("/photos/").status_code == 405
    assert not Photo.objects.exists()


def test_door_wants_a_token(tania: Member, bring: Callable) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(tania)

    response = bring(client, pictures.jpeg(), accept="application/json")

    assert response.status_code == 403
    assert response.json()["error"] == "stale"
    renewed = response.json()["token"]
    headers = {"x-csrftoken": renewed, "accept": "application/json"}
    assert bring(client, pictures.jpeg(), **headers).status_code == 201


def test_door_notices_that_someone_else_signed_in(
    tanias: Client, rahima: Member, bring: Callable
) -> None:
    response = bring(tanias, pictures.jpeg(), **{"x-member": str(rahima.pk)})

    assert response.status_code == 409
    assert response.json()["error"] == "someone_else"


def test_door_is_shut_for_one_who_may_not_write(
    tanias: Client, tania: Member, karim: Member, bring: Callable
) -> None:
    until = timezone.now() + timezone.timedelta(days=1)
    Sanction.give(tania, "silence", karim, "বারবার বিজ্ঞাপন", until=until)

    response = bring(tanias, pictures.jpeg())

    assert response.status_code == 403
    assert "বারবার বিজ্ঞাপন" in response.json()["sentence"]
    assert not Photo.objects.exists()


@pytest.mark.parametrize("key", ["", "x", "\u0661" * 8, "0" * 31])
def test_door_wants_a_key(tanias: Client, bring: Callable, key: str) -> None:
    response = tanias.post(
        "/photos/",
        pictures.jpeg(),
        content_type="image/jpeg",
        headers={"x-key": key.encode().decode("latin-1")},
    )

    assert response.status_code == 422
    assert response.json()["error"] == "key"


@pytest.mark.parametrize("kind", [*NO_PHOTO])
def test_door_says_what_is_no_photo(tanias: Client, bring: Callable, kind: str) -> None:
    response = bring(tanias, NO_PHOTO[kind])

    assert response.status_code == 422
    assert "এটা এমন কোনো ছবি নয়" in response.json()["sentence"]


def test_door_says_what_is_too_heavy_and_too_large(
    tanias: Client, bring: Callable
) -> None:
    heavy = bring(tanias, b"\xff\xd8" * (LARGEST_BYTES // 2 + 1))
    large = bring(tanias, pictures.png_bomb())

    assert heavy.status_code == 413
    assert heavy.json()["sentence"] == "ছবিটা বেশি ভারী: ১০ মেগাবাইট পর্যন্ত নেওয়া যায়।"
    assert large.status_code == 422
    assert "একটু ছোট ছবি বাছুন" in large.json()["sentence"]


def test_form_at_the_door_is_no_photo(tanias: Client) -> None:
    upload = SimpleUploadedFile("a.jpg", pictures.jpeg())
    headers = {"x-key": str(uuid.uuid4())}

    response = tanias.post("/photos/", {"photo": upload}, headers=headers)

    assert response.status_code == 422
    assert not Photo.objects.exists()


# --- Who may see it ----------------------------------------------------------------


@pytest.fixture
def seen(
    rahima: Member, karim: Member, tania: Member
) -> Callable[[Photo], dict[str, tuple[int, int]]]:
    """Who gets the photo's file, and its page."""

    def look(photo: Photo) -> set[str]:
        sees = set()
        for name, member in (
            ("guest", None),
            ("rahima", rahima),
            ("karim", karim),
            ("tania", tania),
        ):
            client = Client()
            if member:
                client.force_login(member)
            answers = [
                client.get(f"/photos/{photo.name}/{rest}").status_code
                for rest in ("", "360.jpg", "360.avif", "360.webp")
            ]
            assert answers in ([200] * 4, [404] * 4), name
            if answers[0] == 200:
                sees.add(name)
        return sees

    return look


EVERYBODY = {"guest", "rahima", "karim", "tania"}


def test_photo_that_is_not_posted_is_hers_alone(
    seen: Callable, snap: Callable, rahima: Member
) -> None:
    assert seen(snap(rahima)) == {"rahima", "karim"}


@pytest.mark.parametrize(
    ("hide", "show"),
    [
        (
            lambda post, karim: post.hide(karim, "বিজ্ঞাপন"),
            lambda post: post.unhide(),
        ),
        (
            lambda post, karim: post.thread.hide(karim, "বিজ্ঞাপন"),
            lambda post: post.thread.unhide(),
        ),
        (
            lambda post, karim: post.thread.change(visible_from=None),
            lambda post: post.thread.change(visible_from=timezone.now()),
        ),
    ],
    ids=["post", "thread", "thread not public"],
)
def test_hidden_photo_does_not_stay_public(
    thread: Thread,
    snap: Callable,
    rahima: Member,
    karim: Member,
    seen: Callable,
    hide: Callable,
    show: Callable,
) -> None:
    photo = snap(rahima)
    post = thread.post(rahima, "আমার বানানো শাড়ি", photos={photo.pk: ""})
    before = seen(photo)

    hide(post, karim)
    hidden = seen(photo)
    show(post)

    assert before == EVERYBODY
    assert hidden == {"rahima", "karim"}
    assert seen(photo) == EVERYBODY


def test_photo_that_waits_for_a_moderator_is_not_public(
    thread: Thread, snap: Callable, rahima: Member, seen: Callable
) -> None:
    photo = snap(rahima)
    post = thread.post(rahima, "দেখুন", pending=True, photos={photo.pk: ""})
    before = seen(photo)

    post.approve()

    assert before == {"rahima", "karim"}
    assert seen(photo) == EVERYBODY


def test_browser_keeps_no_photo_that_only_some_may_see(
    client: Client, thread: Thread, snap: Callable, rahima: Member
) -> None:
    photo = snap(rahima)
    post = thread.post(rahima, "দেখুন", pending=True, photos={photo.pk: ""})
    client.force_login(rahima)

    waiting = client.get(f"/photos/{photo.name}/360.jpg")
    post.approve()
    shown = client.get(f"/photos/{photo.name}/360.jpg")

    assert (waiting.status_code, waiting["Cache-Control"]) == (200, "no-store")
    assert shown["Cache-Control"] == "private, max-age=31536000, immutable"


def test_file_is_only_a_picture_to_the_browser(
    client: Client, thread: Thread, snap: Callable, rahima: Member
) -> None:
    photo = snap(rahima)
    thread.post(rahima, "দেখুন", photos={photo.pk: ""})

    for kind, content_type in files.KINDS.items():
        response = client.get(f"/photos/{photo.name}/360.{kind}")
        assert response.headers["Content-Type"] == content_type
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        policy = response.headers["Content-Security-Policy"]
        assert policy == "default-src 'none'; sandbox"
        kept = response.headers["Cache-Control"]
        assert kept == "private, max-age=31536000, immutable"
        assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize(
    "rest",
    [
        "720.jpg",
        "1600.jpg",
        "0.jpg",
        "360.svg",
        "360.html",
        "360.",
        "original",
        "../360.jpg",
        "360.jpg/..",
        "999999999999999999999.jpg",
    ],
)
def test_other_names_lead_nowhere(
    tanias: Client, tania: Member, snap: Callable, rest: str
) -> None:
    photo = snap(tania)

    assert tanias.get(f"/photos/{photo.name}/{rest}").status_code == 404
    assert tanias.get(f"/photos/{'0' * 32}/360.jpg").status_code == 404
    assert tanias.get("/photos/1/360.jpg").status_code == 404


def test_page_of_a_photo_shows_it_whole_with_its_words(
    client: Client, thread: Thread, snap: Callable, rahima: Member
) -> None:
    photo = snap(rahima, pictures.jpeg(1200, 900))
    words = "লাল শাড়ি, অর্ডার 01711223344"
    post = thread.post(rahima, "দেখুন", photos={photo.pk: words})

    page = client.get(f"/photos/{photo.name}/").content.decode()

    assert "লাল শাড়ি" in page
    assert "01711223344" not in page
    assert "১৭১১২২৩৩৪৪" not in page
    assert f"/photos/{photo.name}/1600.avif 1200w" in page
    assert f'href="/p/{post.pk}/"' in page
    assert 'content="noindex"' in page


@pytest.mark.parametrize("count", [1, 3])
def test_file_costs_two_queries_of_a_guest(
    client: Client,
    thread: Thread,
    snap: Callable,
    rahima: Member,
    count: int,
    django_assert_num_queries: Callable,
) -> None:
    taken = [snap(rahima) for _ in range(count)]
    thread.post(rahima, "দেখুন", photos={photo.pk: "" for photo in taken})

    with django_assert_num_queries(2):
        client.get(f"/photos/{taken[-1].name}/360.jpg")
