"""Tags: all of them, the threads under one, and changing those of a thread."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core import caching, text
from core.caching import guest_page
from core.permissions import require
from forum import feeds, followed, listing, rows, screening
from forum.forms import TagsField, TagsForm
from forum.models import Tag, Thread, key_of
from forum.views.asking_in import sign_in_first
from moderation.models import require_voice
from moderation.screening import Action


def tags_stamp(request: HttpRequest, slug: str = "") -> Any:
    """What lists by tag follow from: the last change anywhere."""
    return listing.last_changes(None)


@require_safe
@guest_page(stamp=tags_stamp, query=("before", "after"))
def tags(request: HttpRequest) -> HttpResponse:
    """List the tags under which the reader may see something, by their names."""
    page = listing.read_tags(request, request.path)
    if page is None:
        return redirect("forum:tags")
    canonical = f"{settings.SITE_URL}{request.get_full_path()}"
    context = {"page": page, "canonical": canonical}
    return render(request, "forum/tags.html", context)


@require_safe
@guest_page(stamp=tags_stamp, query=("before", "after"))
def tag(request: HttpRequest, slug: str) -> HttpResponseBase:
    """List the threads under a tag, latest activity first; another spelling leads here."""
    if not text.is_slug(slug):
        raise Http404("no such tag")
    visible = Tag.objects.visible_to(request.user)
    visible = followed.with_level(visible, request.user, "tag")
    found = get_object_or_404(visible, slug_key=key_of(slug))
    if found.slug != slug:
        return redirect(found)
    page = tag_page(request, found)
    context = {
        "tag": found,
        "page": page,
        "rows": rows.drawn_for(request.user, page.rows),
        "follow": followed.button(request, "tag", found),
        "canonical": f"{settings.SITE_URL}{request.get_full_path()}",
    }
    return render(request, "forum/tag.html", context)


@require_safe
@guest_page(stamp=tags_stamp)
def tag_feed(request: HttpRequest, slug: str) -> HttpResponse:
    """The discussions under a tag as Atom."""
    if not text.is_slug(slug):
        raise Http404("no such tag")
    visible = Tag.objects.visible_to(AnonymousUser())
    found = get_object_or_404(visible, slug_key=key_of(slug))
    threads = Thread.objects.filter(thread_tags__tag=found)
    return feeds.atom(found.name, found.get_absolute_url(), feeds.of_threads(threads))


def tag_page(request: HttpRequest, tag: Tag) -> rows.RowPage:
    """One page of a tag's threads; the same for all but moderators."""

    def make() -> rows.RowPage:
        threads = Thread.objects.visible_to(request.user).filter(thread_tags__tag=tag)
        page = listing.read_page(request, threads, tag.get_absolute_url())
        made = rows.of(page.threads, with_board=True)
        return rows.RowPage(made, page.older, page.newer)

    if getattr(request.user, "is_moderator", False):
        return make()
    asked = request.GET.get("before"), request.GET.get("after")
    which = (tag.pk, listing.last_changes(None), asked, get_language())
    return caching.kept(("tag", *which), make)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def thread_tags(request: HttpRequest, thread_id: int) -> HttpResponseBase:
    """Let the author and moderators change the tags of a thread."""
    if not request.user.is_authenticated:
        return sign_in_first(request, request.path)
    member = request.user
    threads = Thread.objects.visible_to(member)
    thread = get_object_or_404(threads, pk=thread_id)
    may = member.is_moderator or thread.author_id == member.pk
    require(may, _("Only the author and moderators change the tags."))
    require_voice(member)
    initial = {"tags": TagsField.typed(thread.tag_names)}
    form = TagsForm(request.POST if request.method == "POST" else None, initial=initial)
    if thread.author_id == member.pk:
        del form.fields["reason"]
    if form.is_valid():
        verdict = screening.screen_tags(member, thread, form.cleaned_data["tags"])
        if verdict.action >= Action.HOLD:
            form.add_error("tags", verdict.sentence())
    if request.method != "POST" or not form.is_valid():
        context = {"thread": thread, "form": form}
        status = 422 if form.is_bound else 200
        return render(request, "forum/thread_tags.html", context, status=status)
    words = form.cleaned_data
    thread.set_tags(words["tags"], member, words.get("reason", ""))
    response = redirect(thread)
    response.status_code = 303
    return response
