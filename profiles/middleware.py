"""Which language a page speaks, what a suspended member can still do, and what is
asked of her before rooms that matter."""

from collections.abc import Callable
from typing import Any

from allauth.account.internal.flows.reauthentication import suspend_request
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from core.permissions import require
from moderation.models import suspending
from profiles import keeping, second_factor

LANGUAGES = dict(settings.LANGUAGES)
# allauth's pages that need a fresh sign-in: whoever holds her unlocked phone must not
# be able to make the account his.
GUARDED = {
    "account_change_phone",
    "account_email",
    "account_set_password",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
    "mfa_add_webauthn",
    "mfa_edit_webauthn",
    "mfa_remove_webauthn",
}
# Where she is asked who she is before she goes, in whichever way she can show it.
SAYING_WHO_SHE_IS = (
    "account_reauthenticate",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "profiles:once-more",
)
STAFF_DOORS = ("/cms/", "/cms-documents/")
STAFF_SIGN_IN = "/cms/login/"  # leads to ours (config/urls.py)


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
            reverse("profiles:erase"),
            *map(reverse, SAYING_WHO_SHE_IS),
            # And nobody else comes in: she signs others out, stops a recovery.
            reverse("profiles:security"),
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


class FreshSignInMiddleware:
    """Before pages that matter, ask who has neither password nor second factor for a
    code to her number; allauth asks all others itself, and lets her pass unasked."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Send her to the page that asks; what she was posting waits there for her."""
        match = request.resolver_match
        if match is None or match.url_name not in GUARDED:
            return None
        if not request.user.is_authenticated or second_factor.is_fresh(request):
            return None
        if second_factor.can_say_again(request.user):
            return None
        return suspend_request(request, reverse("profiles:once-more"))


class StaffDoorMiddleware:
    """Whoever may use the editors' side comes in with a second factor only, by our own
    door; nobody else gets any answer from behind it.

    Asked here and not of Wagtail, some of whose views (scripts, icons, passwords) are for
    everybody.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(STAFF_DOORS) or request.path == STAFF_SIGN_IN:
            return self.get_response(request)
        # What cannot be gone back to is begun again from the front of the house.
        there = request.get_full_path() if request.method == "GET" else "/cms/"
        if not request.user.is_authenticated:
            return redirect(f"{reverse('account_login')}?{urlencode({'next': there})}")
        may_edit = request.user.has_perm("wagtailadmin.access_admin")
        require(may_edit, _("This room is for editors."), "editors")
        if second_factor.was_used(request):
            return self.get_response(request)
        page = second_factor.page_that_asks(request.user)
        if page:
            return redirect(f"{reverse(page)}?{urlencode({'next': there})}")
        request.session[second_factor.STAFF_NEXT] = there
        return redirect("profiles:second-factor")
