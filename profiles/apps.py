from django.apps import AppConfig

from moderation import targets
from profiles import sms


class ProfilesConfig(AppConfig):
    name = "profiles"

    def ready(self) -> None:
        """Refuse to start with an SMS sender that is not there; name what can be
        reported."""
        sms.check()
        # It needs the models of every app to be there.
        from profiles.reportable import MemberTarget  # noqa: PLC0415

        targets.register(MemberTarget())
