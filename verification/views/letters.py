"""An address by a code in a letter: asking for it, writing the code, and posting it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core.permissions import Refused
from moderation.views.things import require_moderator
from sellers import contacting
from sellers.models import Contact, Seller
from sellers.views.own import member_of, own_seller
from verification.code_forms import LetterCodeForm
from verification.models import Letter, Outcome, Verification
from verification.models.verification import may_decide
from verification.views.codes import said, see_other
from verification.views.deciding import second_step

form_view = require_http_methods(["GET", "HEAD", "POST"])
SHOWN = 50  # letters to post, the oldest first

# --- hers ---


@never_cache
@login_required
@require_safe
def addresses(request: HttpRequest, slug: str) -> HttpResponse:
    """Which of her addresses she wants a letter to."""
    seller = own_seller(request, slug)
    rows = [
        each for each in contacting.hers(seller) if each.kind == Contact.Kind.ADDRESS
    ]
    context = {"seller": seller, "rows": rows}
    return render(request, "verification/addresses.html", context)


@never_cache
@login_required
@form_view
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """One of her addresses: POST asks for a letter, or takes the code in it."""
    seller = Seller.objects.of(request.user)
    if seller is None:
        raise Http404
    rows = Contact.objects.of(seller).filter(kind=Contact.Kind.ADDRESS)
    contact = get_object_or_404(rows, pk=min(pk, 2**63 - 1))
    contact.seller = seller
    letters = Letter.objects.of(seller).filter(verification__contact=contact)
    row = letters.select_related("verification").first()
    form = LetterCodeForm(request.POST if "code" in request.POST else None)
    refused, status = None, 422 if form.is_bound else 200
    try:
        if request.method == "POST" and not form.is_bound:
            Letter.objects.ask(seller, contact, member_of(request))
            return see_other("verification:letter", contact.pk)
        if form.is_valid() and row is not None:
            row.verification.seller = seller
            outcome = row.take(form.cleaned_data["code"])
            if outcome == Outcome.RIGHT:
                messages.success(
                    request, _("That was right: the address is confirmed.")
                )
                return see_other("verification:letter", contact.pk)
            form.add_error("code", SAID[outcome]())
            row = letters.select_related("verification").first()
    except Refused as error:
        refused, status = error, said(error)
    standing = Verification.objects.standing().filter(seller=seller, contact=contact)
    waits = row is not None and row.verification.is_waiting
    context = {
        "seller": seller,
        "contact": contact,
        "form": form,
        "letter": row if waits else None,
        "standing": standing.first(),
        "refused": refused,
    }
    return render(request, "verification/letter.html", context, status=status)


SAID = {
    Outcome.WRONG: lambda: _("This is not the code in the letter. Look again."),
    Outcome.SPENT: lambda: _(
        "That was wrong too often, so this letter counts no more. Ask for a new one."
    ),
    Outcome.OVER: lambda: _("This letter counts no more. Ask for a new one."),
}

# --- those who post them ---


@never_cache
@require_safe
def to_post(request: HttpRequest) -> HttpResponseBase:
    """Letters that wait to be posted; the addresses stand on a page each."""
    verifier(request)
    if door := second_step(request, request.path):
        return door
    rows = Letter.objects.to_post().select_related("verification__seller")[:SHOWN]
    return render(request, "verification/letters.html", {"rows": rows})


@never_cache
@form_view
def print_letter(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One letter to print, with the address, which each look at is written down; POST
    notes that it was posted."""
    member = verifier(request)
    if door := second_step(request, request.path):
        return door
    rows = Letter.objects.to_post().select_related(
        "verification__seller__member",
        "verification__seller__thread",
        "verification__contact",
        "verification__member",
    )
    row = get_object_or_404(rows, pk=min(pk, 2**63 - 1))
    try:
        if request.method == "POST":
            row.post(member)
            messages.success(request, _("Noted. The seller can write the code now."))
            return see_other("verification:letters")
        address = row.look(member)
    except Refused as refused:
        messages.error(request, str(refused.sentence))
        return see_other("verification:letters")
    context = {
        "letter": row,
        "seller": row.verification.seller,
        "member": row.verification.member,
        "address": address,
    }
    response = render(request, "verification/print_letter.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response


def verifier(request: HttpRequest) -> Any:
    """The one who asks, where she checks papers; 404 for everybody else."""
    member = require_moderator(request)
    if not may_decide(member):
        raise Http404("nothing here for this reader")
    return member
