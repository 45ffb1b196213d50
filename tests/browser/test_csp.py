"""The console stays silent, nothing is asked of another host, the policy is strict."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page

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
