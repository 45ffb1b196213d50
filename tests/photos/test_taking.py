"""Taking a photo: what comes in, what is made of it, and what is not taken."""

import io
import os
import time
import uuid
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone
from PIL import Image, ImageCms

from photos import files
from photos.models import LARGEST_BYTES, Photo, PhotoRefused
from profiles.models import Member
from tests.photos import pictures

pytestmark = pytest.mark.django_db


def take(owner: Member, content: bytes, key: uuid.UUID | None = None) -> Photo:
    return Photo.take(owner, [content], key or uuid.uuid4())


def made(photo: Photo) -> dict[str, bytes]:
    """All files of a photo by their names."""
    folder = files.folder_of(photo.name)
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def shown(photo: Photo, name: str = "") -> Image.Image:
    """The largest JPEG, or the named file, as a browser opens it."""
    side = files.SIDES[len(photo.sizes) - 1]
    path = files.folder_of(photo.name) / (name or f"{side}.jpg")
    return Image.open(io.BytesIO(path.read_bytes())).convert("RGB")


def nothing_left() -> bool:
    return not any(path.is_file() for path in files.root().rglob("*"))


def refusal(owner: Member, content: bytes) -> str:
    with pytest.raises(PhotoRefused) as refused:
        take(owner, content)
    assert not Photo.objects.exists()
    assert nothing_left()
    return refused.value.code


