"""Where a member is signed in: sessions know their member only inside."""

from collections.abc import Iterator
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils import timezone

AT_ONCE = 500


def of(member: Any) -> Iterator[Session]:
    """Her sessions that have not run out; reads all there are, a few hundred at once."""
    last = ""
    live = Session.objects.filter(expire_date__gt=timezone.now())
    while True:
        rows = list(live.filter(pk__gt=last).order_by("pk")[:AT_ONCE])
        for session in rows:
            if session.get_decoded().get(SESSION_KEY) == str(member.pk):
                yield session
        if len(rows) < AT_ONCE:
            return
        last = rows[-1].pk
