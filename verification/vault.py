"""Where evidence lies: encrypted files outside the public media.

    EVIDENCE_DIR/<first two letters>/<name>      AES-256-GCM (NIST SP 800-38D)

A file is b"U1", four bytes that name its key, 12 bytes of nonce, then what AES-GCM gives;
the file's name is authenticated with it, so that no file can stand for another. Keys are
drawn from EVIDENCE_KEY, which does not lie in this folder: the newest seals, any opens.
Readable bytes are in memory alone.
"""

import hashlib
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.utils.crypto import salted_hmac

MARK = b"U1"
KEY_ID_BYTES, NONCE_BYTES = 4, 12
HEAD = len(MARK) + KEY_ID_BYTES + NONCE_BYTES


class Unopened(Exception):
    """The file is not there, was changed, or was sealed with a key that is not here."""


def draw_name() -> str:
    """A name nobody can guess: 128 bits, in hexadecimal digits."""
    return secrets.token_hex(16)


def path_of(name: str) -> Path:
    """The file of a name that `draw_name` drew; raises ValueError for any other."""
    if len(name) != 32 or not set(name) <= set("0123456789abcdef"):
        raise ValueError("no name of a piece of evidence")
    return Path(settings.EVIDENCE_DIR) / name[:2] / name


def seal(name: str, content: bytes) -> bytes:
    """`content` as it lies on the disk under `name`."""
    key = _keys()[0]
    nonce = secrets.token_bytes(NONCE_BYTES)
    head = MARK + _key_id(key) + nonce
    return head + AESGCM(key).encrypt(nonce, content, name.encode())


def unseal(name: str, sealed: bytes) -> bytes:
    """What `seal` was given; raises Unopened."""
    head, rest = sealed[:HEAD], sealed[HEAD:]
    nonce = head[-NONCE_BYTES:]
    said = head[len(MARK) : -NONCE_BYTES]
    for key in _keys():
        if len(head) == HEAD and head.startswith(MARK) and said == _key_id(key):
            with suppress(InvalidTag):
                return AESGCM(key).decrypt(nonce, rest, name.encode())
    raise Unopened


def write(name: str, content: bytes) -> None:
    """Put `content` there encrypted, whole or not at all, for the site's eyes only."""
    path = path_of(name)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    Path(settings.EVIDENCE_DIR).chmod(0o700)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(seal(name, content))
        file.flush()
        os.fsync(file.fileno())


def read(name: str) -> bytes:
    """What was written under `name`, decrypted; raises Unopened."""
    try:
        sealed = path_of(name).read_bytes()
    except (OSError, ValueError):
        raise Unopened from None
    return unseal(name, sealed)


def remove(name: str) -> None:
    """Take the file away; done twice it happens once."""
    path_of(name).unlink(missing_ok=True)


def older_than(seconds: float) -> Iterator[list[str]]:
    """Names of files which are that old, some hundred at once."""
    limit = time.time() - seconds
    root = Path(settings.EVIDENCE_DIR)
    for shelf in sorted(root.iterdir()) if root.is_dir() else ():
        names = []
        for file in shelf.iterdir() if shelf.is_dir() else ():
            with suppress(FileNotFoundError):
                if file.stat().st_mtime < limit:
                    names.append(file.name)
        if names:
            yield names


def is_empty() -> bool:
    """Whether nothing lies there."""
    return next(older_than(0), None) is None


def _keys() -> list[bytes]:
    return [_drawn(each) for each in settings.EVIDENCE_KEYS()]


def _drawn(secret: str) -> bytes:
    drawn = salted_hmac(
        "verification.vault", "aes-gcm", secret=secret, algorithm="sha256"
    )
    return drawn.digest()


def _key_id(key: bytes) -> bytes:
    return hashlib.sha256(key).digest()[:KEY_ID_BYTES]
