"""What moderators do to a thread: close, reopen, move, retitle, merge, split."""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from forum.forms import (
    MergeForm,
    MoveForm,
    ReasonForm,
    RetitleForm,
    ShownAgain,
    SplitForm,
)
from forum.models import (
    MOST_ROOTS,
    ROOTS_PER_PAGE,
    CannotRearrange,
    Post,
    PostMove,
    Thread,
)
from forum.reading import reader_of
from forum.views.asking_in import sign_in_first
from forum.views.threads import visible_post, visible_thread

# How long a moderator waits for posts to come over before the worker goes on alone.
CARRY_SECONDS = 2.0

WHY_NOT = {
    "home": gettext_lazy("This discussion belongs to an adda or a page; run it there."),
    "itself": gettext_lazy(
        "A discussion cannot become part of itself. Choose another."
    ),
    "merged": gettext_lazy("One of the two is part of another discussion already."),
    "moving": gettext_lazy(
        "Comments are still on their way from or to it. Try again in a minute."
    ),
    "hidden": gettext_lazy("One of the two is hidden. Show it again first."),
    "roots": gettext_lazy(
        "What you chose is not here any more. Open the discussion again and choose."
    ),
}


class Step(NamedTuple):
    """One thing that can be done: its page's title, its form, the verb."""

    title: "str | Promise"
    button: "str | Promise"
    form: type[ShownAgain]
    act: Callable[[Thread, Any, dict[str, Any]], bool]


STEPS = {
    "close": Step(
        gettext_lazy("Close this discussion"),
        gettext_lazy("Close it"),
        ReasonForm,
        lambda thread, by, words: thread.close(by, words["reason"]),
    ),
    "reopen": Step(
        gettext_lazy("Open this discussion again"),
        gettext_lazy("Open it again"),
        ReasonForm,
        lambda thread, by, words: thread.reopen(by, words["reason"]),
    ),
    "retitle": Step(
        gettext_lazy("Correct the title"),
        gettext_lazy("Save"),
        RetitleForm,
        lambda thread, by, words: thread.retitle(words["title"], by, words["reason"]),
    ),
    "move": Step(
        gettext_lazy("Move to another board"),
        gettext_lazy("Move it"),
        MoveForm,
        lambda thread, by, words: thread.move(words["board"], by, words["reason"]),
    ),
    "merge": Step(
        gettext_lazy("Merge into another discussion"),
        gettext_lazy("Merge"),
        MergeForm,
        lambda thread, by, words: thread.merge_into(words["into"], by, words["reason"]),
    ),
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def thread_arrange(request: HttpRequest, thread_id: int) -> HttpResponseBase:
    """Let a moderator do one thing (`?do=`) to a thread, with a reason."""
    if not request.user.is_authenticated:
        return sign_in_first(request, back=request.get_full_path())
    require_moderator(request)
    thread = visible_thread(request, thread_id)
    step = STEPS.get(request.GET.get("do", ""))
    if thread is None or step is None:
        raise Http404("no such thread, or nothing to do")
    if thread.pk != thread_id:
        messages.success(request, _("It was so already."))
        return redirect(thread)
    initial = {"title": thread.title, "board": thread.board_id}
    form = step.form(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            done = step.act(thread, request.user, form.cleaned_data)
        except CannotRearrange as refusal:
            form.add_error(None, WHY_NOT[refusal.code])
        else:
            return arranged(request, thread, form.cleaned_data.get("into"), done)
    context = {"thread": thread, "form": form, "step": step}
    status = 422 if form.is_bound else 200
    return render(request, "forum/thread_arrange.html", context, status=status)


def arranged(
    request: HttpRequest, thread: Thread, into: Thread | None, done: bool
) -> HttpResponse:
    """Bring the posts over as far as there is time, and lead to where they are."""
    messages.success(request, _("Done.") if done else _("It was so already."))
    carry(request, into or thread)
    return redirect(into or thread)


def carry(request: HttpRequest, target: Thread) -> None:
    """Carry what is on its way to `target`; the worker does what takes longer."""
    for move in PostMove.objects.filter(target=target).claim(1):
        if not move.carry(CARRY_SECONDS):
            sentence = _("The comments are coming over; all are there in a minute.")
            messages.info(request, sentence)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def post_split(request: HttpRequest, post_id: int) -> HttpResponseBase:
    """Let a moderator make a thread of its own of a comment, and of others near it."""
    if not request.user.is_authenticated:
        return sign_in_first(request, back=request.path)
    require_moderator(request)
    post = visible_post(request, post_id)
    root = post if post.parent is None else post.parent
    thread = post.thread
    if root.seq == 0:
        return redirect(thread)
    others = list(
        Post.objects.visible_to(request.user)
        .filter(thread=thread, root_no__gt=root.root_no, hidden_at=None, pending=False)
        .with_authors()
        .order_by("root_no")[: ROOTS_PER_PAGE - 1]
    )
    form = SplitForm(request.POST or None, initial={"board": thread.board_id})
    asked = {name for name in request.POST.getlist("also") if name.isdecimal()}
    if form.is_valid():
        chosen = [root, *(other for other in others if str(other.pk) in asked)]
        words = form.cleaned_data
        try:
            fresh = thread.split(
                chosen[:MOST_ROOTS],
                words["board"],
                words["title"],
                request.user,
                words["reason"],
            )
        except CannotRearrange as refusal:
            form.add_error(None, WHY_NOT[refusal.code])
        else:
            return arranged(request, fresh, None, True)
    shown, *also = reader_of(request, thread).draw([root, *others])
    context = {
        "thread": thread,
        "form": form,
        "shown": shown,
        "also": [(each, str(each.post.pk) in asked) for each in also],
    }
    status = 422 if form.is_bound else 200
    return render(request, "forum/post_split.html", context, status=status)


def require_moderator(request: HttpRequest) -> None:
    """Raise Http404 for everyone else: they need not know that this is here."""
    if not getattr(request.user, "is_moderator", False):
        raise Http404("only for moderators")
