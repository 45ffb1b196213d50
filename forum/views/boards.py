"""Moderators' screen for boards: make, rename, put in order, remove when empty."""

from collections.abc import Callable
from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from core.permissions import require
from forum.forms import BoardForm
from forum.models import Board, NotEmpty
from forum.views.asking_in import sign_in_first
from profiles.models import Member

WRONG = 422


def require_moderator(request: HttpRequest) -> Member:
    """The one who asks, if she is a moderator."""
    member = cast("Member", request.user)
    require(member.is_moderator, _("Only moderators can do this."))
    return member


@never_cache
@require_safe
def board_list(request: HttpRequest) -> HttpResponseBase:
    """List the boards with what can be done to each."""
    if not request.user.is_authenticated:
        return sign_in_first(request, request.path)
    require_moderator(request)
    context = {"boards": list(Board.objects.all())}
    return render(request, "forum/board_list.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def board_make(request: HttpRequest) -> HttpResponseBase:
    """Make a board."""
    if not request.user.is_authenticated:
        return sign_in_first(request, request.path)
    moderator = require_moderator(request)
    form = BoardForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return board_form(request, form, None)
    board = Board.make(moderator, **form.cleaned_data)
    messages.success(request, _("The board is there."))
    return redirect(board)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def board_change(request: HttpRequest, board_id: int) -> HttpResponseBase:
    """Change the names and words of a board."""
    if not request.user.is_authenticated:
        return sign_in_first(request, request.path)
    moderator = require_moderator(request)
    board = get_object_or_404(Board, pk=board_id)
    if request.method != "POST":
        return board_form(request, BoardForm(initial=BoardForm.of(board)), board)
    form = BoardForm(request.POST)
    if not form.is_valid():
        return board_form(request, form, board)
    board.change(moderator, **form.cleaned_data)
    messages.success(request, _("The board is changed."))
    return redirect(board)


def board_form(
    request: HttpRequest, form: BoardForm, board: Board | None
) -> HttpResponse:
    """The page with the form on it."""
    context = {"form": form, "board": board}
    status = WRONG if form.is_bound else 200
    return render(request, "forum/board_form.html", context, status=status)


@never_cache
@require_POST
def board_step(request: HttpRequest, board_id: int, step: str) -> HttpResponseBase:
    """Move a board up or down, or remove it; 404 for no such step."""
    if step not in STEPS:
        raise Http404("no such step")
    if not request.user.is_authenticated:
        return sign_in_first(request, "/boards/manage/")
    moderator = require_moderator(request)
    board = Board.objects.filter(pk=board_id).first()
    if board is None and step == "remove":
        return redirect("forum:board-list")  # sent twice it is removed once
    if board is None:
        raise Http404("no such board")
    STEPS[step](request, moderator, board)
    response = redirect("forum:board-list")
    response.status_code = 303
    return response


def move_up(request: HttpRequest, by: Member, board: Board) -> None:
    board.shift(by, -1)


def move_down(request: HttpRequest, by: Member, board: Board) -> None:
    board.shift(by, 1)


def remove(request: HttpRequest, by: Member, board: Board) -> None:
    try:
        board.remove(by)
    except NotEmpty:
        sentence = _("Discussions stand in it. Move them to another board first.")
        messages.error(request, sentence)
    else:
        messages.success(request, _("The board is removed."))


STEPS: dict[str, Callable[[HttpRequest, Member, Board], None]] = {
    "up": move_up,
    "down": move_down,
    "remove": remove,
}
