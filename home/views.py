"""The front page, what Uthan is, the language switch, and the pages for errors."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils._os import safe_join
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from adda_posts.models import Adda
from adda_posts.views.reading import list_stamp
from core.caching import guest_page
from core.permissions import Refused
from forum import pinning, rows
from forum.listing import last_changes
from forum.models import Thread
from guidance.models import Tip
from home import sitemaps
from profiles import keeping
from sellers.models import Seller

LANGUAGES = dict(settings.LANGUAGES)
TODAY = 3
RECENT_ADDAS = 5
LATEST_THREADS = 8
TIPS = 3
SELLERS = 3
# Python's own list of types differs from machine to machine.
PICTURES = {
    ".avif": "image/avif",
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
}


@require_safe
@guest_page(stamp=list_stamp)
def front(request: HttpRequest) -> HttpResponse:
    """Show the front page: today's adda, those around it, what members talk about."""
    addas = Adda.objects.visible_to(request.user).for_list()
    threads = Thread.objects.visible_to(request.user).on_boards()
    today = list(addas.of_today()[:TODAY])
    latest = rows.of(threads.for_list().latest()[:LATEST_THREADS], with_board=True)
    tips = Tip.objects.visible_to(request.user).for_list().newest()[:TIPS]
    context = {
        "today": today,
        "tips": [(tip, tip.page.words()) for tip in tips],
        "sellers": list(Seller.objects.public().for_list().newest()[:SELLERS]),
        "next_adda": None if today else addas.upcoming().first(),
        "pins": pinning.pins_on(request),
        "past": list(addas.past()[:RECENT_ADDAS]),
        "threads": rows.drawn_for(request.user, latest),
    }
    return render(request, "home/front.html", context)


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """Say what Uthan is, how people behave here, and where to find help."""
    return render(request, "home/about.html")


@require_safe
def picture(request: HttpRequest, name: str) -> HttpResponse:
    """Hand out a picture as it is shown, where no proxy does it first.

    Only these files of MEDIA_ROOT are public: not the originals, which say where a
    camera stood, and not documents.
    """
    try:
        path = Path(safe_join(settings.MEDIA_ROOT / "images", name))
        kind = PICTURES[path.suffix.lower()]
        content = path.read_bytes()
    except (KeyError, OSError, ValueError, SuspiciousFileOperation):
        raise Http404("no such picture") from None
    response = HttpResponse(content, content_type=kind)
    response.headers["Cache-Control"] = "public, max-age=86400"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Tell search engines where there is nothing for them, and where the map is."""
    context = {"site": settings.SITE_URL}
    return render(request, "home/robots.txt", context, content_type="text/plain")


def sitemap_stamp(request: HttpRequest, name: str = "") -> Any:
    """What the map follows from: the last change anywhere."""
    return last_changes(None)


@require_safe
@guest_page(stamp=sitemap_stamp)
def sitemap(request: HttpRequest) -> HttpResponse:
    """The map of the site: which parts it has."""
    context = {"site": settings.SITE_URL, "names": list(sitemaps.files())}
    return render(
        request, "home/sitemap_index.xml", context, content_type="application/xml"
    )


@require_safe
@guest_page(stamp=sitemap_stamp)
def sitemap_part(request: HttpRequest, name: str) -> HttpResponse:
    """One part of the map."""
    places = sitemaps.files().get(name)
    if places is None:
        raise Http404("no such part")
    context = {"site": settings.SITE_URL, "places": places()}
    return render(request, "home/sitemap.xml", context, content_type="application/xml")


@never_cache
@require_safe
def language_switch(request: HttpRequest) -> HttpResponse:
    """Turn the site to `?language=` for this reader and go back to `?next=`.

    A GET, because guest pages carry no form. An unknown language changes nothing;
    only paths of this site are followed.
    """
    response = redirect(local_path(request.GET.get("next", "")) or "/")
    language = request.GET.get("language", "")
    if language not in LANGUAGES:
        return response
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
        httponly=True,
    )
    if request.user.is_authenticated:
        request.user.speak(language)
    return response


def local_path(address: str) -> str:
    """Return `address` where it is a path of this site, else an empty text."""
    local = address.startswith("/") and url_has_allowed_host_and_scheme(address, None)
    return address if local else ""


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that makes no sense (400)."""
    return render(request, "400.html", status=400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer one who may not do this (403), with the sentence of `Refused`."""
    sentence = exception.sentence if isinstance(exception, Refused) else ""
    return render(request, "403.html", {"exception": sentence}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer where there is nothing, or nothing that this reader may see (404)."""
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer after a fault of ours (500); nothing here asks the database."""
    return render(request, "500.html", status=500)


@never_cache
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose token was too old (403).

    What she wrote stands in a box, ready to be sent again to the same address. A
    script gets `{"error": "stale", "message", "token"}` and may send again by itself.
    """
    if "application/json" in request.headers.get("Accept", ""):
        message = gettext("The page had grown old. Send once more.")
        stale = {"error": "stale", "message": message, "token": get_token(request)}
        return JsonResponse(stale, status=403)
    written = keeping.written_in(request)
    context = {"action": request.path, "written": written}
    template = "home/send_again.html" if written else "403_csrf.html"
    return render(request, template, context, status=403)
