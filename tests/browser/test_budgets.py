"""Bytes and requests of a first visit, as production sends them.

The limits are those of the first view: the page with one stylesheet, one script and two
fonts; kB as sent, compressed.
"""

import random
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.error import URLError

import pytest

from tests.conftest import ROOT, free_port_socket, own_environment

pytestmark = pytest.mark.browser

# Editors' files; collecting and compressing them takes half a minute.
NOT_FOR_READERS = ["wagtail*", "rest_framework", "admin", "debug_toolbar"]
ADDA = "/adda/hat/2021-03-03/"


def paste() -> str:
    """Text of a full first page: 20 comments, 3 answers to each. Its words come by
    chance, so that they compress no better than what people write."""
    chance = random.Random(7)
    letters = "কখগঘচছজঝটঠডঢতথদধনপফবভমযরলশসহ"
    signs = ["", "া", "ি", "ী", "ু", "ে", "ো", "্র", "্য"]
    words = [
        "".join(
            chance.choice(letters) + chance.choice(signs)
            for _ in range(chance.randint(1, 4))
        )
        for _ in range(600)
    ]

    def said(count: int) -> str:
        return " ".join(chance.choices(words, k=count)) + "।"

    lines = ["হাটবারের আড্ডা", "৩ মার্চ ২০২১", f"বিষয়ঃ {said(10)}", ""]
    for number in range(20):
        lines += [f"সদস্যা {words[number]} বেগম", said(40), "৩টি জবাব", ""]
        for _ in range(3):
            lines += [f"সদস্যা {words[number + 30]} খাতুন", said(15), ""]
    return "\n".join(lines)


@pytest.fixture(scope="module")
def production(
    migrated_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The site as it is served in production, with one full adda; yields its address."""
    folder = tmp_path_factory.mktemp("production")
    (folder / "uthan.sqlite3").write_bytes(migrated_file.read_bytes())
    pasted = folder / "paste"
    pasted.write_text(paste(), encoding="utf-8")
    with free_port_socket() as probe:
        port = probe.getsockname()[1]
    environment = own_environment(
        DATA_DIR=folder, COLLECTED_STATIC=1, PORT=port, DEBUG=0, DEMO=0
    )

    def manage(*arguments: str) -> list[str]:
        return [sys.executable, str(ROOT / "manage.py"), *arguments]

    left_out = [word for name in NOT_FOR_READERS for word in ("--ignore", name)]
    for command in (
        manage("collectstatic", "--noinput", "-v0", *left_out),
        manage("import_adda", str(pasted), "--series", "hat", "--publish", "--json"),
    ):
        subprocess.run(
            command, env=environment, check=True, capture_output=True, timeout=240
        )
    site = subprocess.Popen(manage("web"), env=environment)
    address = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + 60
    while True:
        try:
            urllib.request.urlopen(f"{address}/about/", timeout=10).close()  # noqa: S310
            break
        except URLError:
            assert site.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.1)
    yield address
    site.terminate()
    site.wait(30)


@pytest.mark.parametrize("path", ["/", ADDA, "/adda/", "/accounts/login/"])
def test_first_view_stays_within_its_bytes(
    path: str, production: str, drive: Callable
) -> None:
    @drive
    def loaded(phone: Any) -> list[tuple[str, str, int]]:
        page = phone().new_page()
        requests: list[Any] = []
        page.on("requestfinished", lambda each: requests.append(each))
        page.goto(production + path, wait_until="networkidle")
        assert page.evaluate("document.fonts.check('600 18px Hind Siliguri', 'ক')")
        return [
            (each.resource_type, each.url, each.sizes()["responseBodySize"])
            for each in requests
        ]

    kinds = sorted(kind for kind, _, _ in loaded)
    assert kinds == ["document", "font", "font", "script", "stylesheet"], loaded
    size = {"font": 0}
    for kind, _, length in loaded:
        assert length > 0
        size[kind] = size.get(kind, 0) + length
    assert size["document"] <= 20_000
    assert size["stylesheet"] <= 12_000
    assert size["script"] <= 22_000
    assert size["font"] <= 85_000
    assert sum(size.values()) - size["font"] <= 60_000


def test_adda_measured_is_a_full_page(production: str, drive: Callable) -> None:
    @drive
    def posts(phone: Any) -> tuple[int, int]:
        page = phone().new_page()
        page.goto(production + ADDA)
        return page.locator("article.post").count(), page.locator("li.reply").count()

    assert posts == (20, 60)


def test_files_of_the_site_are_named_by_their_content_and_kept(
    production: str, drive: Callable
) -> None:
    @drive
    def kept(phone: Any) -> dict[str, str]:
        page = phone().new_page()
        answers: list[Any] = []
        page.on("response", lambda each: answers.append(each))
        page.goto(f"{production}/about/", wait_until="networkidle")
        return {
            each.url: each.header_value("cache-control") or ""
            for each in answers
            if "/static/" in each.url
        }

    assert len(kept) == 4
    for url, how_long in kept.items():
        assert len(url.rsplit("/", 1)[1].split(".")) == 3, url
        assert "immutable" in how_long
