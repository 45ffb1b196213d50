"""Reading one public page of somebody else's server, and nothing that is not public.

A member names the address, so it may lead anywhere: to this machine, to its network, to
a server that never ends. `fetch` therefore asks the resolver itself, refuses the page
unless every address of its host is public, connects to exactly the address it looked at
(a second lookup could answer otherwise: DNS rebinding), does the same again after each
redirect, and stops at a time and a size of its own. It sends no cookie, knows no proxy,
and keeps nothing. No Django; tests bring their own `resolve` and `connect`.
"""

import http.client
import io
import ipaddress
import queue
import re
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import NoReturn, Protocol
from urllib.parse import SplitResult, quote, urljoin, urlsplit

SECONDS = 10.0  # for all of it, redirects too
CONNECT_SECONDS = 4.0  # for one address of several
MOST_BYTES = 512 * 1024  # of the page, unpacked; what comes after is not read
MOST_RAW_BYTES = MOST_BYTES + 128 * 1024  # with headers and the marks between chunks
MOST_REDIRECTS = 3
MOST_ADDRESSES = 16  # of one host
TRIED_ADDRESSES = 3
LONGEST_ADDRESS = 2_000  # characters
PORTS = {"http": 80, "https": 443}
AGENT = "Uthan/1 (looks once for a token that the page's owner put there)"

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_LABEL = r"(?!-)[a-z0-9_-]{1,63}(?<!-)"
_NAME = re.compile(rf"(?:{_LABEL}\.)+{_LABEL}", re.ASCII)
# 127.0.0.1, 0x7f.1, 017700000001: some resolvers read them as addresses.
_NUMBER = re.compile(r"\d+|0x[0-9a-f]*", re.ASCII)
_OURS = re.compile(r"(?:^|\.)(?:localhost|local|internal|lan|home|onion|arpa)$")
# Unreserved, reserved and the percent sign of what is quoted already (RFC 3986, 2).
_SAFE = "%/:?#[]@!$&'()*+,;=~"

# The IANA registries of special-purpose addresses (RFC 6890), and multicast. Not
# `is_global`: what that says depends on the version of Python.
_SPECIAL_4 = tuple(
    map(
        ipaddress.IPv4Network,
        (
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.31.196.0/24",
            "192.52.193.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "192.175.48.0/24",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4",
        ),
    )
)
# Nothing outside of 2000::/3 is given out, and not all within: 2001::/23 (Teredo and
# others), documentation, 6to4, AS112.
_GIVEN_OUT_6 = ipaddress.IPv6Network("2000::/3")
_SPECIAL_6 = tuple(
    map(
        ipaddress.IPv6Network,
        (
            "2001::/23",
            "2001:db8::/32",
            "2002::/16",
            "2620:4f:8000::/48",
            "3fff::/20",
        ),
    )
)
# An IPv4 address within an IPv6 one: mapped (RFC 4291), and what a network without
# IPv4 makes of it (NAT64, RFC 6052).
_CARRYING = (
    ipaddress.IPv6Network("::ffff:0:0/96"),
    ipaddress.IPv6Network("64:ff9b::/96"),
)


class Why(StrEnum):
    """Why a page was not read."""

    ADDRESS = "address"  # no address of a page, or a port or a name we do not take
    NAME = "name"  # nobody knows the host
    INSIDE = "inside"  # the host is not public
    CONNECT = "connect"  # nobody answers there
    CERTIFICATE = "certificate"  # somebody answers who is not that host
    REDIRECTS = "redirects"  # it leads on and on
    ANSWER = "answer"  # another status than 200
    BROKEN = "broken"  # no HTTP, or packed in a way we do not know
    SLOW = "slow"  # not there in time


class NotFetched(Exception):
    """The page could not be read; `why` says for what reason."""

    def __init__(self, why: Why, said: str = "") -> None:
        super().__init__(f"{why}: {said}" if said else str(why))
        self.why = why


@dataclass(frozen=True)
class Page:
    """What was read: `address` after all redirects, `text` with what is no text
    replaced, `is_whole` False where it was cut at the limit of size or time."""

    address: str
    text: str
    is_whole: bool


class Connection(Protocol):
    """What `fetch` needs of a socket."""

    def settimeout(self, value: float | None, /) -> None: ...
    def sendall(self, data: bytes, /) -> None: ...
    def recv_into(self, buffer: memoryview, /) -> int: ...
    def close(self) -> None: ...


Resolve = Callable[[str, int], Iterable[str]]
Connect = Callable[[str, int, float], socket.socket]


