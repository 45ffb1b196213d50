"""Writing one's own page: begin it, save it section by section, show it.

Every form works without a script. What was sent and could not be saved is kept as a
draft on the server (SellerDraft) and stands in the form when she comes back;
theme/js/sections.js keeps the same while she types.
"""

from typing import Any

from django.contrib import messages
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    JsonResponse,
    QueryDict,
)
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from core import text
from core.permissions import Refused
from forum.views.asking_in import sign_in_first
from photos.choosing import Chooser, chosen
from photos.models import Photo, PhotosGone
from profiles import keeping
from profiles.models.typed import TypedMovedOn
from sellers import pages, screening, wording
from sellers.forms import FORMS, NameForm, SectionForm
from sellers.models import (
    ChangedMeanwhile,
    NameTaken,
    Seller,
    SellerDraft,
    ShowcaseItem,
)
from sellers.views.own import member_of, own_seller

form_view = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@form_view
def start(request: HttpRequest) -> HttpResponseBase:
    """Begin one's own page: a name, and what she makes."""
    if not request.user.is_authenticated:
        return sign_in_first(request, back=request.path)
    member = member_of(request)
    if earlier := Seller.objects.of(member):
        return redirect("sellers:edit", slug=earlier.slug)
    kept = keeping.kept(request, request.path) or {}
    initial = {name: kept.get(name, "") for name in ("name", "makes")}
    form = NameForm(request.POST or None, seller=None, member=member, initial=initial)
    if request.method != "POST":
        return render(request, "sellers/start.html", {"form": form})
    if not is_right(form):
        return render(request, "sellers/start.html", {"form": form}, status=422)
    values = form.values()
    try:
        seller = Seller.objects.start(member, values["name"], makes=values["makes"])
    except NameTaken:
        form.add_error("name", wording.name_taken())
        return render(request, "sellers/start.html", {"form": form}, status=409)
    except Refused as refused:
        form.add_error(None, str(refused.sentence))
        return render(request, "sellers/start.html", {"form": form}, status=403)
    keeping.forget(request)
    return see_other(reverse("sellers:edit", args=[seller.slug]))


def is_right(form: SectionForm) -> bool:
    """Whether a form can be saved; asks screening about its free text."""
    if not form.is_valid() or (form.photos and form.photos.complaints):
        return False
    said = form.free_words()
    if form.photos is not None:
        said = form.photos.beside(said)
    sentence = screening.refusing(form.member, said, form.free_words_before())
    if sentence:
        form.add_error(form.free[-1] if form.free else None, sentence)
    return not sentence


def see_other(address: str) -> HttpResponse:
    """Go on there with a GET."""
    response = redirect(address)
    response.status_code = 303
    return response


@never_cache
@require_http_methods(["GET", "HEAD"])
def edit(request: HttpRequest, slug: str) -> HttpResponseBase:
    """All sections of one's own page: what stands there, what is empty, how to show it."""
    if not request.user.is_authenticated:
        return sign_in_first(request, back=request.path)
    seller = own_seller(request, slug)
    items = ShowcaseItem.objects.filter(seller=seller)
    saved = request.GET.get("saved", "")
    context = {
        "saved": saved if saved and is_key(seller, saved) else "",
        "seller": seller,
        "rows": pages.own_rows(request, seller),
        "items": list(items.filter(taken_out_at=None).order_by("position", "pk")),
        "out": list(items.exclude(taken_out_at=None).order_by("-taken_out_at")[:20]),
        "drafts": set(seller.drafts.values_list("key", flat=True)),  # type: ignore[attr-defined]
    }
    return render(request, "sellers/edit.html", context)


@never_cache
@form_view
def section(request: HttpRequest, slug: str, section: str) -> HttpResponseBase:
    """Change one section; a form that grew old overwrites nothing."""
    if section not in FORMS:
        raise Http404("no such section")
    if not request.user.is_authenticated:
        return sign_in_first(request, back=request.path)
    seller = own_seller(request, slug)
    draft = SellerDraft.of(seller, section)
    if request.method != "POST":
        return section_page(request, opened(request, seller, section, draft), draft)
    if "drop" in request.POST:
        SellerDraft.end(seller, section)
        return see_other(request.path)
    form = FORMS[section](request.POST, seller=seller, member=member_of(request))
    if section == "photos":
        form.photos = chosen(request)
    if not is_right(form):
        return unsaved(request, form, 422)
    try:
        changed = save(seller, form)
    except ChangedMeanwhile:
        return conflict(request, form)
    except NameTaken:
        form.add_error("name", wording.name_taken())
        return unsaved(request, form, 409)
    except PhotosGone as gone:
        if form.photos:
            form.photos.lose(gone)
        return unsaved(request, form, 409)
    except Refused as refused:
        form.add_error(None, str(refused.sentence))
        return unsaved(request, form, 403)
    SellerDraft.end(seller, section)
    keeping.forget(request)
    messages.success(request, _("Saved.") if changed else _("It was so already."))
    return see_other(saved_at(seller, section, section))


def saved_at(seller: Seller, key: str, anchor: str) -> str:
    """Where she goes on after saving; `?saved=` lets the phone forget what it kept."""
    return f"{reverse('sellers:edit', args=[seller.slug])}?saved={key}#{anchor}"


def save(seller: Seller, form: SectionForm) -> bool:
    """Save what a form holds."""
    basis = form.cleaned_data["basis"]
    if form.photos is not None:
        return seller.show_photos(form.photos.wanted, basis)
    return seller.change(form.section, form.values(), basis)


