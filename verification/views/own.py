"""Her own pages: what was checked, what waits, asking anew, taking back."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from core.permissions import Refused
from forum.views.asking_in import sign_in_first
from photos import wording
from photos.models import PhotoRefused
from photos.uploading import files_cut
from profiles import keeping
from sellers.models import Seller
from sellers.views.own import member_of, own_seller
from verification import kinds, reading
from verification.forms import AskForm
from verification.kinds import Kind
from verification.levels import level_of
from verification.models import Evidence, Method, Verification, Why


@never_cache
@require_safe
def mine(request: HttpRequest) -> HttpResponseBase:
    """Lead her to the page of her own, from notices."""
    if not request.user.is_authenticated:
        return sign_in_first(request, back=request.path)
    seller = Seller.objects.of(request.user)
    if seller is None:
        return redirect("sellers:start")
    return redirect("verification:own", seller.slug)


@never_cache
@require_safe
def own(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Show her what was checked, how and until when, what waits, what was refused and
    why, and where each begins."""
    if not request.user.is_authenticated:
        return sign_in_first(request, back=request.path)
    seller = own_seller(request, slug)
    rows = reading.own(seller)
    stands = {row.kind.name for row in rows if row.standing}
    context = {
        "seller": seller,
        "rows": rows,
        "stands": stands,
        "level": level_of(stands),
    }
    return render(request, "verification/own.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, slug: str, kind: str) -> HttpResponseBase:
    """Send pictures and words to be checked by staff. What was sent stays when the form
    is shown again: pictures are taken first, and kept for a day."""
    of_kind = kinds.KINDS.get(kind)
    if of_kind is None or not of_kind.is_by_staff:
        raise Http404("no such kind")
    if not request.user.is_authenticated:
        return sign_in_first(request, back=request.path)
    seller = own_seller(request, slug)
    rows = Verification.objects.of(seller).filter(kind=kind)
    earlier = rows.exclude(state=Verification.State.WAITING).first()
    form = AskForm(
        request.POST if request.method == "POST" else None,
        kind=of_kind,
        member=member_of(request),
        earlier=earlier,
        initial=began_with(request, earlier),
    )
    waits = of_kind.is_one and rows.waiting().exists()
    if waits and request.method != "POST":
        return redirect("verification:own", seller.slug)
    if request.method != "POST":
        return page(request, seller, form, {})
    pictures = taken(request, of_kind, form)
    status = 422
    if form.is_valid():
        try:
            send(seller, form, pictures)
        except Refused as refused:
            form.add_error(None, str(refused.sentence))
            status = 429 if refused.code == "limit" else 403
            pictures = still_loose(request, pictures)
        else:
            keeping.forget(request)
            messages.success(
                request, _("Sent. A moderator looks at it, and you hear of it.")
            )
            response = redirect("verification:own", seller.slug)
            response.status_code = 303
            return response
    return page(request, seller, form, pictures, status)


def began_with(request: HttpRequest, earlier: Verification | None) -> dict[str, str]:
    """What the form begins with: what she had typed, or what was sent before."""
    began = {"holder": earlier.holder if earlier else ""}
    kept = keeping.kept(request, request.path) or {}
    return began | {name: kept[name] for name in began if kept.get(name)}


def send(seller: Seller, form: AskForm, pictures: dict[str, str]) -> None:
    """Ask, with what the form holds."""
    Verification.ask(
        seller,
        form.kind.name,
        form.member,
        method=Method.STAFF,
        key=form.key,
        ending=form.ending,
        holder=form.cleaned_data["holder"],
        pictures=pictures,
    )


def taken(request: HttpRequest, kind: Kind, form: AskForm) -> dict[str, str]:
    """The pictures of the form, {part: name}: those that come with it, and those that
    came before; what is wrong with them is said in the form."""
    found: dict[str, str] = {}
    cut = {*files_cut(request)}
    for part in kind.parts:
        upload = request.FILES.get(part.name)
        if upload is not None:
            try:
                content = upload.chunks()
                found[part.name] = Evidence.take(form.member, part.name, content).name
            except Refused as refused:
                form.add_error(None, str(refused.sentence))
            except PhotoRefused as refused:
                said = wording.sentence(refused.code)
                form.add_error(None, f"{part.label}: {said}")
        else:
            found |= _came_before(request, part.name)
            if part.name not in found and part.is_needed:
                said = wording.sentence("heavy") if cut else _("Choose a picture.")
                form.add_error(None, f"{part.label}: {said}")
    return found


def _came_before(request: HttpRequest, part: str) -> dict[str, str]:
    # PostgreSQL takes no NUL.
    name = request.POST.get(f"have_{part}", "")[:32].replace("\0", "")
    loose = Evidence.objects.loose_of(request.user).filter(part=part, name=name)
    return {part: name} if name and loose.exists() else {}


def still_loose(request: HttpRequest, pictures: dict[str, str]) -> dict[str, str]:
    """Those that belong to nothing yet."""
    loose = Evidence.objects.loose_of(request.user).filter(name__in=pictures.values())
    left = set(loose.values_list("name", flat=True))
    return {part: name for part, name in pictures.items() if name in left}


def page(
    request: HttpRequest,
    seller: Seller,
    form: AskForm,
    pictures: dict[str, str],
    status: int = 200,
) -> HttpResponse:
    """The form; pictures that have come are named, not shown."""
    context: dict[str, Any] = {
        "seller": seller,
        "kind": form.kind,
        "form": form,
        "parts": [(part, pictures.get(part.name, "")) for part in form.kind.parts],
        "leave": reverse("verification:own", args=[seller.slug]),
        "earlier": form.earlier
        if form.earlier and form.earlier.state == Verification.State.REFUSED
        else None,
    }
    return render(request, "verification/ask.html", context, status=status)


@never_cache
@require_POST
def withdraw(request: HttpRequest, slug: str, pk: int) -> HttpResponseBase:
    """Take back what waits or stands; its pictures go soon after."""
    if not request.user.is_authenticated:
        return sign_in_first(request, back=reverse("verification:own", args=[slug]))
    seller = own_seller(request, slug)
    rows = Verification.objects.of(seller).select_related("seller__thread", "contact")
    row = get_object_or_404(rows, pk=min(pk, 2**63 - 1))
    if row.end(Why.WITHDRAWN):
        messages.success(request, _("Taken back."))
    else:
        messages.info(request, _("It was so already."))
    response = redirect("verification:own", seller.slug)
    response.status_code = 303
    return response