def fetch(
    address: str,
    *,
    resolve: Resolve | None = None,
    connect: Connect | None = None,
    context: ssl.SSLContext | None = None,
    seconds: float = SECONDS,
) -> Page:
    """Read the page at `address` (http or https), in `seconds` at most.

    `resolve(host, port)` gives the IP addresses of a host and raises OSError for none;
    `connect(ip, port, seconds)` opens a TCP connection. Raises NotFetched.
    """
    end = time.monotonic() + seconds
    way = _Way(
        resolve or system_addresses,
        connect or open_connection,
        context or ssl.create_default_context(),
        end,
    )
    for _step in range(MOST_REDIRECTS + 1):
        parts = checked(address)
        answer = way.ask(parts)
        if isinstance(answer, Page):
            return answer
        address = _moved(parts, answer)
    raise NotFetched(Why.REDIRECTS)


def checked(address: str) -> SplitResult:
    """The parts of an address that may be asked, its host as ASCII (IDNA), its path
    quoted. Raises NotFetched for every other."""
    if len(address) > LONGEST_ADDRESS or re.search(r"[\s\x00-\x1f\x7f\\]", address):
        raise NotFetched(Why.ADDRESS)
    try:
        parts = urlsplit(address)
        port = parts.port
        host = (parts.hostname or "").encode("idna").decode("ascii").lower()
    except (ValueError, UnicodeError):
        raise NotFetched(Why.ADDRESS) from None
    if parts.scheme not in PORTS or "@" in parts.netloc:
        raise NotFetched(Why.ADDRESS)
    if port not in (None, *PORTS.values()):
        raise NotFetched(Why.ADDRESS)
    last = host.rpartition(".")[2]
    if not _NAME.fullmatch(host) or len(host) > 253 or _NUMBER.fullmatch(last):
        raise NotFetched(Why.ADDRESS)
    if _OURS.search(host):
        raise NotFetched(Why.INSIDE)
    usual = port in (None, PORTS[parts.scheme])
    return SplitResult(
        parts.scheme,
        host if usual else f"{host}:{port}",
        quote(parts.path, safe=_SAFE) or "/",
        quote(parts.query, safe=_SAFE),
        "",
    )


def _moved(parts: SplitResult, there: str) -> str:
    """Where a redirect from one address leads; raises NotFetched for nowhere."""
    try:
        return urljoin(parts.geturl(), there)
    except ValueError:  # brackets that do not close, around what is no address
        raise NotFetched(Why.ADDRESS) from None


def is_public(address: str) -> bool:
    """Whether an IP address is one that the whole internet reaches."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.scope_id is not None:
            return False
        if any(ip in network for network in _CARRYING):
            ip = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        else:
            special = any(ip in network for network in _SPECIAL_6)
            return ip in _GIVEN_OUT_6 and not special
    return not any(ip in network for network in _SPECIAL_4)


def system_addresses(host: str, port: int) -> list[str]:
    """What this machine's resolver says; raises OSError for a name nobody knows."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(each[4][0]) for each in found))


def open_connection(address: str, port: int, seconds: float) -> socket.socket:
    """Connect to an IP address; raises OSError."""
    return socket.create_connection((address, port), timeout=seconds)


@dataclass(frozen=True)
class _Way:
    """How one fetch reaches servers, and when (monotonic) it has to be back."""

    resolve: Resolve
    connect: Connect
    context: ssl.SSLContext
    end: float

    def left(self) -> float:
        """Seconds left; raises NotFetched where there are none."""
        seconds = self.end - time.monotonic()
        if seconds <= 0:
            raise NotFetched(Why.SLOW)
        return seconds

    def ask(self, parts: SplitResult) -> Page | str:
        """What one server says: the page, or where it leads."""
        host = parts.hostname or ""
        port = parts.port or PORTS[parts.scheme]
        connection = self.open(parts.scheme, host, port)
        try:
            return self.talk(connection, parts)
        except (ssl.SSLError, OSError, http.client.HTTPException) as error:
            self.left()
            raise NotFetched(Why.BROKEN, type(error).__name__) from error
        finally:
            connection.close()

    def open(self, scheme: str, host: str, port: int) -> socket.socket:
        """A connection to the host, at one of the addresses that were looked at."""
        tried = self.addresses(host, port)[:TRIED_ADDRESSES]
        for address in tried:
            try:
                raw = self.connect(address, port, min(self.left(), CONNECT_SECONDS))
            except OSError:
                continue
            return raw if scheme == "http" else self.secured(raw, host)
        self.left()
        raise NotFetched(Why.CONNECT)

    def addresses(self, host: str, port: int) -> list[str]:
        """The host's IP addresses, all of them public. Raises NotFetched.

        One that is not public spoils the others: such a name is made to lead inside.
        """
        found = _in_time(lambda: list(self.resolve(host, port)), self.left())
        if not found or len(found) > MOST_ADDRESSES:
            raise NotFetched(Why.NAME)
        if not all(is_public(each) for each in found):
            raise NotFetched(Why.INSIDE)
        return found

    def secured(self, raw: socket.socket, host: str) -> socket.socket:
        """The same connection under TLS, for that host and no other."""
        try:
            raw.settimeout(self.left())
            return self.context.wrap_socket(raw, server_hostname=host)
        except (OSError, ValueError, NotFetched) as error:
            raw.close()
            _refuse_secured(error, self)

    def talk(self, connection: Connection, parts: SplitResult) -> Page | str:
        """Ask for the page and read what comes, within time and size."""
        connection.settimeout(self.left())
        connection.sendall(_question(parts))
        answer = http.client.HTTPResponse(_Reader(connection, self))  # type: ignore[arg-type]
        answer.begin()
        if answer.status in _REDIRECTS and (there := answer.getheader("Location")):
            return _as_typed(there)
        if answer.status != http.client.OK:
            raise NotFetched(Why.ANSWER, str(answer.status))
        raw, is_whole = _body(answer)
        packing = (answer.getheader("Content-Encoding") or "identity").strip().lower()
        body, fits = _unpacked(raw, packing)
        return Page(parts.geturl(), _text(body), is_whole and fits)