def opened(
    request: HttpRequest, seller: Seller, section: str, draft: SellerDraft | None
) -> SectionForm:
    """A form as it is opened: with what she had begun, else with what stands there."""
    kind = FORMS[section]
    initial: dict[str, Any] = drafted(kind, draft)
    if kept := keeping.kept(request, request.path):
        initial |= {name: kept[name] for name in kept if name in kind.base_fields}  # type: ignore[attr-defined]
    form = kind(seller=seller, member=member_of(request), initial=initial)
    if section == "photos":
        ids = [each["id"] for each in seller.pictures]
        found = Photo.objects.in_bulk(ids)
        form.photos = Chooser([found[pk] for pk in ids if pk in found])
    return form


def drafted(kind: type[SectionForm], draft: SellerDraft | None) -> dict[str, Any]:
    """What a draft holds, as fields are given their beginning."""
    if draft is None:
        return {}
    data = QueryDict(mutable=True)
    for name, values in draft.fields.items():
        data.setlist(name, values)
    fields = kind.base_fields  # type: ignore[attr-defined]
    begun = {
        name: field.widget.value_from_datadict(data, {}, name)
        for name, field in fields.items()
        # A box with nothing ticked is sent as nothing.
        if name in data or hasattr(field.widget, "allow_multiple_selected")
    }
    return begun | {"basis": draft.basis}


def unsaved(request: HttpRequest, form: SectionForm, status: int) -> HttpResponse:
    """The form again; what she sent is kept, in case she does not go on now."""
    draft = None
    if form.seller is not None and form.typed():
        basis = str(form.data.get("basis", ""))
        draft = SellerDraft.keep(form.seller, form.section, form.typed(), basis)
    return section_page(request, form, draft, status=status)


def conflict(request: HttpRequest, form: SectionForm) -> HttpResponse:
    """Both on one page: hers in the boxes, below them what stands there now."""
    now = Seller.objects.for_list().get(pk=form.seller.pk if form.seller else 0)
    form.put("basis", now.basis_of(form.section))
    form.add_error(
        None,
        _(
            "This was changed in another window meanwhile. Below is what stands there "
            "now; save yours if it should take its place."
        ),
    )
    fresh = FORMS[form.section](seller=now, member=form.member)
    stands = [
        (field.label, said(field.initial, field.field))
        for field in fresh.visible_fields()
    ]
    form.seller = now
    unsaved(request, form, 409)
    draft = SellerDraft.of(now, form.section)
    return section_page(request, form, draft, status=409, stands=stands)


def said(value: Any, field: Any) -> str:
    """A value of a section in words."""
    if isinstance(value, list):
        choices = dict(getattr(field, "choices", ()))
        return ", ".join(str(choices.get(each, each)) for each in value)
    return "" if value is None else str(value)


def section_page(
    request: HttpRequest,
    form: SectionForm,
    draft: SellerDraft | None,
    status: int = 200,
    stands: list[tuple[Any, str]] | None = None,
) -> HttpResponse:
    """The page of one section."""
    context = {
        "form": form,
        "seller": form.seller,
        "section": form.section,
        "heading": form.title,
        "draft": draft,
        "stands": stands,
        "is_plain": not form.is_bound and draft is None,
        "leave": reverse(
            "sellers:edit", args=[form.seller.slug if form.seller else ""]
        ),
    }
    return render(request, "sellers/section.html", context, status=status)


@never_cache
@require_POST
def draft(request: HttpRequest, slug: str, key: str) -> JsonResponse:
    """Keep what is typed of a section or an item (JSON for a script).

    POST the fields of its form, `basis` and `sequence` (how often it was kept, as the
    page knows it). Answers {sequence}, or {error, sequence}: 401 not signed in, 404 not
    hers, 409 another window kept other words.
    """
    if not request.user.is_authenticated:
        return JsonResponse({"error": "sign_in"}, status=401)
    seller = Seller.objects.of(request.user)
    if seller is None or seller.slug != slug or not is_key(seller, key):
        return JsonResponse({"error": "not_here"}, status=404)
    told = text.to_ascii_digits(request.POST.get("sequence", ""))
    sequence = int(told) if told.isascii() and told.isdigit() and len(told) < 10 else 0
    unkept = {"csrfmiddlewaretoken", "basis", "sequence", "client_key", "photo", "alt"}
    fields = {
        name[:40]: values
        for name, values in list(request.POST.lists())[:20]
        if name not in unkept
    }
    try:
        kept = SellerDraft.keep(
            seller, key, fields, request.POST.get("basis", ""), sequence
        )
    except TypedMovedOn as moved:
        answer = {"error": "conflict", "sequence": moved.draft.sequence}
        return JsonResponse(answer, status=409)
    return JsonResponse({"sequence": kept.sequence})


def is_key(seller: Seller, key: str) -> bool:
    """Whether drafts are kept under this key: a section, a new item, one of hers."""
    if key in FORMS or key == "item-new":
        return True
    number = key.removeprefix("item-")
    if number == key or not (
        number.isascii() and number.isdigit() and len(number) < 19
    ):
        return False
    return ShowcaseItem.objects.filter(seller=seller, pk=int(number)).exists()


@never_cache
@require_POST
def show(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Show the page to everyone (`wanted` 1), or to nobody any more (0)."""
    if not request.user.is_authenticated:
        return sign_in_first(request, back=reverse("sellers:edit", args=[slug]))
    seller = own_seller(request, slug)
    if request.POST.get("wanted") == "1":
        if seller.publish():
            messages.success(request, _("Your page is there for everyone now."))
        return see_other(seller.get_absolute_url())
    if seller.unpublish():
        messages.success(request, _("Only you see your page now."))
    return see_other(reverse("sellers:edit", args=[seller.slug]))
