"""The history of a post, and a moderator's way back to earlier words."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core.permissions import require
from forum import history, reading, screening
from forum.forms import RestoreForm
from forum.models import Post
from forum.views.threads import visible_post


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def post_history(request: HttpRequest, post_id: int) -> HttpResponse:
    """Show what was changed in a post; POST `edit` and `reason` puts old words back,
    by a moderator."""
    post = visible_post(request, post_id)
    if not reading.reader_of(request, post.thread).may_read(post):
        raise Http404("hidden, and so is what stood there before")
    is_moderator = getattr(request.user, "is_moderator", False)
    form = RestoreForm(request.POST or None)
    if request.method == "POST":
        require(is_moderator, _("Only moderators can put old words back."))
        if form.is_valid() and restored(request, post, form):
            response = redirect(post)
            response.status_code = 303
            return response
    context = {
        "post": post,
        "thread": post.thread,
        "history": history.read_history(request, post),
        "form": form,
        "is_moderator": is_moderator,
        "chosen": chosen(request, form),
        "before": reading.cursor(request, "before"),
    }
    status = 422 if form.is_bound else 200
    return render(request, "forum/post_history.html", context, status=status)


def restored(request: HttpRequest, post: Post, form: RestoreForm) -> bool:
    """Put the chosen words back; False, with why in the form, where they cannot be."""
    edits = post.edits.select_related("post__author", "post__thread")
    edit = get_object_or_404(edits, pk=form.cleaned_data["edit"])
    if sentence := screening.refusing_restore(edit):
        form.add_error(None, sentence)
        return False
    edit.restore(request.user, form.cleaned_data["reason"])  # type: ignore[arg-type]
    return True


def chosen(request: HttpRequest, form: RestoreForm) -> int:
    """The version whose buttons stand open: asked for, or sent and shown again."""
    if form.is_bound:
        return form.cleaned_data.get("edit", 0)
    return reading.cursor(request, "edit")
