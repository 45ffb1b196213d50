"""Which language a page speaks, and what a suspended member can still do."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation

from moderation.models import suspending
from profiles import keeping

LANGUAGES = dict(settings.LANGUAGES)


class LanguageMiddleware:
    """Never Accept-Language: many of these phones are set to English."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = self.language_of(request)
        request.LANGUAGE_CODE = language  # type: ignore[attr-defined]
        with translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response

    @staticmethod
    def language_of(request: HttpRequest) -> str:
        """The reader's language code; reads the member only where a session exists."""
        has_session = settings.SESSION_COOKIE_NAME in request.COOKIES
        if has_session and request.user.is_authenticated:
            return request.user.language
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        return chosen if chosen in LANGUAGES else settings.LANGUAGE_CODE


class SuspensionMiddleware:
    """A suspended member reads, appeals, takes what is hers and signs out, and nothing
    more; her words are given back to her. Its end is in time, so it ends by itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method != "POST" or not request.user.is_authenticated:
            return self.get_response(request)
        allowed = (
            reverse("moderation:my-decisions"),
            reverse("account_logout"),
            # What is hers stays hers.
            reverse("profiles:data"),
        )
        if request.path.startswith(allowed):
            return self.get_response(request)
        sanction = suspending(request.user)
        if sanction is None:
            return self.get_response(request)
        if "application/json" in request.headers.get("Accept", ""):
            answer = {"error": "suspended", "sentence": sanction.sentence}
            return JsonResponse(answer, status=403)
        written = keeping.written_in(request)
        words = [written[name] for name in keeping.TEXTS if written.get(name)]
        context = {"sanction": sanction, "words": "\n\n".join(words)}
        return render(request, "profiles/suspended.html", context, status=403)
