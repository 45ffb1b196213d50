"""The moderators' pages of search: what is looked for, what is put first, which words
mean the same."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from wagtail.contrib.search_promotions.models import SearchPromotion

from core import text
from core.patience import Held, waiting_at_most
from moderation.views.things import form_view, number, require_moderator
from search import promoting
from search.analysis.meant import Clash
from search.engines import IndexMissing
from search.forms import (
    AddressForm,
    AnswerForm,
    ProposalForm,
    QueryForm,
    said_of,
)
from search.models import AskedQuery, WordProposal
from search.models.proposal import PARTED_BY, Decided
from search.promoting import LONGEST_WAIT, held_by_another
from search.query import MAX_QUERY
from search.results import Result, search
from theme.templatetags import words as spoken

PER_PAGE = 20
DAYS = (7, 30, 90)
SHOW = ("frequent", "missing")
TO_CHOOSE = 10  # results that can be put first with one press


# --- what is looked for ---


@never_cache
@require_safe
def asked(request: HttpRequest) -> HttpResponse:
    """Show the queries of the last `?days=`, the commonest first; `?show=missing` those
    for which nothing was found; `?after=` times and id of the last one seen."""
    require_moderator(request)
    show = request.GET.get("show", "")
    show = show if show in SHOW else SHOW[0]
    days = number(request.GET.get("days", "")) or 0
    days = days if days in DAYS else DAYS[1]
    rows = AskedQuery.objects.since(timezone.localdate() - timedelta(days=days - 1))
    rows = rows.without_results() if show == "missing" else rows
    if place := _place(request.GET.get("after", "")):
        rows = rows.after(*place)
    found: list[Any] = list(rows[: PER_PAGE + 1])
    page = found[:PER_PAGE]
    same = {"show": show, "days": str(days)}
    older = ""
    if len(found) > PER_PAGE:
        last = page[-1]
        older = "?" + urlencode({**same, "after": f"{last.asked}-{last.pk}"})
    context = {
        "rows": page,
        "show": show,
        "days": days,
        "all_days": DAYS,
        "older": older,
        "waiting": WordProposal.objects.waiting().count(),
    }
    return render(request, "search/asked.html", context)


def _place(typed: str) -> tuple[int, int] | None:
    times, _dash, pk = typed.partition("-")
    place = number(times), number(pk)
    return None if None in place else place  # type: ignore[return-value]


@never_cache
@form_view
def asked_query(request: HttpRequest) -> HttpResponse:
    """Show one query, `?q=`: how often it is asked, what is put first for it, what a
    guest finds. POST `address` puts something first, `kept_back` keeps the query out of
    suggestions (1) or lets it in again (0)."""
    moderator = require_moderator(request)
    typed = _typed(request)
    if text.is_blank(typed):
        return redirect("search:promotions")
    row = AskedQuery.objects.filter(key=AskedQuery.key_of(typed)).first()
    if request.method == "POST" and "kept_back" in request.POST and row:
        try:
            with waiting_at_most(LONGEST_WAIT):
                row.keep_back(request.POST["kept_back"] == "1")
        except Held:
            messages.error(request, held_by_another())
        else:
            messages.success(request, _("Saved."))
        return redirect(_query_page(typed))
    form = AddressForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _promoted(request, form, typed, moderator):
        return redirect(_query_page(typed))
    picks = promoting.picks_for(typed, moderator)
    above = {pick.shown.url for pick in picks if pick.shown}
    context = {
        "typed": typed,
        "row": row,
        "form": form,
        "picks": picks,
        "results": [each for each in _to_choose(typed) if each.shown.url not in above],
        "propose": f"{reverse('search:words')}?{urlencode({'words': typed})}",
    }
    status = 400 if form.is_bound else 200
    return render(request, "search/asked_query.html", context, status=status)


def _typed(request: HttpRequest) -> str:
    whole = text.normalise_line(request.GET.get("q", "")[: 4 * MAX_QUERY])
    return text.cut(whole, MAX_QUERY)


def _query_page(typed: str) -> str:
    return f"{reverse('search:asked-query')}?{urlencode({'q': typed})}"


def _promoted(request: HttpRequest, form: Any, typed: str, moderator: Any) -> bool:
    """Put first what she chose; False, with an error beside the field, where it cannot
    be."""
    try:
        with waiting_at_most(LONGEST_WAIT):
            promoting.promote(typed, form.cleaned_data["address"], moderator)
    except Held:
        form.add_error("address", held_by_another())
        return False
    except promoting.NotOurs:
        form.add_error(
            "address",
            _("There is nothing at this address that everyone can find in search."),
        )
        return False
    except promoting.TooManyPicks:
        most = spoken.number(promoting.MOST_PICKS)
        sentence = _("%(most)s stand first for it already. Take one away before.")
        form.add_error("address", sentence % {"most": most})
        return False
    messages.success(request, _("It stands first for these words now."))
    return True


def _to_choose(typed: str) -> list[Result]:
    """What a guest finds: what a moderator alone sees can be put first for nobody."""
    try:
        found = search(typed, AnonymousUser(), limit=TO_CHOOSE)
    except IndexMissing:
        return []
    return [*found.tips, *found.items]


# --- what is put first ---


@never_cache
@require_safe
def promotions(request: HttpRequest) -> HttpResponse:
    """Show all that is put first, the latest first; `?before=` an id."""
    moderator = require_moderator(request)
    rows = SearchPromotion.objects.select_related("query").order_by("-pk")
    if before := number(request.GET.get("before", "")):
        rows = rows.filter(pk__lt=before)
    found = list(rows[: PER_PAGE + 1])
    page = found[:PER_PAGE]
    context = {
        "form": QueryForm(),
        "picks": promoting.resolved(page, moderator),
        "older": f"?before={page[-1].pk}" if len(found) > PER_PAGE else "",
    }
    return render(request, "search/promotions.html", context)


@never_cache
@require_POST
def demote(request: HttpRequest, pk: int) -> HttpResponse:
    """Put it first no more, and go back to where she was."""
    moderator = require_moderator(request)
    try:
        with waiting_at_most(LONGEST_WAIT):
            is_away = promoting.demote(pk, moderator)
    except Held:
        messages.error(request, held_by_another())
    else:
        if is_away:
            messages.success(request, _("It stands first no more."))
    typed = text.normalise_line(request.POST.get("q", ""))[:MAX_QUERY]
    return redirect(_query_page(typed) if typed else "search:promotions")


# --- which words mean the same ---


@never_cache
@form_view
def words(request: HttpRequest) -> HttpResponse:
    """Show what was proposed, the latest first, and take one more; `?words=` begins it."""
    moderator = require_moderator(request)
    begun = {"words": text.normalise_line(request.GET.get("words", ""))}
    form = ProposalForm(
        request.POST if request.method == "POST" else None, initial=begun
    )
    if form.is_valid() and (row := _proposed(form, moderator)):
        messages.success(request, _("It is proposed. Another moderator answers it."))
        return redirect("search:word", row.pk)
    rows = WordProposal.objects.select_related("by").newest()
    if before := number(request.GET.get("before", "")):
        rows = rows.filter(pk__lt=before)
    found = list(rows[: PER_PAGE + 1])
    page = found[:PER_PAGE]
    context = {
        "form": form,
        "rows": page,
        "older": f"?before={page[-1].pk}" if len(found) > PER_PAGE else "",
    }
    status = 400 if form.is_bound else 200
    return render(request, "search/words.html", context, status=status)


def _proposed(form: Any, moderator: Any) -> WordProposal | None:
    """Propose what the form says; None, with an error beside the field, where the words
    stand apart or together already."""
    given = form.cleaned_data["words"]
    proposal = WordProposal(words=PARTED_BY.join(given))
    try:
        if not proposal.place().fresh:
            form.add_error("words", _("Search knows already that these are the same."))
            return None
        with waiting_at_most(LONGEST_WAIT):
            return WordProposal.propose(given, form.cleaned_data["why"], moderator)
    except Clash as clash:
        form.add_error("words", _apart(clash))
    except Held:
        form.add_error("words", held_by_another())
    return None


def _apart(clash: Clash) -> str:
    """What she reads whose words have different meanings already."""
    sentence = _(
        "“%(one)s” goes with %(with_one)s, and “%(other)s” with %(with_other)s. "
        "A word has one meaning in search: leave one of them out."
    )
    return sentence % {
        "one": clash.one[0],
        "with_one": said_of(clash.one[1]),
        "other": clash.other[0],
        "with_other": said_of(clash.other[1]),
    }


@never_cache
@form_view
def word(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a proposal; POST `do` yes, no (with a reason) or back answers it."""
    moderator = require_moderator(request)
    row = get_object_or_404(
        WordProposal.objects.select_related("by", "decided_by"), pk=pk
    )
    do = request.POST.get("do", "") if request.method == "POST" else ""
    form = AnswerForm(request.POST if do else None, is_no=do == "no")
    is_answer = do == "back" or (do in ("yes", "no") and form.is_valid())
    if is_answer and _answered(request, row, do, form):
        return redirect("search:word", row.pk)
    context = {
        "row": row,
        "form": form,
        "beside": _beside(row),
        "is_own": row.by_id == moderator.pk,
        "may_answer": row.is_waiting and row.may_be_answered_by(moderator),
    }
    status = 400 if form.is_bound else 200
    return render(request, "search/word.html", context, status=status)


def _answered(request: HttpRequest, row: WordProposal, do: str, form: Any) -> bool:
    """Answer it, and tell her; False, with an error beside what she wrote, where
    somebody else has it in hand."""
    try:
        with waiting_at_most(LONGEST_WAIT):
            if do == "back":
                row.withdraw(request.user)
            else:
                answer = form.cleaned_data["answer"]
                row.decide(request.user, agreed=do == "yes", answer=answer)
    except Held:
        if do != "back":
            form.add_error("answer", held_by_another())
            return False
        messages.error(request, held_by_another())
    except Decided:
        messages.info(request, _("Another moderator answered it meanwhile."))
    except Clash as clash:
        messages.error(request, _apart(clash))
    else:
        messages.success(request, _("Saved."))
    return True


def _beside(row: WordProposal) -> str:
    """The words that its words would stand beside; empty for a new meaning."""
    said = said_of(row.concept)
    return said if said != row.concept else ""
