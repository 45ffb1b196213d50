"""How far she has read: moving her mark in a thread, calling all read."""

import datetime as dt

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from forum.models import ReadMark, Thread
from forum.views.asking_in import sign_in_first
from forum.views.threads import not_here, whole


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def thread_read(request: HttpRequest, thread_id: int) -> HttpResponseBase:
    """Move her mark up to `seq`; with `after` only where it has come so far.

    The script (theme/js/reading.js) is answered by 204, a form by the way back to what
    is still new. 401 not signed in, 404 no such thread for her, 400 for no numbers.
    """
    is_script = "application/json" in request.headers.get("Accept", "")
    threads = Thread.objects.visible_to(request.user)
    if request.method != "POST":
        return redirect(get_object_or_404(threads, pk=thread_id))
    thread = threads.filter(pk=thread_id).first()
    if not request.user.is_authenticated:
        if is_script:
            return JsonResponse({"error": "sign_in"}, status=401)
        back = thread.get_absolute_url() if thread else "/"
        return sign_in_first(request, back)
    if thread is None:
        return refused(request, "not_here", not_here(), 404)
    seq = whole(request.POST.get("seq", ""))
    after = whole(request.POST.get("after", "0"))
    if seq is None or after is None:
        sentence = _("A place in a discussion is a whole number, 0 or more.")
        return refused(request, "not_a_number", sentence, 400)
    ReadMark.move(request.user, thread, seq, after=after)
    if is_script:
        return HttpResponse(status=204)
    response = redirect(thread)
    response.status_code = 303
    return response


@require_POST
def all_read(request: HttpRequest) -> HttpResponseBase:
    """Count as read all that was there when her list was made (`until`)."""
    back = reverse("forum:threads") + "?list=unread"
    if not request.user.is_authenticated:
        return sign_in_first(request, back)
    try:
        until = parse_datetime(request.POST.get("until", "")[:40])
        if until is None or until.tzinfo is None:
            raise ValueError
        until = until.astimezone(dt.UTC)
    except (ValueError, OverflowError):
        raise BadRequest("no moment") from None
    request.user.call_all_read(until)
    messages.success(request, _("Everything counts as read now."))
    response = redirect(back)
    response.status_code = 303
    return response


def refused(
    request: HttpRequest, code: str, sentence: str, status: int
) -> HttpResponseBase:
    """Why her mark was not moved."""
    return JsonResponse({"error": code, "sentence": sentence}, status=status)
