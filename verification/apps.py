from django.apps import AppConfig


class VerificationConfig(AppConfig):
    name = "verification"

    def ready(self) -> None:
        """Put what was checked on sellers' pages; listen for what ends it."""
        # It needs the models of every app to be there.
        from sellers import contacting, matching  # noqa: PLC0415
        from verification import (  # noqa: PLC0415
            numbers,
            receivers,  # noqa: F401
            shown,  # noqa: F401
        )

        matching.NUMBERS.append(numbers.digests_of)
        contacting.PROVED.append(numbers.is_proved)
