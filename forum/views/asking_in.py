"""Sending one who must sign in first there and back, her words kept."""

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.utils.http import urlencode

from profiles import keeping


def sign_in_address(back: str) -> str:
    """Where to sign in so as to come back to `back`."""
    return f"{resolve_url('account_login')}?{urlencode({'next': back})}"


def keep_words(request: HttpRequest) -> None:
    """Keep what a form carried, for the page that shows the same form again."""
    if request.method == "POST" and (words := keeping.written_in(request)):
        keeping.keep(request, request.path, words)


def sign_in_first(request: HttpRequest, back: str) -> HttpResponse:
    """Keep her words, let her sign in, and lead her back to `back`."""
    keep_words(request)
    return redirect_to_login(back, resolve_url("account_login"))
