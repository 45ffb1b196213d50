"""Her showcase: put a thing in, change it, move it up, take it out."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from core.permissions import Refused
from forum.views.asking_in import sign_in_first
from photos.choosing import Chooser, chosen
from photos.models import Photo, PhotosGone
from profiles import keeping
from sellers.forms import ItemForm
from sellers.models import (
    ChangedMeanwhile,
    ItemKeyReused,
    Seller,
    SellerDraft,
    ShowcaseItem,
)
from sellers.views.own import member_of, own_item, own_seller
from sellers.views.sections import drafted, is_right, saved_at, see_other

STEPS = ("up", "out", "back")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def item_new(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Put a thing into one's showcase."""
    if not request.user.is_authenticated:
        return sign_in_first(request, back=request.path)
    return item_form(request, own_seller(request, slug), None)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def item_edit(request: HttpRequest, slug: str, item_id: int) -> HttpResponseBase:
    """Change a thing in one's showcase."""
    if not request.user.is_authenticated:
        return sign_in_first(request, back=request.path)
    item = own_item(request, slug, item_id)
    return item_form(request, item.seller, item)


def item_form(
    request: HttpRequest, seller: Seller, item: ShowcaseItem | None
) -> HttpResponseBase:
    """The form of a thing, opened or sent."""
    key = f"item-{item.pk}" if item else "item-new"
    member = member_of(request)
    draft = SellerDraft.of(seller, key)
    if request.method != "POST":
        initial: dict[str, Any] = drafted(ItemForm, draft)
        if kept := keeping.kept(request, request.path):
            initial |= {n: v for n, v in kept.items() if n in ItemForm.base_fields}
        form = ItemForm(seller=seller, member=member, item=item, initial=initial)
        form.photos = chooser_of(item)
        return item_page(request, form, draft)
    if "drop" in request.POST:
        SellerDraft.end(seller, key)
        return see_other(request.path)
    form = ItemForm(request.POST, seller=seller, member=member, item=item)
    form.photos = chosen(request)
    if not is_right(form):
        return unsaved(request, form, key, 422)
    try:
        save(seller, item, form)
    except ChangedMeanwhile:
        return conflict(request, form, key)
    except ItemKeyReused:
        form.add_error(
            None,
            _("You sent this form once already. Send it again if it is another thing."),
        )
        return unsaved(request, fresh_key(form), key, 409)
    except PhotosGone as gone:
        form.photos.lose(gone)
        return unsaved(request, form, key, 409)
    except Refused as refused:
        form.add_error(None, str(refused.sentence))
        return unsaved(request, form, key, 403)
    SellerDraft.end(seller, key)
    keeping.forget(request)
    messages.success(request, _("Saved."))
    return see_other(saved_at(seller, key, "showcase"))


def save(seller: Seller, item: ShowcaseItem | None, form: ItemForm) -> None:
    """Save what a form holds."""
    found = form.cleaned_data
    photos = form.photos.wanted if form.photos and form.photos.is_there else None
    if item is None:
        ShowcaseItem.objects.add(seller, found["client_key"], form.values(), photos)
    else:
        item.change(form.values(), photos, found["basis"])


def fresh_key(form: ItemForm) -> ItemForm:
    """The form under another key, to be sent as another thing."""
    form.put("client_key", str(form.initial["client_key"]))
    return form


def chooser_of(item: ShowcaseItem | None) -> Chooser:
    """The photos of a thing, to be chosen among."""
    ids = [each["id"] for each in item.pictures] if item else []
    found = Photo.objects.in_bulk(ids)
    return Chooser([found[pk] for pk in ids if pk in found])


def unsaved(
    request: HttpRequest, form: ItemForm, key: str, status: int, now: Any = None
) -> HttpResponse:
    """The form again; what she sent is kept."""
    basis = str(form.data.get("basis", ""))
    draft = None
    if form.seller is not None and form.typed():
        draft = SellerDraft.keep(form.seller, key, form.typed(), basis)
    return item_page(request, form, draft, status=status, now=now)


def conflict(request: HttpRequest, form: ItemForm, key: str) -> HttpResponse:
    """Both on one page: hers in the boxes, below them what stands there now."""
    now = ShowcaseItem.objects.get(pk=form.item.pk if form.item else 0)
    form.put("basis", now.basis)
    form.add_error(
        None,
        _(
            "This was changed in another window meanwhile. Below is what stands there "
            "now; save yours if it should take its place."
        ),
    )
    return unsaved(request, form, key, 409, now=now)


def item_page(
    request: HttpRequest,
    form: ItemForm,
    draft: SellerDraft | None,
    status: int = 200,
    now: ShowcaseItem | None = None,
) -> HttpResponse:
    """The page of one thing."""
    slug = form.seller.slug if form.seller else ""
    stands = ItemForm.of_item(now) if now else {}
    context = {
        "form": form,
        "seller": form.seller,
        "item": form.item,
        "section": f"item-{form.item.pk}" if form.item else "item-new",
        "heading": _("Change it") if form.item else _("Add to your showcase"),
        "draft": draft,
        "stands": [(form[name].label, said) for name, said in stands.items()],
        "is_plain": not form.is_bound and draft is None,
        "leave": f"{reverse('sellers:edit', args=[slug])}#showcase",
    }
    return render(request, "sellers/section.html", context, status=status)


@never_cache
@require_POST
def item_step(
    request: HttpRequest, slug: str, item_id: int, step: str
) -> HttpResponseBase:
    """Move a thing one up (`up`), take it out (`out`), put it back (`back`)."""
    if step not in STEPS:
        raise Http404("no such step")
    back = reverse("sellers:edit", args=[slug])
    if not request.user.is_authenticated:
        return sign_in_first(request, back=back)
    item = own_item(request, slug, item_id)
    verbs = {"up": item.move_up, "out": item.take_out, "back": item.put_back}
    verbs[step]()
    return see_other(f"{back}#showcase")
