"""A page of somebody else's server: what is read, and all that is not."""

import datetime as dt
import gzip
import ipaddress
import socket
import ssl
import threading
import time
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from core import fetching
from core.fetching import NotFetched, Why
from tests.internet import HELLO, PUBLIC, PUBLIC_6, Net, Talk, moving, saying, serving


def why(net: Net, address: str = "http://shop.example.com/", seconds: float = 5) -> Why:
    with pytest.raises(NotFetched) as refused:
        net.fetch(address, seconds)
    return refused.value.why


# --- what is read ---


def test_page_is_read_from_the_address_that_was_looked_at():
    heard: list[bytes] = []

    def talk(peer: socket.socket, asked: bytes) -> None:
        heard.append(asked)
        peer.sendall(HELLO + "উঠান uthan-7k3m9p".encode())

    with serving(talk) as net:
        page = net.fetch("http://shop.example.com/আমি?q=ক")

    assert page.text == "উঠান uthan-7k3m9p"
    assert page.is_whole
    assert net.asked == ["shop.example.com"]
    assert net.connected == [(PUBLIC, 80)]
    [asked] = heard
    lines = asked.decode("ascii").split("\r\n")
    assert lines[0] == "GET /%E0%A6%86%E0%A6%AE%E0%A6%BF?q=%E0%A6%95 HTTP/1.1"
    assert "Host: shop.example.com" in lines
    assert "Accept-Encoding: identity" in lines
    assert not any(line.lower().startswith(("cookie", "auth")) for line in lines)


def test_proxies_of_the_environment_are_not_asked(monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    with serving(saying(HELLO + b"here")) as net:
        assert net.fetch("http://shop.example.com/").text == "here"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("ক uthan-1".encode("utf-16"), "ক uthan-1"),
        (b"\xff\xfe", ""),
        (b"caf\xe9 uthan-1", "caf\ufffd uthan-1"),
        (b"", ""),
    ],
)
def test_whatever_it_is_written_in(body, text):
    with serving(saying(HELLO + body)) as net:
        assert net.fetch("http://shop.example.com/").text == text


def test_name_in_bangla_is_asked_in_its_ascii_form():
    with serving(saying(HELLO + b"here")) as net:
        name = "উঠান.বাংলা".encode("idna").decode()
        net.names = {name: [[PUBLIC]]}
        assert net.fetch("http://উঠান.বাংলা/").text == "here"
        assert net.asked == [name]


def test_page_that_is_packed_unasked():
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n"
    with serving(saying(head + gzip.compress(b"uthan-7k3m9p"))) as net:
        assert net.fetch("http://shop.example.com/").text == "uthan-7k3m9p"


def test_second_address_where_the_first_does_not_answer():
    with serving(saying(HELLO + b"here")) as net:
        net.names["shop.example.com"] = [[PUBLIC_6, PUBLIC]]
        real = net.connect

        def connect(address: str, port: int, seconds: float) -> socket.socket:
            if address == PUBLIC_6:
                raise OSError("unreachable")
            return real(address, port, seconds)

        net.connect = connect  # type: ignore[method-assign]
        assert net.fetch("http://shop.example.com/").text == "here"
        assert net.connected == [(PUBLIC, 80)]


# --- where it does not go ---


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/",
        "http://127.1/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0x7f.0.0.1/",
        "http://0177.0.0.1/",
        "http://127.0.0.0x1/",
        "http://0/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[fe80::1%25eth0]/",
        "http://１２７.０.０.１/",
        "http://①②⑦.0.0.1/",
        "http://localhost/",
        "http://LOCALHOST:80/",
        "http://shop.localhost/",
        "http://db.internal/",
        "http://router.local/",
        "http://shop.example.com./",
        "http://shop..example.com/",
        "http://nipa@shop.example.com/",
        "http://shop.example.com@127.0.0.1/",
        "http://shop.example.com:22/",
        "http://shop.example.com:8000/",
        "http://shop.example.com:99999/",
        "http://shop.example.com:x/",
        "http:///path",
        "http://",
        "shop.example.com",
        "ftp://shop.example.com/",
        "file:///etc/passwd",
        "gopher://shop.example.com/",
        "javascript:alert(1)",
        "http://shop.example.com/\r\nX: 1",
        "http://shop.exa\nmple.com/",
        "http://shop.example.com\\@evil.example.com/",
        "http://shop.example.com/" + "a" * 2_000,
        "http://" + "a" * 64 + ".example.com/",
        "http://" + "a." * 130 + "com/",
        "",
    ],
)
def test_addresses_that_are_not_even_looked_up(address):
    with serving(saying(HELLO)) as net:
        assert why(net, address) in {Why.ADDRESS, Why.INSIDE}
        assert net.asked == []
        assert net.connected == []


