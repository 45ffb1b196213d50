"""The components of the site. A tag's signature is the list of what it takes.

    {% load ui words %}
    {% avatar member.display_name %}  {% badge "host" %}  {% icon "search" %}
    {% card title=_("Rules") %} … {% endcard %}
    {% notice "caution" %} … {% endnotice %}
    {% button _("Send") icon="adda" %}  {% link_button _("Write") url %}
    {% field form.body %}  {% empty _("Nobody has written yet.") %}

theme/README.md shows each one with its classes.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import Any

from django import template
from django.core.exceptions import ImproperlyConfigured
from django.forms import BoundField, CheckboxInput, RadioSelect
from django.template.context import RequestContext
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from core.text import initial
from theme.icons import ICONS
from theme.templatetags.words import reader_language

register = template.Library()

BADGES = {
    "host": ("indigo", _("Host"), ""),
    "seller": ("indigo", _("Seller"), ""),
    "moderator": ("indigo", _("Moderator"), ""),
    "verified": ("leaf", _("Verified"), ""),
    "new": ("plain", _("New member"), ""),
    "unclaimed": ("plain", _("From the old group"), ""),
    "live": ("leaf", _("Adda is on"), ""),
    "scheduled": ("indigo", _("Planned"), "clock"),
    "closed": ("plain", _("Closed"), "lock"),
    "cancelled": ("amber", _("Cancelled"), ""),
    "draft": ("amber", _("Draft"), ""),
    "pinned": ("amber", _("Pinned"), "pin"),
    "hidden": ("amber", _("Hidden"), "hide"),
}
NOTICES = {
    "info": "info",
    "success": "check",
    "caution": "caution",
    "error": "caution",
    "tip": "tip",
}
OWN_NAME = {"bn": "বাংলা", "en": "English"}
# The words of django.contrib.messages for the same five.
NOTICE_OF_LEVEL = {"debug": "info", "warning": "caution"}


@register.simple_tag
def icon(name: str, *, label: str = "") -> SafeString:
    """Draw an icon; without a label it is decoration and readers skip it.

    Raises ImproperlyConfigured for a name that is not in theme/icons.py.
    """
    return _drawn(name, str(label))


@lru_cache(maxsize=512)
def _drawn(name: str, label: str) -> SafeString:
    # A thread page draws more than a hundred.
    if name not in ICONS:
        raise ImproperlyConfigured(f"There is no icon {name!r} in theme/icons.py.")
    spoken = (
        format_html('role="img" aria-label="{}"', label)
        if label
        else mark_safe('aria-hidden="true"')
    )
    # The size stands here too: a WebView without layers would fill the screen.
    return format_html(
        '<svg class="icon" width="24" height="24" viewBox="0 0 24 24" {}>{}</svg>',
        spoken,
        mark_safe(ICONS[name]),
    )


@register.inclusion_tag("theme/ui/avatar.html")
def avatar(name: str, *, picture: str = "", size: str = "m") -> dict[str, Any]:
    """Show a person: her picture, else the first letter of her name with its sign.

    ``size`` is s (32 px), m (40), l (64). Decoration: the name stands beside it.
    """
    return {"letter": initial(name), "picture": picture, "size": size}


@register.inclusion_tag("theme/ui/badge.html")
def badge(kind: str, *, label: str = "") -> dict[str, Any]:
    """Show one small word about a person or thing; kinds are the keys of BADGES.

    Any tone (indigo, leaf, amber, terracotta, plain) with a label of its own works
    too. Raises KeyError for another kind.
    """
    if label and kind not in BADGES:
        return {"tone": kind, "label": label, "sign": ""}
    tone, word, sign = BADGES[kind]
    return {"tone": tone, "label": label or word, "sign": sign}


@register.simple_block_tag
def card(
    content: str, *, title: str = "", tone: str = "plain", id: str = ""
) -> SafeString:
    """A panel: tone plain is something to act on, quiet (wash) something to read."""
    context = {"content": content, "title": title, "tone": tone, "id": id}
    return render_to_string("theme/ui/card.html", context)


@register.simple_block_tag
def notice(content: str, tone: str = "info", *, title: str = "") -> SafeString:
    """Say one thing: tone info, success, caution, error or tip.

    Also takes the level tags of django.contrib.messages. An error is announced.
    """
    tone = NOTICE_OF_LEVEL.get(tone, tone)
    context = {"content": content, "tone": tone, "title": title, "sign": NOTICES[tone]}
    return render_to_string("theme/ui/notice.html", context)


@register.simple_tag
def scope(kind: str, itemprop: str = "") -> SafeString:
    """The attributes that make an element a thing of schema.org; ` itemprop` of what."""
    name = format_html(' itemprop="{}"', itemprop) if itemprop else ""
    return format_html('{} itemscope itemtype="https://schema.org/{}"', name, kind)


@register.simple_tag
def stitch() -> SafeString:
    """The running stitch, our one ornament, as a divider."""
    return mark_safe('<hr class="stitch">')


@register.inclusion_tag("theme/ui/button.html")
def button(
    label: str,
    *,
    kind: str = "filled",
    name: str = "",
    value: str = "",
    icon: str = "",
    type: str = "submit",
) -> dict[str, Any]:
    """A button with a verb; kind filled (one a screen), outline, plain or danger."""
    return {
        "label": label,
        "kind": kind,
        "name": name,
        "value": value,
        "sign": icon,
        "type": type,
    }


@register.inclusion_tag("theme/ui/link_button.html")
def link_button(
    label: str, url: str, *, kind: str = "outline", icon: str = ""
) -> dict[str, Any]:
    """A link that looks like a button; the kinds are those of ``button``."""
    return {"label": label, "url": url, "kind": kind, "sign": icon}


@register.inclusion_tag("theme/ui/empty.html")
def empty(
    title: str,
    text: str = "",
    *,
    url: str = "",
    action: str = "",
    icon: str = "adda",
    kind: str = "filled",
) -> dict[str, Any]:
    """What a list shows when there is nothing: says what to do first.

    ``kind`` is that of the button: outline where the page has a filled one already.
    """
    return {
        "title": title,
        "text": text,
        "url": url,
        "action": action,
        "sign": icon,
        "kind": kind,
    }


@register.inclusion_tag("theme/ui/date_block.html")
def date_block(date: dt.date, *, size: str = "l") -> dict[str, Any]:
    """The day as a tile, number above month; size l (page title) or s (list)."""
    return {"date": date, "size": size}


@register.inclusion_tag("theme/ui/pager.html")
def pager(
    *,
    older: str = "",
    newer: str = "",
    older_label: str = "",
    newer_label: str = "",
    where: str = "",
    newest_first: bool = True,
) -> dict[str, Any]:
    """Two links to the neighbouring pages; an empty address leaves one out.

    A list reads newest first, a thread oldest first: what comes later on the page
    stands on the right. ``where`` is between them, "page 2 of 7" in her digits.
    """
    new = (newer, newer_label or _("Newer"))
    old = (older, older_label or _("Older"))
    left, right = (new, old) if newest_first else (old, new)
    return {
        "left": left[0],
        "left_label": left[1],
        "right": right[0],
        "right_label": right[1],
        "where": where,
    }


@register.inclusion_tag("theme/ui/field.html")
def field(bound: BoundField, *, label: str = "", help: str = "") -> dict[str, Any]:
    """One form field: label, what to know, the error beside it, the control.

    The first that is wrong is where the page opens: it may stand far down, and the top
    of a long page says nothing of it. Digits in Django's own sentences follow the
    reader too. What is missing or wrong is said by us, not by the browser: it speaks
    the phone's language, English on most.
    """
    widget = bound.field.widget
    bound.form.use_required_attribute = False
    if getattr(widget, "input_type", "") in {"email", "url"}:
        widget.attrs.setdefault("inputmode", widget.input_type)
        widget.input_type = "text"
    if bound.field.required and not (widget.use_fieldset or bound.is_hidden):
        widget.attrs.setdefault("aria-required", "true")
    if bound.errors:
        widget.attrs.setdefault("autofocus", True)
    return {
        "field": bound,
        "label": label or bound.label,
        "help": help or bound.help_text,
        "is_tick": isinstance(widget, CheckboxInput),
        "is_choice": isinstance(widget, RadioSelect) or widget.use_fieldset,
    }


@register.inclusion_tag("theme/ui/new_divider.html")
def new_divider(count: int = 0) -> dict[str, Any]:
    """The line before what she has not read; it says how many where that is known."""
    return {"count": count}


@register.inclusion_tag("theme/ui/place.html", takes_context=True)
def place(
    context: RequestContext,
    url: str,
    label: str,
    icon: str,
    *,
    also: str = "",
    wide: bool = False,
) -> dict[str, Any]:
    """One of the five places, marked when the page stands under its address.

    ``also`` are other addresses that belong to it, with spaces between; a ``wide`` one
    is shown only where there is room for a sixth.
    """
    request = context.get("request")
    here = request.path if request else ""
    current = here.startswith((url, *also.split()))
    return {"url": url, "label": label, "sign": icon, "current": current, "wide": wide}


@register.inclusion_tag("theme/ui/bell.html")
def bell(state: Any) -> dict[str, Any]:
    """The bell with what she has not read; ``state`` has count, shown and sentence."""
    return {"state": state}


@register.simple_tag(takes_context=True)
def language_switch(context: RequestContext) -> SafeString:
    """A link that turns the site to the other language and comes back here.

    The language is called by its own name, so that who needs it can read it.
    """
    request = context.get("request")
    other = "bn" if reader_language() == "en" else "en"
    back = request.get_full_path() if request and request.method == "GET" else "/"
    return format_html(
        '<a class="action" href="{}?{}" lang="{}" hreflang="{}" rel="nofollow">{}</a>',
        reverse("language-switch"),
        urlencode({"language": other, "next": back}),
        other,
        other,
        OWN_NAME[other],
    )
