"""Sellers who are not here: a page begun for a review, and "that page is mine"."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core import text
from core.permissions import Refused
from forum.views.asking_in import sign_in_first
from photos.choosing import chosen
from photos.models import PhotosGone
from profiles import form_drafts
from sellers.models import NameTaken, Seller, SellerClaim, UnclaimedPage
from sellers.review_forms import ClaimForm, NotHereForm
from sellers.views.leading_on import leads_on
from sellers.views.reading import get_seller


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def not_here(request: HttpRequest) -> HttpResponseBase:
    """Name a seller who is not here by her number or page; leads to writing about her.

    One number or page is one seller, however often and by whomever it is named. The
    address never holds what was typed, and is not kept anywhere.
    """
    if not request.user.is_authenticated:
        return sign_in_first(request, back=request.path)
    member: Any = request.user
    form = NotHereForm(request.POST if request.method == "POST" else None)
    status, like = 200, None
    if request.method == "POST":
        status = 422
        if form.is_valid():
            said = form.cleaned_data
            try:
                seller = UnclaimedPage.find_or_make(member, said["where"], said["name"])
            except NameTaken:
                look = text.look(said["name"])
                like = Seller.objects.visible_to(member).filter(look=look).first()
                form.add_error("name", taken())
                status = 409
            except Refused as refused:
                form.add_error(None, str(refused.sentence))
                status = 403
            else:
                response = redirect("sellers:review-write", seller.slug)
                response.status_code = 303
                return response
    context = {"form": form, "like": like}
    return render(request, "sellers/not_here.html", context, status=status)


def taken() -> str:
    """What she reads where another seller has the name."""
    return _(
        "A seller of this name is here already. If it is another one, add her place, "
        "such as “…, Mirpur”."
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@leads_on
def claim(request: HttpRequest, slug: str) -> HttpResponseBase:
    """A member says that an unclaimed page is hers; moderators decide."""
    if not request.user.is_authenticated:
        return sign_in_first(request, back=request.path)
    member: Any = request.user
    seller = get_seller(request, slug)
    mine = SellerClaim.objects.filter(seller=seller, member=member).first()
    if seller.member_id is not None:
        return redirect(seller)
    kept = form_drafts.begun(request)
    form = ClaimForm(request.POST if request.method == "POST" else None, initial=kept)
    status = 200
    if request.method == "POST":
        status = 422
        form.photos = chosen(request)
        if form.is_valid() and not form.photos.complaints:
            photo = next(iter(form.photos.wanted), None)
            words = form.cleaned_data["words"]
            try:
                SellerClaim.make(seller, member, words, photo)
            except PhotosGone as gone:
                form.photos.lose(gone)
                status = 409
            except Refused as refused:
                form.add_error(None, str(refused.sentence))
                status = 403
            else:
                messages.success(request, _("Sent. A moderator looks at it."))
                response = redirect(request.path)
                response.status_code = 303
                return response
    own = Seller.objects.of(member)
    context = {"seller": seller, "form": form, "claim": mine, "own": own}
    return render(request, "sellers/claim.html", context, status=status)