@pytest.mark.parametrize(
    "inside",
    [
        "127.0.0.1",
        "127.255.255.254",
        "0.0.0.0",  # noqa: S104
        "10.1.2.3",
        "100.64.0.1",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.8",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.1.1",
        "198.18.0.1",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "::ffff:0:127.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::1",
        "100::1",
        "2001::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "2002:c0a8:101::1",
        "3fff::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "ff02::1",
        "no address",
    ],
)
def test_host_that_leads_inside_is_not_connected_to(inside):
    with serving(saying(HELLO)) as net:
        # The public one beside it makes it no better.
        net.names["shop.example.com"] = [[PUBLIC, inside]]
        assert why(net) == Why.INSIDE
        assert net.connected == []


@pytest.mark.parametrize(
    "address",
    [PUBLIC, PUBLIC_6, "8.8.8.8", "::ffff:8.8.8.8", "64:ff9b::808:808", "100.128.0.1"],
)
def test_public_addresses(address):
    assert fetching.is_public(address)


def test_answer_that_changes_between_looking_and_connecting():
    """DNS rebinding: the second answer would be this machine."""
    with serving(saying(HELLO + b"here")) as net:
        net.names["shop.example.com"] = [[PUBLIC], ["127.0.0.1"]]
        assert net.fetch("http://shop.example.com/").text == "here"
        assert net.asked == ["shop.example.com"]
        assert net.connected == [(PUBLIC, 80)]
        assert why(net) == Why.INSIDE


def test_redirect_is_looked_at_like_the_first_address():
    with serving(moving("http://shop.example.com/again")) as net:
        net.names["shop.example.com"] = [[PUBLIC], ["127.0.0.1"]]
        assert why(net) == Why.INSIDE
        assert net.asked == ["shop.example.com"] * 2
        assert net.connected == [(PUBLIC, 80)]


@pytest.mark.parametrize(
    ("there", "reason"),
    [
        ("http://127.0.0.1/", Why.ADDRESS),
        ("//169.254.169.254/latest/", Why.ADDRESS),
        ("http://[::1]/", Why.ADDRESS),
        ("http://shop.localhost/", Why.INSIDE),
        ("file:///etc/passwd", Why.ADDRESS),
        ("http://nobody.example.com/", Why.NAME),
        ("http://metadata.example.com/", Why.INSIDE),
        ("http://shop.example.com:6379/", Why.ADDRESS),
        ("http://[", Why.ADDRESS),
        ("//shop]example.com/", Why.ADDRESS),
    ],
)
def test_redirect_to_the_inside(there, reason):
    with serving(moving(there)) as net:
        net.names["metadata.example.com"] = [["169.254.169.254"]]
        assert why(net) == reason
        assert net.connected == [(PUBLIC, 80)]


def test_redirects_without_end():
    with serving(moving("/round")) as net:
        assert why(net) == Why.REDIRECTS
        assert len(net.connected) == 4


def test_redirect_to_a_path_of_the_same_host():
    def talk(peer: socket.socket, asked: bytes) -> None:
        is_first = asked.startswith(b"GET / ")
        there = "Location: /আমি".encode()
        moved = b"HTTP/1.1 301 Moved\r\n" + there + b"\r\n\r\n"
        peer.sendall(moved if is_first else HELLO + b"here")

    with serving(talk) as net:
        page = net.fetch("http://shop.example.com/")

    assert page.text == "here"
    assert page.address == "http://shop.example.com/%E0%A6%86%E0%A6%AE%E0%A6%BF"


# --- servers that go on and on, and those that break off ---


def pouring(head: bytes, piece: bytes) -> Talk:
    def talk(peer: socket.socket, _asked: bytes) -> None:
        peer.sendall(head)
        while True:
            peer.sendall(piece)

    return talk


@pytest.mark.parametrize("length", ["Content-Length: 10737418240\r\n", ""])
def test_of_a_page_without_end_the_first_part_is_read(length):
    head = f"HTTP/1.1 200 OK\r\n{length}\r\nuthan-7k3m9p".encode()
    with serving(pouring(head, b"x" * 65_536)) as net:
        page = net.fetch("http://shop.example.com/")
    assert page.text.startswith("uthan-7k3m9p")
    assert len(page.text) == fetching.MOST_BYTES
    assert not page.is_whole


def test_chunks_of_one_byte_end_too():
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    with serving(pouring(head, b"1\r\nx\r\n" * 10_000)) as net:
        page = net.fetch("http://shop.example.com/", seconds=30)
    assert 0 < len(page.text) <= fetching.MOST_RAW_BYTES // 6
    assert not page.is_whole


def test_bomb_of_gzip_is_unpacked_to_the_limit():
    packed = gzip.compress(b"x" * (20 * 1024 * 1024), 1)
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n"
    with serving(saying(head + packed)) as net:
        page = net.fetch("http://shop.example.com/", seconds=30)
    assert len(page.text) == fetching.MOST_BYTES
    assert not page.is_whole


@pytest.mark.parametrize("packing", ["br", "zstd", "gzip, gzip", "deflate"])
def test_packings_that_we_do_not_open(packing):
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: {packing}\r\n\r\n".encode()
    with serving(saying(head + b"x")) as net:
        assert why(net) == Why.BROKEN


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"SSH-2.0-OpenSSH_9.9\r\n",
        b"HTTP/1.1 2x0 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\nno gzip",
        b"HTTP/1.1 " + b"2" * 70_000,
        b"HTTP/1.1 200 OK\r\nA: " + b"x" * 70_000,
        b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 200,
    ],
)
def test_answers_that_are_none(answer):
    with serving(saying(answer)) as net:
        assert why(net) == Why.BROKEN


