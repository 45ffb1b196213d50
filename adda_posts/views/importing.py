"""The paste import for moderators: send, look through and correct, save, publish."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from adda_posts import importing
from adda_posts.forms import BlockForm, RowForm, UploadForm
from adda_posts.importing import Block
from adda_posts.models import Import
from adda_posts.pasting import PastedComment, PasteRefused, decode, parse
from adda_posts.views.series import require_moderator
from core import text
from core.text import to_ascii_digits
from forum.views.asking_in import sign_in_first
from profiles import keeping
from profiles.models import Member

ROWS = 25
IMPORTS = 50
MOST_DOUBTS = 100
#: One request saves for so long; the next goes on.
SAVE_SECONDS = 4.0
WRONG = 422

# What adda_posts.pasting says, for makemessages.
REFUSALS = [
    gettext_lazy("%(name)s is empty."),
    gettext_lazy("%(name)s is over %(limit)s MB."),
    gettext_lazy("%(name)s is not a text file in UTF-8."),
    gettext_lazy("There is no adda in %(name)s."),
]
REASONS = [
    gettext_lazy("This text stands before the first adda and is not imported."),
    gettext_lazy("No whole date was found for this adda."),
    gettext_lazy("The year of this adda was taken from another place."),
    gettext_lazy("This line was taken as a name, but may belong to the comment above."),
    gettext_lazy("This line was left in a comment, but may be a name."),
    gettext_lazy("There is no text under this name, so the comment was left out."),
    gettext_lazy("This line was taken for a part of the page and left out."),
    gettext_lazy("This line looks like a part of the page, but is the whole comment."),
    gettext_lazy("Fewer answers follow this comment than it says."),
    gettext_lazy("This text stands after the foot of the page and is not imported."),
    gettext_lazy("This line was taken as the title of the next adda."),
]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def import_list(request: HttpRequest) -> HttpResponseBase:
    """Take a paste, and list the imports so far."""
    if not request.user.is_authenticated:
        return sign_in_first(request, request.path)
    moderator = require_moderator(request)
    if request.method == "POST":
        return read_paste(request, moderator, UploadForm(request.POST, request.FILES))
    kept = keeping.kept(request, request.path)
    return list_page(request, UploadForm(initial=kept))


def list_page(
    request: HttpRequest, form: UploadForm, status: int = 200
) -> HttpResponse:
    """The page with the box for a paste and the list."""
    imports = list(
        # A paste may have megabytes, and the list shows none of it.
        Import.objects.defer("paste")
        .annotate(has_paste=Q(paste__isnull=False))
        .select_related("by")
        .prefetch_related("read_into__series", "read_into__page", "read_into__thread")[
            :IMPORTS
        ]
    )
    context = {"form": form, "imports": imports}
    return render(request, "adda_posts/import_list.html", context, status=status)


def read_paste(request: HttpRequest, by: Member, form: UploadForm) -> HttpResponse:
    """Parse what was sent and keep it to be looked through; nothing is saved yet."""
    form.is_valid()
    name, content = form.content()
    series = text.normalise_line(form.cleaned_data.get("series", ""))
    try:
        if series:
            importing.check_series(series)
        paste = parse(decode(content, name), name=name)
    except PasteRefused as error:
        form.add_error(None, _(error.template) % error.params)
        return list_page(request, form, WRONG)
    except importing.SeriesRefused:
        sentence = _(
            "Imported text cannot go there: people run it, or it is no address."
        )
        form.add_error("series", sentence)
        return list_page(request, form, WRONG)
    blocks = importing.blocks_of([paste], series)
    if not blocks:
        form.add_error(None, _("No adda in it has a date. Write one above its text."))
        return list_page(request, form, WRONG)
    run = Import.objects.create(
        by=by,
        files=[name],
        series_slug=series,
        paste={
            "blocks": [block.as_json() for block in blocks],
            "unsure": [[unsure.line, unsure.reason] for unsure in paste.unsure],
        },
    )
    keeping.forget(request)
    return redirect("adda_posts:import-check", run.pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def import_check(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Look through a paste and correct it, some comments at a time."""
    if not request.user.is_authenticated:
        return sign_in_first(request, request.path)
    moderator = require_moderator(request)
    run = get_object_or_404(Import, pk=pk, paste__isnull=False)
    if run.stage != "draft":
        # A part is saved: correcting what is there already would double it.
        return redirect("adda_posts:import")
    blocks = blocks_waiting(run)
    place = number_asked(request, "adda", len(blocks))
    block = blocks[place - 1]
    pages = max(1, -(-len(block.adda.comments) // ROWS))
    page = number_asked(request, "page", pages)
    sheet = Sheet(block, page, request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if not sheet.is_valid():
            return check_page(request, run, blocks, place, pages, sheet, WRONG)
        sheet.correct()
        run.paste = {
            **(run.paste or {}),
            "blocks": [each.as_json() for each in blocks],
        }
        run.save(update_fields=["paste"])
        if "all" in request.POST:
            return save_now(request, moderator, run)
        messages.success(request, _("Corrected. Nothing is imported yet."))
        return redirect(next_place(request, place, len(blocks), page, pages))
    return check_page(request, run, blocks, place, pages, sheet)


class Sheet:
    """One page of a pasted adda, as forms."""

    def __init__(self, block: Block, page: int, data: Any) -> None:
        self.block = block
        self.page = page
        adda = block.adda
        self.head = BlockForm(
            data,
            prefix="adda",
            initial={
                "day": block.day,
                "title": adda.title or "",
                "topic": adda.topic or "",
                "intro": adda.intro,
                "hosts": "\n".join(adda.hosts),
            },
        )
        first = (page - 1) * ROWS
        self.rows = [
            RowForm(
                data,
                prefix=f"row{number}",
                number=number,
                initial={
                    "author": comment.author,
                    "body": comment.body,
                    "reply_to": comment.reply_to or "",
                },
            )
            for number, comment in enumerate(
                adda.comments[first : first + ROWS], start=first + 1
            )
        ]

    def is_valid(self) -> bool:
        """Look at every form, so that all complaints are there at once."""
        return all([self.head.is_valid(), *[row.is_valid() for row in self.rows]])

    def correct(self) -> None:
        """Carry the corrections into the block. A comment left out keeps its number
        until saving, so that answers to others go on pointing right."""
        words, adda = self.head.cleaned_data, self.block.adda
        self.block.day = adda.date = words["day"]
        adda.title = words["title"] or None
        adda.topic = words["topic"] or None
        adda.intro = words["intro"]
        adda.hosts = [name for name in words["hosts"].split("\n") if name]
        for row in self.rows:
            old = adda.comments[row.number - 1]
            adda.comments[row.number - 1] = PastedComment(
                row.cleaned_data["author"],
                row.cleaned_data["body"],
                row.cleaned_data["reply_to"],
                old.line,
            )


def check_page(
    request: HttpRequest,
    run: Import,
    blocks: list[Block],
    place: int,
    pages: int,
    sheet: Sheet,
    status: int = 200,
) -> HttpResponse:
    """The page with the rows to correct."""
    context = {
        "run": run,
        "place": place,
        "blocks": blocks,
        "comments": sheet.block.adda.comments,
        "pages": pages,
        "page": sheet.page,
        "sheet": sheet,
        "unsure": doubts(run) if place == 1 and sheet.page == 1 else [],
        "newer": f"?adda={place}&page={sheet.page - 1}" if sheet.page > 1 else "",
        "older": f"?adda={place}&page={sheet.page + 1}" if sheet.page < pages else "",
    }
    return render(request, "adda_posts/import_check.html", context, status=status)


def blocks_waiting(run: Import) -> list[Block]:
    """The addas of an import that waits to be saved."""
    return [Block.from_json(each) for each in (run.paste or {}).get("blocks", [])]


def doubts(run: Import) -> list[tuple[int, str]]:
    """Lines that the reader was not sure of, and why, in the reader's language."""
    found = (run.paste or {}).get("unsure", [])
    return [(line, _(reason)) for line, reason in found[:MOST_DOUBTS]]


def number_asked(request: HttpRequest, name: str, largest: int) -> int:
    """A number from 1 to `largest` of the address, in any digits; else Http404."""
    typed = to_ascii_digits(request.GET.get(name, "1"))
    if not typed.isascii() or not typed.isdigit() or len(typed) > 9:
        raise Http404("no such page")
    if not 1 <= int(typed) <= largest:
        raise Http404("no such page")
    return int(typed)


def next_place(
    request: HttpRequest, place: int, places: int, page: int, pages: int
) -> str:
    """Where the looking through goes on."""
    if page < pages:
        return f"{request.path}?adda={place}&page={page + 1}"
    if place < places:
        return f"{request.path}?adda={place + 1}"
    return f"{request.path}?adda={place}&page={page}"


@never_cache
@require_POST
def import_step(request: HttpRequest, pk: int, step: str) -> HttpResponseBase:
    """Save, publish, allow indexing, undo or discard an import; twice is once."""
    if step not in STEPS:
        raise Http404("no such step")
    if not request.user.is_authenticated:
        return sign_in_first(request, "/adda/import/")
    moderator = require_moderator(request)
    return STEPS[step](request, moderator, get_object_or_404(Import, pk=pk))


def save_now(request: HttpRequest, by: Member, run: Import) -> HttpResponse:
    if run.paste is None:
        messages.info(request, _("This import is saved already."))
        return redirect("adda_posts:import")
    blocks = blocks_waiting(run)
    try:
        report = importing.save(
            run, map(importing.without_empty, blocks), seconds=SAVE_SECONDS
        )
    except importing.SeriesRefused:
        sentence = _(
            "Imported text cannot go there: people run it, or it is no address."
        )
        messages.error(request, sentence)
        return redirect("adda_posts:import")
    if report.is_done:
        sentence = _("Imported. Only moderators see it until you publish it.")
        messages.success(request, sentence)
    else:
        sentence = _("A part is saved. Press “Go on saving” for the rest.")
        messages.info(request, sentence)
    return redirect("adda_posts:import")


def publish(request: HttpRequest, by: Member, run: Import) -> HttpResponse:
    importing.publish(run, by)
    messages.success(request, _("Published. Everyone can read it now."))
    return redirect("adda_posts:import")


def index(request: HttpRequest, by: Member, run: Import) -> HttpResponse:
    importing.allow_indexing(run, True)
    messages.success(request, _("Search engines may show it now."))
    return redirect("adda_posts:import")


def no_index(request: HttpRequest, by: Member, run: Import) -> HttpResponse:
    importing.allow_indexing(run, False)
    messages.success(request, _("Search engines are asked to leave it out."))
    return redirect("adda_posts:import")


def undo(request: HttpRequest, by: Member, run: Import) -> HttpResponse:
    if run.finished_at is None and not run.read_into.exists():
        # Nothing of it was saved.
        run.delete()
        messages.success(request, _("Thrown away."))
    else:
        importing.undo(run, by)
        messages.success(request, _("Undone. What it added is hidden."))
    return redirect("adda_posts:import")


STEPS: dict[str, Callable[[HttpRequest, Member, Import], HttpResponse]] = {
    "save": save_now,
    "publish": publish,
    "index": index,
    "no-index": no_index,
    "undo": undo,
}
