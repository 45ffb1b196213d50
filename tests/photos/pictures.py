"""Pictures as phones send them, made where a test needs one."""

import io
import os
import random
import struct
import zlib
from typing import Any

from PIL import Image, ImageDraw

SECRET_PLACE = b"GPSSECRET-23.7808N-90.4071E"


def file_of(image: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    """The bytes of an image."""
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def picture(width: int = 64, height: int = 48, colour: Any = "teal") -> Image.Image:
    """One colour."""
    return Image.new("RGB", (width, height), colour)


def jpeg(width: int = 64, height: int = 48, colour: Any = None) -> bytes:
    """A small JPEG; no two of them are the same unless a colour is given."""
    chosen = colour or tuple(random.randbytes(3))
    return file_of(picture(width, height, chosen), "JPEG")


def noise(width: int, height: int) -> Image.Image:
    """Nothing but noise, which no format makes small."""
    return Image.frombytes("RGB", (width, height), os.urandom(width * height * 3))


def sideways(orientation: int) -> bytes:
    """A picture whose top is red, stored as a camera that was held otherwise does.

    Upright it is 80 wide and 120 high.
    """
    upright = Image.new("RGB", (80, 120), "blue")
    ImageDraw.Draw(upright).rectangle((0, 0, 79, 39), fill="red")
    stored = {
        1: upright,
        3: upright.transpose(Image.Transpose.ROTATE_180),
        6: upright.transpose(Image.Transpose.ROTATE_90),
        8: upright.transpose(Image.Transpose.ROTATE_270),
        5: upright.transpose(Image.Transpose.TRANSPOSE),
    }[orientation]
    exif = Image.Exif()
    exif[0x0112] = orientation
    return file_of(stored, "JPEG", exif=exif, quality=95)


def with_secrets() -> bytes:
    """A JPEG with a place in its EXIF, XMP, comment and after its end."""
    exif = Image.Exif()
    exif[0x010E] = SECRET_PLACE.decode()
    exif.get_ifd(0x8825)[29] = SECRET_PLACE.decode()
    whole = file_of(
        picture(400, 300),
        "JPEG",
        exif=exif,
        xmp=b"<x:xmpmeta>" + SECRET_PLACE + b"</x:xmpmeta>",
        comment=SECRET_PLACE,
    )
    return whole + b"PK\x03\x04" + SECRET_PLACE


def with_words(words: str) -> bytes:
    """A JPEG in whose EXIF, XMP and comment these words stand, in UTF-8."""
    exif = Image.Exif()
    exif[0x010E] = words
    exif[0x013B] = words
    return file_of(
        noise(80, 60),
        "JPEG",
        exif=exif,
        xmp=f"<x:xmpmeta>{words}</x:xmpmeta>".encode(),
        comment=words.encode(),
    )


def words_in(content: bytes) -> str:
    """All that can be read in a picture's file: what stands beside the picture, and
    whatever else of its bytes are letters."""
    with Image.open(io.BytesIO(content)) as image:
        beside = [*image.info.values(), *image.getexif().values()]
    told = "\n".join(
        each.decode("utf-8", "replace") if isinstance(each, bytes) else str(each)
        for each in beside
    )
    return told + "\n" + content.decode("utf-8", "ignore")


def png_bomb(width: int = 30_000, height: int = 30_000) -> bytes:
    """A PNG of some 100 kB that would take a gigabyte when opened."""

    def chunk(name: bytes, body: bytes) -> bytes:
        checksum = struct.pack(">I", zlib.crc32(name + body))
        return struct.pack(">I", len(body)) + name + body + checksum

    packer = zlib.compressobj(9)
    row = b"\x00" * (1 + width // 8)
    rows = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", rows)
        + chunk(b"IEND", b"")
    )


def heic(width: int = 640, height: int = 480, colour: Any = "teal") -> bytes:
    """What an iPhone sends."""
    import pillow_heif  # noqa: PLC0415 - large

    file = io.BytesIO()
    pillow_heif.from_pillow(picture(width, height, colour)).save(file, quality=60)
    return file.getvalue()
