"""The words that moderators keep ready, for all of them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from moderation.forms import AnswerForm
from moderation.models import (
    MOST_ANSWERS,
    AnswerTaken,
    CannedAnswer,
    TooManyAnswers,
)
from moderation.views.things import form_view, require_moderator
from theme.templatetags.words import number


@never_cache
@form_view
def answers(request: HttpRequest) -> HttpResponse:
    """Show what is kept ready, and keep one more sentence."""
    moderator = require_moderator(request)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            kept = CannedAnswer.keep(form.cleaned_data["words"], moderator)
        except TooManyAnswers:
            form.add_error("words", too_many())
        else:
            said = _("It is kept.") if kept else _("These words are kept already.")
            messages.success(request, said)
            return redirect("moderation:answers")
    rows = CannedAnswer.objects.select_related("by")
    context = {"form": form, "answers": rows}
    status = 400 if form.is_bound else 200
    return render(request, "moderation/answers.html", context, status=status)


@never_cache
@form_view
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a sentence, or keep it no more."""
    moderator = require_moderator(request)
    row = get_object_or_404(CannedAnswer.objects.select_related("by"), pk=pk)
    if request.method == "POST" and "off" in request.POST:
        row.remove()
        messages.success(request, _("It is kept no more. Reasons given with it stay."))
        return redirect("moderation:answers")
    posted = request.POST if request.method == "POST" else None
    form = AnswerForm(posted, initial={"words": row.words})
    if form.is_valid():
        try:
            row.change(form.cleaned_data["words"], moderator)
        except AnswerTaken:
            form.add_error("words", _("These words are kept already."))
        else:
            messages.success(request, _("Saved."))
            return redirect("moderation:answers")
    context = {"form": form, "answer": row}
    status = 400 if form.is_bound else 200
    return render(request, "moderation/answer.html", context, status=status)


def too_many() -> str:
    """What she reads who would keep more than can be looked through."""
    sentence = _("%(most)s are kept already, and no more fit. Remove one first.")
    return sentence % {"most": number(MOST_ANSWERS)}
