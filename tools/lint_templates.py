#!/usr/bin/env python
"""Look through every template for what the house does not allow.

    tools/lint_templates.py [FILE…]     one line per fault, exit 1 if there is any

No inline script, style or on… attribute (the CSP would refuse them anyway), nothing
from another host, a token in every form that posts, `trimmed` on every blocktranslate,
no |safe, no words outside translation tags, no number or date printed past the filters
of theme/templatetags/words.py. It reads text, not a parse tree: what it cannot see
(a number in a variable with an innocent name) the tests of the pages look for.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SKIPPED = {".venv", ".git", "var", "node_modules"}

COMMENT = re.compile(
    r"\{#.*?#\}|<!--.*?-->|\{% comment\b.*?%\}.*?\{% endcomment %\}", re.S
)
TRANSLATED = re.compile(
    r"\{% blocktrans(?:late)?\b.*?%\}.*?\{% endblocktrans(?:late)? %\}", re.S
)
TEMPLATE = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.S)
RAW = re.compile(r"<(script|style)\b[^>]*>.*?</\1>", re.S)
TAG = re.compile(r"<[!/a-zA-Z](?:\"[^\"]*\"|'[^']*'|[^>\"'])*>", re.S)
SPOKEN = re.compile(r"\s(?:title|alt|placeholder|aria-label|content)=\"([^\"]*)\"")
LETTERS = re.compile(r"[A-Za-z]{2,}|[\u0980-\u09E5\u09F0-\u09FF]")
ENTITY = re.compile(r"&[#\w]+;")
MEANT_FOR_PEOPLE = re.compile(r"og:title|description")

# What a pattern finds is a fault, with the sentence beside it.
FORBIDDEN: tuple[tuple[str, str], ...] = (
    (
        r"<script\b(?![^>]*\bsrc=)(?![^>]*application/ld\+json)[^>]*>",
        "an inline script; put it into theme/js",
    ),
    (r"<style\b", "an inline style sheet; put it into theme/css"),
    (r"<[a-z][^>]*\sstyle\s*=", "a style attribute; give it a class"),
    (r"<[a-z][^>]*\son[a-z]+\s*=", "an on… attribute; hang it on data-…"),
    (
        r"<(?!a\b)[a-z]+\b[^>]*\s(?:src|srcset|href|poster|data)\s*=\s*[\"'](?:https?:)?//",
        "something from another host",
    ),
    (r"\|\s*safe\b|\{% autoescape off", "|safe; make it safe where it is made"),
    (
        r"\{% blocktrans(?:late)?\b(?![^%]*\btrimmed\b)[^%]*%\}",
        "a blocktranslate without trimmed",
    ),
    (
        r"\|\s*(?:date|time|timesince|timeuntil|naturaltime|intcomma|floatformat)\b",
        "Django's own way with numbers and dates; use the filters of words",
    ),
)
BARE_NUMBER = re.compile(
    r"\{\{\s*(?:[\w.]*(?:\b|_)(?:count|counter|total|seq|num_pages)|[\w.]+\.number)"
    r"\s*\}\}|\{\{[^}]*\|\s*length\s*\}\}"
)
FORM = re.compile(r"<form\b[^>]*\bmethod=[\"']?post\b.*?</form>", re.S | re.I)


def blank(pattern: re.Pattern[str], text: str) -> str:
    """Return the text with spaces for what matches: every place stays where it is."""
    return pattern.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)


def forbidden(text: str) -> Iterator[tuple[int, str]]:
    """Yield the place and the sentence of each forbidden thing."""
    for pattern, sentence in FORBIDDEN:
        for found in re.finditer(pattern, text, re.I):
            yield found.start(), sentence


def forms_without_token(text: str) -> Iterator[tuple[int, str]]:
    """Yield each posting form that carries no token."""
    for found in FORM.finditer(text):
        if "csrf_token" not in found[0]:
            yield found.start(), "a form that posts without {% csrf_token %}"


def bare_numbers(text: str) -> Iterator[tuple[int, str]]:
    """Yield numbers printed as they are; in attributes machines read them so."""
    for found in BARE_NUMBER.finditer(blank(TAG, text)):
        yield found.start(), f"{found[0]} without |digits or |number"


def bare_words(text: str) -> Iterator[tuple[int, str]]:
    """Yield words that no translation can reach."""
    text = blank(RAW, blank(TRANSLATED, text))
    text = blank(ENTITY, blank(TEMPLATE, text))
    pieces = [
        (tag.start(), found[1])
        for tag in TAG.finditer(text)
        if not tag[0].startswith("<meta") or MEANT_FOR_PEOPLE.search(tag[0])
        for found in SPOKEN.finditer(tag[0])
    ]
    place = 0
    for tag in TAG.finditer(text):
        pieces.append((place, text[place : tag.start()]))
        place = tag.end()
    pieces.append((place, text[place:]))
    for start, piece in pieces:
        if found := LETTERS.search(piece):
            words = " ".join(piece.split())[:40]
            yield start + found.start(), f"words outside a translation tag: {words}"


RULES: tuple[Callable[[str], Iterator[tuple[int, str]]], ...] = (
    forbidden,
    forms_without_token,
    bare_numbers,
    bare_words,
)


def faults(text: str) -> list[tuple[int, str]]:
    """Return the line and the sentence of every fault in one template."""
    text = blank(COMMENT, text)
    found = [fault for rule in RULES for fault in rule(text)]
    return sorted((text.count("\n", 0, place) + 1, why) for place, why in found)


def templates(root: Path = ROOT) -> Iterator[Path]:
    """Yield our templates; those that dress Wagtail's admin speak English."""
    for app in sorted(root.iterdir()):
        if app.name in SKIPPED or not (app / "templates").is_dir():
            continue
        for path in sorted((app / "templates").rglob("*.html")):
            if "wagtailadmin" not in path.parts:
                yield path


def main(arguments: list[str]) -> int:
    """Lint the files named, or all of them."""
    paths = [Path(name) for name in arguments] or list(templates())
    bad = False
    for path in paths:
        for line, sentence in faults(path.read_text(encoding="utf-8")):
            bad = True
            sys.stderr.write(f"{path}:{line}: {sentence}\n")
    return int(bad)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
