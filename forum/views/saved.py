"""Posts that a member put aside: saving one, and the list of them."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from forum import reading
from forum.models import Bookmark, Post
from forum.views.asking_in import sign_in_first
from forum.views.threads import visible_post

SAVED_PER_PAGE = 20


@require_POST
def post_save(request: HttpRequest, post_id: int) -> HttpResponse:
    """Save a post (`saved` = 1) or take it out (0); said twice it is the same."""
    post = visible_post(request, post_id)
    if not request.user.is_authenticated:
        return sign_in_first(request, post.get_absolute_url())
    wanted = request.POST.get("saved")
    if wanted == "1":
        Bookmark.keep(request.user, post)
        messages.success(request, _("Saved. You find it again on your own page."))
    elif wanted == "0":
        Bookmark.drop(request.user, post)
        messages.success(request, _("It is not among your saved comments any more."))
    else:
        raise BadRequest("saved is 1 or 0")
    response = redirect(post)
    response.status_code = 303
    return response


@never_cache
@login_required
@require_safe
def saved(request: HttpRequest) -> HttpResponse:
    """List what she saved, the latest first; `?before=<id of a bookmark>` goes on."""
    mine = Bookmark.objects.of(request.user)
    if "before" in request.GET:
        mine = mine.filter(pk__lt=reading.cursor(request, "before"))
    found = list(
        mine.select_related("post__author", "post__thread")[: SAVED_PER_PAGE + 1]
    )
    page = found[:SAVED_PER_PAGE]
    last = page[-1].pk if len(found) > SAVED_PER_PAGE else None
    context = {
        "rows": rows_of(request.user, page),
        "older": f"{request.path}?before={last}" if last else "",
    }
    return render(request, "forum/saved.html", context)


def rows_of(member: Any, bookmarks: list[Bookmark]) -> list[dict[str, Any]]:
    """Each bookmark with its post, or None where she may not read it now."""
    wanted = [each.post_id for each in bookmarks]
    posts = Post.objects.visible_to(member).filter(pk__in=wanted)
    readable = set(posts.values_list("pk", flat=True))
    return [
        {"bookmark": each, "post": each.post if each.post_id in readable else None}
        for each in bookmarks
    ]


@login_required
@require_POST
def saved_remove(request: HttpRequest, bookmark_id: int) -> HttpResponse:
    """Take one out of the list; somebody else's is not there (404)."""
    mine = Bookmark.objects.of(request.user)
    get_object_or_404(mine, pk=bookmark_id).delete()
    response = redirect("forum:saved")
    response.status_code = 303
    return response
