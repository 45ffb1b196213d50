"""A picture from a phone to the few files that are shown, in a process of its own.

    python -I photos/darkroom.py ORIGINAL FOLDER
    python -I photos/darkroom.py -                  the original from stdin, none kept

What strangers send is decoded here and nowhere else: with a limit on memory and time,
and so that a decoder which falls over takes nothing with it. Prints one line of JSON,
`{"sizes": [[width, height], …]}` with the largest last, or `{"refused": code}` where
the code is one of `large` (too many pixels), `broken` or `unknown`. The second way
prints `{"sizes": [[width, height]], "jpeg": base64}` and writes no file at all: it is
for pictures that must not lie readable on a disk.

Only pixels go through: the files are written from a fresh image, so no EXIF, GPS, XMP,
comment or profile of the original can be in them, and no other file hidden in it.
Nothing of Django is imported, so that it starts at once.
"""

import base64
import contextlib
import io
import json
import os
import sys
import warnings
from pathlib import Path
from typing import Any, BinaryIO

from PIL import (
    AvifImagePlugin,
    ExifTags,
    GifImagePlugin,
    Image,
    ImageCms,
    JpegImagePlugin,
    PngImagePlugin,
    WebPImagePlugin,
)

#: The longest side of each size; a small picture has fewer, none is made larger.
LONGEST_SIDES = (360, 720, 1600)
#: Bytes that a file of each size may have at most.
MOST_BYTES = {360: 40_000, 720: 100_000, 1600: 200_000}
#: Tried from the left until the file is small enough; after the last one the picture
#: is made smaller instead.
QUALITIES: dict[str, tuple[int, ...]] = {
    "avif": (55, 45, 36, 28, 20),
    "webp": (78, 66, 52, 38, 24, 12),
    "jpg": (82, 72, 60, 48, 36, 24),
}
FORMATS = {"avif": "AVIF", "webp": "WEBP", "jpg": "JPEG"}
OPTIONS: dict[str, dict[str, Any]] = {
    "avif": {"speed": 8, "max_threads": 1},
    "webp": {"method": 4},
    "jpg": {"progressive": True, "optimize": True},
}
# JPEG is decoded at a fraction of its size, so that it may be larger. The largest
# phones of today send 50 million pixels, or 108.
MOST_PIXELS = 65_000_000
MOST_PIXELS_OF_JPEG = 110_000_000
# Pillow's readers of what phones and their programs make (that of JPEG reads MPO too);
# HEIC has one of its own.
READERS = (
    JpegImagePlugin.JpegImageFile,
    PngImagePlugin.PngImageFile,
    WebPImagePlugin.WebPImageFile,
    GifImagePlugin.GifImageFile,
    AvifImagePlugin.AvifImageFile,
)
MEMORY_BYTES = 1_200_000_000
CPU_SECONDS = 25
#: Of a picture that is kept alone: small print must stay readable.
MOST_BYTES_ALONE = 600_000

TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


class RefusedPhoto(Exception):
    """No picture can be made of it; carries the code."""


def limit_itself() -> None:
    """Bound memory and time of this process, where the system can."""
    try:
        import resource  # noqa: PLC0415 - not everywhere
    except ImportError:
        return
    for kind, most in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, CPU_SECONDS),
    ):
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(kind, (most, most))
    os.nice(5)


def opened(file: BinaryIO) -> Image.Image:
    """The picture, its header read and no pixel yet; the file stays open until it is
    loaded. Raises RefusedPhoto."""
    formats = [reader.format for reader in READERS]
    is_boxed = file.read(8)[4:] == b"ftyp"
    file.seek(0)
    if is_boxed:
        import pillow_heif  # noqa: PLC0415 - large, and only iPhones need it

        pillow_heif.register_heif_opener()
        formats.append("HEIF")
    try:
        image = Image.open(file, formats=formats)
    except Image.UnidentifiedImageError:
        raise RefusedPhoto("unknown") from None
    width, height = image.size
    is_jpeg = image.format in {"JPEG", "MPO"}
    if width * height > (MOST_PIXELS_OF_JPEG if is_jpeg else MOST_PIXELS):
        raise RefusedPhoto("large")
    return image


