"""The list of words on which screening acts, for moderators."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from moderation.forms import WordForm
from moderation.models import ListedWord, WordTaken
from moderation.views.things import form_view, number, require_moderator

PER_PAGE = 50


@never_cache
@form_view
def words(request: HttpRequest) -> HttpResponse:
    """Show the list, the latest first, and take one more word."""
    moderator = require_moderator(request)
    form = WordForm(request.POST or None)
    if form.is_valid():
        try:
            ListedWord.put(**form.cleaned_data, by=moderator)
        except WordTaken:
            form.add_error("word", taken())
        else:
            messages.success(request, _("The word is on the list."))
            return redirect("moderation:words")
    listed = ListedWord.objects.select_related("by").newest()
    if before := number(request.GET.get("before", "")):
        listed = listed.filter(pk__lt=before)
    page = list(listed[: PER_PAGE + 1])
    older = f"?before={page[PER_PAGE - 1].pk}" if len(page) > PER_PAGE else ""
    context = {"form": form, "words": page[:PER_PAGE], "older": older}
    status = 400 if form.is_bound else 200
    return render(request, "moderation/words.html", context, status=status)


@never_cache
@form_view
def word(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a word, or take it off the list."""
    moderator = require_moderator(request)
    row = get_object_or_404(ListedWord, pk=pk)
    if request.method == "POST" and "off" in request.POST:
        row.take_off(moderator)
        messages.success(request, _("The word is off the list."))
        return redirect("moderation:words")
    begun = {"word": row.word, "action": row.action, "note": row.note}
    form = WordForm(request.POST or None, initial=begun)
    if form.is_valid():
        try:
            row.change(**form.cleaned_data, by=moderator)
        except WordTaken:
            form.add_error("word", taken())
        else:
            messages.success(request, _("Saved."))
            return redirect("moderation:words")
    context = {"form": form, "word": row}
    status = 400 if form.is_bound else 200
    return render(request, "moderation/word.html", context, status=status)


def taken() -> str:
    """What she reads whose word is there already."""
    return _("This word is on the list already, perhaps in another spelling.")
