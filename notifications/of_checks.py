"""What a seller is told of what was checked about her; only rows are written."""

from typing import Any

from django.dispatch import receiver

from notifications.models import Notification
from verification.models import Method, Verification
from verification.signals import verification_told

Kind = Notification.Kind
# What has come for her, as verification.signals says it.
KINDS = {
    "granted": Kind.CHECKED,
    "refused": Kind.NOT_CHECKED,
    "ending": Kind.CHECK_ENDS,
    "ended": Kind.CHECK_OVER,
}


@receiver(verification_told)
def tell_of_check(verification: Verification, what: str, **_: Any) -> None:
    """Tell the one who asked; not of a code, whose answer she sees at once."""
    typed = verification.method in {Method.CODE, Method.LETTER}
    if not (typed and what in {"granted", "refused"}):
        Notification.objects.tell([verification.member_id], KINDS[what])
