"""The verifiers' pages: what waits, one ask with its evidence, deciding about it.

Moderators see what waits; names, numbers and pictures only those do who have the
permission and have shown their second factor.
"""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST, require_safe

from core import text
from core.permissions import Refused
from moderation.models import Decided
from moderation.views.things import number, require_moderator
from profiles import second_factor
from verification import reading
from verification.forms import GrantForm, RefuseForm, RevokeForm
from verification.models import Evidence, Method, Verification, Why
from verification.models.verification import may_decide, require_may_decide
from verification.vault import Unopened

PER_PAGE = 20
SHOW = ("waiting", "decided")


def second_step(request: HttpRequest, there: str) -> HttpResponseBase | None:
    """Where she shows her second factor first; None where she has."""
    if second_factor.was_used(request):
        return None
    page = second_factor.page_that_asks(request.user)
    if page:
        return redirect(f"{reverse(page)}?{urlencode({'next': there})}")
    request.session[second_factor.STAFF_NEXT] = there
    return redirect("profiles:second-factor")


@never_cache
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """Show what waits, the oldest first; `?show=decided` what was decided, the latest
    first; `?after=` an id, the place in either."""
    moderator = require_moderator(request)
    show = request.GET.get("show", "")
    show = show if show in SHOW else SHOW[0]
    rows = Verification.objects.by_staff().select_related("seller__member")
    place = number(text.to_ascii_digits(request.GET.get("after", "")))
    if show == "waiting":
        rows = rows.waiting().order_by("pk")
        rows = rows.filter(pk__gt=place) if place is not None else rows
    else:
        rows = rows.exclude(decided_at=None).order_by("-pk")
        rows = rows.filter(pk__lt=place) if place is not None else rows
    found = list(rows[: PER_PAGE + 1])
    page = found[:PER_PAGE]
    same, refused = reading.elsewhere(page), reading.refusals(page)
    more = len(found) > PER_PAGE
    context = {
        "rows": [
            {
                "row": row,
                "waited": reading.waited(row),
                "elsewhere": bool(same[row.pk]),
                "refused": refused.get((row.seller_id, row.kind), 0),
            }
            for row in page
        ],
        "show": show,
        "older": f"?show={show}&after={page[-1].pk}" if more else "",
        "may_decide": may_decide(moderator),
    }
    return render(request, "verification/queue.html", context)


