from django.apps import AppConfig
from django.utils.translation import gettext_lazy

from core.drains import Drains


class VerificationConfig(AppConfig):
    name = "verification"

    def ready(self) -> None:
        """Put what was checked on sellers' pages; listen for what ends it; name what is
        held of a member and what the worker does."""
        # They need the models of every app to be there.
        from core.personal import Holdings, Steps  # noqa: PLC0415
        from moderation import targets  # noqa: PLC0415
        from photos.uploading import UnwrittenUploadHandler  # noqa: PLC0415
        from sellers import contacting, matching  # noqa: PLC0415
        from verification import (  # noqa: PLC0415
            checks,  # noqa: F401
            draining,
            kinds,
            looking,
            numbers,
            personal,
            receivers,  # noqa: F401
            shown,  # noqa: F401
            ways,
        )
        from verification.reportable import TARGET  # noqa: PLC0415

        UnwrittenUploadHandler.forms.add("verification:ask")
        matching.NUMBERS.append(numbers.digests_of)
        contacting.PROVED.append(numbers.is_proved)
        contacting.CONFIRM.append("verification:number")
        targets.register(TARGET)
        kinds.begin("phone", "verification:phone")
        kinds.begin("payout", "verification:payout", gettext_lazy("By a code"))
        kinds.begin("page", "verification:page")
        kinds.begin("address", "verification:address")
        Drains.add("tokens", looking.drain, every=looking.EVERY_SECONDS)
        Holdings.add(*personal.HOLDINGS, *ways.HOLDINGS)
        Steps.add(*personal.STEPS, *ways.STEPS)
        Drains.add("codes", ways.forget_codes, every=draining.HOUR_SECONDS)
        Drains.add("checks", draining.end, every=draining.SOON_SECONDS)
        Drains.add("evidence", draining.sweep, every=draining.HOUR_SECONDS)