def developed(image: Image.Image) -> Image.Image:
    """An upright sRGB picture of at most the largest size, of an animation the first.

    What is transparent becomes white.
    """
    longest = max(LONGEST_SIDES)
    image.draft(None, (longest, longest))
    image.load()
    turn = TURNS.get(orientation(image))
    profile = image.info.get("icc_profile")
    image = in_eight_bits(image)
    image = image.resize(
        fitted(image.size, longest), Image.Resampling.LANCZOS, reducing_gap=3.0
    )
    if image.mode == "RGBA":
        white = Image.new("RGB", image.size, "white")
        white.paste(image, mask=image.getchannel("A"))
        image = white
    image = in_srgb(image, profile)
    if turn is not None:
        image = image.transpose(turn)
    clean = Image.new("RGB", image.size)
    clean.paste(image)
    return clean


def orientation(image: Image.Image) -> int:
    """The camera's word on which side is up; 1 where it says nothing one can read."""
    try:
        found = image.getexif().get(ExifTags.Base.Orientation, 1)
    except (OSError, SyntaxError, ValueError, TypeError, KeyError):
        return 1
    return found if isinstance(found, int) else 1


def in_eight_bits(image: Image.Image) -> Image.Image:
    """The same in one of the modes L, RGB, RGBA, CMYK."""
    if image.mode.startswith("I") or image.mode == "F":
        return image.point(lambda value: value * (1 / 256)).convert("L")
    if image.mode in {"L", "RGB", "RGBA", "CMYK"} and "transparency" not in image.info:
        return image
    if image.mode in {"1", "LAB", "YCbCr", "HSV"}:
        return image.convert("RGB")
    return image.convert("RGBA")


def in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """The colours as every screen understands them."""
    if profile:
        # A profile that is broken, or of another kind of colour, is as good as none.
        with contextlib.suppress(ImageCms.PyCMSError, OSError):
            changed = ImageCms.profileToProfile(
                image,
                ImageCms.ImageCmsProfile(io.BytesIO(profile)),
                ImageCms.createProfile("sRGB"),
                outputMode="RGB",
            )
            if changed is not None:
                return changed
    return image.convert("RGB")


def fitted(size: tuple[int, int], longest: int) -> tuple[int, int]:
    """The size within a square of `longest`, never larger than it is."""
    scale = min(1.0, longest / max(size))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def encoded(image: Image.Image, kind: str, most: int) -> bytes:
    """A file of at most `most` bytes, as good as fits."""
    while True:
        for quality in QUALITIES[kind]:
            file = io.BytesIO()
            image.save(file, FORMATS[kind], quality=quality, **OPTIONS[kind])
            if file.tell() <= most:
                return file.getvalue()
        # Nothing but noise. The page gives its shape, so a smaller one fills it too.
        image = image.resize(
            fitted(image.size, int(max(image.size) * 0.8)), Image.Resampling.LANCZOS
        )


def write(path: Path, content: bytes) -> None:
    """Write a file that is there when the power goes a moment later."""
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def make(original: Path, folder: Path) -> list[list[int]]:
    """Write `<longest side>.<kind>` into `folder` for every size and kind."""
    with original.open("rb") as file:
        picture = developed(opened(file))
    longest = max(picture.size)
    wanted = [side for side in LONGEST_SIDES if side < longest]
    wanted += [next(side for side in LONGEST_SIDES if side >= longest)]
    sizes = []
    for side in wanted:
        image = picture.resize(fitted(picture.size, side), Image.Resampling.LANCZOS)
        for kind in QUALITIES:
            write(folder / f"{side}.{kind}", encoded(image, kind, MOST_BYTES[side]))
        sizes.append([*image.size])
    return sizes


def make_alone(content: bytes) -> dict[str, Any]:
    """One JPEG of the largest size, not written anywhere."""
    picture = developed(opened(io.BytesIO(content)))
    jpeg = encoded(picture, "jpg", MOST_BYTES_ALONE)
    return {"sizes": [[*picture.size]], "jpeg": base64.b64encode(jpeg).decode()}


def main(original: str, folder: str = "") -> dict[str, Any]:
    """What is printed."""
    limit_itself()
    warnings.simplefilter("ignore")
    Image.MAX_IMAGE_PIXELS = None  # ours is asked instead, with a sentence
    try:
        if original == "-":
            return make_alone(sys.stdin.buffer.read())
        return {"sizes": make(Path(original), Path(folder))}
    except RefusedPhoto as refused:
        return {"refused": str(refused)}
    except MemoryError:
        return {"refused": "large"}
    except Exception:  # noqa: BLE001 - decoders raise anything for what is damaged
        return {"refused": "broken"}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(*sys.argv[1:])))