@pytest.mark.parametrize(
    ("head", "piece"),
    [
        (b"HTTP/1.1 200 OK\r\n", b"A: b\r\n" * 1_000),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 1_000),
    ],
)
def test_headers_without_end(head, piece):
    with serving(pouring(head, piece)) as net:
        assert why(net, seconds=30) == Why.BROKEN


def dripping(head: bytes) -> Talk:
    def talk(peer: socket.socket, _asked: bytes) -> None:
        peer.sendall(head)
        while True:
            time.sleep(0.05)
            peer.sendall(b"x")

    return talk


def test_headers_that_drip_end_in_time():
    with serving(dripping(b"HTTP/1.1 200 OK\r\nA: ")) as net:
        assert why(net, seconds=0.4) == Why.SLOW


def test_of_a_page_that_drips_is_looked_at_what_came():
    with serving(dripping(HELLO + b"uthan-7k3m9p ")) as net:
        page = net.fetch("http://shop.example.com/", seconds=0.4)
    assert page.text.startswith("uthan-7k3m9p")
    assert not page.is_whole


def test_server_that_says_nothing():
    with serving(lambda peer, _asked: time.sleep(2)) as net:
        assert why(net, seconds=0.2) == Why.SLOW


def test_resolver_that_says_nothing():
    waiting = threading.Event()
    with serving(saying(HELLO)) as net:

        def resolve(_host: str, _port: int) -> list[str]:
            waiting.wait(5)
            return [PUBLIC]

        net.resolve = resolve  # type: ignore[method-assign]
        assert why(net, seconds=0.2) == Why.SLOW
        assert net.connected == []
    waiting.set()


@pytest.mark.parametrize("count", [0, 17])
def test_names_without_an_address_and_with_very_many(count):
    with serving(saying(HELLO)) as net:
        net.names["shop.example.com"] = [[PUBLIC] * count]
        assert why(net) == Why.NAME


def test_nobody_answers_there():
    with serving(saying(HELLO)) as net:
        pass
    assert why(net) == Why.CONNECT


@pytest.mark.parametrize(
    "status", ["403 Forbidden", "404 Not Found", "500 Oh", "204 -"]
)
def test_answers_that_are_no_page(status):
    # A page that is not there may say the address it was asked for, token and all.
    answer = f"HTTP/1.1 {status}\r\n\r\nuthan-7k3m9p".encode()
    with serving(saying(answer)) as net:
        assert why(net) == Why.ANSWER


# --- TLS ---


@pytest.fixture(scope="module")
def certificate(tmp_path_factory) -> Path:
    """A certificate for shop.example.com that signs itself, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "shop.example.com")])
    now = dt.datetime.now(dt.UTC)
    names = x509.SubjectAlternativeName(
        [
            x509.DNSName("shop.example.com"),
            x509.IPAddress(ipaddress.ip_address(PUBLIC)),
        ]
    )
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path: Path = tmp_path_factory.mktemp("tls") / "pair.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


@pytest.fixture
def tls(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


@pytest.fixture
def trusting(certificate: Path) -> ssl.SSLContext:
    pem = certificate.read_text()
    return ssl.create_default_context(cadata=pem[pem.index("-----BEGIN CERT") :])


def test_page_over_tls_is_asked_by_its_name(tls, trusting):
    named: list[str | None] = []
    tls.sni_callback = lambda _socket, name, _context: named.append(name)
    with serving(saying(HELLO + b"here"), tls) as net:
        page = net.fetch("https://shop.example.com/", context=trusting)
    assert page.text == "here"
    assert named == ["shop.example.com"]
    assert net.connected == [(PUBLIC, 443)]


def test_certificate_of_another_name_or_of_nobody_we_know(tls, trusting):
    with serving(saying(HELLO + b"here"), tls) as net:
        net.names["other.example.com"] = [[PUBLIC]]
        for address, context in (
            ("https://other.example.com/", trusting),
            ("https://shop.example.com/", None),
        ):
            with pytest.raises(NotFetched) as refused:
                net.fetch(address, context=context)
            assert refused.value.why == Why.CERTIFICATE


def test_port_that_speaks_no_tls():
    def talk(peer: socket.socket, _asked: bytes) -> None:
        peer.sendall(b"hello\r\n" * 10)

    with serving(talk) as net:
        assert why(net, "https://shop.example.com/", seconds=1) in {
            Why.CERTIFICATE,
            Why.BROKEN,
            Why.SLOW,
        }


def test_handshake_that_never_ends():
    listener = socket.create_server(("127.0.0.1", 0))
    try:
        net = Net(listener.getsockname()[1])
        assert why(net, "https://shop.example.com/", seconds=0.3) == Why.SLOW
    finally:
        listener.close()
