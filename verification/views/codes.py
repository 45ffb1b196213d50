"""A number shown to be hers by a code: asking for one, writing it."""

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core.permissions import Refused
from profiles import sms
from profiles.forms import FreshCodeForm
from sellers import contacting
from sellers.models import Contact, Seller
from sellers.views.own import member_of, own_seller
from theme.templatetags.words import reader_language
from verification.code_forms import PayoutForm
from verification.models import Code, Outcome, Verification
from verification.models.code import too_soon

form_view = require_http_methods(["GET", "HEAD", "POST"])
# What is said with another status than 403.
STATUS = {"limit": 429, "gone": 410, "sms": 503}


@never_cache
@login_required
@form_view
def phone(request: HttpRequest, slug: str) -> HttpResponse:
    """Which of her numbers she wants to confirm."""
    seller = own_seller(request, slug)
    numbers = [each for each in contacting.hers(seller) if each.is_number]
    language = reader_language()
    context = {
        "seller": seller,
        "rows": [(each, each.masked(language)) for each in numbers],
    }
    return render(request, "verification/phone.html", context)


@never_cache
@login_required
@form_view
def number(request: HttpRequest, pk: int) -> HttpResponse:
    """One of her numbers; POST sends a code there."""
    seller = Seller.objects.of(request.user)
    if seller is None:
        raise Http404
    rows = Contact.objects.of(seller).filter(kind__in=Contact.NUMBERS)
    contact = get_object_or_404(rows, pk=min(pk, 2**63 - 1))
    contact.seller = seller
    refused = None
    if request.method == "POST":
        try:
            return sent(request, seller, "phone", contact.value, contact)
        except Refused as error:
            refused = error
    waiting = Code.objects.latest_for(seller, "phone", contact.match_key)
    standing = Verification.objects.standing().filter(seller=seller, contact=contact)
    context = {
        "seller": seller,
        "contact": contact,
        "masked": contact.masked(reader_language()),
        "waiting": waiting if waiting and waiting.is_waiting else None,
        "standing": standing.first(),
        "refused": refused,
        "is_sent": sms.is_sent(),
    }
    return render(request, "verification/number.html", context, status=said(refused))


@never_cache
@login_required
@form_view
def payout(request: HttpRequest, slug: str) -> HttpResponse:
    """The number she is paid at; POST sends a code there, and keeps of it no more than
    a hash."""
    seller = own_seller(request, slug)
    form = PayoutForm(request.POST or None)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            return sent(request, seller, "payout", form.cleaned_data["number"])
        except Refused as refused:
            form.add_error(None, str(refused.sentence))
            status = said(refused)
    context = {"seller": seller, "form": form, "is_sent": sms.is_sent()}
    return render(request, "verification/payout.html", context, status=status)


def sent(
    request: HttpRequest,
    seller: Seller,
    kind: str,
    phone: str,
    contact: Contact | None = None,
) -> HttpResponse:
    """Send a code and lead to where it is written. Raises Refused."""
    if not ratelimit.consume(request, action="seller_code"):
        raise Refused(too_soon(), "limit")
    code = Code.objects.send(seller, kind, member_of(request), phone, contact)
    return see_other("verification:code", code.pk)


def said(refused: Refused | None) -> int:
    """The status of an answer that says no."""
    return 200 if refused is None else STATUS.get(refused.code, 403)


@never_cache
@login_required
@form_view
def code(request: HttpRequest, pk: int) -> HttpResponse:
    """Where the code that was sent is written."""
    rows = Code.objects.visible_to(request.user).select_related(
        "seller__thread", "seller__member", "contact__seller__member"
    )
    row = get_object_or_404(rows, pk=min(pk, 2**63 - 1))
    form = FreshCodeForm(request.POST or None)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            outcome = row.take(form.cleaned_data["code"])
        except Refused as refused:
            form.add_error(None, str(refused.sentence))
            status = said(refused)
        else:
            if outcome == Outcome.RIGHT:
                messages.success(request, _("That was right: the number is confirmed."))
                return back(row)
            form.add_error("code", SAID[outcome]())
        row.refresh_from_db()
    latest = Code.objects.latest_for(row.seller, row.kind, row.key)
    context = {
        "row": row,
        "seller": row.seller,
        "form": form,
        "is_waiting": row.is_waiting and latest == row,
    }
    return render(request, "verification/code.html", context, status=status)


SAID = {
    Outcome.WRONG: lambda: _("This is not the code we sent. Look again."),
    Outcome.SPENT: lambda: _(
        "That was wrong too often, so this code counts no more. Ask for a new one."
    ),
    Outcome.OVER: lambda: _("This code is too old. Ask for a new one."),
}


def back(row: Code) -> HttpResponse:
    """Where she came from: her numbers, or what is checked of her."""
    if row.contact_id:
        return see_other("sellers:contacts")
    return see_other("verification:own", row.seller.slug)


def see_other(name: str, *args: object) -> HttpResponse:
    """Lead on after a POST."""
    response = redirect(name, *args)
    response.status_code = 303
    return response
