"""Drafts: kept by a script while she types, and her list of them."""

import uuid
from typing import Any

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    JsonResponse,
)
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from forum import drafting
from forum.models import LONGEST_DRAFT, AlreadyPosted, Draft, DraftMovedOn
from forum.views.asking_in import sign_in_address, sign_in_first
from forum.views.threads import whole
from forum.views.writing import wants_json
from profiles import form_drafts
from profiles.models import FormDraft

DRAFTS_PER_PAGE = 30


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def drafts(request: HttpRequest) -> HttpResponseBase:
    """List her drafts; to a script answer the one of `?key=`, or keep what it sends."""
    if not request.user.is_authenticated:
        if wants_json(request):
            login = sign_in_address(request.path)
            return JsonResponse({"error": "sign_in", "login": login}, status=401)
        return sign_in_first(request, back=request.path)
    if request.method == "POST":
        return keep(request)
    if wants_json(request):
        asked = request.GET
        key = drafting.canonical(asked.get("key", ""))
        draft, _drafting = drafting.for_key(request.user, key)
        posted = Draft.is_posted(request.user, key_sent(asked.get("client_key", "")))
        return JsonResponse({**handed(draft), "posted": posted})
    return draft_list(request)


def draft_list(request: HttpRequest) -> HttpResponse:
    """The page of her drafts."""
    hers = Draft.objects.visible_to(request.user)
    latest = hers.latest(request.GET.get("before", ""))
    found = list(
        latest.select_related("thread", "board", "post")[: DRAFTS_PER_PAGE + 1]
    )
    rows: list[dict[str, Any]] = [
        {"draft": draft, "url": drafting.continue_url(draft), "what": what(draft)}
        for draft in found[:DRAFTS_PER_PAGE]
    ]
    more = len(found) > DRAFTS_PER_PAGE
    context = {"rows": rows, "older": rows[-1]["draft"].pk if more else None}
    if not request.GET.get("before"):
        context["forms"] = begun_forms(request)
    return render(request, "forum/drafts.html", context)


def begun_forms(request: HttpRequest) -> list[dict[str, Any]]:
    """What she has begun in other forms; there are few (FormDraft)."""
    hers = FormDraft.objects.filter(member=request.user.pk).order_by("-updated_at")
    found = [{"draft": each, "what": form_drafts.label_of(each.path)} for each in hers]
    return [row for row in found if row["what"]]


def what(draft: Draft) -> str:
    """What a draft is for, in words."""
    return {
        "post": _("Your comment"),
        "reply": _("Your reply"),
        "edit": _("Change of a comment"),
        "start": _("New discussion"),
    }[draft.act]


def handed(draft: Draft | None) -> dict[str, Any]:
    """A draft as a script gets it."""
    if draft is None:
        return {"sequence": 0, "title": "", "body": "", "client_key": ""}
    return {
        "sequence": draft.sequence,
        "title": draft.title,
        "body": draft.body,
        "client_key": str(draft.client_key or ""),
    }


def keep(request: HttpRequest) -> JsonResponse:
    """Keep `title` and `body` for `key` over `sequence`.

    200 {sequence}; 409 {error: conflict, …what is kept} where another window was there
    meanwhile, or {error: posted}; 404 where she cannot write; 422 what is too long.
    """
    sent = request.POST
    key = drafting.canonical(sent.get("key", ""))
    sequence = whole(sent.get("sequence", "0"))
    if request.headers.get("X-Member", str(request.user.pk)) != str(request.user.pk):
        return JsonResponse({"error": "someone_else"}, status=409)
    target = drafting.target(request.user, key)
    if target is None:
        return JsonResponse({"error": "not_here"}, status=404)
    title, body = sent.get("title", ""), sent.get("body", "")
    if sequence is None or len(body) > LONGEST_DRAFT or len(title) > 1000:
        return JsonResponse({"error": "words"}, status=422)
    try:
        draft = Draft.keep(
            request.user,  # type: ignore[arg-type]
            key,
            sequence,
            title=title.replace("\0", ""),
            body=body.replace("\0", ""),
            client_key=key_sent(sent.get("client_key", "")),
            basis=sent.get("basis", "")[:64] if key.startswith("edit:") else "",
            **target,
        )
    except DraftMovedOn as moved:
        answer = {"error": "conflict", **handed(moved.draft)}
        return JsonResponse(answer, status=409)
    except AlreadyPosted:
        return JsonResponse({"error": "posted"}, status=409)
    return JsonResponse({"sequence": draft.sequence if draft else 0})


def key_sent(typed: str) -> uuid.UUID | None:
    """The client key of the form, None where it has none."""
    try:
        return uuid.UUID(typed)
    except ValueError:
        return None


@require_POST
def draft_drop(request: HttpRequest, draft_id: int) -> HttpResponseBase:
    """Throw one of her drafts away."""
    if not request.user.is_authenticated:
        raise Http404("not hers")
    hers = Draft.objects.visible_to(request.user)
    draft = get_object_or_404(hers, pk=draft_id)
    Draft.end(draft.member, draft.key)
    return redirect("forum:drafts")
