"""Members offered while she types @."""

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from forum import mentioning
from forum.models import Thread
from forum.views.threads import LARGEST_ID, whole


@never_cache
@require_safe
def member_suggest(request: HttpRequest) -> HttpResponseBase:
    """Answer {members: [{handle, name}]} for `?q=`, those of `?thread=` first; members
    alone may ask, and not without end."""
    if not request.user.is_authenticated:
        return JsonResponse({"error": "sign_in", "members": []}, status=401)
    if mentioning.asks_too_often(request.user):
        sentence = _("That was too fast. Wait a minute, then try again.")
        answer = {"error": "too_fast", "sentence": sentence, "members": []}
        return JsonResponse(answer, status=429)
    number = whole(request.GET.get("thread", "") or "0") or 0
    threads = Thread.objects.visible_to(request.user)
    thread = threads.filter(pk=min(number, LARGEST_ID)).first() if number else None
    members = mentioning.suggested(request.user, thread, request.GET.get("q", ""))
    return JsonResponse({"members": members})
