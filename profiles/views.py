"""Members' pages, one's own page, and what signing up adds to allauth's views."""

from typing import Any, cast

from allauth.account.internal.decorators import login_stage_required
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.internal.stagekit import clear_login, get_pending_stage
from allauth.account.stages import LoginByCodeStage
from allauth.account.utils import passthrough_next_redirect_url
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from core import text
from profiles import signing_up, trust
from profiles.erasure import Erasure
from profiles.forms import MyPageForm, RequestCodeForm, SignUpCodeForm
from profiles.models import Block, Member, Recovery

POSTS_PER_PAGE = 20
BLOCKS_PER_PAGE = 50

form_view = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def member(request: HttpRequest, handle: str) -> HttpResponse:
    """Show a member and what she wrote lately; `?before=<post id>` goes back in time."""
    members = Member.objects.visible_to(request.user)
    named = members.select_related("claimed_by")
    shown = named.filter(handle_key=text.fold(handle)).first()
    if shown is None:
        return _no_such_member(request, handle)
    if shown.claimed_by is not None:
        return redirect(shown.claimed_by)
    if shown.handle != handle:
        return redirect(shown, permanent=True)
    before = request.GET.get("before", "")
    posts, older = page_of_posts(shown, request, before)
    me = request.user
    may_block = me.is_authenticated and me != shown and not shown.is_moderator
    context = {
        "member": shown,
        "posts": posts,
        "older": older,
        "is_first": not before,
        "may_block": may_block,
        "is_blocked": may_block and cast(Member, me).has_blocked(shown),
    }
    return render(request, "profiles/member.html", context)


def _no_such_member(request: HttpRequest, handle: str) -> HttpResponse:
    """Lead to whose the name is, or say that she is gone for good; else Http404."""
    claimed = Member.objects.filter(
        handle_key=text.fold(handle), claimed_by__is_active=True
    )
    name = claimed.select_related("claimed_by").first()
    if name is not None and name.claimed_by is not None:
        return redirect(name.claimed_by)
    gone = Erasure.objects.filter(member__handle_key=text.fold(handle))
    if not gone.exclude(finished_at=None).exists():
        raise Http404
    return render(request, "profiles/erased.html", status=410)


def page_of_posts(
    author: Member, request: HttpRequest, before: str
) -> tuple[list[Any], str]:
    """Return one page of her posts and the address of the next, empty at the end."""
    posts = author.latest_posts(request.user, before)[: POSTS_PER_PAGE + 1]
    page = list(posts)
    if len(page) <= POSTS_PER_PAGE:
        return page, ""
    page.pop()
    return page, f"{author.get_absolute_url()}?before={page[-1].pk}"


@never_cache
@login_required
@form_view
def block(request: HttpRequest, handle: str) -> HttpResponse:
    """Block a member (`wanted` 1) or no longer (0), and go on at `next`."""
    me = cast(Member, request.user)
    members = Member.objects.visible_to(me)
    other = get_object_or_404(members, handle_key=text.fold(handle))
    if request.method == "POST" and request.POST.get("wanted") == "1":
        me.block(other)
        messages.success(
            request,
            _(
                "Blocked. You see their words only where you ask for them, and neither of "
                "you can answer the other. You can change it on your page."
            ),
        )
    elif request.method == "POST":
        me.unblock(other)
        messages.success(request, _("No longer blocked."))
    there = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(there, None) and there.startswith("/")
    return redirect(there if is_ours else other)


@never_cache
@login_required
@require_safe
def blocked(request: HttpRequest) -> HttpResponse:
    """Show her whom she blocked; `?before=<id>` goes back in time."""
    blocks = Block.objects.of(cast(Member, request.user))
    before = text.to_ascii_digits(request.GET.get("before", ""))
    if before.isascii() and before.isdigit() and len(before) < 19:
        blocks = blocks.filter(pk__lt=int(before))
    page = list(blocks[: BLOCKS_PER_PAGE + 1])
    older = ""
    if len(page) > BLOCKS_PER_PAGE:
        page.pop()
        older = f"?before={page[-1].pk}"
    context = {"blocks": page, "older": older}
    return render(request, "profiles/blocked.html", context)


