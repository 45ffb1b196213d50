"""What was done: for moderators with undo, for everyone without names."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from core import caching
from core.caching import guest_page
from moderation import models, targets
from moderation.models import ModerationEntry
from moderation.models.undoing import UNDOABLE
from moderation.views.things import next_page, number, require_moderator
from theme.templatetags import words

PER_PAGE = 30


def page_of(request: HttpRequest, entries: Any) -> tuple[list[ModerationEntry], str]:
    """One page of the trace and the address of the next, empty at the end."""
    if before := number(request.GET.get("before", "")):
        entries = entries.before(before)
    page = list(entries.newest()[: PER_PAGE + 1])
    if len(page) <= PER_PAGE:
        return page, ""
    page.pop()
    return page, f"?before={page[-1].pk}"


def log_stamp(request: HttpRequest) -> Any:
    """What the public log follows from: its last line."""
    return caching.rows("SELECT MAX(id) FROM moderation_moderationentry")


@require_safe
@guest_page(stamp=log_stamp, query=("before",))
def log(request: HttpRequest) -> HttpResponse:
    """Show everyone what moderators did: what kind of thing, which act, which kind of
    reason, which day. No names, no words, no addresses."""
    page, older = page_of(request, ModerationEntry.objects.all())
    rows = []
    for entry in page:
        target = targets.get(entry.target_kind)
        rows.append({"entry": entry, "thing": target.label if target else ""})
    return render(request, "moderation/log.html", {"rows": rows, "older": older})


@never_cache
@require_safe
def act_list(request: HttpRequest) -> HttpResponse:
    """Show moderators what each of them did, with a way back."""
    require_moderator(request)
    page, older = page_of(request, ModerationEntry.objects.select_related("by"))
    rows, seen = [], set()
    for entry in page:
        can_undo = entry.batch and not entry.undone_at and entry.action in UNDOABLE
        first = can_undo and entry.batch not in seen
        seen.add(entry.batch)
        target = targets.get(entry.target_kind)
        rows.append(
            {
                "entry": entry,
                "thing": target.label if target else "",
                "can_undo": first,
            }
        )
    context = {"rows": rows, "older": older, "here": request.get_full_path()}
    return render(request, "moderation/acts.html", context)


@never_cache
@require_POST
def undo(request: HttpRequest, batch: uuid.UUID) -> HttpResponse:
    """Take back all that was done with one tap."""
    moderator = require_moderator(request)
    count = models.undo(batch, moderator)
    if count:
        sentence = ngettext("Undone: %(count)s.", "Undone: %(count)s.", count)
        messages.success(request, sentence % {"count": words.number(count)})
    else:
        messages.info(request, _("It was undone already, or something came after it."))
    return redirect(next_page(request) or "moderation:list")
