"""Taking a member's notices away (core.personal.Step); others' notices hold no names."""

from core.personal import Going, Step, let_go
from notifications.models import Notification


def drop_notices(going: Going) -> bool:
    """Remove some of her notices; whether more are left."""
    return let_go(Notification.objects.filter(member=going.member))


STEPS = (Step("notices", drop_notices, place=50),)