@never_cache
@login_required
@form_view
def me(request: HttpRequest) -> HttpResponse:
    """My page: name, handle, language, and the ways to password, phone, sign-out."""
    # A form on a copy: a refused name must not stand in the page's own frame.
    mine = get_object_or_404(Member, pk=request.user.pk or 0)
    form = MyPageForm(request.POST or None, instance=mine)
    if form.is_valid():
        form.save()
        mine.speak(form.cleaned_data["language"])
        messages.success(request, _("Saved."))
        return redirect("profiles:me")
    status = 400 if form.is_bound else 200
    context = {
        "form": form,
        "trust": trust.said(mine),
        "has_password": mine.has_usable_password(),
        "erasure": Erasure.of(mine),
        "recoveries": Recovery.objects.to_answer(mine),
        "may_edit": mine.has_perm("wagtailadmin.access_admin"),
    }
    return render(request, "profiles/me.html", context, status=status)


@login_stage_required(
    stage=signing_up.SignUpStage.key, redirect_urlname="account_signup"
)
@form_view
def sign_up_code(request: HttpRequest) -> HttpResponse:
    """Ask for the code of a sign-up; with the right one she is a member."""
    stage = request._login_stage  # type: ignore[attr-defined]
    process = signing_up.SignUpProcess.resume(stage)
    if process is None:
        return redirect("account_signup")
    if request.method == "POST" and request.POST.get("action") == "resend":
        return _send_again(request, process)
    form = SignUpCodeForm(request.POST or None, code=process.code)
    if form.is_valid():
        new = process.finish()
        if new is not None:
            return _welcome(request, signing_up.complete(request, stage, new))
        messages.info(request, _("This number or e-mail has an account. Sign in."))
        return redirect("account_login")
    if form.is_bound and not process.record_invalid_attempt():
        messages.error(request, _("There were too many wrong codes. Begin again."))
        return redirect("account_signup")
    context = {"form": form, "contact": process.contact, "process": process}
    return render(request, "profiles/sign_up_code.html", context)


def _welcome(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Offer recovery codes on the page where she goes on; she may come to it later."""
    sentence = _(
        "If you ever lose your phone or forget your password, a recovery code brings you back."
    )
    there, word = reverse("mfa_generate_recovery_codes"), _("Make recovery codes")
    line = format_html('{} <a class="action" href="{}">{}</a>', sentence, there, word)
    messages.info(request, line)
    return response


def _send_again(
    request: HttpRequest, process: signing_up.SignUpProcess
) -> HttpResponse:
    if not process.can_resend or not process.resend():
        messages.error(request, _("That was too fast. Wait a minute, then try again."))
    else:
        messages.success(request, _("A new code is on its way."))
    return redirect("profiles:sign-up-code")


@require_POST
def code_again(request: HttpRequest) -> HttpResponse:
    """Send another code for the sign-in that waits for one."""
    stage = get_pending_stage(request)
    if not isinstance(stage, LoginByCodeStage):
        return redirect("account_request_login_code")
    contact = stage.state.get("phone") or stage.state.get("email")
    form = RequestCodeForm({"login": contact})
    if form.is_valid():
        LoginCodeVerificationProcess.initiate(
            request=request,
            user=form._user,
            email=form.cleaned_data["email"] or None,
            phone=form.cleaned_data["phone"] or None,
        )
        messages.success(request, _("A new code is on its way."))
    else:
        for error in form.non_field_errors():
            messages.error(request, str(error))
    there = reverse("account_confirm_login_code")
    return redirect(passthrough_next_redirect_url(request, there, REDIRECT_FIELD_NAME))


@require_POST
def start_over(request: HttpRequest) -> HttpResponse:
    """Forget the code that is waited for: another number, another e-mail."""
    stage = get_pending_stage(request)
    is_sign_up = bool(stage and stage.login.signup)
    clear_login(request)
    there = reverse("account_signup" if is_sign_up else "account_login")
    return redirect(passthrough_next_redirect_url(request, there, REDIRECT_FIELD_NAME))


@never_cache
def staff_door(request: HttpRequest) -> HttpResponse:
    """Stand in for the editors' own sign-in: members come in by one door only.

    Wagtail's would pass by allauth, its limits and the second step.
    """
    there = reverse("account_login")
    return redirect(passthrough_next_redirect_url(request, there, REDIRECT_FIELD_NAME))
