"""Which members signed in with the same browser: a random cookie, kept hashed.

It is set when she signs in, says nothing of her, and no script reads it. All that is
asked of it is whether two accounts share a browser (a seller who would review herself);
180 days after the last sign-in nothing is left.
"""

import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.db import models
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import salted_hmac

KEPT_FOR = timedelta(days=180)
EVERY_SECONDS = 24 * 60 * 60
LENGTH = 32  # characters of the cookie, 128 bits
DRAWN = "uthan.device"


class MemberDevice(models.Model):
    """A browser that a member signed in with: a keyed hash of its cookie."""

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="devices"
    )
    digest = models.CharField(max_length=64, db_index=True)
    seen_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        app_label = "profiles"
        constraints = [
            models.UniqueConstraint(
                fields=["member", "digest"], name="one_row_per_device"
            )
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.digest[:8]}"


def are_shared(one: Any, another: Any) -> bool:
    """Whether two members signed in with the same browser within 180 days."""
    recent = MemberDevice.objects.filter(seen_at__gt=timezone.now() - KEPT_FOR)
    theirs = recent.filter(member=another.pk).values("digest")
    return recent.filter(member=one.pk, digest__in=theirs).exists()


def let_go() -> int:
    """Forget browsers not seen for 180 days; always 0, so that the worker does not ask
    again at once."""
    MemberDevice.objects.filter(seen_at__lte=timezone.now() - KEPT_FOR).delete()
    return 0


def digest_of(drawn: str) -> str:
    """The keyed hash under which a cookie is kept."""
    key = settings.MATCH_KEY()
    made = salted_hmac("profiles.devices", drawn, secret=key, algorithm="sha256")
    return made.hexdigest()


@receiver(user_logged_in)
def remember(request: HttpRequest | None, user: Any, **_: Any) -> None:
    """Note the browser that she signs in with; DeviceMiddleware sends the cookie."""
    if request is None:
        return
    drawn = request.COOKIES.get(settings.DEVICE_COOKIE_NAME, "")
    if len(drawn) != LENGTH or not drawn.isascii() or not drawn.isalnum():
        drawn = secrets.token_hex(LENGTH // 2)
    request.META[DRAWN] = drawn
    MemberDevice.objects.update_or_create(
        member=user, digest=digest_of(drawn), defaults={"seen_at": timezone.now()}
    )


class DeviceMiddleware:
    """Sends the cookie with the answer to a sign-in, and with no other."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if drawn := request.META.get(DRAWN):
            response.set_cookie(
                settings.DEVICE_COOKIE_NAME,
                drawn,
                max_age=KEPT_FOR,
                httponly=True,
                secure=settings.SESSION_COOKIE_SECURE,
                samesite="Lax",
            )
        return response
