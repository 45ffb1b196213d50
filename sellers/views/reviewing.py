"""Writing reviews: the words, the proof, what the seller says to it, what each adds."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core.permissions import Refused, require
from forum.views.asking_in import sign_in_first
from moderation.models import require_voice
from photos.choosing import chosen
from photos.models import PhotosGone
from profiles import form_drafts
from sellers import self_review
from sellers.models import (
    ASPECTS,
    ChangedMeanwhile,
    ProofUsed,
    Review,
    ReviewProof,
    Seller,
    SellerClaim,
)
from sellers.review_forms import ContestForm, ProofForm, ReviewForm, SayForm
from sellers.review_reading import STARS_IN_WORDS, drawn
from sellers.views.contact import keyset
from sellers.views.leading_on import leads_on
from sellers.views.reviews import get_review


def get_reviewable(request: HttpRequest, slug: str) -> Seller:
    """A seller whom this member may write about: one she sees, or one that is not here
    and that she named by number or page."""
    member: Any = request.user
    seen = Seller.objects.visible_to(member).values("pk")
    mine = Q(pk__in=seen) | Q(unclaimed__known_to=member, hidden_at=None)
    sellers = Seller.objects.filter(mine, merged_into=None).for_list()
    # What is sent to a page that became part of another goes there: nothing is lost.
    into = Q(parts__slug=slug) if request.method == "POST" else Q(pk__in=[])
    found = sellers.filter(Q(slug=slug) | into).select_related("thread")
    return get_object_or_404(found.distinct())


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@leads_on
def review_write(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Write a review, or change one's own; the proof comes after it, on a page of its
    own, so that the words are kept by then."""
    if not request.user.is_authenticated:
        return sign_in_first(request, back=request.path)
    member: Any = request.user
    seller = get_reviewable(request, slug)
    review = Review.objects.by_buyer(seller, member)
    if request.method != "POST":
        require_voice(member)
        self_review.require_other(member, seller)
        if review is not None and review.answered_at:
            return redirect(review)
        return write_form(request, seller, first_form(request, review), review)
    form = ReviewForm(request.POST, member=member)
    form.photos = chosen(request)
    if not form.is_valid() or form.photos.complaints:
        return write_form(request, seller, form, review, status=422)
    said = form.cleaned_data
    try:
        written = Review.write(
            seller,
            member,
            form.stars,
            said["words"],
            photos=form.photos.wanted,
            basis=said["basis"],
        )
    except ChangedMeanwhile:
        return write_conflict(request, seller, form)
    except PhotosGone as gone:
        form.photos.lose(gone)
        return write_form(request, seller, form, review, status=409)
    except Refused as refused:
        form.add_error(None, str(refused.sentence))
        return write_form(request, seller, form, review, status=403)
    return to("sellers:review-proof" if written.can_be_sent else "", written)


def first_form(request: HttpRequest, review: Review | None) -> ReviewForm:
    """The form as it opens: what waited over a sign-in, else what stands there."""
    initial = ReviewForm.of(review) if review else {}
    kept = form_drafts.begun(request)
    begun = (*ASPECTS, "words", "basis")
    initial |= {name: kept[name] for name in begun if kept.get(name)}
    form = ReviewForm(initial=initial, member=request.user)
    if review is not None:
        form.photos.photos = review.its_photos()
    return form


def write_conflict(
    request: HttpRequest, seller: Seller, form: ReviewForm
) -> HttpResponse:
    """Both texts on one page: hers in the box, beside it what stands there now."""
    now = Review.objects.get(seller=seller, by=request.user.pk, part_of=None)
    form.put("basis", now.basis)
    form.add_error(
        None,
        _(
            "You have written about this seller before, or in another window. Below is "
            "what stands there; send this if it should take its place."
        ),
    )
    return write_form(request, seller, form, now, status=409, beside=now.words)


def write_form(
    request: HttpRequest,
    seller: Seller,
    form: ReviewForm,
    review: Review | None,
    *,
    status: int = 200,
    beside: str = "",
) -> HttpResponse:
    """The page to write on."""
    context = {
        "seller": seller,
        "form": form,
        "review": review,
        "beside": beside,
        "stars": STARS_IN_WORDS,
    }
    return render(request, "sellers/review_form.html", context, status=status)