def _refuse_secured(error: Exception, way: _Way) -> NoReturn:
    if isinstance(error, NotFetched):
        raise error
    if isinstance(error, ssl.SSLError) and not isinstance(error, ssl.SSLEOFError):
        raise NotFetched(Why.CERTIFICATE, type(error).__name__) from error
    way.left()
    raise NotFetched(Why.BROKEN, type(error).__name__) from error


class _Spent(OSError):
    """Time or size is used up."""


class _Reader(io.RawIOBase):
    """What http.client reads from instead of a socket. A timeout of a socket begins
    anew with each byte; this one gives all reads together one end and one size."""

    def __init__(self, connection: Connection, way: _Way) -> None:
        super().__init__()
        self.connection = connection
        self.way = way
        self.left = MOST_RAW_BYTES

    def makefile(self, _mode: str) -> io.BufferedReader:
        """What http.client asks of a socket."""
        return io.BufferedReader(self, 16 * 1024)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        seconds = self.way.end - time.monotonic()
        if seconds <= 0 or self.left <= 0:
            raise _Spent
        self.connection.settimeout(seconds)
        count = self.connection.recv_into(memoryview(buffer)[: self.left])
        self.left -= count
        return count


def _question(parts: SplitResult) -> bytes:
    target = f"{parts.path}?{parts.query}" if parts.query else parts.path
    lines = (
        f"GET {target} HTTP/1.1",
        f"Host: {parts.netloc}",
        f"User-Agent: {AGENT}",
        "Accept: text/html, text/plain;q=0.9, */*;q=0.1",
        "Accept-Encoding: identity",
        "Connection: close",
    )
    return ("\r\n".join(lines) + "\r\n\r\n").encode("ascii")


def _body(answer: http.client.HTTPResponse) -> tuple[bytes, bool]:
    """What came of the page, whatever it says of its own length, and whether that is
    all of it. A page that breaks off is looked at as far as it came."""
    pieces: list[bytes] = []
    size = 0
    while size < MOST_BYTES:
        try:
            piece = answer.read1(min(16 * 1024, MOST_BYTES - size))
        except (OSError, http.client.HTTPException):
            return b"".join(pieces), False
        if not piece:
            return b"".join(pieces), True
        pieces.append(piece)
        size += len(piece)
    return b"".join(pieces), False


def _unpacked(raw: bytes, packing: str) -> tuple[bytes, bool]:
    """The page of a server that packs what we asked for unpacked, MOST_BYTES at most."""
    if packing == "identity":
        return raw, True
    if packing not in {"gzip", "x-gzip"}:
        raise NotFetched(Why.BROKEN, "packed")
    opener = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        return opener.decompress(raw, MOST_BYTES), opener.eof
    except zlib.error as error:
        raise NotFetched(Why.BROKEN, "gzip") from error


def _text(body: bytes) -> str:
    """The page as text. What is looked for is ASCII, which is the same bytes in all
    that pages are written in but UTF-16; so nobody need be believed about a charset."""
    is_wide = body.startswith((b"\xff\xfe", b"\xfe\xff"))
    return body.decode("utf-16" if is_wide else "utf-8", "replace")


def _as_typed(header: str) -> str:
    """An address out of a header: http.client reads its bytes as Latin-1."""
    try:
        return header.encode("latin-1").decode("utf-8").strip()
    except UnicodeError:
        return header.strip()


def _in_time(find: Callable[[], list[str]], seconds: float) -> list[str]:
    """What `find` finds, within `seconds`: the system's resolver knows no limit.

    Raises NotFetched; a lookup that comes too late is left to end by itself.
    """
    found: queue.SimpleQueue[list[str]] = queue.SimpleQueue()

    def look() -> None:
        try:
            found.put(find())
        except (OSError, UnicodeError):
            found.put([])

    threading.Thread(target=look, daemon=True, name="resolve").start()
    try:
        return found.get(timeout=seconds)
    except queue.Empty:
        raise NotFetched(Why.SLOW) from None
