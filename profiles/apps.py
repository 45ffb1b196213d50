from django.apps import AppConfig

from profiles import sms


class ProfilesConfig(AppConfig):
    name = "profiles"

    def ready(self) -> None:
        """Refuse to start with an SMS sender that is not there."""
        sms.check()
