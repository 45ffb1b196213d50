"""Pins: two taps to pin, a screen to arrange it, a list for moderators."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from forum import pinning
from forum.models import AlreadyPinned, Pin, Thread
from forum.pin_forms import PinForm
from forum.views.asking_in import sign_in_first

MOST_LISTED = 100


def moderator(request: HttpRequest) -> Any:
    """The moderator who asks; Http404 for everyone else, who need not know of it."""
    if not getattr(request.user, "is_moderator", False):
        raise Http404("for moderators")
    return request.user


@never_cache
@require_POST
def thread_pin(request: HttpRequest, thread_id: int) -> HttpResponse:
    """Pin a thread where it belongs, or at `scope`, for the usual days."""
    by = moderator(request)
    thread = get_object_or_404(Thread.objects.visible_to(by), pk=thread_id)
    asked = request.POST.get("scope", "")
    scope = pinning.read_scope(asked) if asked else pinning.scope_of(thread)
    if scope is None:
        messages.error(request, _("There is no such place, so nothing was pinned."))
        response = redirect(thread)
        response.status_code = 303
        return response
    pin = Pin.put(thread, by, scope=scope)
    name = pinning.scope_names([pin])[pin.scope]
    messages.success(request, _("Pinned. %(where)s") % {"where": name})
    return redirect("forum:pin", pin.pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def pin(request: HttpRequest, pin_id: int) -> HttpResponse:
    """Show a pin and let a moderator arrange it: where, when, why, in which order."""
    by = moderator(request)
    found = get_object_or_404(Pin.objects.standing().with_thread(), pk=pin_id)
    form = PinForm(request.POST or None, pin=found)
    if form.is_valid():
        try:
            found.change(by, **form.wanted())
        except AlreadyPinned:
            sentence = _("It is pinned there already. Change that pin, or unpin it.")
            form.add_error("scope", sentence)
        else:
            messages.success(request, _("Done."))
            return redirect("forum:pins")
    status = 422 if form.is_bound else 200
    return render(request, "forum/pin.html", shown(found, form), status=status)


def shown(pin: Pin, form: PinForm) -> dict[str, Any]:
    """What the page of a pin shows."""
    (row,) = pinning.drawn([pin])
    return {"row": row, "pin": pin, "form": form}


@never_cache
@require_safe
def pins(request: HttpRequest) -> HttpResponse:
    """List what is pinned, what is to come and what is over, for moderators."""
    moderator(request)
    found = list(Pin.objects.standing().in_order().with_thread()[:MOST_LISTED])
    names = pinning.scope_names(found)
    rows = [(row, names[row.pin.scope]) for row in pinning.drawn(found)]
    context = {
        "now": [each for each in rows if is_on(each[0].pin)],
        "coming": [each for each in rows if each[0].pin.is_to_come],
        "over": [each for each in rows if each[0].pin.is_over],
    }
    return render(request, "forum/pins.html", context)


def is_on(pin: Pin) -> bool:
    """Whether its time is now (its thread may be hidden)."""
    return not pin.is_over and not pin.is_to_come


@never_cache
@require_POST
def pin_unpin(request: HttpRequest, pin_id: int) -> HttpResponse:
    """Take a pin down."""
    by = moderator(request)
    found = get_object_or_404(Pin, pk=pin_id)
    done = found.unpin(by)
    messages.success(request, _("Unpinned.") if done else _("It was so already."))
    return redirect(back(request) or "forum:pins")


@never_cache
@require_POST
def pin_dismiss(request: HttpRequest, pin_id: int) -> HttpResponse:
    """Put a pin aside for the reader alone, or with `again` bring it back to her."""
    if not request.user.is_authenticated:
        return sign_in_first(request, back=back(request) or "/")
    found = get_object_or_404(Pin.objects.shown_now(), pk=pin_id)
    if "again" in request.POST:
        found.bring_back(request.user)
        messages.success(request, _("The pin is back."))
    else:
        found.dismiss(request.user)
        messages.success(request, _("Put aside. Others still see it."))
    return redirect(back(request) or found.thread)


def back(request: HttpRequest) -> str:
    """The path of this site in `next`, if there is one."""
    address = request.POST.get("next", "")
    local = address.startswith("/") and url_has_allowed_host_and_scheme(address, None)
    return address if local else ""
