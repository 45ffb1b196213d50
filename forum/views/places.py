"""Boards, a board's threads, and starting one."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core import caching, text
from core.caching import guest_page
from core.permissions import Refused
from forum import drafting, followed, listing, lists, pinning, rows, screening, similar
from forum.forms import LONGEST_TITLE, ThreadForm
from forum.models import LONGEST_TAG, Board, KeyReused, Post, Thread
from forum.views.asking_in import sign_in_first
from moderation.models import silencing
from moderation.screening import Action
from photos.choosing import chosen
from photos.models import PhotosGone
from profiles import keeping


def boards_stamp(request: HttpRequest) -> Any:
    """What the list of boards follows from: the last change anywhere."""
    return listing.last_changes(None)


def board_stamp(request: HttpRequest, slug: str) -> Any:
    """What the list of a board follows from."""
    return listing.last_changes(slug)


def board_called(request: HttpRequest, slug: str) -> Board:
    """The board with this slug and how closely the reader follows it, or 404."""
    if not text.is_slug(slug):
        raise Http404("no such board")
    boards = followed.with_level(Board.objects.all(), request.user, "board")
    return get_object_or_404(boards, slug=slug)


def canonical(request: HttpRequest) -> str:
    """The address of this page for search engines."""
    return f"{settings.SITE_URL}{request.get_full_path()}"


@require_safe
@guest_page(stamp=boards_stamp)
def boards(request: HttpRequest) -> HttpResponse:
    """List the boards, each with the thread that moved last."""
    context = {
        "rows": listing.boards_with_latest(request.user),
        "tabs": lists.tabs(request.user, None),
        "pins": pinning.pins_on(request),
        "canonical": canonical(request),
    }
    return render(request, "forum/boards.html", context)


@require_safe
@guest_page(stamp=board_stamp, query=("before", "after", "list"))
def board(request: HttpRequest, slug: str) -> HttpResponse:
    """List a board's threads: latest activity first, the new ones, the unanswered."""
    found = board_called(request, slug)
    listed = lists.asked(request.GET.get("list", ""), board=found)
    page = list_page(request, listed, found)
    context = {
        "board": found,
        "listed": listed,
        "tabs": lists.tabs(request.user, listed, found),
        "page": page,
        "rows": rows.drawn_for(request.user, page.rows),
        "pins": pinning.pins_on(request, ("board", found.pk)),
        "follow": followed.button(request, "board", found),
        "canonical": canonical(request),
    }
    return render(request, "forum/board.html", context)


@require_safe
@guest_page(stamp=boards_stamp, query=("before", "after", "list"))
def threads(request: HttpRequest) -> HttpResponse:
    """List threads of all boards; hers are for one who is signed in."""
    listed = lists.asked(request.GET.get("list", ""))
    if listed.is_hers and not request.user.is_authenticated:
        return sign_in_first(request, back=request.get_full_path())
    page = list_page(request, listed, None)
    context = {
        "listed": listed,
        "tabs": lists.tabs(request.user, listed),
        "page": page,
        "rows": rows.drawn_for(request.user, page.rows),
        "now": timezone.now().isoformat(),
        "canonical": canonical(request),
    }
    return render(request, "forum/threads.html", context)


def list_page(
    request: HttpRequest, listed: lists.ThreadList, board: Board | None
) -> rows.RowPage:
    """One page of a list; the same for all but moderators unless it is hers."""

    def make() -> rows.RowPage:
        threads = lists.threads_of(listed, request.user, board)
        url = lists.address(listed, board)
        page = listing.read_page(request, threads, url, listed.by)
        made = rows.of(page.threads, with_board=board is None)
        return rows.RowPage(made, page.older, page.newer)

    if listed.is_hers or getattr(request.user, "is_moderator", False):
        return make()
    asked = request.GET.get("before"), request.GET.get("after")
    made_from = listing.last_changes(board.slug if board else None)
    which = (listed.name, board and board.pk, made_from, asked, get_language())
    return caching.kept(("threads", *which), make)


