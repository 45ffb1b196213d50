"""What moderators do about a member: sanctions, roles, everything she wrote lately."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from core import text
from core.permissions import Refused, require
from moderation.forms import SanctionForm, SinceForm
from moderation.models import Case, ModerationEntry, Sanction
from moderation.views.things import require_moderator
from profiles.models import VERIFIERS, Member, Role
from theme.templatetags import words

SHOWN = 20
MOST_ROLES = 200


def member_or_404(handle: str) -> Member:
    """A member with an account, found by her handle."""
    members = Member.objects.filter(claimed=True, is_active=True)
    return get_object_or_404(members, handle_key=text.fold(handle))


@never_cache
@require_safe
def role_list(request: HttpRequest) -> HttpResponse:
    """Show who has which role; `?q=` a handle leads to her page."""
    require_moderator(request)
    asked = text.normalise_line(request.GET.get("q", "")).removeprefix("@")
    if asked:
        members = Member.objects.filter(claimed=True, is_active=True)
        if found := members.filter(handle_key=text.fold(asked)).first():
            return redirect("profiles:moderate", found.handle)
    named = Member.objects.filter(is_active=True).order_by("display_name", "pk")
    context = {
        "moderators": named.filter(is_moderator=True)[:MOST_ROLES],
        "hosts": named.filter(is_host=True)[:MOST_ROLES],
        "verifiers": named.filter(is_moderator=True, groups__name=VERIFIERS)[
            :MOST_ROLES
        ],
        "asked": asked,
    }
    return render(request, "profiles/roles.html", context)


@never_cache
@require_safe
def moderate(request: HttpRequest, handle: str) -> HttpResponse:
    """Show what moderators know of a member and can do about her."""
    require_moderator(request)
    return _page(request, member_or_404(handle))


def _page(
    request: HttpRequest, member: Member, status: int = 200, **wrong: Any
) -> HttpResponse:
    entries = ModerationEntry.objects.filter(
        target_kind="member", target_id=member.pk
    ).select_related("by")
    context = {
        "member": member,
        "trust": Member.Trust(member.trust_level).label,
        "roles": [(role, member.has_role(role)) for role in Role],
        "sanctions": Sanction.objects.on(member).select_related("by")[:SHOWN],
        "cases": Case.objects.filter(about=member).order_by("-pk")[:SHOWN],
        "entries": entries.newest()[:SHOWN],
        "sanction_form": SanctionForm(),
        "since_form": SinceForm(),
        **wrong,
    }
    return render(request, "profiles/moderate.html", context, status=status)


@never_cache
@require_POST
def moderate_step(request: HttpRequest, handle: str, step: str) -> HttpResponse:
    """Do one of STEPS to a member; a refusal is a sentence on her page."""
    moderator = require_moderator(request)
    member = member_or_404(handle)
    if step not in STEPS:
        raise Http404
    try:
        answer = STEPS[step](request, member, moderator)
    except Refused as refused:
        messages.error(request, str(refused.sentence))
        answer = None
    return answer or redirect("profiles:moderate", member.handle)


def _sanction(request: HttpRequest, member: Member, by: Member) -> HttpResponse | None:
    form = SanctionForm(request.POST)
    if not form.is_valid():
        return _page(request, member, 400, sanction_form=form)
    data = form.cleaned_data
    try:
        Sanction.give(
            member,
            data["kind"],
            by,
            data["reason"],
            until=form.until,
            why=data["category"],
            batch=data["client_key"],
        )
    except Refused as refused:
        form.add_error(None, str(refused.sentence))
        return _page(request, member, 403, sanction_form=form)
    messages.success(request, _("Done."))
    return None


def _lift(request: HttpRequest, member: Member, by: Member) -> HttpResponse | None:
    pk = request.POST.get("sanction", "")
    is_number = pk.isascii() and pk.isdigit() and len(pk) < 19
    sanction = get_object_or_404(
        Sanction.objects.on(member), pk=int(pk) if is_number else 0
    )
    done = sanction.lift(by, sanction.reason)
    messages.success(request, _("Done.") if done else _("It was so already."))
    return None


def _hide(request: HttpRequest, member: Member, by: Member) -> HttpResponse | None:
    require(not member.is_moderator, _("She is a moderator. Take the role first."))
    form = SinceForm(request.POST)
    if not form.is_valid():
        return _page(request, member, 400, since_form=form)
    data = form.cleaned_data
    count = member.hide_since(
        by,
        data["reason"],
        form.since,
        category=data["category"],
        batch=data["client_key"],
    )
    if not count:
        messages.info(request, _("There was nothing to hide."))
        return None
    sentence = ngettext("Hidden: %(count)s.", "Hidden: %(count)s.", count)
    messages.success(request, sentence % {"count": words.number(count)})
    return redirect("moderation:acts")


def _give(request: HttpRequest, member: Member, by: Member) -> HttpResponse | None:
    done = member.give_role(_role(request), by)
    messages.success(request, _("Done.") if done else _("It was so already."))
    return None


def _take(request: HttpRequest, member: Member, by: Member) -> HttpResponse | None:
    done = member.take_role(_role(request), by)
    messages.success(request, _("Done.") if done else _("It was so already."))
    # One who gave her own role back has no more business here.
    return redirect("profiles:me") if member == by and not member.is_moderator else None


def _role(request: HttpRequest) -> str:
    role = request.POST.get("role", "")
    if role not in Role.values:
        raise Http404
    return role


STEPS = {
    "sanction": _sanction,
    "lift": _lift,
    "hide": _hide,
    "give": _give,
    "take": _take,
}
