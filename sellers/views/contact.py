"""Seeing a number, asking for it, and what its owner decides and learns."""

from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from core import text
from core.permissions import Refused
from profiles import second_factor
from profiles.models import Member
from sellers import contacting
from sellers.contact_forms import AnswerForm, ContactForm, ModeForm, WhyForm
from sellers.contacting import is_quiet, quiet_words
from sellers.models import Contact, ContactAsk, ContactChange, Reveal, Seller
from theme.templatetags.words import reader_language

form_view = require_http_methods(["GET", "HEAD", "POST"])
PER_PAGE = 20
# What is said with another status than 403.
STATUS = {"limit": 429, "gone": 410, "key": 409, "mode": 409}


def contact_or_404(request: HttpRequest, pk: int) -> Contact:
    """The detail, where the reader may know that it is there."""
    rows = Contact.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("seller__member"), pk=pk)


def address_of(request: HttpRequest) -> str:
    """The network address that limits count, as for signing in."""
    return str(get_adapter().get_client_ip(request))


# --- seeing ---


@never_cache
@form_view
def contact(request: HttpRequest, pk: int) -> HttpResponse:
    """One detail, masked, with the reasons; each of them shows it, or asks for it.

    The digits stand in the answer to the POST alone, which nothing keeps.
    """
    found = contact_or_404(request, pk)
    if request.method != "POST":
        return page(request, found, WhyForm(), refused=closed_to(request, found))
    form = WhyForm(request.POST)
    if not form.is_valid():
        return page(request, found, form, status=400)
    member = request.user if isinstance(request.user, Member) else None
    reason, key = form.cleaned_data["reason"], form.cleaned_data["client_key"]
    try:
        if member is not None and must_ask(found, member):
            ContactAsk.objects.ask(found, member, reason, key)
            messages.success(
                request,
                _("She was asked. When she says yes, you hear of it in your notices."),
            )
            return redirect("sellers:asked")
        digits = found.reveal(member, reason, key, address=address_of(request))
    except Refused as refused:
        form = WhyForm(initial={"reason": reason})
        return page(request, found, form, refused=refused)
    return page(request, found, form, digits=digits)


def closed_to(request: HttpRequest, found: Contact) -> Refused | None:
    """Why it is not open to her, before she taps; None where it is, or asking opens it."""
    if not isinstance(request.user, Member) or found.seller.is_of(request.user):
        return None
    try:
        found.require_open(request.user)
    except Refused as refused:
        return None if refused.code == "ask" else refused
    return None


def must_ask(found: Contact, member: Member) -> bool:
    """Whether `member` has to ask for it first."""
    if found.mode != Contact.Mode.ASK or found.seller.is_of(member):
        return False
    return not found.was_given_to(member)


