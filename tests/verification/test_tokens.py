"""A page by a token: where it counts, where not, and what we never visit."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from core.fetching import Page
from profiles.models import Member
from sellers.models import Contact, Seller
from tests.factories import MemberFactory, SellerFactory
from tests.internet import HELLO, PUBLIC, Talk, moving, saying, serving
from verification import looking, placing
from verification.models import PageLook, PageToken, Verification
from verification.models.token import ALPHABET, Result

pytestmark = pytest.mark.django_db

SHOP = "https://www.shop.example.com/"


@pytest.fixture(autouse=True)
def let_out(settings: Any) -> None:
    settings.OUTSIDE_FETCH = True


@pytest.fixture
def seller(rahima: Member) -> Seller:
    return seller_of(rahima)


def seller_of(member: Member, *links: str) -> Seller:
    seller: Seller = SellerFactory(member=member)
    seller.change("links", {"links": list(links) or [SHOP]})
    return seller


def page_of(seller: Seller) -> Contact:
    return Contact.objects.standing().get(seller=seller, kind="page")


@pytest.fixture
def hers(rahima: Member) -> Client:
    return client_of(rahima)


def client_of(member: Member | None) -> Client:
    client = Client()
    if member is not None:
        client.force_login(member)
    return client


def way(seller: Seller) -> str:
    return f"/sellers/contacts/{page_of(seller).pk}/token/"


def drawn(client: Client, seller: Seller) -> PageToken:
    """Her token, as her page shows it."""
    body = client.get(way(seller)).content.decode()
    token = PageToken.objects.of(seller).latest("pk")
    assert f"<code>{token.token}</code>" in body
    return token


def headed(token: str) -> bytes:
    """A page with a token in its head."""
    meta = f'<meta charset="utf-8"><meta name="uthan" content="{token}">'
    html = f"<!doctype html><html><head>{meta}</head><body>ক</body></html>"
    return HELLO + html.encode()


def look(talk: Talk, **names: list[list[str]]) -> int:
    """What the worker does, on an internet where the shop answers by `talk`."""
    with serving(talk) as net:
        net.names = {"www.shop.example.com": [[PUBLIC]]} | names
        # The shop has no certificate: it is asked without TLS.
        real = net.connect

        def connect(address: str, port: int, seconds: float) -> Any:
            if port == 443:
                raise OSError("closed")
            return real(address, port, seconds)

        return looking.drain(net.resolve, connect)


def result_of(seller: Seller) -> str:
    return PageToken.objects.of(seller).latest("pk").result


def stands(seller: Seller) -> list[str]:
    rows = Verification.objects.standing_for([seller])[seller.pk]
    return [row.kind for row in rows]


# --- the way through ---


def test_token_in_the_head_counts_at_once(hers, seller):
    token = drawn(hers, seller)
    assert token.token.startswith("uthan-")
    assert set(token.token[6:]) <= set(ALPHABET)
    answer = hers.post(way(seller))
    assert answer.status_code == 303
    assert "আমরা যাচ্ছি দেখতে" in hers.get(way(seller)).content.decode()

    assert look(saying(headed(token.token))) == 1

    row = Verification.objects.get()
    assert (row.kind, row.method, row.state) == ("page", "token", "standing")
    assert row.contact == page_of(seller)
    assert not PageLook.objects.exists()
    assert "যাচাই করা" in hers.get(way(seller)).content.decode()
    assert result_of(seller) == Result.MARKED


def test_token_in_the_text_is_looked_at_by_a_person(hers, seller):
    """Anybody may have put it there: a comment, a review."""
    token = drawn(hers, seller)
    hers.post(way(seller))
    look(saying(HELLO + f"<body><p>রিভিউ: {token.token}</p>".encode()))
    row = Verification.objects.get()
    assert (row.method, row.state) == ("staff", "waiting")
    assert stands(seller) == []
    assert "একজন মডারেটর দেখবেন" in hers.get(way(seller)).content.decode()
    assert "আমি বসিয়েছি" not in hers.get(way(seller)).content.decode()


def test_where_we_do_not_go_a_moderator_looks(hers, rahima, settings):
    seller = seller_of(rahima, "https://facebook.com/sutorgolpo")
    drawn(hers, seller)
    hers.post(way(seller))
    assert not PageLook.objects.exists()
    assert Verification.objects.get().method == "staff"


def test_site_that_is_not_let_out_visits_nobody(hers, seller, settings):
    settings.OUTSIDE_FETCH = False
    drawn(hers, seller)
    for _ in range(2):
        hers.post(way(seller))
    assert not PageLook.objects.exists()
    assert Verification.objects.get().method == "staff"


def test_she_can_have_a_moderator_look_after_we_found_nothing(hers, seller):
    drawn(hers, seller)
    hers.post(way(seller))
    look(saying(HELLO + b"nothing here"))
    body = hers.get(way(seller)).content.decode()
    assert "শব্দটা পাইনি" in body
    assert "মডারেটরকে দেখতে দিন" in body
    hers.post(way(seller), {"to": "person"})
    assert Verification.objects.get().method == "staff"


# --- what counts, and what not ---


@pytest.mark.parametrize(
    ("html", "place"),
    [
        ("<head><meta name=uthan content=§></head>", "head"),
        ("<HTML><HEAD><META CONTENT='§' NAME='Uthan'/></HEAD>", "head"),
        ("\ufeff<!doctype html>\n<head><title>a < b</title>"
         '<meta name="uthan" content=" § "><body>', "head"),
        ("<head></head><body><meta name=uthan content=§>", "text"),
        ("<p>x<meta name=uthan content=§></head>", "text"),
        ("x<meta name=uthan content=§></head>", "text"),
        ("<head><meta name=description content=§></head>", "text"),
        ("<head><title><meta name=uthan content=§></title></head>", "text"),
        ("<head><!-- <meta name=uthan content=§> --></head>", "text"),
        ('<head><script type="application/ld+json">{"review":'
         '"<meta name=uthan content=§>"}</script></head>', "text"),
        ("<head><meta name=uthan content=§>" + "<link>" * 20_000, "text"),
        ("<p>§.</p>", "text"),
        ("<p>t</p>", "text"),
        ("<p>§2</p>", ""),
        ("<p>x§</p>", ""),
        ("<p>uthan-</p>", ""),
        ("", ""),
        ("<" * 400_000, ""),
        ("<script>" * 50_000, ""),
    ],
)  # fmt: skip
def test_where_a_token_stands(html, place):
    token = "uthan-7k3m9pc"
    said = html.replace("§", token) if html != "<p>t</p>" else f"<p>{token.upper()}</p>"
    assert placing.place_of(Page(SHOP, said, True), token) == place


def test_token_of_another_seller_does_not_count(hers, seller, tania):
    other = seller_of(tania)
    theirs = drawn(client_of(tania), other)
    assert drawn(hers, seller).token != theirs.token
    hers.post(way(seller))
    look(saying(headed(theirs.token)))
    assert stands(seller) == []
    assert result_of(seller) == Result.MISSING


def test_same_page_of_two_sellers_is_looked_at_by_a_person(hers, seller, tania):
    other = seller_of(tania)
    for client, who in ((client_of(tania), other), (hers, seller)):
        token = drawn(client, who)
        client.post(way(who))
        look(saying(headed(token.token)))
    assert stands(other) == ["page"]
    assert stands(seller) == []
    assert result_of(seller) == Result.TAKEN
    assert Verification.objects.get(seller=seller).method == "staff"


def test_page_that_leads_to_another_site(hers, seller):
    """Whoever finds an open redirect on a big site would have that site."""
    token = drawn(hers, seller)
    hers.post(way(seller))

    def talk(peer: Any, asked: bytes) -> None:
        elsewhere = b"Host: evil.example.com" in asked
        there = b"HTTP/1.1 302 -\r\nLocation: http://evil.example.com/\r\n\r\n"
        peer.sendall(headed(token.token) if elsewhere else there)

    look(talk, **{"evil.example.com": [[PUBLIC]]})
    assert stands(seller) == []
    assert result_of(seller) == Result.LEADS


@pytest.mark.parametrize(
    ("talk", "names", "result"),
    [
        (moving("http://127.0.0.1/"), {}, Result.ADDRESS),
        (moving("http://169.254.169.254/latest/"), {}, Result.ADDRESS),
        (saying(HELLO), {"www.shop.example.com": [["127.0.0.1"]]}, Result.INSIDE),
        (
            saying(HELLO),
            {"www.shop.example.com": [[PUBLIC, "10.0.0.1"]]},
            Result.INSIDE,
        ),
        (
            saying(HELLO),
            {"www.shop.example.com": [["::ffff:127.0.0.1"]]},
            Result.INSIDE,
        ),
        (moving("/round"), {}, Result.REDIRECTS),
        (saying(b"HTTP/1.1 404 -\r\n\r\n"), {}, Result.ANSWER),
        (saying(b"no http"), {}, Result.BROKEN),
        (saying(HELLO + b"x" * 600_000), {}, Result.CUT),
    ],
)
def test_what_was_in_the_way_is_said_in_a_sentence(hers, seller, talk, names, result):
    drawn(hers, seller)
    hers.post(way(seller))
    look(talk, **names)
    assert result_of(seller) == result
    assert str(Result(result).label) in hers.get(way(seller)).content.decode()
    assert stands(seller) == []


@pytest.mark.parametrize(
    "link",
    ["https://169.254.169.254/latest", "https://10.0.0.1/x", "http://2130706433/"],
)
def test_addresses_in_digits_are_no_pages_of_hers(rahima, link):
    seller = seller_of(rahima, link)
    assert not Contact.objects.filter(seller=seller, kind="page").exists()


# --- how often, how long ---


def test_five_looks_a_day(hers, seller):
    drawn(hers, seller)
    for _ in range(5):
        assert hers.post(way(seller)).status_code == 303
        PageLook.objects.all().delete()
    answer = hers.post(way(seller))
    assert answer.status_code == 429
    assert "আজ অনেকবার দেখেছি" in answer.content.decode()
    PageToken.objects.update(looks_from=timezone.now() - timedelta(hours=25))
    assert hers.post(way(seller)).status_code == 303


def test_double_tap_is_one_look(hers, seller):
    drawn(hers, seller)
    for _ in range(3):
        hers.post(way(seller))
    assert PageLook.objects.count() == 1
    assert PageToken.objects.get().looks_count == 1


def test_token_stays_for_seven_days_and_then_is_another(hers, seller):
    first = drawn(hers, seller)
    assert drawn(hers, seller) == first
    PageToken.objects.update(drawn_at=timezone.now() - timedelta(days=7))
    assert drawn(hers, seller).token != first.token
    first.refresh_from_db()
    hers.post(way(seller))
    look(saying(headed(first.token)))
    assert stands(seller) == []


def test_a_broken_lock_is_no_reason_to_ask_without_one(hers, seller):
    token = drawn(hers, seller)
    hers.post(way(seller))
    with serving(saying(headed(token.token))) as net:
        net.names = {"www.shop.example.com": [[PUBLIC]]}
        # Whoever answers at the port of the lock does not speak its language.
        looking.drain(net.resolve, net.connect)
        assert {port for _address, port in net.connected} == {443}
    assert stands(seller) == []


def test_token_that_a_moderator_looks_for_stays(hers, seller, settings):
    settings.OUTSIDE_FETCH = False
    first = drawn(hers, seller)
    hers.post(way(seller))
    PageToken.objects.update(drawn_at=timezone.now() - timedelta(days=8))
    assert drawn(hers, seller) == first
    assert PageToken.objects.sought_by(Verification.objects.get()) == first


def test_page_out_of_her_links_ends_it(hers, seller):
    token = drawn(hers, seller)
    address = way(seller)
    hers.post(address)
    seller.refresh_from_db()
    seller.change("links", {"links": []})
    assert hers.get(address).status_code == 404
    assert look(saying(headed(token.token))) == 1
    assert stands(seller) == []
    assert not PageLook.objects.exists()


def test_what_stood_ends_with_the_link(hers, seller):
    token = drawn(hers, seller)
    hers.post(way(seller))
    look(saying(headed(token.token)))
    seller.refresh_from_db()
    seller.change("links", {"links": []})
    assert stands(seller) == []


# --- a worker that dies ---


def test_worker_that_dies_loses_and_doubles_nothing(hers, seller):
    token = drawn(hers, seller)
    hers.post(way(seller))
    [dead] = PageLook.objects.claim(1, 60)
    assert look(saying(headed(token.token))) == 0
    PageLook.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    assert look(saying(headed(token.token))) == 1
    assert Verification.objects.count() == 1
    # The dead one comes back: the row is not its any more.
    assert not dead.finish()
    assert look(saying(headed(token.token))) == 0
    assert Verification.objects.count() == 1


# --- whose ---


def test_others_reach_neither_token_nor_look(hers, seller, tania):
    drawn(hers, seller)
    address = way(seller)
    SellerFactory(member=tania)
    moderator = MemberFactory(moderator=True)
    for member in (tania, moderator, MemberFactory(), None):
        client = client_of(member)
        for answer in (client.get(address), client.post(address)):
            assert answer.status_code == (302 if member is None else 404)
    assert not PageLook.objects.exists()


@pytest.mark.parametrize("pk", [0, 10**18, 10**30])
def test_ids_that_are_none(hers, seller, pk):
    assert hers.get(f"/sellers/contacts/{pk}/token/").status_code == 404


def test_number_has_no_token(hers, seller):
    phone = Contact.objects.put(seller, "phone", "+8801712345678", "members")
    assert hers.get(f"/sellers/contacts/{phone.pk}/token/").status_code == 404


def test_page_that_has_another_owner_meanwhile(hers, seller, tania):
    token = drawn(hers, seller)
    hers.post(way(seller))
    Seller.objects.filter(pk=seller.pk).update(member=tania)
    look(saying(headed(token.token)))
    assert not Verification.objects.exists()
    seller.refresh_from_db()
    assert PageToken.objects.of(seller).count() == 0


@pytest.mark.parametrize("count", [1, 3])
def test_choosing_a_page_asks_as_often_for_three_as_for_one(
    hers, rahima, count, django_assert_num_queries
):
    links = [f"https://shop{number}.example.com/" for number in range(count)]
    seller = seller_of(rahima, *links)
    url = f"/sellers/{seller.slug}/verify/page/"
    hers.get(url)
    with django_assert_num_queries(6):
        body = hers.get(url).content.decode()
    assert body.count("/token/") == count
