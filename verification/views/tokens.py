"""A page elsewhere shown to be hers by a word that she puts there."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core.permissions import Refused
from sellers.models import Contact, Seller
from sellers.views.own import member_of, own_seller
from verification import placing
from verification.models import PageToken, Verification
from verification.views.codes import said, see_other

form_view = require_http_methods(["GET", "HEAD", "POST"])


def of_pages(seller: Seller) -> list[Contact]:
    """Her pages elsewhere, in the order in which she gave them."""
    rows = Contact.objects.standing().filter(seller=seller, kind=Contact.Kind.PAGE)
    return list(rows.order_by("pk"))


@never_cache
@login_required
@require_safe
def pages(request: HttpRequest, slug: str) -> HttpResponse:
    """Which of her pages she wants to have checked."""
    seller = own_seller(request, slug)
    standing = Verification.objects.standing().filter(seller=seller, kind="page")
    checked = set(standing.values_list("contact", flat=True))
    rows = [(each, each.pk in checked) for each in of_pages(seller)]
    return render(request, "verification/pages.html", {"seller": seller, "rows": rows})


@never_cache
@login_required
@form_view
def token(request: HttpRequest, pk: int) -> HttpResponse:
    """The word for one page and where to put it; POST has us look, or a moderator
    (`to` person)."""
    seller = Seller.objects.of(request.user)
    if seller is None:
        raise Http404
    rows = Contact.objects.standing().filter(seller=seller, kind=Contact.Kind.PAGE)
    contact = get_object_or_404(rows, pk=min(pk, 2**63 - 1))
    contact.seller = seller
    refused = None
    row = None
    try:
        row = PageToken.objects.draw(seller, contact, member_of(request))
        row.contact = contact
        if request.method == "POST":
            act(request, row)
            return see_other("verification:token", contact.pk)
    except Refused as error:
        refused = error
    standing = Verification.objects.standing().filter(seller=seller, contact=contact)
    context = {
        "seller": seller,
        "contact": contact,
        "token": row,
        "meta": placing.meta_of(row.token) if row is not None else "",
        "standing": standing.first(),
        "with_staff": row is not None and row.is_with_staff,
        "is_looked_for": row is not None and row.is_looked_for,
        "by_machine": placing.can_be_read(contact.value),
        "refused": refused,
    }
    return render(request, "verification/token.html", context, status=said(refused))


def act(request: HttpRequest, row: PageToken) -> None:
    """Have the word looked for. Raises Refused."""
    if request.POST.get("to") == "person":
        row.bring_to_staff()
    else:
        row.look()
    if row.is_with_staff:
        messages.success(request, _("A moderator will look, and you hear of it."))
    else:
        messages.success(request, _("We are going there. Look here in a minute."))
