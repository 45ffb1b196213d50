"""Did it help? A page of its own, since a guest's page carries no form."""

import uuid

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from guidance.forms import VoteForm
from guidance.models import GuidanceVote, Tip
from guidance.views.reading import get_tip

# The key of a guest's vote; it is sent to this one page only, so that the pages which
# are kept for all guests never see it.
COOKIE = "helped"
COOKIE_AGE = 180 * 24 * 3600


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def tip_vote(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a reader's word: whether it helped, and what she adds.

    Each member and each browser has one; said again it takes the place of the first.
    """
    tip = get_tip(request, slug)
    key = key_of(request)
    if request.method != "POST":
        answer = request.GET.get("answer", "")
        form = VoteForm(initial={"answer": answer, "client_key": key})
        return asked(request, tip, form)
    form = VoteForm(request.POST)
    if not form.is_valid():
        return asked(request, tip, form, status=422)
    if not ratelimit.consume(request, action="tip_vote", user=request.user):
        return render(request, "429.html", status=429)
    member = request.user if request.user.is_authenticated else None
    GuidanceVote.cast(
        tip,
        helped=form.cleaned_data["answer"] == "yes",
        words=form.cleaned_data["words"] if "words" in request.POST else None,
        member=member,
        key=key or form.cleaned_data["client_key"],
    )
    if member is not None and "words" not in request.POST:
        # From the tip's own page: thanks, and room for a word.
        saved = {"answer": form.cleaned_data["answer"]}
        return asked(request, tip, VoteForm(initial=saved), is_saved=True)
    response = redirect(f"{request.path}?thanks")
    response.status_code = 303
    if member is None:
        response.set_cookie(
            COOKIE,
            str(key or form.cleaned_data["client_key"]),
            max_age=COOKIE_AGE,
            path=reverse("guidance:vote", args=[tip.slug]),
            secure=request.is_secure(),
            samesite="Lax",
            httponly=True,
        )
    return response


def key_of(request: HttpRequest) -> uuid.UUID | None:
    """The key under which this browser spoke before, if it did."""
    try:
        return uuid.UUID(request.COOKIES.get(COOKIE, ""))
    except ValueError:
        return None


def asked(
    request: HttpRequest,
    tip: Tip,
    form: VoteForm,
    *,
    status: int = 200,
    is_saved: bool = False,
) -> HttpResponse:
    """The page that asks, or with `?thanks` the one that thanks."""
    context = {
        "tip": tip,
        "words": tip.page.words(),
        "form": form,
        "is_saved": is_saved,
        "thanks": "thanks" in request.GET,
    }
    return render(request, "guidance/vote.html", context, status=status)
