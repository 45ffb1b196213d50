"""Forms whose words are kept while she types, by their address.

A room names its forms (`FORMS`); the template writes `{{ form_draft }}` into the form,
and its view asks `begun(request)` what stood there. theme/js/sections.js keeps what is
typed on the phone at once and here soon after; what was sent and refused is kept by the
middleware, which also ends the draft once the form is taken. The phone is told at the
next page that it reads, so an answer that got lost brings nothing back.
"""

from collections.abc import Callable
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.forms.utils import flatatt
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from core import text
from profiles import keeping
from profiles.models.typed import LONGEST_PATH, FormDraft, TypedMovedOn

UNKEPT = {"csrfmiddlewaretoken", "basis", "sequence", "photo", "alt", "chooser"}
TAKEN = "forms_taken"  # in the session: paths whose words the phone may forget
MOST_TAKEN = 10


class FORMS:
    """The names of addresses with such a form, and what each is called in her list."""

    labels: ClassVar[dict[str, "str | Promise"]] = {}

    @classmethod
    def add(cls, **labels: "str | Promise") -> None:
        """Name them: `room__name` for the address `room:name`."""
        for name, label in labels.items():
            room, _sep, rest = name.partition("__")
            cls.labels[f"{room}:{rest.replace('_', '-')}"] = label


def label_of(path: str) -> "str | Promise":
    """What the form at an address is called; empty where no such form is."""
    try:
        match = resolve(path)
    except Resolver404:
        return ""
    return FORMS.labels.get(match.view_name, "")


def address_of(path: str) -> str:
    """Where a script keeps what is typed at `path`."""
    return f"{reverse('profiles:form-draft')}?{urlencode({'path': path})}"


def begun(request: HttpRequest) -> dict[str, str]:
    """What stands in the form at first: what waited over a sign-in, else her draft."""
    if waiting := keeping.kept(request, request.path):
        return waiting
    draft = _draft_of(request)
    if draft is None:
        return {}
    fields = {name: values[0] for name, values in draft.fields.items() if values}
    known = {name: fields[name] for name in keeping.FIELDS if name in fields}
    return known | {"basis": draft.basis}


def _draft_of(request: HttpRequest) -> FormDraft | None:
    """Her draft for this address, asked for once a request."""
    if not hasattr(request, "form_draft"):
        found = FormDraft.of(request.user.pk, request.path)
        request.form_draft = found  # type: ignore[attr-defined]
    return request.form_draft  # type: ignore[attr-defined, no-any-return]


def context(request: HttpRequest) -> dict[str, Callable[[], Any]]:
    """Context processor: `form_draft` is what a form tells the script, `forms_taken`
    what the phone may forget; both are asked for by members' pages only."""
    return {
        "form_draft": lambda: _attributes(request),
        "forms_taken": lambda: _taken(request),
    }


def _attributes(request: HttpRequest) -> SafeString | str:
    if not request.user.is_authenticated:
        return ""
    draft = _draft_of(request)
    is_plain = request.method != "POST" and draft is None
    said: dict[str, Any] = {
        "data-section": "form",
        "data-keep": address_of(request.path),
        "data-sequence": draft.sequence if draft else 0,
        "data-whose": request.user.pk,
        "data-is-plain": is_plain and not keeping.kept(request, request.path),
        "data-back-again": _("What you had begun is here again."),
        "data-other-words": _(
            "Other words were kept here from another window. Both are here."
        ),
        "data-take-other": _("Exchange the two"),
        "data-keeps-key": True,
    }
    return flatatt(said)


def _taken(request: HttpRequest) -> list[str]:
    if not request.user.is_authenticated or TAKEN not in request.session:
        return []
    return [address_of(path) for path in request.session.pop(TAKEN)]


class FormDraftMiddleware:
    """Keeps what is sent before the view looks at it, and lets go of it once it is
    taken: what is refused, or meets a fault, is there when she comes back."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_taken = response.status_code in {302, 303}
        if is_taken and _is_sent(request) and request.user.is_authenticated:
            _let_go(request)
        return response

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> None:
        """Keep the words of one of the forms; without a session they wait in a new
        one until she has signed in."""
        if not _is_sent(request):
            return
        if request.user.is_authenticated:
            _keep_sent(request)
        elif words := keeping.written_in(request):
            keeping.keep(request, request.path, words)


def _is_sent(request: HttpRequest) -> bool:
    match = request.resolver_match
    return (
        request.method == "POST"
        and match is not None
        and match.view_name in FORMS.labels
    )


def _keep_sent(request: HttpRequest) -> None:
    fields = _fields(request)
    if any(fields.get(name, [""])[0].strip() for name in keeping.TEXTS):
        basis = request.POST.get("basis", "")
        FormDraft.keep(request.user, request.path, fields, basis)  # type: ignore[arg-type]


def _let_go(request: HttpRequest) -> None:
    FormDraft.end(request.user.pk, request.path)
    if keeping.kept(request, request.path):
        keeping.forget(request)
    taken = [*request.session.get(TAKEN, []), request.path]
    request.session[TAKEN] = taken[-MOST_TAKEN:]


def _fields(request: HttpRequest) -> dict[str, list[str]]:
    return {
        name[:40]: [str(value) for value in values]
        for name, values in list(request.POST.lists())[:30]
        if name not in UNKEPT
    }


@never_cache
@require_POST
def form_draft(request: HttpRequest) -> JsonResponse:
    """Keep what is typed in the form at `?path=` (JSON for a script).

    POST its fields, `basis` and `sequence` (how often it was kept, as the page knows
    it). Answers {sequence}, or {error, sequence}: 401 not signed in, 404 no such form,
    409 another member is signed in by now, or another window kept other words (then
    with `fields`).
    """
    if not request.user.is_authenticated:
        return JsonResponse({"error": "sign_in"}, status=401)
    path = request.GET.get("path", "").replace("\0", "")
    if len(path) > LONGEST_PATH or not label_of(path):
        return JsonResponse({"error": "not_here"}, status=404)
    if request.headers.get("X-Member", str(request.user.pk)) != str(request.user.pk):
        return JsonResponse({"error": "someone_else"}, status=409)
    told = text.to_ascii_digits(request.POST.get("sequence", ""))
    sequence = int(told) if told.isascii() and told.isdigit() and len(told) < 10 else 0
    basis = request.POST.get("basis", "")
    try:
        kept = FormDraft.keep(request.user, path, _fields(request), basis, sequence)
    except TypedMovedOn as moved:
        now = moved.draft
        answer = {"error": "conflict", "sequence": now.sequence, "fields": now.fields}
        return JsonResponse(answer, status=409)
    return JsonResponse({"sequence": kept.sequence})


@require_POST
def form_draft_drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw one of them away."""
    if not request.user.is_authenticated:
        raise Http404("not hers")
    found = FormDraft.objects.filter(member=request.user.pk, pk=min(pk, 2**63 - 1))
    draft = found.first()
    if draft is None:
        raise Http404("not hers")
    FormDraft.end(draft.member_id, draft.path)
    return redirect("forum:drafts")
