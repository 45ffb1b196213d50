"""The console stays silent, nothing is asked of another host, the policy is strict."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page

from adda_posts.models import AddaPage
from profiles.models import Member
from tests.profiles.signing import let_in_with_second_factor

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]


@pytest.mark.parametrize("who", ["guest", "member", "moderator"])
def test_console_stays_silent_and_no_other_host_is_asked(
    who: str, village: Callable, asgi_server: str, drive: Callable, walk: Callable
) -> None:
    here = village("bn")
    sockets = asgi_server.replace("http:", "ws:")

    @drive
    def found(phone: Any) -> tuple[dict[str, Any], list[str]]:
        window = phone()
        said: list[str] = []
        asked: list[str] = []
        window.on("console", lambda message: said.append(message.text))
        window.on("weberror", lambda error: said.append(str(error.error)))
        window.on("request", lambda request: asked.append(request.url))
        window.on(
            "page",
            lambda page: page.on("websocket", lambda ws: asked.append(ws.url)),
        )

        def complaints(page: Page) -> list[str]:
            page.wait_for_load_state("networkidle")
            # The page that is not there is told in the console as well.
            heard = [each for each in said if "the server responded with" not in each]
            said.clear()
            return heard

        heard = walk(here, window, asgi_server, who, complaints)
        return heard, asked

    heard, asked = found
    assert heard == {}
    assert len(asked) > 30
    ours = (f"{asgi_server}/", f"{sockets}/")
    assert [url for url in asked if not url.startswith(ours)] == []


def test_editor_writes_in_our_letters_beside_a_preview(
    village: Callable, asgi_server: str, drive: Callable, settings: Any
) -> None:
    settings.ZEAL_RAISE = False  # Wagtail's own pages are not ours to count
    here = village("bn")
    moderator = Member.objects.get(pk=here.moderator.pk)
    moderator.make_editor()
    client = Client()
    let_in_with_second_factor(client, moderator)
    here.sessions["moderator"] = client.session.session_key or ""
    page_id = AddaPage.objects.order_by("pk").values_list("pk", flat=True)[0]
    path = f"/cms/pages/{page_id}/edit/"

    @drive
    def found(phone: Any) -> tuple[str, list[str], list[str], str]:
        window = here.enter(phone.desktop(), asgi_server, "moderator")
        said: list[str] = []
        asked: list[str] = []
        window.on("weberror", lambda error: said.append(str(error.error)))
        window.on(
            "console",
            lambda message: message.type == "error" and said.append(message.text),
        )
        window.on("request", lambda request: asked.append(request.url))
        page = window.new_page()
        page.goto(asgi_server + path, wait_until="networkidle")
        font = page.evaluate("getComputedStyle(document.body).fontFamily")
        page.locator("[data-side-panel-toggle=preview]").click()
        preview = page.frame_locator("iframe#w-preview-iframe[src]").locator("h1")
        return font, said, asked, preview.inner_text()

    font, said, asked, title = found
    assert font.startswith('"Hind Siliguri"')
    assert said == []
    assert title == "দাম ঠিক করি কীভাবে?"
    ours = (f"{asgi_server}/", "data:", "blob:")
    assert [url for url in asked if not url.startswith(ours)] == []


@pytest.mark.parametrize("path", ["/", "/about/", "/accounts/login/", "/nowhere/"])
def test_page_may_load_only_from_here(path: str, client: Client) -> None:
    policy = client.get(path)["Content-Security-Policy"]

    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";") if rule)
    assert rules["default-src"] == "'none'"
    assert {rules[name] for name in ("script-src", "style-src", "form-action")} == {
        "'self'"
    }
    assert "unsafe" not in policy
    assert "http" not in policy
