"""The bell in the header: how many notices a member has not read."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from notifications.models import COUNTED_AT_MOST, Notification
from theme.templatetags import words


@dataclass(frozen=True)
class Bell:
    """The count as a page of hers shows it."""

    count: int

    @classmethod
    def of(cls, member: Any) -> "Bell":
        """Hers now; one light query."""
        return cls(Notification.objects.count_unread(member))

    @property
    def shown(self) -> str:
        """The number in her digits, nothing for none."""
        if self.count >= COUNTED_AT_MOST:
            return f"{words.number(COUNTED_AT_MOST - 1)}+"
        return words.number(self.count) if self.count else ""

    @property
    def sentence(self) -> str:
        """What is read aloud."""
        if not self.count:
            return _("Notices")
        sentence = ngettext("%(count)s new notice", "%(count)s new notices", self.count)
        return sentence % {"count": self.shown}


def bell(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `bell`, counted when a template asks for it, which only
    members' pages do."""
    return {"bell": lambda: Bell.of(request.user)}
