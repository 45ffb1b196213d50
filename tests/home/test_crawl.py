"""No number that anybody wrote is read by a guest: every public address is looked at."""

import itertools
import re
from collections import Counter, deque
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.urls import (
    NoReverseMatch,
    Resolver404,
    URLPattern,
    URLResolver,
    get_resolver,
    resolve,
    reverse,
)
from whoosh import index
from zeal import zeal_ignore

from adda_posts.models import Adda
from forum.models import Board, Pin, Post, Tag, Thread
from guidance.models import Tip
from photos.models import Photo
from profiles.models import Member
from sellers.models import Contact, ContactAsk, Review, Seller, SellerWarning
from tests.home.numbers_planted import (
    Planter,
    found_in,
    ids_of,
    pasted_adda,
    plant,
    said_in,
)
from tests.photos.pictures import with_words, words_in

LINK = re.compile(r'(?:(?:href|src|action)="|content="(?=https?:))([^"]+)"')
MOST_PAGES = 2_000
MOST_SCRIPTS = 5  # addresses of one view that are asked for as a script asks
# What the numbers in addresses of sellers are about.
IN_SELLERS = (Contact, ContactAsk, Review, SellerWarning)
# The editors' side and its pages are behind a door of their own.
BEHIND_A_DOOR = ("/cms", "/pages/", "/static/", "/media/")


@pytest.fixture
def planted(db: None, tmp_path: Path) -> Planter:
    """A site with two hundred numbers in it, and an index of it."""
    with zeal_ignore():
        planter = plant()
        pasted_adda(planter, tmp_path)
        call_command("update_index", verbosity=0)
    return planter


def values_of(name: str, before: str, pattern: URLPattern) -> list[Any]:
    """What can stand in an address under this name."""
    sellers = before == "sellers:"
    known: dict[str, Any] = {
        "thread_id": lambda: ids_of(Thread),
        "post_id": lambda: ids_of(Post),
        "board_id": lambda: ids_of(Board),
        "pin_id": lambda: ids_of(Pin),
        "handle": lambda: list(Member.objects.values_list("handle", flat=True)),
        "name": lambda: (
            list(Photo.objects.values_list("name", flat=True))
            if before == "photos:"
            else ["pages", "addas", "tips", "threads-1"]
        ),
        "theme": lambda: ["payment", "safe-buying"],
        "series": lambda: ["daily", "old"],
        "slug": lambda: slugs_of(before, pattern),
        "kind": lambda: ["post", "thread", "member", "seller", "warning", "jpg"],
        "step": lambda: ["mode", "act"],
        "side": lambda: [320],
        "pk": lambda: (
            sorted({pk for model in IN_SELLERS for pk in ids_of(model)})
            if sellers
            else [*ids_of(Post)[:20], 1, 2]
        ),
        "day": lambda: [*Adda.objects.values_list("date", flat=True)],
        "target_id": lambda: ids_of(Thread)[:5],
    }
    return known[name]() if name in known else [1]


def slugs_of(before: str, pattern: URLPattern) -> list[str]:
    """The slugs of what these addresses are about."""
    model: Any = Board
    if before == "guidance:":
        model = Tip
    elif before == "sellers:":
        model = Seller
    elif before == "adda_posts:":
        return ["daily", "old"]
    elif "tag" in str(pattern.name):
        model = Tag
    return [*model.objects.values_list("slug", flat=True)]


