"""Reading: a thread's page, a post's place, all replies, and the door."""

from typing import Any

from django.conf import settings
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    JsonResponse,
)
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core import caching, phones, text
from core.caching import guest_page
from forum import drafting, followed, reading, unread
from forum.forms import PostForm
from forum.models import Post, Thread
from moderation.models import silencing
from profiles import keeping

LONGEST_ASKED = 255  # characters of what another page puts into the box
LARGEST = 2**31 - 1  # seq and version are that wide
LARGEST_ID = 2**63 - 1


def thread_stamp(request: HttpRequest, thread_id: int, slug: str = "") -> Any:
    """What a guest's view of a thread follows from, whether she may see it or not.

    The view answers 404 for one she may not see, and only 200s are kept.
    """
    if thread_id > LARGEST_ID:  # SQLite has no name for it
        return None
    sql = "SELECT version, changed_at, hidden_at FROM forum_thread WHERE id = %s"
    return caching.rows(sql, thread_id)


def with_form(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Add the box to write in, with what was kept for her, where she may write; where a
    moderator keeps her from it, why and until when, and what she had begun. What she
    looked for and did not find (search) is a question to ask here: where it cannot
    stand in the box it stands above it.

    `context` is that of `reading.thread_context`.
    """
    stream: reading.Stream = context["stream"]
    stream.asked = words_asked(request)
    if stream.asked and not request.user.is_authenticated:
        context |= {
            "sign_in_url": stream.sign_in_url,
            "sign_up_url": stream.sign_up_url,
        }
    if stream.can_write and (silence := silencing(request.user)):
        draft, _drafting = drafting.for_thread(request.user, stream.thread)
        context |= {"silence": silence, "begun": draft.body if draft else ""}
    elif stream.can_write:
        kept = keeping.kept(request, stream.post_url) or {}
        # A reply that was kept waits on the page of its own form.
        body = "" if kept.get("parent") else kept.get("body", "")
        draft, context["drafting"] = drafting.for_thread(request.user, stream.thread)
        if stream.asked and not body and draft is None:
            body, stream.asked = stream.asked, ""
        initial = drafting.initial(draft, body)
        context["form"] = PostForm(
            thread=stream.thread, member=request.user, initial=initial
        )
    return context


def words_asked(request: HttpRequest) -> str:
    """What another page puts into the box, in one line; numbers are not brought."""
    words = text.normalise_line(request.GET.get("words", "")[:LONGEST_ASKED])
    return "" if phones.find(words) else words


@require_safe
@guest_page(stamp=thread_stamp, query=("page",))
def thread(request: HttpRequest, thread_id: int, slug: str = "") -> HttpResponse:
    """Show one page of a member's thread; an adda's thread lives on its adda."""
    found = visible_thread(request, thread_id)
    if found is None:
        raise Http404("no such thread for this reader")
    if found.pk != thread_id:
        return redirect(found, permanent=True)
    if found.home_url or slug != found.slug:
        page = min(reading.page_asked(request), found.pages)
        return redirect(found.page_url(page, plain="page" not in request.GET))
    if right := reading.elsewhere(request, found):
        return redirect(right)
    context = with_form(request, reading.thread_context(request, found))
    context["follow"] = followed.button(request, "thread", found)
    return render(request, "forum/thread.html", context)


def visible_thread(request: HttpRequest, thread_id: int) -> Thread | None:
    """The thread, or the one that it became part of; None where she may not know it."""
    threads = Thread.objects.reached_by(request.user).for_list()
    threads = followed.with_level(threads, request.user, "thread")
    threads = unread.with_mark(threads, request.user)
    found = threads.filter(pk=thread_id).first()
    if found is None and (into := Thread.objects.merged(thread_id)):
        found = threads.filter(pk=into.pk).first()
    return found


def visible_post(request: HttpRequest, post_id: int) -> Post:
    """The post as part of a thread she may see, its words hidden or not (else 404)."""
    rows = Post.objects.select_related("thread", "author", "parent")
    found = get_object_or_404(rows, pk=post_id)
    # A post on its way to another thread is read there.
    home = found.thread.merged_into_id or found.thread_id
    threads = Thread.objects.reached_by(request.user).filter(pk=home)
    stream = Post.objects.in_stream_of(found.thread, request.user).filter(pk=post_id)
    if not threads.exists() or not stream.exists():
        raise Http404("no such post for this reader")
    return found


@require_safe
def post(request: HttpRequest, post_id: int) -> HttpResponse:
    """Lead from a post's permalink to where it stands now."""
    return redirect(reading.place_of(visible_post(request, post_id), request.user))


@require_safe
def post_replies(request: HttpRequest, post_id: int) -> HttpResponse:
    """Show all replies to a root, a page at a time."""
    root = visible_post(request, post_id)
    if root.parent_id or root.seq == 0:
        return redirect(reading.place_of(root, request.user))
    replies = reading.read_replies(request, root)
    context = {
        "thread": root.thread,
        "page": replies,
        "shown": replies.root,
        "canonical": f"{settings.SITE_URL}{request.get_full_path()}",
    }
    return render(request, "forum/post_replies.html", context)


def door_stamp(request: HttpRequest, thread_id: int) -> Any:
    """The same for the door."""
    return thread_stamp(request, thread_id)


def whole(typed: str) -> int | None:
    """A whole number from 0 on, in any digits; None for anything else."""
    typed = text.to_ascii_digits(typed)
    if not typed.isascii() or not typed.isdigit():
        return None
    return min(int(typed), LARGEST) if len(typed) < 12 else LARGEST


@require_safe
@guest_page(stamp=door_stamp, query=("after", "since"))
def thread_posts(request: HttpRequest, thread_id: int) -> HttpResponseBase:
    """Answer what is new after `?after=` (seq), changed or gone since `?since=`.

    With `?flat=1` as posts that stand by themselves, for the page of what is new.
    JSON: {thread, seq, version, count, open, new: [{id, seq, root, page, html}],
    changed: [the same], gone: [ids], more}, where moderators did something also lines:
    [{id, page, seq, html}] and moved: [ids of roots]. {moved_to, sentence} when all of it
    is part of another thread. 400 with a sentence for other values.
    """
    found = visible_thread(request, thread_id)
    if found is not None and found.pk != thread_id:
        sentence = _("This is part of another discussion now. Open it")
        return JsonResponse(
            {"moved_to": found.get_absolute_url(), "sentence": sentence}
        )
    if found is None:
        return JsonResponse({"error": "not_here", "sentence": not_here()}, status=404)
    after = whole(request.GET.get("after", "0"))
    since = whole(request.GET["since"]) if "since" in request.GET else None
    if after is None or (since is None and "since" in request.GET):
        sentence = _("after and since are whole numbers, 0 or more.")
        return JsonResponse({"error": "not_a_number", "sentence": sentence}, status=400)
    flat = "flat" in request.GET
    return JsonResponse(reading.at_the_door(request, found, after, since, flat=flat))


def not_here() -> str:
    """What she reads where a thread is not, or not for her."""
    return _("This discussion is not here any more, or only some people may see it.")


__all__ = [
    "post",
    "post_replies",
    "thread",
    "thread_posts",
    "visible_thread",
    "with_form",
]
