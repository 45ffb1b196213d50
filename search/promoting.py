"""Promoted results: what moderators put above the list for a query.

They are rows of `wagtail.contrib.search_promotions`, put there from our own page or in
the CMS. A row leads to a Wagtail page of ours or to an address of ours, never to
another site; who may see what is there is asked at display, as for any result.
"""

from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.contrib.search_promotions.models import Query, SearchPromotion
from wagtail.contrib.search_promotions.views.settings import (
    CreateView,
    DeleteView,
    IndexView,
    SearchPromotionCreateEditMixin,
)

from adda_posts.models import Adda
from core.patience import Held, waiting_at_most
from guidance.models import Tip
from moderation.models import ModerationEntry
from moderation.targets import Target
from search import ours
from search.analysis.meaning import meaning
from search.sources import SOURCES, Shown, key_of

#: For one question; more would push away what was found.
MOST_PICKS = 3
#: How long she waits for another who changes the same, in milliseconds.
LONGEST_WAIT = 3000


class NotOurs(Exception):
    """There is nothing at the address that everyone can find here."""


class TooManyPicks(Exception):
    """As many stand above the list for this query as may."""


@dataclass(frozen=True, slots=True)
class Pick:
    """A promotion and what it leads to as its reader may see it; None where nothing."""

    row: SearchPromotion
    shown: Shown | None


def promoted(typed: str, member: Any) -> list[Shown]:
    """What stands above the list for this query, as `member` may see it."""
    picks = picks_for(typed, member)
    shown = {each.shown.url: each.shown for each in picks if each.shown}
    return list(shown.values())[:MOST_PICKS]


def picks_for(typed: str, member: Any) -> list[Pick]:
    """The promotions for a query that means the same, in their order."""
    return resolved(_rows_for(typed), member)


def _rows_for(typed: str) -> list[SearchPromotion]:
    about = meaning(typed)
    if not about.words:
        return []
    # Every search comes by here, and nearly all find that there is nothing.
    told = SearchPromotion.objects.values_list("pk", "query__query_string")
    same = [pk for pk, words in told if about.is_same(meaning(words))]
    if not same:
        return []
    rows = SearchPromotion.objects.filter(pk__in=same).select_related("query")
    return list(rows.order_by("sort_order", "pk"))


def resolved(rows: list[SearchPromotion], member: Any) -> list[Pick]:
    """Each promotion with what it leads to, as `member` may see it."""
    leads = _leads(rows)
    by_kind: dict[str, list[int]] = {}
    for kind, pk in filter(None, leads):
        by_kind.setdefault(kind, []).append(pk)
    shown = {
        (kind, each.pk): each
        for kind, pks in by_kind.items()
        for each in SOURCES[kind].show(pks, member)
    }
    return [
        Pick(row, shown.get(thing) if thing else None)
        for row, thing in zip(rows, leads, strict=True)
    ]


def _leads(rows: list[SearchPromotion]) -> list[ours.Thing | None]:
    """Where each promotion leads, whoever may see it; None where it leads nowhere."""
    paths = {row.pk: ours.path_of(row.external_link_url) for row in rows}
    at = ours.things_at(paths.values())
    pages = ours.of_pages(row.page_id for row in rows if row.page_id)
    return [
        pages.get(row.page_id) if row.page_id else at.get(paths[row.pk]) for row in rows
    ]


def leads_somewhere(row: SearchPromotion) -> bool:
    """Whether there is still something where it leads, hidden or not."""
    return _leads([row]) != [None]


def check_address(address: str) -> None:
    """Refuse an address of another site, or one where nothing of ours stands."""
    path = ours.path_of(address)
    if not ours.things_at([path]):
        raise ValidationError(
            _("Only a discussion, adda, tip, review or seller here can be put first.")
        )


def fit_the_cms() -> None:
    """Have the CMS refuse what would lead elsewhere, keep no query for which nothing is
    put first, and show no count of Wagtail's, which knows of no query here."""
    IndexView.columns = [each for each in IndexView.columns if each.name != "views"]
    field = SearchPromotion._meta.get_field("external_link_url")
    if check_address not in field.validators:
        field.validators.append(check_address)
    SearchPromotionCreateEditMixin.post = _post
    DeleteView.post = _post_delete


