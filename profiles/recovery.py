"""Coming back into an account without e-mail: a code to the number, a second proof.

The pages say the same whether a number has an account or not, until its owner has
shown the code. docs/decisions/0031-recovery.md says why each step is as it is.
"""

import hmac
import json
import time
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth as webauthn
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core.permissions import Refused
from profiles import recovering, second_factor
from profiles.adapter import new_code
from profiles.forms import (
    RECOVERY_LOCKED,
    FreshCodeForm,
    ProofForm,
    RecoveredForm,
    RecoverForm,
)
from profiles.models import (
    EmailChange,
    Member,
    NumberChange,
    Recovery,
    RecoveryLock,
)
from profiles.models.login_change import LoginChange
from profiles.second_factor_forms import NO_ANSWER

CODE = "recovery_code"  # in the session: what was sent where
ROW = "recovery"  # in the session: the recovery this browser began

form_view = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@form_view
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for the number and send a code there."""
    form = RecoverForm(request.POST or None)
    if form.is_valid():
        _send_code(request, form.cleaned_data["phone"])
        return redirect("profiles:recover-code")
    status = 400 if form.is_bound else 200
    return render(request, "profiles/recover.html", {"form": form}, status=status)


def _send_code(request: HttpRequest, phone: str) -> None:
    member = get_adapter().get_user_by_phone(phone)
    code = new_code() if member is not None and member.is_active else ""
    request.session[CODE] = {"phone": phone, "code": code, "at": time.time()}
    if code:
        get_adapter().send_verification_code_sms(user=member, phone=phone, code=code)
    else:
        get_adapter().send_unknown_account_sms(phone)


@never_cache
@form_view
def take_code(request: HttpRequest) -> HttpResponse:
    """Take the code; the right one begins the recovery."""
    sent: dict[str, Any] | None = request.session.get(CODE)
    limit = app_settings.PHONE_VERIFICATION_TIMEOUT
    if sent is None or time.time() - sent["at"] > limit:
        messages.info(request, _("That took too long. Begin again."))
        return redirect("profiles:recover")
    form = FreshCodeForm(request.POST or None)
    if form.is_valid():
        if not RecoveryLock.take_try(sent["phone"]):
            return _locked(request)
        typed = form.cleaned_data["code"].encode()
        if sent["code"] and hmac.compare_digest(sent["code"].encode(), typed):
            RecoveryLock.give_back(sent["phone"])
            return _begin(request, sent["phone"])
        if RecoveryLock.is_locked(sent["phone"]):
            return _locked(request)
        form.add_error("code", _("This is not the code we sent. Look again."))
    context = {"form": form, "phone": sent["phone"]}
    status = 400 if form.is_bound else 200
    return render(request, "profiles/recover_code.html", context, status=status)


def _begin(request: HttpRequest, phone: str) -> HttpResponse:
    del request.session[CODE]
    member = get_adapter().get_user_by_phone(phone)
    # Another number since the code went out: the way is closed.
    if member is None or not member.is_active:
        return redirect("profiles:recover")
    request.session[ROW] = Recovery.begin(member).pk
    return redirect("profiles:recover-proof")


def _locked(request: HttpRequest) -> HttpResponse:
    request.session.pop(CODE, None)
    messages.error(request, str(RECOVERY_LOCKED))
    return redirect("profiles:recover")


def _going_on(request: HttpRequest) -> Recovery | None:
    """The recovery of this browser, while it goes on."""
    rows = Recovery.objects.going_on().select_related("member")
    return rows.filter(pk=request.session.get(ROW, 0)).first()


@never_cache
@form_view
def prove(request: HttpRequest) -> HttpResponse:
    """Take a second proof, or bring it to a moderator."""
    row = _going_on(request)
    if row is None:
        messages.info(request, _("That took too long. Begin again."))
        return redirect("profiles:recover")
    if row.state == Recovery.State.ALLOWED:
        return redirect("profiles:recover-finish")
    if request.method == "POST" and request.POST.get("action") == "ask":
        with transaction.atomic():
            if row.ask():
                recovering.bring(row)
        return redirect("profiles:recover-proof")
    form = ProofForm(request.POST if "code" in request.POST else None)
    if request.method == "POST" and (form.is_valid() or "credential" in request.POST):
        phone = row.member.phone or ""
        if not RecoveryLock.take_try(phone):
            return _locked(request)
        if proof := _proof_in(request, form, row.member):
            RecoveryLock.give_back(phone)
            row.allow(proof)
            return redirect("profiles:recover-finish")
        if RecoveryLock.is_locked(phone):
            row.stop(by_member=False)
            return _locked(request)
        return _proof_page(request, row, form, wrong=True)
    return _proof_page(request, row, form)


def _proof_in(request: HttpRequest, form: ProofForm, member: Member) -> str:
    """Which second proof the request carries; empty for none."""
    if "credential" not in request.POST:
        return second_factor.kind_of_code(member, form.cleaned_data["code"])
    try:
        credential = json.loads(request.POST["credential"])
        webauthn.parse_authentication_response(credential)
        webauthn.complete_authentication(member, credential)
    except (ValidationError, RecursionError, *NO_ANSWER):
        return ""
    return str(Recovery.Proof.PASSKEY)


def _proof_page(
    request: HttpRequest, row: Recovery, form: ProofForm, wrong: bool = False
) -> HttpResponse:
    held = Authenticator.objects.filter(user=row.member)
    types = set(held.values_list("type", flat=True))
    has_passkey = Authenticator.Type.WEBAUTHN in types
    options = webauthn.begin_authentication(row.member) if has_passkey else None
    context = {
        "row": row,
        "form": form,
        "wrong": wrong,
        "takes_code": bool(types - {Authenticator.Type.WEBAUTHN}),
        "js_data": options and {"request_options": options},
        "is_waiting": row.state == Recovery.State.WAITING,
    }
    status = 400 if wrong or form.errors else 200
    return render(request, "profiles/recover_proof.html", context, status=status)


@never_cache
@form_view
def finish(request: HttpRequest) -> HttpResponse:
    """Open the account: a new password if she likes, then she signs in."""
    row = _going_on(request)
    if row is None or row.state != Recovery.State.ALLOWED:
        return redirect("profiles:recover-proof")
    form = RecoveredForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        row.finish(form.cleaned_data["password1"])
        RecoveryLock.clear(row.member.phone or "")
        request.session.pop(ROW, None)
        messages.success(
            request, _("Your account is yours again. All phones were signed out.")
        )
        return redirect("account_login")
    status = 400 if form.is_bound else 200
    context = {"form": form, "row": row}
    return render(request, "profiles/recover_finish.html", context, status=status)


@never_cache
@form_view
def undo_number(request: HttpRequest, token: str) -> HttpResponse:
    """The link that her old number got: take the change of the number back."""
    done = _("The old number is back and all phones are signed out. Sign in by code.")
    change = NumberChange.found(token)
    return _undo(request, change, "profiles/number_undo.html", done)


@never_cache
@form_view
def undo_email(request: HttpRequest, token: str) -> HttpResponse:
    """The same for her e-mail."""
    done = _("The old e-mail is back and all phones are signed out. Sign in by code.")
    change = EmailChange.found(token)
    return _undo(request, change, "profiles/email_undo.html", done)


def _undo(
    request: HttpRequest, change: LoginChange | None, page: str, done: str
) -> HttpResponse:
    """By POST alone: messengers open links to draw a preview."""
    if change is None:
        return render(request, page, status=404)
    if request.method != "POST":
        return render(request, page, {"change": change})
    try:
        change.undo()
    except Refused as refused:
        messages.error(request, str(refused.sentence))
        return redirect("about")
    away = _("It is taken away and all phones are signed out. Sign in by code.")
    messages.success(request, done if change.before else away)
    return redirect("account_request_login_code")
