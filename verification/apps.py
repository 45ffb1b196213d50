from django.apps import AppConfig


class VerificationConfig(AppConfig):
    name = "verification"

    def ready(self) -> None:
        """Put what was checked on sellers' pages; listen for what ends it."""
        # It needs the models of every app to be there.
        from core.drains import Drains  # noqa: PLC0415
        from core.personal import Steps  # noqa: PLC0415
        from sellers import contacting, matching  # noqa: PLC0415
        from verification import (  # noqa: PLC0415
            kinds,
            numbers,
            receivers,  # noqa: F401
            shown,  # noqa: F401
            ways,
        )

        matching.NUMBERS.append(numbers.digests_of)
        contacting.PROVED.append(numbers.is_proved)
        contacting.CONFIRM.append("verification:number")
        kinds.begin("phone", "verification:phone")
        Steps.add(*ways.STEPS)
        Drains.add("codes", ways.forget_codes, every=3600)
