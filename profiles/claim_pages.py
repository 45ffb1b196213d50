"""A member says that a name from imported text is hers, and sees what became of it."""

from typing import cast

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core import text
from core.permissions import Refused
from moderation.forms import WordsField
from profiles.models import Member, NameClaim
from profiles.name_claim import LONGEST_PROOF

form_view = require_http_methods(["GET", "HEAD", "POST"])


class ClaimForm(forms.Form):
    """By what a moderator can tell that it is she."""

    words = WordsField(
        label=gettext_lazy("How can a moderator tell that it is you?"),
        max_length=LONGEST_PROOF,
        help_text=gettext_lazy(
            "For example what you sold then, who knows you here, or your page. "
            "Moderators alone read it."
        ),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": gettext_lazy("Write a few words, so that it can be decided.")
        },
    )


@never_cache
@login_required
@form_view
def claim(request: HttpRequest, handle: str) -> HttpResponse:
    """Ask for a name from imported text; moderators decide."""
    me = cast(Member, request.user)
    names = Member.objects.filter(claimed=False, handle_key=text.fold(handle))
    # One that found its member is hers to be seen; who asks all the same reads so.
    shown = names.filter(pk__in=Member.objects.visible_to(me).values("pk"))
    name = get_object_or_404(shown | names.filter(claimed_by__isnull=False))
    form = ClaimForm(request.POST or None)
    status = 400 if form.is_bound else 200
    if form.is_valid():
        try:
            NameClaim.ask(name, me, form.cleaned_data["words"])
            messages.success(request, _("A moderator looks at it and answers you."))
            return redirect("profiles:claims")
        except Refused as refused:
            form.add_error(None, str(refused.sentence))
            status = 403
    context = {"form": form, "name": name}
    return render(request, "profiles/claim.html", context, status=status)


@never_cache
@login_required
@require_safe
def claims(request: HttpRequest) -> HttpResponse:
    """Show her the names she asked for and what became of each."""
    mine = NameClaim.objects.of(request.user)
    return render(request, "profiles/claims.html", {"claims": mine})
