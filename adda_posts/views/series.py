"""Series, for moderators: all of them, a new one, and changing one."""

import datetime as dt
from typing import cast

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from adda_posts.forms import SeriesForm
from adda_posts.models import Series
from core.permissions import require
from forum.views.asking_in import sign_in_first
from profiles.models import Member


def require_moderator(request: HttpRequest) -> Member:
    """The moderator who asks; others are refused (403)."""
    is_moderator = getattr(request.user, "is_moderator", False)
    require(is_moderator, _("Only moderators can do this."))
    return cast(Member, request.user)


@never_cache
@require_safe
def series_manage(request: HttpRequest) -> HttpResponseBase:
    """Show every series with its hosts."""
    if not request.user.is_authenticated:
        return sign_in_first(request, request.path)
    require_moderator(request)
    series = Series.objects.prefetch_related("hosts").order_by("archive", "pk")[:200]
    return render(request, "adda_posts/series_manage.html", {"series_list": series})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def series_new(request: HttpRequest) -> HttpResponseBase:
    """Make a series."""
    if not request.user.is_authenticated:
        return sign_in_first(request, request.path)
    require_moderator(request)
    initial = {"opens": dt.time(21), "closes": dt.time(23, 30)}
    form = SeriesForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            made = Series.objects.start(**form.cleaned_data)
        except IntegrityError:
            form.add_error("slug", _("Another series has this address."))
        else:
            messages.success(request, _("The series is there."))
            return redirect(made)
    return form_page(request, form)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def series_edit(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Change a series: names, address, hours, default hosts."""
    if not request.user.is_authenticated:
        return sign_in_first(request, request.path)
    found = get_object_or_404(Series.objects.visible_to(request.user), slug=slug)
    moderator = require_moderator(request)
    initial = {
        "name": found.name,
        "name_en": found.name_en,
        "slug": found.slug,
        "opens": found.opens,
        "closes": found.closes,
        "hosts": list(found.hosts.order_by("pk")),
    }
    form = SeriesForm(request.POST or None, initial=initial, series=found)
    if form.is_valid():
        try:
            change(found, moderator, form)
        except IntegrityError:
            form.add_error("slug", _("Another series has this address."))
        else:
            messages.success(request, _("The series is changed."))
            return redirect(found)
    return form_page(request, form, found)


@transaction.atomic
def change(series: Series, by: Member, form: SeriesForm) -> None:
    """Carry the form into the series, in one transaction."""
    words = form.cleaned_data
    series.rename(words["name"], words["name_en"], by=by)
    series.change_address(words["slug"])
    if not series.archive:
        series.set_hours(words["opens"], words["closes"])
        series.name_hosts(words["hosts"])


def form_page(
    request: HttpRequest, form: SeriesForm, series: Series | None = None
) -> HttpResponse:
    """The page with the form on it."""
    status = 422 if form.is_bound else 200
    context = {"form": form, "series": series}
    return render(request, "adda_posts/series_form.html", context, status=status)