def page(
    request: HttpRequest,
    found: Contact,
    form: WhyForm,
    *,
    digits: str = "",
    refused: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of one detail."""
    if refused is not None and request.method == "POST":
        status = STATUS.get(refused.code, 403)
    member = request.user if isinstance(request.user, Member) else None
    context = {
        "contact": found,
        "seller": found.seller,
        "form": form,
        "masked": found.masked(reader_language()),
        "digits": digits,
        "refused": refused,
        "must_ask": member is not None and must_ask(found, member),
        "must_sign_in": member is None and not found.is_for_guests,
        "reasons": Reveal.Reason.choices,
        "quiet": quiet_words(found.seller),
        "is_quiet": is_quiet(found.seller),
    }
    return render(request, "sellers/contact.html", context, status=status)


# --- her own ---


def own_or_404(request: HttpRequest) -> Seller:
    """The page of the member who asks; 404 where she has none."""
    seller = Seller.objects.of(request.user)
    if seller is None:
        raise Http404
    return seller


@never_cache
@login_required
@form_view
def contacts(request: HttpRequest) -> HttpResponse:
    """Her ways to be reached, who may see each, and one more of them.

    A number beside another, or in its place, asks her once more who she is.
    """
    seller = own_or_404(request)
    form = ContactForm(request.POST or None)
    status = 400 if form.is_bound else 200
    if form.is_valid():
        kind = form.cleaned_data["kind"]
        key = Contact.key_of(kind, form.cleaned_data["value"])
        follows = Contact.objects.earlier_numbers(seller, kind, key)
        if follows and (asking := second_factor.ask_afresh(request)) is not None:
            return asking
        usual = Contact.modes_for(kind)[0]
        try:
            Contact.objects.put(seller, kind, form.cleaned_data["value"], usual)
        except Refused as refused:
            form.add_error(None, str(refused.sentence))
            status = 403
        else:
            messages.success(request, _("Kept. Below you say who may see it."))
            return redirect("sellers:contacts")
    language = reader_language()
    rows = [
        (each, each.masked(language), ModeForm(contact=each))
        for each in contacting.hers(seller)
    ]
    context = {
        "seller": seller,
        "form": form,
        "rows": rows,
        "confirm": contacting.CONFIRM,
    }
    return render(request, "sellers/contacts.html", context, status=status)


@never_cache
@login_required
@form_view
def contact_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Change who may see one of hers, or take it back (`step`: mode, remove).

    To take a confirmed number back asks her once more who she is.
    """
    seller = own_or_404(request)
    found = get_object_or_404(Contact.objects.of(seller), pk=pk)
    found.seller = seller
    if request.method != "POST":  # come back from there without what she had sent
        return redirect("sellers:contacts")
    if step == "mode":
        form = ModeForm(request.POST, contact=found)
        if form.is_valid():
            found.change_mode(form.cleaned_data["mode"])
            messages.success(request, _("Saved."))
        else:
            messages.error(request, _("Choose who may see it."))
    elif step == "remove":
        asking = second_factor.ask_afresh(request) if found.is_confirmed else None
        if asking is not None:
            return asking
        found.remove()
        messages.success(request, _("Taken back. Nobody sees it any more."))
    else:
        raise Http404
    return redirect("sellers:contacts")


@never_cache
@form_view
def contact_undo(request: HttpRequest, token: str) -> HttpResponse:
    """The link that a number on her page got: take the change of the numbers back."""
    change = ContactChange.objects.found(token)
    if change is None:
        return render(request, "sellers/contact_undo.html", status=404)
    if request.method == "POST":
        change.undo()
        messages.success(
            request, _("The numbers are as they were, and all phones are signed out.")
        )
        return redirect("account_request_login_code")
    context = {
        "change": change,
        "masked": change.contact.masked(reader_language()),
        "seller": change.contact.seller,
    }
    return render(request, "sellers/contact_undo.html", context)


def number(typed: str) -> int | None:
    """A row's id as it stands in an address; None for anything else."""
    typed = text.to_ascii_digits(typed)
    is_number = typed.isascii() and typed.isdigit() and len(typed) < 19
    return int(typed) if is_number else None


def keyset(
    rows: Any, request: HttpRequest, name: str, *, on: str = "before"
) -> tuple[list[Any], str]:
    """A page of `rows` (latest first), before `?<name>=`, and where the next begins;
    `on` is what the rows call going on from there (`after` for the oldest first)."""
    place = number(request.GET.get(name, ""))
    if place is not None:
        rows = getattr(rows, on)(place)
    found = list(rows[: PER_PAGE + 1])
    if len(found) <= PER_PAGE:
        return found, ""
    return found[:PER_PAGE], f"?{name}={found[PER_PAGE - 1].pk}"


@never_cache
@login_required
@require_safe
def reveals(request: HttpRequest) -> HttpResponse:
    """Who saw her details, when and why, the latest first; above them who asks."""
    seller = own_or_404(request)
    asks = ContactAsk.objects.to(seller).waiting()
    seen = Reveal.objects.seen_of(seller).newest()
    rows, older = keyset(seen.select_related("contact", "member"), request, "before")
    context = {
        "asks": list(asks.select_related("contact", "member")[:PER_PAGE]),
        "rows": rows,
        "older": older,
        "is_first": "before" not in request.GET,
        "language": reader_language(),
    }
    return render(request, "sellers/reveals.html", context)


@never_cache
@login_required
@require_POST
def ask_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Say yes, no, or no and block, to one who asks; a tap each."""
    seller = own_or_404(request)
    asks = ContactAsk.objects.to(seller).select_related(
        "contact__seller__member", "member"
    )
    ask = get_object_or_404(asks, pk=pk)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        raise Http404
    try:
        ask.reply(form.cleaned_data["answer"])
    except Refused as refused:
        messages.error(request, str(refused.sentence))
    else:
        messages.success(request, SAID[form.cleaned_data["answer"]]())
    return redirect("sellers:reveals")


SAID = {
    "yes": lambda: _("She may see it for seven days, and hears of it."),
    "no": lambda: _("Your number stays with you."),
    "block": lambda: _("Blocked. Your number stays with you."),
}


@never_cache
@login_required
@require_safe
def asked(request: HttpRequest) -> HttpResponse:
    """For which numbers she asked, and what came of it."""
    asks = ContactAsk.objects.of(request.user).select_related("contact__seller__member")
    rows, older = keyset(asks, request, "before")
    public = set(
        Seller.objects.visible_to(request.user)
        .filter(pk__in={ask.contact.seller_id for ask in rows})
        .values_list("pk", flat=True)
    )
    context = {
        "rows": [(ask, ask.contact.seller_id in public) for ask in rows],
        "older": older,
    }
    return render(request, "sellers/asked.html", context)