@require_http_methods(["GET", "HEAD", "POST"])
def thread_start(request: HttpRequest, slug: str = "") -> HttpResponse:
    """Start a thread, on a board or with the board chosen in the form; the same form
    sent twice starts one."""
    found = board_called(request, slug) if slug else None
    if not request.user.is_authenticated:
        return sign_in_first(request, back=request.get_full_path())
    if request.method != "POST":
        waiting = keeping.kept(request, request.path) or {}
        draft, _drafting = drafting.for_start(request.user, found)
        if silence := silencing(request.user):
            begun = waiting.get("body") or (draft.body if draft else "")
            context = {"sentence": silence.sentence, "words": begun}
            return render(request, "forum/post_refused.html", context, status=403)
        initial = drafting.initial(draft, waiting.get("body", ""))
        initial["title"] = waiting.get("title") or (draft.title if draft else "")
        given = {"tags": request.GET.get("tag", "")[:LONGEST_TAG], **waiting}
        initial |= {name: given[name] for name in ("tags", "board") if name in given}
        return thread_form(request, found, ThreadForm(initial=initial, chosen=found))
    form = ThreadForm(request.POST, chosen=found)
    form.photos = chosen(request)
    if not form.is_valid() or form.photos.complaints:
        form.afresh()
        return thread_form(request, found, form, status=422)
    words = form.cleaned_data
    board = found or words["board"]
    if not words["looked"] and (alike := similar.like(words["title"], request.user)):
        form.put("looked", "1")
        return thread_form(request, found, form, alike=alike)
    key = words["client_key"]
    said = form.photos.beside(words["body"])
    verdict = screening.screen_start(
        request.user, words["title"], said, key, words["tags"]
    )
    if verdict.action == Action.REFUSE:
        form.afresh()
        form.add_error("body", verdict.sentence())
        status = 429 if verdict.retry_after else 422
        return thread_form(request, found, form, status=status)
    held_for = screening.held_for(verdict)
    try:
        thread = Thread.start(
            board,
            request.user,
            words["title"],
            words["body"],
            key,
            tags=words["tags"],
            photos=form.photos.wanted,
            held_for=held_for,
            draft=drafting.start_key(found),
        )
    except PhotosGone as gone:
        form.afresh()
        form.photos.lose(gone)
        return thread_form(request, found, form, status=409)
    except KeyReused:
        form.afresh()
        form.add_error(None, key_reused())
        return thread_form(request, found, form, status=409)
    except Refused as refused:
        form.afresh()
        form.add_error(None, str(refused.sentence))
        return thread_form(request, found, form, status=403)
    keeping.forget(request)
    response = redirect(where_it_stands(request, thread, board))
    response.status_code = 303
    return response


def where_it_stands(
    request: HttpRequest, thread: Thread, board: Board
) -> Thread | Board | Post:
    """What to lead her to who began `thread` on `board`: it may wait for a moderator,
    and a form that is sent again may find it merged into another one."""
    if thread.merged_into_id is not None:
        return Post.objects.get(author=thread.author_id, client_key=thread.client_key)
    if thread.is_public or thread.opening_gone:
        return thread
    messages.info(request, waits())
    return board


def thread_form(
    request: HttpRequest,
    board: Board | None,
    form: ThreadForm,
    status: int = 200,
    alike: Sequence[Thread] = (),
) -> HttpResponse:
    """The page with the form on it; `alike` are threads that may be what she wants."""
    context = {
        "board": board,
        "form": form,
        "alike": rows.drawn_for(request.user, rows.of(alike, with_board=True)),
        "drafting": drafting.for_start(request.user, board)[1],
    }
    return render(request, "forum/thread_form.html", context, status=status)


@never_cache
@require_safe
def thread_similar(request: HttpRequest) -> HttpResponse:
    """Threads like `?title=`, as a list for the script (theme/js/similar.js); empty for
    guests and where there are none."""
    title = text.normalise_line(request.GET.get("title", "")[:600])[:LONGEST_TITLE]
    alike: Sequence[Thread] = ()
    if request.user.is_authenticated:
        alike = similar.like(title, request.user)
    drawn = rows.drawn_for(request.user, rows.of(alike, with_board=True))
    return render(request, "forum/_alike.html", {"alike": drawn})


def waits() -> str:
    """What she reads whose new discussion is held."""
    return _(
        "Your discussion is safe here. A moderator reads it first, then it stands in "
        "this list."
    )


def key_reused() -> str:
    """What she reads when a form was sent before with other words."""
    return _(
        "This form was sent before with other words, and those are posted. "
        "If these should go too, send them now."
    )
