"""What a member does with all that is hers here: take a copy of it, go for good."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from core.permissions import Refused
from profiles import second_factor
from profiles.data_export import DataExport
from profiles.erasure import Erasure
from profiles.forms import EraseForm
from profiles.models import Member
from theme.templatetags import words

MEGABYTE = 1024 * 1024

form_view = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@login_required
@form_view
def data(request: HttpRequest) -> HttpResponse:
    """Say what can be done with her data and how far a copy is; POST has one made."""
    me = cast(Member, request.user)
    if request.method == "POST":
        export = DataExport.ask(me)
        if export.ready_at is None:
            messages.success(
                request,
                _(
                    "We are putting it together. You will find a notice when it is here."
                ),
            )
        return redirect("profiles:data")
    exports = DataExport.objects.of(me)
    ready = exports.valid().first()
    context = {
        "making": exports.filter(ready_at=None).first(),
        "ready": ready,
        "size": size_in_words(ready.size) if ready else "",
        "erasure": Erasure.of(me),
    }
    return render(request, "profiles/data.html", context)


def size_in_words(size: int) -> str:
    """How much of her line a file takes."""
    if size < MEGABYTE:
        return _("%(count)s KB") % {"count": words.number(max(1, size // 1024))}
    return _("%(count)s MB") % {"count": words.number(round(size / MEGABYTE))}


@never_cache
@login_required
@require_safe
def download(request: HttpRequest, token: str) -> HttpResponse | FileResponse:
    """Give her the copy behind `token`, while its day lasts; nobody else."""
    hers = DataExport.objects.of(request.user).valid()
    export = get_object_or_404(hers, token=token)
    try:
        file = export.path.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    name = f"uthan-{export.asked_at:%Y-%m-%d}.zip"
    return FileResponse(
        file, as_attachment=True, filename=name, content_type="application/zip"
    )


# --- Going for good ----------------------------------------------------------------


@never_cache
@login_required
@form_view
def erase(request: HttpRequest) -> HttpResponse:
    """Let her go for good in a day: what goes, what stays, her handle typed.

    While she waits it shows the way back; before that she signs in afresh.
    """
    me = cast(Member, request.user)
    waiting = Erasure.of(me)
    if waiting is not None:
        return render(request, "profiles/erase_waiting.html", {"erasure": waiting})
    if (asking := second_factor.ask_afresh(request)) is not None:
        return asking
    form = EraseForm(request.POST or None, member=me)
    status = 400 if form.is_bound else 200
    if form.is_valid():
        try:
            Erasure.ask(me, takes_words=form.cleaned_data["words"] == "take")
            return redirect("profiles:erase")
        except Refused as refused:
            form.add_error(None, str(refused.sentence))
            status = 403
    return render(request, "profiles/erase.html", {"form": form}, status=status)


@never_cache
@login_required
@require_POST
def stay(request: HttpRequest) -> HttpResponse:
    """Take it back: she stays as she was."""
    if Erasure.take_back(cast(Member, request.user)):
        messages.success(request, _("Good that you stay. Nothing was deleted."))
    return redirect("profiles:me")