def routes(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every pattern of the site with its route and its namespace."""
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            inside = f"{before}{each.namespace}:" if each.namespace else before
            yield from routes(each, inside)
        elif each.name:
            yield before, each


def addresses() -> Iterator[str]:
    """Every address that can be made of what is there."""
    for before, pattern in routes(get_resolver()):
        if before.startswith("wagtail") or pattern.lookup_str.startswith("wagtail"):
            continue
        names = list(pattern.pattern.regex.groupindex)
        choices = [values_of(name, before, pattern) for name in names]
        for values in itertools.islice(itertools.product(*choices), 30):
            try:
                yield reverse(
                    before + str(pattern.name),
                    kwargs=dict(zip(names, values, strict=True)),
                )
            except NoReverseMatch:
                continue


def crawl(language: str) -> dict[str, str]:
    """What a guest reads, by address, from all addresses and all links on from there:
    as a page, as a script asks for it (JSON), and in the files of pictures."""
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    said = ("কথা", "বলতে", "নিপা", "শাড়ি", "01712345678")
    searches = [
        f"{path}?q={word}" for word in said for path in ("/search/", "/sellers/")
    ]
    waiting = deque(["/", "/robots.txt", "/sitemap.xml", *searches, *addresses()])
    seen: set[str] = set(waiting)
    read: dict[str, str] = {}
    scripts: Counter[Any] = Counter()
    while waiting and len(read) < MOST_PAGES:
        url = waiting.popleft()
        # Where one comes back to afterwards changes nothing of a page.
        if url.startswith(BEHIND_A_DOOR) or "next=" in url:
            continue
        answer = client.get(url)
        assert answer.status_code < 500, url
        kind = answer.headers.get("Content-Type", "")
        if kind.startswith("image/") and "svg" not in kind:
            content = b"".join(answer) if answer.streaming else answer.content
            read[url] = words_in(content) if content else ""
            continue
        view = view_of(url)
        scripts[view] += 1
        if scripts[view] <= MOST_SCRIPTS:
            script = client.get(url, headers={"accept": "application/json"})
            if "json" in script.headers.get("Content-Type", ""):
                read[f"{url} (JSON)"] = said_in(script)
        body = read[url] = said_in(answer)
        found = LINK.findall(body) + re.findall(r"<loc>([^<]+)", body)
        for link in [*found, answer.headers.get("Location", "")]:
            there = urlsplit(urljoin(url, link.replace("&amp;", "&")))
            if there.hostname not in {None, "localhost", "testserver"}:
                continue
            address = there.path + (f"?{there.query}" if there.query else "")
            if address.startswith("/") and address not in seen:
                seen.add(address)
                waiting.append(address)
    return read


def view_of(url: str) -> str:
    """What answers at this address; a kept page says nothing of that itself."""
    try:
        return resolve(unquote(urlsplit(url).path)).view_name
    except Resolver404:
        return ""


def leaks_of(read: dict[str, str], planter: Planter) -> list[tuple[str, str, str]]:
    """Where a planted number can be read: the address, where it was written, how."""
    return [
        (url, *planter.planted[number])
        for url, body in read.items()
        for number in found_in(body, planter.planted)
    ]


@pytest.mark.parametrize("language", ["bn", "en"])
def test_a_guest_reads_none_of_two_hundred_numbers(
    planted: Planter, language: str
) -> None:
    assert len(planted.planted) >= 200
    with zeal_ignore():
        read = crawl(language)
    # It has been to what matters: pages, feeds, the map, JSON, a seller, a tip.
    seller = Seller.objects.get(thread__isnull=False)
    for url in (
        "/",
        "/moderation/log/",
        "/adda/daily/atom/",
        "/sitemap-threads-1.xml",
        seller.get_absolute_url(),
        Tip.objects.get().get_absolute_url(),
        "/sellers/?sort=rating",
        f"{seller.get_absolute_url()}reviews/",
    ):
        assert url in read, url
    assert [url for url in read if url.startswith("/photos/") and url.endswith(".jpg")]
    assert [url for url in read if url.endswith("(JSON)") and "/posts/" in url]
    # Everything that is linked was read, too.
    assert 150 < len(read) < MOST_PAGES
    leaks = leaks_of(read, planted)
    # One address for each place where somebody wrote it.
    holes = {(where, spelled): url for url, where, spelled in leaks}
    assert not holes, "\n".join(map(str, holes.items()))


def test_the_index_holds_none_of_them(planted: Planter) -> None:
    folder = Path(settings.SEARCH_INDEX_DIR)
    found, count = [], 0
    for place in [folder, *(each for each in folder.rglob("*") if each.is_dir())]:
        if not index.exists_in(str(place)):
            continue
        with index.open_dir(str(place)).reader() as reader:
            stored = [str(row) for row in reader.all_stored_fields()]
            terms = [term.decode("utf-8", "replace") for _f, term in reader.all_terms()]
            found += [
                planted.planted[number]
                for words in (stored, terms)
                for each in words
                for number in found_in(each, planted.planted)
            ]
            count += len(terms)
    assert count > 100
    assert not found, found[:20]


def test_a_picture_that_was_not_made_clean_would_be_seen() -> None:
    planter = Planter()
    spelled = planter.one("here", 0)
    (number,) = planter.planted
    assert found_in(words_in(with_words(spelled)), planter.planted) == [number]


def test_the_look_itself_can_fail() -> None:
    planter = Planter()
    for _ in range(14):
        spelled = planter.one("here")
        number = list(planter.planted)[-1]
        assert found_in(f"<p>ফোন: {spelled}</p>", planter.planted) == [number]
    assert not found_in("<p>০১৭••••••৭৮</p>", planter.planted)