def test_photo_comes_in_three_kinds_of_three_sizes(rahima: Member) -> None:
    photo = take(rahima, pictures.jpeg(2400, 1800))

    assert photo.sizes == [[360, 270], [720, 540], [1600, 1200]]
    kinds = {name: Image.open(io.BytesIO(each)) for name, each in made(photo).items()}
    assert {name: (each.format, each.size) for name, each in kinds.items()} == {
        f"{width}.{kind}": (name, (width, width * 3 // 4))
        for width in (360, 720, 1600)
        for kind, name in (("avif", "AVIF"), ("webp", "WEBP"), ("jpg", "JPEG"))
    }


def test_small_photo_is_not_made_larger(rahima: Member) -> None:
    assert take(rahima, pictures.jpeg(64, 48)).sizes == [[64, 48]]
    assert take(rahima, pictures.jpeg(48, 500)).sizes == [[35, 360], [48, 500]]


def test_noise_of_1600_pixels_is_shown_in_200_kb(rahima: Member) -> None:
    photo = take(rahima, pictures.file_of(pictures.noise(1600, 1200), "JPEG"))

    assert len(made(photo)) == 9
    for name, content in made(photo).items():
        most = {"360": 40_000, "720": 100_000, "1600": 200_000}[name.split(".")[0]]
        assert 1_000 < len(content) <= most, name


def test_where_it_was_taken_is_in_no_file(rahima: Member) -> None:
    original = pictures.with_secrets()
    assert original.count(pictures.SECRET_PLACE) >= 4

    for name, content in made(take(rahima, original)).items():
        assert pictures.SECRET_PLACE not in content, name
        assert b"SECRET" not in content
        assert b"Exif" not in content
        assert b"xmpmeta" not in content
        assert b"ICC_PROFILE" not in content
        assert b"PK\x03\x04" not in content


@pytest.mark.parametrize("orientation", [1, 3, 5, 6, 8])
def test_photo_stands_upright(rahima: Member, orientation: int) -> None:
    photo = take(rahima, pictures.sideways(orientation))

    image = shown(photo)
    assert image.size == (80, 120)
    red, _green, blue = image.getpixel((40, 10))
    assert red > 200 > blue
    red, _green, blue = image.getpixel((40, 110))
    assert blue > 200 > red


def test_iphones_heic_is_taken(rahima: Member) -> None:
    photo = take(rahima, pictures.heic(640, 480, "#c83232"))

    red, green, _blue = shown(photo).getpixel((300, 200))
    assert photo.sizes == [[360, 270], [640, 480]]
    assert red > 180
    assert green < 80


def near(image: Image.Image, colour: tuple[int, int, int]) -> bool:
    found = image.getpixel((image.width // 2, image.height // 2))
    return all(abs(a - b) < 12 for a, b in zip(found, colour, strict=True))


def odd_ones() -> dict[str, tuple[bytes, tuple[int, int, int]]]:
    """Odd but honest pictures, and the colour one must see."""
    red, blue = pictures.picture(90, 60, "red"), pictures.picture(90, 60, "blue")
    palette = Image.new("P", (90, 60), 0)
    palette.putpalette([10, 20, 30] * 256)
    glass = Image.new("RGBA", (90, 60), (255, 0, 0, 0))
    several = {"save_all": True, "append_images": [blue]}
    return {
        "cmyk": (
            pictures.file_of(Image.new("CMYK", (90, 60), (0, 255, 255, 0))),
            (255, 0, 0),
        ),
        "16 bits": (
            pictures.file_of(Image.new("I;16", (90, 60), 32768), "PNG"),
            (128, 128, 128),
        ),
        "grey": (pictures.file_of(Image.new("L", (90, 60), 77)), (77, 77, 77)),
        "one bit": (
            pictures.file_of(Image.new("1", (90, 60), 1), "PNG"),
            (255, 255, 255),
        ),
        "palette with a hole": (
            pictures.file_of(palette, "PNG", transparency=0),
            (255, 255, 255),
        ),
        "glass": (pictures.file_of(glass, "PNG"), (255, 255, 255)),
        "moving GIF": (pictures.file_of(red, "GIF", **several), (255, 0, 0)),
        "moving WebP": (pictures.file_of(red, "WEBP", **several), (255, 0, 0)),
        "two in one": (pictures.file_of(red, "MPO", **several), (255, 0, 0)),
        "AVIF": (pictures.file_of(red, "AVIF"), (255, 0, 0)),
        "broken profile": (
            pictures.file_of(red, "JPEG", icc_profile=b"nonsense" * 9),
            (255, 0, 0),
        ),
        "with a zip behind": (pictures.file_of(red) + b"PK\x03\x04", (255, 0, 0)),
    }


@pytest.mark.parametrize("kind", [*odd_ones()])
def test_odd_pictures_look_as_they_should(rahima: Member, kind: str) -> None:
    content, colour = odd_ones()[kind]

    photo = take(rahima, content)

    assert near(shown(photo), colour)


def test_colours_are_brought_into_srgb(rahima: Member) -> None:
    """In a profile whose red is green, a red picture is a green one."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = profile.replace(b"rXYZ", b"?XYZ").replace(b"gXYZ", b"rXYZ")
    swapped = swapped.replace(b"?XYZ", b"gXYZ")
    red = pictures.picture(90, 60, "red")

    photo = take(rahima, pictures.file_of(red, "JPEG", icc_profile=swapped))

    assert near(shown(photo), (0, 255, 0))


def zipped() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.txt", "ক" * 1000)
    return file.getvalue()


def film() -> bytes:
    return b"\x00\x00\x00\x18ftypmp42" + b"\x00" * 2000


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
NO_PHOTO = {
    "svg": SVG,
    "svg with a prologue": b'<?xml version="1.0"?>' + SVG,
    "zip": zipped(),
    "html": b"<!doctype html><script>alert(1)</script>",
    "text": "শুভ সন্ধ্যা".encode(),
    "bytes": bytes(range(256)) * 9,
    "film": film(),
    "tiff": pictures.file_of(pictures.picture(), "TIFF"),
    "eps": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
}


@pytest.mark.parametrize("kind", [*NO_PHOTO])
def test_what_is_no_photo_is_not_taken(rahima: Member, kind: str) -> None:
    assert refusal(rahima, NO_PHOTO[kind]) == "unknown"


def test_damaged_photos_are_not_taken(rahima: Member) -> None:
    whole = pictures.file_of(pictures.noise(400, 300))
    iphones = pictures.heic()

    assert refusal(rahima, whole[: len(whole) // 2]) == "broken"
    assert refusal(rahima, iphones[: len(iphones) // 2]) in {"broken", "unknown"}
    assert refusal(rahima, iphones[:60] + os.urandom(3000)) in {"broken", "unknown"}
    assert refusal(rahima, b"\x89PNG\r\n\x1a\n" + os.urandom(99)) in {
        "broken",
        "unknown",
    }
    assert refusal(rahima, b"") == "empty"


def test_bomb_is_not_opened(rahima: Member) -> None:
    bomb = pictures.png_bomb()
    assert len(bomb) < 150_000

    started = time.process_time()
    code = refusal(rahima, bomb)

    assert code == "large"
    assert time.process_time() - started < 5


def test_more_than_ten_megabytes_are_not_read(rahima: Member) -> None:
    read = []

    def endless():
        while True:
            read.append(1)
            yield b"\xff" * 1024 * 1024

    with pytest.raises(PhotoRefused) as refused:
        Photo.take(rahima, endless(), uuid.uuid4())

    assert refused.value.code == "heavy"
    assert len(read) == LARGEST_BYTES // (1024 * 1024) + 1
    assert nothing_left()


def test_same_key_and_bytes_give_the_same_photo(rahima: Member, tania: Member) -> None:
    key, content = uuid.uuid4(), pictures.jpeg()

    first, again = take(rahima, content, key), take(rahima, content, key)
    other = take(tania, content, key)

    assert first == again
    assert other != first
    assert Photo.objects.count() == 2
    with pytest.raises(PhotoRefused) as refused:
        take(rahima, pictures.jpeg(), key)
    assert refused.value.code == "key"


def test_a_day_has_an_end(rahima: Member, tania: Member, monkeypatch) -> None:
    monkeypatch.setattr("photos.models.DAILY_PHOTOS", 2)
    first, _second = (take(rahima, pictures.jpeg()) for _ in range(2))

    with pytest.raises(PhotoRefused) as refused:
        take(rahima, pictures.jpeg())
    take(tania, pictures.jpeg())
    day_ago = timezone.now() - timezone.timedelta(hours=25)
    Photo.objects.filter(pk=first.pk).update(created_at=day_ago)
    take(rahima, pictures.jpeg())

    assert refused.value.code == "much"


def test_no_transaction_is_open_while_a_picture_is_made(
    rahima: Member, monkeypatch
) -> None:
    """Nobody else could write meanwhile on SQLite."""
    depth = len(connection.savepoint_ids)
    seen = []
    real = files.develop
    monkeypatch.setattr(
        files,
        "develop",
        lambda *paths: seen.append(len(connection.savepoint_ids)) or real(*paths),
    )

    take(rahima, pictures.jpeg())

    assert seen == [depth]


def age(path: Path, hours: float) -> None:
    then = time.time() - hours * 3600
    os.utime(path, (then, then))


def test_sweeping_takes_what_nothing_came_to_show(
    rahima: Member, thread, snap: Callable
) -> None:
    """Killed between the files and the row, it leaves files that no row names."""
    old, fresh, posted = (snap(rahima) for _ in range(3))
    thread.post(rahima, "আমার হাতের কাজ", photos={posted.pk: ""})
    long_ago = timezone.now() - timezone.timedelta(hours=25)
    Photo.objects.filter(pk=old.pk).update(loose_since=long_ago)
    orphan = files.folder_of(files.draw_name())
    young = files.folder_of(files.draw_name())
    for folder in (orphan, young):
        folder.mkdir(parents=True)
        (folder / "360.jpg").write_bytes(b"x")
    age(orphan, 25)
    for photo in (fresh, posted):
        age(files.folder_of(photo.name), 25)

    swept = Photo.sweep()

    assert swept == 1
    assert set(Photo.objects.all()) == {fresh, posted}
    left = {path.parent for path in files.root().rglob("*.jpg")}
    assert left == {files.folder_of(fresh.name), files.folder_of(posted.name), young}


def test_files_stand_under_media_for_the_backup(rahima: Member, snap: Callable) -> None:
    photo = snap(rahima)

    assert files.folder_of(photo.name).is_relative_to(settings.MEDIA_ROOT)
    assert len(photo.name) == 32