@never_cache
@require_safe
def case(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show one ask: what it rests on side by side, and how to decide."""
    moderator = require_moderator(request)
    row = row_or_404(pk)
    if may_decide(moderator) and (door := second_step(request, request.path)):
        return door
    return case_page(request, row)


def row_or_404(pk: int) -> Verification:
    """One that staff check."""
    rows = Verification.objects.by_staff()
    rows = rows.select_related("seller__member", "seller__thread", "contact", "member")
    return get_object_or_404(rows, pk=min(pk, 2**63 - 1))


def case_page(
    request: HttpRequest, row: Verification, status: int = 200, **wrong: Any
) -> HttpResponse:
    """The page of one ask; forms with what was wrong."""
    moderator: Any = request.user
    refused = refusal(moderator, row)
    history = Verification.objects.filter(seller=row.seller, kind=row.kind)
    context = {
        "row": row,
        "seller": row.seller,
        "refused": refused,
        "subject": reading.subject(row),
        "waited": reading.waited(row),
        "elsewhere": reading.elsewhere([row])[row.pk] if refused is None else [],
        "history": history.exclude(pk=row.pk).order_by("-pk")[:20],
        "evidence": [],
        **forms_for(row),
        **wrong,
    }
    if refused is None:
        kept = Evidence.objects.kept().filter(verification=row).order_by("pk")
        context["evidence"] = list(kept.select_related("verification"))
    return render(request, "verification/case.html", context, status=status)


def forms_for(row: Verification) -> dict[str, Any]:
    """What can be decided now."""
    if row.is_waiting:
        return {
            "grant": GrantForm(kind=row.of_kind),
            "refuse": RefuseForm(kind=row.of_kind),
        }
    return {"revoke": RevokeForm()} if row.is_standing else {}


def refusal(moderator: Any, row: Verification) -> Refused | None:
    """Why she does not decide about this one; None where she may."""
    try:
        require_may_decide(moderator, row.seller)
    except Refused as refused:
        return refused
    return None


@never_cache
@require_POST
def decide(request: HttpRequest, pk: int, step: str) -> HttpResponseBase:
    """Grant, refuse or take back; the first decision holds."""
    moderator = require_moderator(request)
    row = row_or_404(pk)
    there = reverse("verification:case", args=[row.pk])
    if step not in STEPS:
        raise Http404("no such step")
    if not may_decide(moderator):
        raise Http404("nothing for her to decide")
    if door := second_step(request, there):
        return door
    try:
        wrong = STEPS[step](request, row, moderator)
        if not wrong.keys() <= forms_for(row).keys():
            raise Decided
    except Decided:
        messages.info(
            request, _("It was decided meanwhile. Below is what stands there now.")
        )
        return see_other(there)
    except Refused as refused:
        messages.error(request, str(refused.sentence))
        return see_other(there)
    if wrong:
        return case_page(request, row, 422, **wrong)
    messages.success(request, _("Done. She is told."))
    return see_other(reverse("verification:queue"))


def _grant(request: HttpRequest, row: Verification, by: Any) -> dict[str, Any]:
    form = GrantForm(request.POST, kind=row.of_kind)
    if not form.is_valid():
        return {"grant": form}
    row.grant(by, until=form.cleaned_data["until"], method=Method.STAFF)
    return {}


def _refuse(request: HttpRequest, row: Verification, by: Any) -> dict[str, Any]:
    form = RefuseForm(request.POST, kind=row.of_kind)
    if not form.is_valid():
        return {"refuse": form}
    row.refuse(by, form.cleaned_data["reason"], form.cleaned_data["words"])
    return {}


def _revoke(request: HttpRequest, row: Verification, by: Any) -> dict[str, Any]:
    form = RevokeForm(request.POST)
    if not form.is_valid():
        return {"revoke": form}
    if not row.end(Why.REVOKED, by, form.cleaned_data["words"]):
        raise Decided
    return {}


STEPS = {"grant": _grant, "refuse": _refuse, "revoke": _revoke}


def see_other(address: str) -> HttpResponse:
    """Go on there with a GET."""
    response = redirect(address)
    response.status_code = 303
    return response


@never_cache
@require_GET
def evidence(request: HttpRequest, name: str) -> HttpResponseBase:
    """Hand out one picture, decrypted in memory, to one who decides about it; each time
    it is written down. 404 for everybody else, as if there were none."""
    member: Any = request.user
    if not member.is_authenticated or not may_decide(member):
        raise Http404("nothing here for this reader")
    kept = Evidence.objects.kept().exclude(verification=None)
    found = get_object_or_404(
        kept.select_related("verification__seller"), name=name[:32]
    )
    if found.verification and refusal(member, found.verification):
        raise Http404("nothing here for this reader")
    if door := second_step(request, request.path):
        return door
    try:
        content = found.look(member)
    except Unopened:
        sentence = _(
            "This picture cannot be opened: its file is gone or was changed. Send the "
            "ask back, so that she sends it once more."
        )
        return closed(
            HttpResponse(sentence, content_type="text/plain; charset=utf-8"), 410
        )
    response = HttpResponse(content, content_type="image/jpeg")
    response.headers["Content-Disposition"] = f'inline; filename="{found.part}.jpg"'
    return closed(response)


def closed(response: HttpResponse, status: int = 200) -> HttpResponse:
    """An answer that nothing keeps and that can do nothing in a browser."""
    response.status_code = status
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
