"""Running: plan an adda, change its words, open, postpone, cancel, close, reopen."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from adda_posts.forms import (
    AddaForm,
    CancelForm,
    HostsForm,
    PostponeForm,
    WordsForm,
    day_taken,
)
from adda_posts.models import DHAKA, Adda, DayTaken, NotItsDay, Series, today
from adda_posts.views.reading import get_adda
from core.permissions import require
from forum.views.asking_in import sign_in_first
from profiles import keeping
from profiles.models import Member

WRONG = 422


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def adda_plan(request: HttpRequest) -> HttpResponseBase:
    """Plan an adda; a day that has one is told, with every word still in its box."""
    if not request.user.is_authenticated:
        return sign_in_first(request, request.get_full_path())
    runs = Series.objects.run_by(request.user)
    require(
        runs.exists(),
        _("Only hosts plan an adda. A moderator can name you as one."),
    )
    if request.method != "POST":
        chosen = runs.filter(slug=request.GET.get("series", "")).first()
        initial: dict[str, Any] = {
            "series": chosen,
            "day": today() + dt.timedelta(days=1),
        }
        initial |= keeping.kept(request, request.path) or {}
        return plan_page(request, AddaForm(member=request.user, initial=initial))
    form = AddaForm(request.POST, member=request.user)
    if not form.is_valid():
        return plan_page(request, form, WRONG)
    words = form.cleaned_data
    try:
        adda = words["series"].plan_new(
            words["day"],
            opens=words["opens"],
            closes=words["closes"],
            by=request.user,
            **form.page_words(),
        )
    except DayTaken as taken:
        # The same form sent twice planned it once.
        twice = taken.adda.opened_by_id == request.user.pk
        if not twice or taken.adda.page.title != words["title"]:
            form.say_taken(taken.adda)
            return plan_page(request, form, 409)
        adda = taken.adda
    keeping.forget(request)
    messages.success(request, _("The adda is announced."))
    return redirect(adda)


def plan_page(request: HttpRequest, form: AddaForm, status: int = 200) -> HttpResponse:
    """The page with the form on it."""
    return render(request, "adda_posts/plan.html", {"form": form}, status=status)


def run_by_reader(request: HttpRequest, slug: str, day: dt.date) -> Adda:
    """The adda, for one who runs it: 404 where she may not know of it, else 403."""
    adda = get_adda(request, slug, day)
    require(
        adda.may_be_run_by(request.user),
        _("Only the hosts of this adda and moderators can do this."),
    )
    return adda


@never_cache
@require_http_methods(["GET", "HEAD"])
def adda_manage(request: HttpRequest, slug: str, day: dt.date) -> HttpResponseBase:
    """Show a host all that she can do with an adda."""
    if not request.user.is_authenticated:
        return sign_in_first(request, request.path)
    return manage_page(request, run_by_reader(request, slug, day))


def manage_page(
    request: HttpRequest, adda: Adda, status: int = 200, **wrong: Any
) -> HttpResponse:
    """The page; `wrong` are forms that she has to look at again."""
    step = reverse("adda_posts:step", args=[adda.series.slug, adda.date, "words"])
    kept = keeping.kept(request, step) or {}
    hours = {
        "day": adda.date,
        "opens": adda.opens_at and adda.opens_at.astimezone(DHAKA).time(),
        "closes": adda.closes_at and adda.closes_at.astimezone(DHAKA).time(),
    }
    hosts = {"hosts": list(adda.hosts_in_order)}
    names_hosts = getattr(request.user, "is_moderator", False)
    context = {
        "adda": adda,
        "words_form": WordsForm(initial={**WordsForm.of(adda), **kept}),
        "postpone_form": PostponeForm(initial=hours),
        "cancel_form": CancelForm(),
        "hosts_form": HostsForm(initial=hosts) if names_hosts else None,
        "may_open": adda.state == Adda.State.SCHEDULED and adda.date == today(),
        **wrong,
    }
    return render(request, "adda_posts/manage.html", context, status=status)


@never_cache
@require_POST
def adda_step(
    request: HttpRequest, slug: str, day: dt.date, step: str
) -> HttpResponseBase:
    """Take one step with an adda; sent twice it happens once."""
    if step not in STEPS:
        raise Http404("no such step")
    if not request.user.is_authenticated:
        back = reverse("adda_posts:manage", args=[slug, day])
        return sign_in_first(request, back)
    adda = run_by_reader(request, slug, day)
    return STEPS[step](request, request.user, adda)


def change_words(request: HttpRequest, by: Member, adda: Adda) -> HttpResponse:
    form = WordsForm(request.POST)
    if not form.is_valid():
        return manage_page(request, adda, WRONG, words_form=form)
    adda.rewrite(by, **form.page_words())
    keeping.forget(request)
    return done(request, adda, _("The words are changed."))


def open_now(request: HttpRequest, by: Member, adda: Adda) -> HttpResponse:
    try:
        adda.open(by_hand=True)
    except NotItsDay:
        sentence = _("It opens on its own day. Postpone it to today first.")
        messages.error(request, sentence)
        return redirect("adda_posts:manage", adda.series.slug, adda.date)
    return done(request, adda, said(adda, Adda.State.OPEN, _("The adda is open.")))


def close_now(request: HttpRequest, by: Member, adda: Adda) -> HttpResponse:
    if adda.stage != Adda.State.SCHEDULED:  # what has not begun is called off instead
        adda.close()
    return done(request, adda, said(adda, Adda.State.CLOSED, _("The adda is closed.")))


def reopen(request: HttpRequest, by: Member, adda: Adda) -> HttpResponse:
    adda.reopen()
    return done(
        request, adda, said(adda, Adda.State.OPEN, _("The adda is open again."))
    )


def postpone(request: HttpRequest, by: Member, adda: Adda) -> HttpResponse:
    form = PostponeForm(request.POST)
    if not form.is_valid():
        return manage_page(request, adda, WRONG, postpone_form=form)
    try:
        adda.postpone(**form.cleaned_data)
    except DayTaken as taken:
        form.add_error("day", day_taken(taken.adda))
        return manage_page(request, adda, 409, postpone_form=form)
    sentence = _("The adda has its new time.")
    return done(request, adda, said(adda, Adda.State.SCHEDULED, sentence))


def cancel(request: HttpRequest, by: Member, adda: Adda) -> HttpResponse:
    form = CancelForm(request.POST)
    if not form.is_valid():
        return manage_page(request, adda, WRONG, cancel_form=form)
    adda.cancel(by, form.cleaned_data["reason"])
    sentence = _("The adda is called off.")
    return done(request, adda, said(adda, Adda.State.CANCELLED, sentence))


def plan_again(request: HttpRequest, by: Member, adda: Adda) -> HttpResponse:
    adda.plan_again()
    sentence = _("The adda is announced.")
    return done(request, adda, said(adda, Adda.State.SCHEDULED, sentence))


def name_hosts(request: HttpRequest, by: Member, adda: Adda) -> HttpResponse:
    require(by.is_moderator, _("Only moderators name hosts."))
    form = HostsForm(request.POST)
    if not form.is_valid():
        return manage_page(request, adda, WRONG, hosts_form=form)
    adda.name_hosts(form.cleaned_data["hosts"])
    return done(request, adda, _("The hosts are named."))


def said(adda: Adda, wanted: Adda.State, sentence: str) -> str:
    """The sentence for a step that led where it should; another where it was late."""
    adda.refresh_from_db(fields=["state"])
    if adda.state == wanted:
        return sentence
    return _("That was not possible any more; the adda has moved on.")


def done(request: HttpRequest, adda: Adda, sentence: str) -> HttpResponse:
    """Say what happened and show the adda."""
    messages.success(request, sentence)
    return redirect(adda)


STEPS: dict[str, Callable[[HttpRequest, Member, Adda], HttpResponse]] = {
    "words": change_words,
    "open": open_now,
    "close": close_now,
    "reopen": reopen,
    "postpone": postpone,
    "cancel": cancel,
    "again": plan_again,
    "hosts": name_hosts,
}
