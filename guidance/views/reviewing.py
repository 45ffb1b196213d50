"""Looking after tips: which are due, what readers say, and vouching for one anew."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from guidance import freshness
from guidance.forms import ReviewForm
from guidance.models import Tip
from guidance.views.reading import get_tip, may_review, place

PER_PAGE = 30
VOTES_PER_PAGE = 20


def caretaker(request: HttpRequest) -> Any:
    """The one who asks, if she looks after tips; Http404 for everyone else, who need
    not know that this is here."""
    if not may_review(request.user):
        raise Http404("for those who look after tips")
    return request.user


@never_cache
@require_safe
def review_list(request: HttpRequest) -> HttpResponse:
    """List the tips that are due, and all with what readers voted."""
    caretaker(request)
    tips = Tip.objects.visible_to(request.user).for_list()
    before = request.GET.get("before", "")
    listed = tips.filter(pk__lt=place(before)) if before else tips
    found = list(listed.with_votes().newest()[: PER_PAGE + 1])
    page = found[:PER_PAGE]
    due = [] if before else list(tips.to_review()[:PER_PAGE])
    context = {
        "due": [(tip, tip.page.words()) for tip in due],
        "rows": [(tip, tip.page.words()) for tip in page],
        "older": f"?before={page[-1].pk}" if len(found) > PER_PAGE else "",
        "is_first": not before,
    }
    return render(request, "guidance/review_list.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def tip_review(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what readers say of a tip, and let one vouch for it until a day."""
    by = caretaker(request)
    tip = get_tip(request, slug)
    form = ReviewForm(request.POST or None)
    if form.is_valid():
        done = freshness.vouch(tip, by, form.cleaned_data["until"])
        messages.success(request, _("Done.") if done else _("It was so already."))
        return redirect("guidance:review-list")
    votes = tip.votes.newest().exclude(words="").select_related("member")
    if before := request.GET.get("before", ""):
        votes = votes.filter(pk__lt=place(before))
    found = list(votes[: VOTES_PER_PAGE + 1])
    counted = Tip.objects.filter(pk=tip.pk).with_votes().get()
    context = {
        "tip": tip,
        "words": tip.page.words(),
        "form": form,
        "yes": counted.yes,  # type: ignore[attr-defined]
        "no": counted.no,  # type: ignore[attr-defined]
        "votes": found[:VOTES_PER_PAGE],
        "older": f"?before={found[VOTES_PER_PAGE - 1].pk}"
        if len(found) > VOTES_PER_PAGE
        else "",
    }
    status = 422 if form.is_bound else 200
    return render(request, "guidance/review.html", context, status=status)
