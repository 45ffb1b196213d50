"""Reading: all tips, those of a theme, one tip with its discussion."""

import json
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from core import caching, text
from core.caching import guest_page
from forum import followed, pinning
from forum.listing import last_changes
from forum.models import Thread
from forum.reading import elsewhere, thread_context
from forum.views.threads import with_form
from guidance.models import Theme, Tip, TipQuerySet, TipWords, today

PER_PAGE = 20
OTHERS = 4
# What a guest sees of a tip: its discussion, which every change of it raises.
_TIP = """
SELECT t.id, t.version FROM guidance_tip g JOIN forum_thread t ON t.id = g.thread_id
WHERE g.slug = %s AND t.hidden_at IS NULL AND t.visible_from <= %s
"""
# What JSON must not hold inside <script>.
_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


def list_stamp(request: HttpRequest, theme: str = "") -> Any:
    """What lists of tips follow from: each change of a tip changes its discussion."""
    return last_changes(None)


def tip_stamp(request: HttpRequest, slug: str) -> Any:
    """What a guest's view of a tip follows from; its day tells when it is stale."""
    rows = caching.rows(_TIP, slug, caching.moment(timezone.now()))
    return (today(), rows) if rows else None


@require_safe
@guest_page(stamp=list_stamp, query=("before",))
def tip_list(request: HttpRequest) -> HttpResponse:
    """Show all tips, the latest first, with the themes."""
    return listed(request, Tip.objects.visible_to(request.user))


@require_safe
@guest_page(stamp=list_stamp, query=("before",))
def tip_theme(request: HttpRequest, theme: str) -> HttpResponse:
    """Show the tips of one theme."""
    if theme not in Theme.values:
        raise Http404("no such theme")
    tips = Tip.objects.visible_to(request.user).about(theme)
    return listed(request, tips, Theme(theme))


def listed(
    request: HttpRequest, tips: TipQuerySet, theme: Theme | None = None
) -> HttpResponse:
    """One page of tips; `?before=<id>` goes on below that one."""
    if before := request.GET.get("before", ""):
        tips = tips.filter(pk__lt=place(before))
    found = list(tips.for_list().newest()[: PER_PAGE + 1])
    page = found[:PER_PAGE]
    context = {
        "theme": theme,
        "themes": list(Theme),
        "rows": [(tip, tip.page.words()) for tip in page],
        "is_first": not before,
        "older": f"?before={page[-1].pk}" if len(found) > PER_PAGE else "",
        "pins": pinning.Pinned() if theme else pinning.pins_on(request),
        "canonical": f"{settings.SITE_URL}{request.get_full_path()}",
    }
    return render(request, "guidance/tip_list.html", context)


def place(typed: str) -> int:
    """The id in `?before=`, in any digits; Http404 for what is none."""
    typed = text.to_ascii_digits(typed)
    if not typed.isascii() or not typed.isdigit() or len(typed) > 18:
        raise Http404("no such place in the list")
    return int(typed)


@require_safe
@guest_page(stamp=tip_stamp, query=("page",))
def tip(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Show one tip: the short answer first, then the rest, then what members say."""
    found = get_tip(request, slug)
    if target := elsewhere(request, found.thread):
        return redirect(target)
    words = found.page.words()
    others = Tip.objects.visible_to(request.user).about(found.page.theme)
    others = others.exclude(pk=found.pk).for_list().newest()[:OTHERS]
    context = {
        "tip": found,
        "page": found.page,
        "words": words,
        "others": [(each, each.page.words()) for each in others],
        "is_withdrawn": not found.page.live,
        "structured": structured(found, words),
        "may_review": may_review(request.user),
        "follow": followed.button(request, "thread", found, found.thread_id),
    }
    if Thread.objects.visible_to(request.user).filter(pk=found.thread_id).exists():
        context |= with_form(request, thread_context(request, found.thread))
    return render(request, "guidance/tip.html", context)


def get_tip(request: HttpRequest, slug: str) -> Tip:
    """The tip at an address, or 404 where there is none that this reader may see."""
    tips = Tip.objects.visible_to(request.user).for_list()
    tips = followed.with_level(tips, request.user, "thread", "thread")
    return get_object_or_404(tips.select_related("reviewed_by"), slug=slug)


def may_review(member: Any) -> bool:
    """Whether `member` looks after tips: moderators, and editors."""
    return bool(getattr(member, "is_moderator", False) or member.is_staff)


def structured(tip: Tip, words: TipWords) -> SafeString:
    """The tip for search engines: a HowTo where it has steps, else an Article."""
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "HowTo" if words.steps else "Article",
        "@id": f"{settings.SITE_URL}{tip.get_absolute_url()}",
        "name": words.title,
        "description": words.answer,
        "inLanguage": words.language,
        "datePublished": tip.published_at.date().isoformat(),
        "dateModified": tip.reviewed_at.isoformat(),
    }
    if words.steps:
        data["step"] = [
            {"@type": "HowToStep", "position": n, "text": step}
            for n, step in enumerate(words.steps, start=1)
        ]
    else:
        data["headline"] = words.title
    made = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return mark_safe(made.translate(_ESCAPES))
