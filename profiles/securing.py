"""The page of her security: second factors, recovery codes, where she is signed in."""

from typing import Any, cast

from allauth.account.internal.flows.reauthentication import resume_request
from allauth.account.utils import passthrough_next_redirect_url
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from core.permissions import require
from profiles import fresh_code, second_factor, signed_in
from profiles.fields import require_sms
from profiles.forms import FreshCodeForm, limit_codes
from profiles.models import Member, MemberSession, Recovery

SHOWN = 30  # sessions; signing out elsewhere ends those that are not shown too

form_view = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@login_required
@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """Show what keeps her account hers."""
    me = cast(Member, request.user)
    rows = list(MemberSession.objects.of(me)[: SHOWN + 1])
    here = request.session.session_key
    context = {
        **_held(me),
        "has_password": me.has_usable_password(),
        "sessions": [
            (row, signed_in.described(row.agent), row.session_key == here)
            for row in rows[:SHOWN]
        ],
        "has_more": len(rows) > SHOWN,
        "recoveries": Recovery.objects.to_answer(me),
    }
    return render(request, "profiles/security.html", context)


def _held(member: Member) -> dict[str, Any]:
    """Her second factors and how many recovery codes are left, by one query."""
    held = list(Authenticator.objects.filter(user=member).order_by("pk"))
    types = Authenticator.Type
    codes = next((row for row in held if row.type == types.RECOVERY_CODES), None)
    return {
        "totp": next((row for row in held if row.type == types.TOTP), None),
        "passkeys": [row for row in held if row.type == types.WEBAUTHN],
        "has_codes": codes is not None,
        "codes_left": len(codes.wrap().get_unused_codes()) if codes else 0,
    }


@require_POST
@login_required
def sign_out_elsewhere(request: HttpRequest) -> HttpResponse:
    """End every other session of hers."""
    signed_in.sign_out_elsewhere(request)
    messages.success(request, _("You are signed in here alone now."))
    return redirect("profiles:security")


@require_POST
@login_required
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    """End one session of hers; one that is over already is no mistake."""
    row = MemberSession.objects.filter(member=request.user.pk, pk=pk).first()
    if row is not None and row.session_key == request.session.session_key:
        return redirect("account_logout")
    if row is not None:
        row.end()
    messages.success(request, _("Signed out there."))
    return redirect("profiles:security")


@require_POST
@login_required
def answer_recovery(request: HttpRequest, pk: int, answer: str) -> HttpResponse:
    """Say of a recovery of hers "it is me" (allow) or "it is not me" (stop).

    Only a phone on which she was signed in before it began speaks for her: who has her
    SIM may have signed in with it since.
    """
    me = cast(Member, request.user)
    row = get_object_or_404(Recovery.objects.of(me), pk=pk)
    if answer not in ("allow", "stop"):
        raise Http404
    if answer == "stop":
        row.stop()
        messages.success(request, _("Stopped. Nobody comes in that way."))
        return redirect("profiles:security")
    here = MemberSession.objects.filter(session_key=request.session.session_key)
    require(
        here.filter(member=me, at__lt=row.at).exists(),
        _("You signed in here after it began, so this phone cannot speak for you."),
        "too_new",
    )
    if row.allow(Recovery.Proof.DEVICE):
        messages.success(request, _("Good. Go on where you began."))
    else:
        messages.info(request, _("That is over already."))
    return redirect("profiles:security")


@never_cache
@login_required
@form_view
def once_more(request: HttpRequest) -> HttpResponse:
    """Ask for a code to her number or e-mail, then go on where she was going."""
    me = cast(Member, request.user)
    if second_factor.can_say_again(me):
        there = reverse("account_reauthenticate")
        return redirect(
            passthrough_next_redirect_url(request, there, REDIRECT_FIELD_NAME)
        )
    contact = fresh_code.contact_of(me)
    if request.method == "POST" and request.POST.get("action") == "send":
        _send_code(request, contact)
        there = reverse("profiles:once-more")
        return redirect(
            passthrough_next_redirect_url(request, there, REDIRECT_FIELD_NAME)
        )
    form = FreshCodeForm(request.POST or None)
    if form.is_valid():
        if fresh_code.take(request, form.cleaned_data["code"]):
            return resume_request(request) or redirect("profiles:security")
        form.add_error("code", _("This is not the code we sent. Look again."))
    context = {
        "form": form,
        "contact": contact,
        "is_waiting": fresh_code.is_waiting(request),
        "next": _next(request),
    }
    status = 400 if form.is_bound else 200
    return render(request, "profiles/once_more.html", context, status=status)


def _send_code(request: HttpRequest, contact: Any) -> None:
    try:
        require_sms(contact)
        limit_codes(contact, "verify_phone", "confirm_email")
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return
    fresh_code.send(request, contact)


def _next(request: HttpRequest) -> str:
    there = request.POST.get("next") or request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(there, None) and there.startswith("/")
    return there if is_ours else ""


@never_cache
@login_required
@require_safe
def second_factor_door(request: HttpRequest) -> HttpResponse:
    """Say to who may edit that she needs a second factor first, and how."""
    if second_factor.was_used(request):
        return redirect(request.session.get(second_factor.STAFF_NEXT, "profiles:me"))
    return render(request, "profiles/second_factor.html")