def to(name: str, review: Review) -> HttpResponseBase:
    """On to a page of the review, after a POST."""
    response = redirect(name, review.pk) if name else redirect(review)
    response.status_code = 303
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def review_proof(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The buyer shows what proves her purchase; the seller looks at it and says whether
    she knows it, without reading the review before it is shown."""
    if not request.user.is_authenticated:
        return sign_in_first(request, back=request.path)
    review = get_with_proof(request, pk)
    if review.by_id == request.user.pk:
        return give_proof(request, review)
    return judge_proof(request, review)


def get_with_proof(request: HttpRequest, pk: int) -> Review:
    """A review of hers, or one about her whose proof she may see (else 404)."""
    member: Any = request.user
    proofs = ReviewProof.objects.visible_to(member).values("review")
    found = Review.objects.filter(Q(by=member) | Q(pk__in=proofs)).for_list()
    return get_object_or_404(found.select_related("seller__thread"), pk=pk)


def give_proof(request: HttpRequest, review: Review) -> HttpResponseBase:
    """The form for a proof; what was sent already is not sent again."""
    if not review.can_be_sent:
        return redirect(review)
    form = ProofForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        form.photos = chosen(request)
        status = send(request, review, form)
        if status == 303:
            messages.success(
                request,
                _("Sent. It is shown once the seller or a moderator has seen it."),
            )
            return to("", review)
    context = {"review": review, "seller": review.seller, "form": form}
    return render(request, "sellers/review_proof.html", context, status=status)


def send(request: HttpRequest, review: Review, form: ProofForm) -> int:
    """Send the review with what the form holds; the status of the answer."""
    if not form.is_valid() or form.photos.complaints:
        return 422
    said = form.cleaned_data
    photo = next(iter(form.photos.wanted), None) if not said["trx"] else None
    try:
        ReviewProof.give(
            review,
            request.user,  # type: ignore[arg-type]
            said["kind"],
            photo=photo,
            trx=said["trx"],
        )
    except ProofUsed:
        form.add_error("trx", _("This payment was shown with another review already."))
        return 409
    except PhotosGone as gone:
        form.photos.lose(gone)
        return 409
    except Refused as refused:
        form.add_error(None, str(refused.sentence))
        return 403
    return 303


def judge_proof(request: HttpRequest, review: Review) -> HttpResponseBase:
    """The seller's page, or a moderator's, who decides in her queue."""
    proof = review.proofs.select_related("photo").first()
    if proof is None:
        raise Http404("nothing to see")
    is_hers = review.seller.is_of(request.user)
    if request.method == "POST":
        require(is_hers, _("Decide it in the queue, with a reason."))
        known = request.POST.get("known") == "1"
        proof.judge(request.user, known=known)  # type: ignore[arg-type]
        said = (
            _("Thank you. The review is shown now; you can answer it.")
            if known
            else _("Thank you. A moderator looks at it.")
        )
        messages.success(request, said)
        review.refresh_from_db(fields=["status", "hidden_at"])
        # Shown, it is read there, and answered.
        return to("", review) if review.is_shown else to_list()
    context = {
        "review": review,
        "seller": review.seller,
        "proof": proof,
        "is_hers": is_hers,
    }
    return render(request, "sellers/review_judge.html", context)


def to_list() -> HttpResponseBase:
    """On to what waits for her, after a POST."""
    response = redirect("sellers:my-reviews")
    response.status_code = 303
    return response


@never_cache
@require_safe
def my_reviews(request: HttpRequest) -> HttpResponseBase:
    """Show what she wrote about sellers and what became of it, and to a seller the
    proofs she can look at."""
    if not request.user.is_authenticated:
        return sign_in_first(request, back=request.path)
    member: Any = request.user
    mine, older = keyset(Review.objects.of(member).for_list(), request, "before")
    proofs = Review.objects.waiting_for(member).for_list()
    waiting, later = keyset(proofs, request, "after", on="after")
    claims = SellerClaim.objects.of(member).select_related("seller")
    claimed, earlier = keyset(claims, request, "claims")
    context = {
        "rows": drawn(request, mine),
        "older": older,
        "waiting": waiting,
        "later": later,
        "claims": claimed,
        "earlier": earlier,
        "seller": Seller.objects.of(member),
    }
    return render(request, "sellers/my_reviews.html", context)


def _say(
    title: Callable[[], str],
    button: Callable[[], str],
    verb: str,
    said_at: str,
    form_of: Callable[..., Any],
) -> Callable[[HttpRequest, int], HttpResponseBase]:
    """A page with one box, sent to a verb of the review; once it is said (`said_at` has
    a time) the page leads to where it stands."""

    @never_cache
    @require_http_methods(["GET", "HEAD", "POST"])
    def view(request: HttpRequest, pk: int) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return sign_in_first(request, back=request.path)
        review, member = get_review(request, pk), request.user
        told = review.by_id if verb == "add_update" else review.seller.member_id
        require(told == member.pk, _("This is for somebody else to say."))
        if request.method != "POST" and getattr(review, said_at):
            return redirect(review)
        kept = form_drafts.begun(request)
        form = form_of(request.POST if request.method == "POST" else None, member, kept)
        status = 200
        if request.method == "POST":
            status = 422
            if form.is_valid():
                try:
                    getattr(review, verb)(member, form.cleaned_data["words"])
                except Refused as refused:
                    form.add_error(None, str(refused.sentence))
                    status = 403
                else:
                    return to("", review)
        (row,) = drawn(request, [review])
        context = {"row": row, "review": review, "form": form}
        context |= {"title": title(), "button": button()}
        return render(request, "sellers/review_say.html", context, status=status)

    return view


def _saying(data: Any, member: Any, kept: dict[str, str]) -> SayForm:
    return SayForm(data, member=member, initial=kept)


def _contesting(data: Any, member: Any, kept: dict[str, str]) -> ContestForm:
    return ContestForm(data, initial=kept)


review_answer = _say(
    lambda: _("Answer this review"),
    lambda: _("Answer"),
    "reply",
    "answered_at",
    _saying,
)
review_update = _say(
    lambda: _("Add what came after"),
    lambda: _("Add it"),
    "add_update",
    "updated_at",
    _saying,
)
review_contest = _say(
    lambda: _("Say what is not true"),
    lambda: _("Send it"),
    "contest",
    "contested_at",
    _contesting,
)
