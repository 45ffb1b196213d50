"""Forgetting who looked at what, a year after (docs/decisions/0033-contact.md)."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from core.personal import AT_ONCE, let_go
from sellers.models import ContactAsk, GuestNetwork, Lookup, Reveal, SellerWarning

KEPT_FOR = timedelta(days=365)
NETWORKS_KEPT_FOR = timedelta(days=2)  # longer than what is counted by them
EVERY_SECONDS = 60 * 60.0
WARNINGS_AT_ONCE = 50


def forget() -> int:
    """Delete looks, questions and asks of more than a year ago, what guests were counted
    by, and what is left of warnings that are told no more, in short transactions; how
    many more there may be. For `manage.py worker`."""
    now = timezone.now()
    before = now - KEPT_FOR
    logs: tuple[Any, ...] = (
        Reveal.objects.filter(at__lt=before),
        Lookup.objects.filter(at__lt=before),
        ContactAsk.objects.filter(asked_at__lt=before),
        GuestNetwork.objects.filter(seen_at__lt=now - NETWORKS_KEPT_FOR),
    )
    if any(let_go(rows) for rows in logs):
        return AT_ONCE
    over = list(SellerWarning.objects.over()[:WARNINGS_AT_ONCE])
    for warning in over:
        warning.end()
    return WARNINGS_AT_ONCE if len(over) == WARNINGS_AT_ONCE else 0
