"""The inbox: reading it, opening a notice, having read them all, and the count."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from notifications import reading
from notifications.bell import Bell
from notifications.models import Notification


@never_cache
@login_required
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """Show her notices, the latest first."""
    page = reading.read_page(request)
    return render(request, "notifications/inbox.html", {"page": page})


@never_cache
@login_required
@require_safe
def notice_open(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Lead to the first post of a notice that she has not read, and count it as read.

    A link, so that it works everywhere; opened twice it is read once. Somebody else's
    is not there (404).
    """
    notices = Notification.objects.of(request.user).with_state()
    notice = get_object_or_404(notices.select_related("thread"), pk=notice_id)
    place = reading.place_of(request.user, notice)
    if request.method == "GET":
        notice.read()
    if not place:
        messages.info(request, _("What this notice was about is not here any more."))
    return redirect(place or "notifications:inbox")


@login_required
@require_POST
def notice_read(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Count one as read without opening it."""
    notices = Notification.objects.of(request.user)
    get_object_or_404(notices, pk=notice_id).read()
    return back_to_inbox()


@login_required
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Count all as read."""
    Notification.objects.read_all(request.user)
    return back_to_inbox()


def back_to_inbox() -> HttpResponse:
    """Lead back to the list after a form."""
    response = redirect("notifications:inbox")
    response.status_code = 303
    return response


@never_cache
@require_safe
def count(request: HttpRequest) -> HttpResponse:
    """What the bell says now, for the script that keeps it right: {count, shown,
    sentence}; 401 for who is not signed in."""
    if not request.user.is_authenticated:
        return JsonResponse({"error": "signed_out"}, status=401)
    bell = Bell.of(request.user)
    return JsonResponse(
        {"count": bell.count, "shown": bell.shown, "sentence": bell.sentence}
    )
