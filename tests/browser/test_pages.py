"""Every page: one language, wide enough for fingers, readable by everyone, no scripts
needed."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import Village
from tests.factories import PASSWORD

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

WHO = ["guest", "member", "moderator"]

# Everything on a page that is read or read aloud, without the way to the other
# language, which is called by its own name.
READ = """() => {
  for (const other of document.querySelectorAll("[hreflang], [lang]"))
    if (other !== document.documentElement) other.remove();
  const said = [document.title, document.body.innerText];
  for (const name of ["placeholder", "aria-label", "title", "alt"])
    for (const each of document.querySelectorAll(`[${name}]`))
      said.push(each.getAttribute(name));
  const fields = "input:not([type=hidden], [hidden]), textarea";
  for (const field of document.querySelectorAll(fields))
    if (!["radio", "checkbox", "time"].includes(field.type)) said.push(field.value);
  return said.join("\\n");
}"""
# An e-mail is an address; a series and a handle keep one in Latin letters; the two
# languages are called by their own names where she chooses one. Taka have one sign, ৳,
# in both, and hours are written in the phone's own way.
NOT_OURS = re.compile(r"\S+@\S+|\b(?:daily|old-circle|English)\b|বাংলা")
FOREIGN = {"bn": re.compile(r"[A-Za-z0-9]+"), "en": re.compile("[ঁ-ৱ৴-৺]+")}

# What stands wider than the window, except in a box that scrolls by itself.
TOO_WIDE = """() => {
  const room = document.documentElement.clientWidth;
  const out = document.documentElement.scrollWidth > room ? ["the page"] : [];
  for (const each of document.querySelectorAll("body *")) {
    const box = each.getBoundingClientRect();
    if (box.width < 2 || each.closest(".visually-hidden, .skip, .tabs, svg")) continue;
    if (box.right > room + 1 || box.left < -1)
      out.push(each.tagName + "." + each.className + " " + each.innerText);
  }
  return out.slice(0, 5);
}"""

# What is pressed and smaller than 44 px; a link within a sentence may be, and the title
# of a row reaches as far as the row.
TOO_SMALL = """() => {
  const press = "a[href], button, input:not([type=hidden]), select, textarea, summary";
  const out = [];
  for (const each of document.querySelectorAll(press)) {
    let box = each.getBoundingClientRect();
    if (box.width < 2 || each.closest(".visually-hidden, .skip")) continue;
    const over = getComputedStyle(each, "::after");
    if (over.position === "absolute")
      box = { width: parseFloat(over.width), height: parseFloat(over.height) };
    else if (getComputedStyle(each).display === "inline") continue;
    if (each.labels && ["radio", "checkbox"].includes(each.type))
      box = each.labels[0].getBoundingClientRect();
    if (box.width < 43.5 || box.height < 43.5)
      out.push(`${each.outerHTML.slice(0, 90)} ${box.width}x${box.height}`);
  }
  return out;
}"""

# What stands over the heading leads back, and looks so on each page.
PALE = """() => {
  const heading = document.querySelector("main h1");
  return [...document.querySelectorAll("main .meta a")]
    .filter(each => heading?.compareDocumentPosition(each) === 2)
    .filter(each => getComputedStyle(each).fontWeight !== "600")
    .map(each => each.outerHTML);
}"""

# What of the page's head is pressed and lies under something else.
COVERED = """() => {
  const out = [];
  for (const each of document.querySelectorAll(".top :is(a[href], button, summary)")) {
    const box = each.getClientRects()[0];
    if (!box || box.width < 2 || box.top < 0 || box.bottom > innerHeight) continue;
    if (each.closest(".visually-hidden, .skip")) continue;
    const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    if (!top || top.contains(each) || each.contains(top)) continue;
    let bar = top;
    while (bar && !["fixed", "sticky"].includes(getComputedStyle(bar).position))
      bar = bar.parentElement;
    if (!bar) out.push(`${each.outerHTML.slice(0, 90)} under ${top.outerHTML.slice(0, 90)}`);
  }
  return out;
}"""

FILLED = """() => {
  const filled = [...document.querySelectorAll(".button-filled")];
  const seen = filled.filter(each => {
    const box = each.getBoundingClientRect();
    return box.width && box.bottom > 0 && box.top < innerHeight;
  });
  return seen.length > 1 ? seen.map(each => each.innerText) : [];
}"""

AXE = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
}


@pytest.mark.parametrize("language", ["bn", "en"])
@pytest.mark.parametrize("who", WHO)
def test_page_speaks_one_language(
    who: str,
    language: str,
    village: Callable,
    asgi_server: str,
    drive: Callable,
    walk: Callable,
) -> None:
    here = village(language)

    def foreign(page: Page) -> list[str]:
        said = NOT_OURS.sub("", page.evaluate(READ))
        return FOREIGN[language].findall(said)

    @drive
    def found(phone: Any) -> dict[str, list[str]]:
        return walk(here, phone(), asgi_server, who, foreign)

    assert found == {}


@pytest.mark.parametrize("who", WHO)
def test_page_fits_a_phone_and_its_fingers(
    who: str, village: Callable, asgi_server: str, drive: Callable, walk: Callable
) -> None:
    here = village("bn")

    def misfits(page: Page) -> list[str]:
        checks = (TOO_WIDE, TOO_SMALL, COVERED, FILLED, PALE)
        return [misfit for check in checks for misfit in page.evaluate(check)]

    @drive
    def found(phone: Any) -> dict[str, list[str]]:
        return walk(here, phone(), asgi_server, who, misfits)

    assert found == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("who", WHO)
def test_page_is_accessible(
    who: str,
    scheme: str,
    village: Callable,
    asgi_server: str,
    drive: Callable,
    walk: Callable,
) -> None:
    here = village("bn")

    def barriers(page: Page) -> list[str]:
        violations = Axe().run(page, options=AXE).response["violations"]
        return [
            f"{each['id']}: {each['nodes'][0]['html'][:120]}"
            for each in violations
            if each["impact"] in {"serious", "critical"}
        ]

    @drive
    def found(phone: Any) -> dict[str, list[str]]:
        # Without motion, or colours are measured half-way to where they go.
        window = phone(color_scheme=scheme, reduced_motion="reduce")
        return walk(here, window, asgi_server, who, barriers)

    assert found == {}


def test_keyboard_shows_where_it_is(
    village: Callable, asgi_server: str, drive: Callable
) -> None:
    here = village("bn")

    @drive
    def unseen(phone: Any) -> list[str]:
        page = here.enter(phone.desktop(), asgi_server, "member").new_page()
        page.goto(asgi_server + here.pages["member"]["open adda"])
        out = []
        for _ in range(40):
            page.keyboard.press("Tab")
            ring = page.evaluate(
                """() => {
                  const at = document.activeElement;
                  if (at === document.body) return "";
                  const rings = [at, at.closest(".composer"), at.closest(".list-row")]
                    .filter(each => each && each !== document.body)
                    .map(each => getComputedStyle(each));
                  return rings.some(style => style.outlineStyle !== "none"
                    && parseFloat(style.outlineWidth) >= 2) ? "" : at.outerHTML;
                }"""
            )
            if ring:
                out.append(ring[:120])
        return out

    assert unseen == []


def test_guest_without_scripts_signs_in_searches_and_changes_language(
    village: Callable, asgi_server: str, drive: Callable
) -> None:
    here = village("bn")

    @drive
    def scenario(phone: Any) -> None:
        window = here.enter(phone(java_script_enabled=False), asgi_server, "guest")
        page = window.new_page()
        page.goto(asgi_server + here.pages["guest"]["open adda"])
        page.locator("main").get_by_role("link", name="লিখতে ঢুকুন").click()
        page.get_by_label("মোবাইল নম্বর বা ই-মেইল").fill(here.member.email)
        page.get_by_label("পাসওয়ার্ড").fill(PASSWORD)
        page.locator("main").get_by_role("button", name="ঢুকুন").click()
        expect(page.locator("form#write textarea")).to_be_visible()
        page.locator("form#write textarea").fill("স্ক্রিপ্ট ছাড়াই লিখছি")
        page.locator("form#write button[type=submit]").click()
        expect(page.get_by_text("স্ক্রিপ্ট ছাড়াই লিখছি")).to_be_visible()
        page.get_by_role("link", name="উত্তর দিন").first.click()
        page.locator("form#write textarea").fill("আর এটা উত্তর")
        page.locator("form#write button[type=submit]").click()
        expect(page.locator(".reply", has_text="আর এটা উত্তর")).to_be_visible()
        page.locator(".places").get_by_role("link", name="খুঁজুন").click()
        page.locator("main input[name=q]").fill("ডেলিভারি")
        page.locator("main").get_by_role("button", name="খুঁজুন").click()
        expect(page.locator("mark").first).to_have_text("ডেলিভারি")
        page.get_by_role("link", name="English").click()
        expect(page.locator("html")).to_have_attribute("lang", "en")
        expect(page.locator("main input[name=q]")).to_have_value("ডেলিভারি")


@pytest.mark.parametrize("language", ["bn", "en"])
def test_letters_twice_as_large_push_nothing_off_the_header(
    village: Callable[[str], Village], asgi_server: str, drive: Callable, language: str
) -> None:
    made = village(language)

    @drive
    def scenario(phone: Any) -> None:
        context = phone(bypass_csp=True, viewport={"width": 360, "height": 740})
        page = made.enter(context, asgi_server, "member").new_page()
        page.goto(asgi_server)
        page.add_style_tag(content="html { font-size: 200% !important }")
        for place in page.locator(".top-in > *:visible").all():
            box = place.bounding_box()
            assert box
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= 360, place.inner_text()
        assert page.locator(".top-in .bell").is_visible()
        # No two places of the bar run into each other.
        assert page.evaluate(
            "[...document.querySelectorAll('.place')].every(e => e.scrollWidth <= e.clientWidth + 1)"
        )


def test_photos_are_asked_for_in_our_words_without_a_script(
    village: Callable[[str], Village], asgi_server: str, drive: Callable
) -> None:
    made = village("bn")

    @drive
    def scenario(phone: Any) -> None:
        context = phone(java_script_enabled=False)
        page = made.enter(context, asgi_server, "member").new_page()
        page.goto(f"{asgi_server}/sellers/known/warn/")
        field = page.locator("main input[type=file]")
        label = page.locator("main label.chooser-add")
        assert "ছবি" in label.inner_text()
        shown = field.evaluate(
            "e => [getComputedStyle(e, '::file-selector-button').display, getComputedStyle(e).color]"
        )
        assert shown == ["none", "rgba(0, 0, 0, 0)"]
        box = label.bounding_box()
        assert box
        assert box["height"] >= 44
        page.locator("main textarea[name=words]").focus()
        page.keyboard.press("Tab")
        assert field.evaluate("e => e === document.activeElement")
