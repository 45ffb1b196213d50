"""The author takes her own words back; for half a minute she can have them again."""

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core.permissions import require
from forum.views.asking_in import sign_in_first
from forum.views.threads import visible_post
from forum.views.writing import wants_json


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def post_take_back(request: HttpRequest, post_id: int) -> HttpResponseBase:
    """Take the words back, or with `undo` put them there again; both may be sent twice.

    A script is answered {id, sentence}.
    """
    if not request.user.is_authenticated:
        return sign_in_first(request, back=request.path)
    post = visible_post(request, post_id)
    require(post.author_id == request.user.pk, _("Only the author can take it back."))
    if request.method != "POST":
        return redirect(post)
    if "undo" in request.POST:
        post.give_back()
        if post.is_taken_back:
            return too_late(request, post.thread)
        sentence = _("It is there again.")
    else:
        post.take_back()
        sentence = _("You took this back. For half a minute you can have it again.")
    if wants_json(request):
        return JsonResponse({"id": post.pk, "sentence": sentence})
    response = redirect(post)
    response.status_code = 303
    return response


def too_late(request: HttpRequest, thread: object) -> HttpResponseBase:
    """The half minute is over."""
    sentence = _(
        "That was more than half a minute ago, so it stays taken back. "
        "You can write it anew."
    )
    if wants_json(request):
        return JsonResponse({"error": "late", "sentence": sentence}, status=409)
    context = {"thread": thread, "sentence": sentence, "words": ""}
    return render(request, "forum/post_refused.html", context, status=409)
