"""Is she known here? Asking, warning, and answering a warning."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core import phones
from core.permissions import Refused
from photos.choosing import chosen
from photos.models import PhotosGone
from profiles import form_drafts
from profiles.models import Member
from sellers import known as knowing
from sellers import matching
from sellers.contact_forms import LookupForm, ReplyForm, WarningForm
from sellers.models import Lookup, SellerWarning
from sellers.views.contact import STATUS, keyset
from sellers.warned import TARGET

form_view = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@login_required
@form_view
def known(request: HttpRequest) -> HttpResponse:
    """Take a number, a page or a name, and tell what is known of it.

    What was asked is in no address and is not shown again.
    """
    if request.method != "POST":
        return answer(request, LookupForm())
    form = LookupForm(request.POST)
    if not form.is_valid():
        return answer(request, form, status=400)
    pasted, key = form.cleaned_data["asked"], form.cleaned_data["client_key"]
    try:
        lookup = Lookup.count_in(cast(Member, request.user), pasted, key)
    except Refused as refused:
        form.add_error(None, str(refused.sentence))
        return answer(request, form, status=STATUS.get(refused.code, 403))
    told = knowing.known(pasted)
    lookup.tell(told.is_something)
    return answer(request, LookupForm(), told, kind=pasted.kind)


def answer(
    request: HttpRequest,
    form: LookupForm,
    told: knowing.Known | None = None,
    *,
    kind: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page that asks, with what is known above once she asked."""
    context = {
        "form": form,
        "told": told,
        "kind": kind,
        "tips": knowing.tips() if told is not None else (),
    }
    return render(request, "sellers/known.html", context, status=status)


@never_cache
@login_required
@form_view
def warn(request: HttpRequest) -> HttpResponse:
    """Bring a number or a page to the moderators, with what proves it."""
    form = WarningForm(request.POST or None, initial=form_drafts.begun(request))
    form.photos = chosen(request) if request.method == "POST" else form.photos
    complaints = form.photos.complaints
    if not form.is_valid() or complaints:
        status = 400 if form.is_bound else 200
        return render(request, "sellers/warn.html", {"form": form}, status=status)
    member, data = cast(Member, request.user), form.cleaned_data
    try:
        warning = SellerWarning.objects.report(
            member,
            data["asked"],
            data["reason"],
            data["words"],
            data["client_key"],
            TARGET,
            form.photos.wanted,
        )
    except PhotosGone as gone:
        form.photos.lose(gone)
        return render(request, "sellers/warn.html", {"form": form}, status=409)
    except Refused as refused:
        form.add_error(None, str(refused.sentence))
        status = STATUS.get(refused.code, 403)
        return render(request, "sellers/warn.html", {"form": form}, status=status)
    messages.success(request, _("Thank you. A moderator will look at it."))
    return redirect(warning)


@never_cache
@login_required
@form_view
def warning(request: HttpRequest, pk: int) -> HttpResponse:
    """One warning: for its reporter what became of it, for the one warned the way to
    answer."""
    member = cast(Member, request.user)
    found = get_object_or_404(SellerWarning.objects.visible_to(member), pk=pk)
    is_about_her = found.is_about(member)
    initial = {"words": found.answer, **form_drafts.begun(request)}
    form = ReplyForm(request.POST or None, initial=initial)
    status = 400 if form.is_bound else 200
    if request.method == "POST" and not is_about_her:
        raise Http404
    if form.is_valid():
        try:
            found.reply(member, form.cleaned_data["words"])
        except Refused as refused:
            form.add_error(None, str(refused.sentence))
            status = 403
        else:
            messages.success(request, _("Your answer stands under the warning."))
            return redirect(found)
    is_reporter = found.by_id == member.pk or member.is_moderator
    context = {
        "warning": found,
        "title": title_of(found, is_about_her),
        "is_about_her": is_about_her,
        "photos": found.photos.select_related("photo") if is_reporter else (),
        "form": form,
    }
    return render(request, "sellers/warning.html", context, status=status)


def title_of(found: SellerWarning, is_about_her: bool) -> str:
    """The number masked, or the page; the one warned need not be told which of her
    numbers somebody knew."""
    if is_about_her and found.kind == matching.PHONE:
        return _("A number of yours")
    return phones.mask(found.title())


@never_cache
@login_required
@require_safe
def warnings(request: HttpRequest) -> HttpResponse:
    """Warnings about her, and those that she reported."""
    mine, older = keyset(SellerWarning.objects.by(request.user), request, "before")
    about, earlier = keyset(SellerWarning.objects.about(request.user), request, "until")
    context = {"about": about, "earlier": earlier, "mine": mine, "older": older}
    return render(request, "sellers/warnings.html", context)