def _post(view: Any, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """What Wagtail answers to the form of a query. It makes the row of one before it
    knows if the rest is right, and leaves that of the words that were there before."""
    try:
        with waiting_at_most(LONGEST_WAIT):
            answer = _saved(view, request, *args, **kwargs)
    except Held:
        return _shown_again(view)
    return answer


def _saved(view: Any, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    answer = super(SearchPromotionCreateEditMixin, view).post(request, *args, **kwargs)
    for query in (view.object, getattr(view, "new_query", None)):
        if query is not None:
            drop_empty(query.pk)
    return answer


def _shown_again(view: Any) -> HttpResponse:
    """The form as she filled it in, for nothing of it was saved."""
    view.object = None if isinstance(view, CreateView) else view.get_object()
    view.__dict__.pop("searchpicks_formset", None)
    view.produced_error_message = held_by_another()
    return view.form_invalid(view.get_form())


def _post_delete(
    view: Any, request: HttpRequest, *args: Any, **kwargs: Any
) -> HttpResponse:
    """What Wagtail answers who takes a whole query away."""
    try:
        with waiting_at_most(LONGEST_WAIT):
            return super(DeleteView, view).post(request, *args, **kwargs)
    except Held:
        messages.error(request, held_by_another())
        return redirect(request.get_full_path())


def held_by_another() -> str:
    """What she reads who waited for another in vain."""
    return _("Someone else is changing this just now. Wait a moment and try again.")


class PromotionTarget(Target):
    """A promotion, as something that has a name in the trace of moderators."""

    kind = "promotion"
    label = gettext_lazy("Put first in search")
    is_reportable = False

    def visible_to(self, member: Any) -> QuerySet[Any]:
        return SearchPromotion.objects.none()

    def title(self, thing: SearchPromotion) -> str:
        return thing.query.query_string

    def words(self, thing: SearchPromotion) -> str:
        return ""

    def url(self, thing: SearchPromotion) -> str:
        return reverse("search:promotions")


# --- verbs ---


@transaction.atomic
def promote(line: str, address: str, by: Any) -> SearchPromotion:
    """Put what stands at an address of ours above the list for a query; the same again
    is the same row. Raises NotOurs and TooManyPicks."""
    path = ours.path_of(address)
    thing = ours.things_at([path]).get(path)
    # As everyone sees it, not as she does.
    found = SOURCES[thing[0]].show([thing[1]], AnonymousUser()) if thing else []
    if not thing or not found:
        raise NotOurs
    query = _held(line)
    rows = _rows_for(line)
    leads = _leads(rows)
    if thing in leads:
        drop_empty(query.pk)
        return rows[leads.index(thing)]
    if sum(lead is not None for lead in leads) >= MOST_PICKS:
        raise TooManyPicks
    row = SearchPromotion.objects.create(
        query=query,
        sort_order=max((row.sort_order or 0 for row in rows), default=-1) + 1,
        **_leading_to(thing, found[0]),
    )
    _leave_trace(ModerationEntry.Action.PROMOTE, row, by)
    return row


def _held(line: str) -> Query:
    """The query, which nobody else changes before we are done."""
    while True:
        rows = Query.objects.select_for_update().filter(pk=Query.get(line).pk)
        # Its last promotion may have been taken away since, and it with that.
        if query := rows.first():
            return query


@transaction.atomic
def demote(pk: int, by: Any) -> bool:
    """Take a promotion away; False where it was away already."""
    row = SearchPromotion.objects.select_related("query").filter(pk=pk).first()
    if row is None:
        return False
    _leave_trace(ModerationEntry.Action.DEMOTE, row, by)
    row.delete()
    return True


@transaction.atomic
def drop_empty(query_id: int) -> None:
    """Forget a query for which nothing is put first."""
    query = Query.objects.select_for_update().filter(pk=query_id).first()
    if query and not query.editors_picks.exists():
        query.delete()


def _leading_to(thing: ours.Thing, shown: Shown) -> dict[str, Any]:
    """The fields of a promotion: a Wagtail page where there is one. No words of it are
    kept, for they may be hidden one day."""
    kind, pk = thing
    if kind == "tip":
        return {"page_id": Tip.objects.values_list("page", flat=True).get(pk=pk)}
    if kind == "adda":
        return {"page_id": Adda.objects.values_list("page", flat=True).get(pk=pk)}
    # Written out: percent signs would make a Bangla slug too long for the field.
    return {
        "external_link_url": f"{settings.SITE_URL}{unquote(shown.url)}",
        "external_link_text": key_of(kind, pk),
    }


def _leave_trace(action: str, row: SearchPromotion, by: Any) -> None:
    ModerationEntry.objects.create(
        by=by,
        action=action,
        target_kind=PromotionTarget.kind,
        target_id=row.pk,
        reason=row.query.query_string[:300],
    )
