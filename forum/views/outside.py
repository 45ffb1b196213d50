"""For those outside: feeds, and the plain address that is sent on by a messenger."""

from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core import phones
from core.caching import guest_page
from forum import feeds
from forum.models import Thread
from forum.views.more import sheet
from forum.views.places import board_called, board_stamp
from forum.views.threads import visible_post, visible_thread


@require_safe
@guest_page(stamp=board_stamp)
def board_feed(request: HttpRequest, slug: str) -> HttpResponse:
    """The discussions of a board as Atom."""
    board = board_called(request, slug)
    entries = feeds.of_threads(Thread.objects.filter(board=board))
    return feeds.atom(board.name, board.get_absolute_url(), entries)


@require_safe
def thread_share(request: HttpRequest, thread_id: int) -> HttpResponse:
    """Show the plain address of a thread, ready to be sent on."""
    thread = visible_thread(request, thread_id)
    if thread is None:
        raise Http404("no such thread for this reader")
    path = thread.home_url or f"/t/{thread.pk}/"
    return sheet_of(request, thread, path)


@require_safe
def post_share(request: HttpRequest, post_id: int) -> HttpResponse:
    """Show the plain address of a post, ready to be sent on."""
    post = visible_post(request, post_id)
    return sheet_of(request, post.thread, f"/p/{post.pk}/")


def sheet_of(request: HttpRequest, thread: Thread, path: str) -> HttpResponse:
    """The address alone, and the two messengers that take it along."""
    url = f"{settings.SITE_URL}{path}"
    # The title is the opening's too: it goes no further than that.
    gone = thread.opening_gone
    title = _("A discussion on Uthan") if gone else phones.mask(thread.title)
    context: dict[str, Any] = {
        "thread": thread,
        "url": url,
        "back": path,
        # The title goes along in words: not every phone draws a preview.
        "whatsapp": f"https://wa.me/?text={quote(f'{title} {url}')}",
        "messenger": f"fb-messenger://share/?link={quote(url, safe='')}",
    }
    return sheet(request, context, part="forum/_share.html", page="forum/share.html")


__all__ = ["board_feed", "post_share", "thread_share"]
