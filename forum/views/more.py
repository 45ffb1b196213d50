"""The sheet behind ⋯: all that can be done with a post or a thread.

A page of its own; with JavaScript (theme/js/sheet.js) its list rises from the bottom
of the page that she is on.
"""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from forum import actions, reading
from forum.views.threads import visible_post, visible_thread


def sheet(
    request: HttpRequest,
    context: dict[str, Any],
    *,
    part: str = "forum/_more.html",
    page: str = "forum/more.html",
) -> HttpResponse:
    """`part`, usually the list, for the script, the whole `page` for everyone else."""
    is_script = request.headers.get("X-Sheet") == "1"
    return render(request, part if is_script else page, context)


@never_cache
@require_safe
def post_more(request: HttpRequest, post_id: int) -> HttpResponse:
    """Show what can be done with a post."""
    post = visible_post(request, post_id)
    (shown,) = reading.reader_of(request, post.thread).draw([post])
    context = {
        "actions": actions.for_post(request, post),
        "thread": post.thread,
        "shown": shown,
        "back": post.get_absolute_url(),
    }
    return sheet(request, context)


@never_cache
@require_safe
def thread_more(request: HttpRequest, thread_id: int) -> HttpResponse:
    """Show what can be done with a thread; of one that became part of another, with
    that one."""
    thread = visible_thread(request, thread_id)
    if thread is None:
        raise Http404("no such thread for this reader")
    if thread.pk != thread_id:
        return redirect("forum:thread-more", thread.pk)
    context = {
        "actions": actions.for_thread(request, thread),
        "thread": thread,
        "back": thread.get_absolute_url(),
    }
    return sheet(request, context)
