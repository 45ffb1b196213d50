from django.apps import AppConfig

from core.drains import Drains
from core.personal import Holdings, Steps
from moderation import kinds, targets
from profiles import sms


class ProfilesConfig(AppConfig):
    name = "profiles"

    def ready(self) -> None:
        """Refuse to start with an SMS sender that is not there; name what can be
        reported, what is held of a member and what the worker does."""
        sms.check()
        # They need the models of every app to be there.
        from profiles import (  # noqa: PLC0415
            claiming,
            erasing,
            exporting,
            mail_sending,
            receivers,  # noqa: F401
            recovering,
            sms_sending,
            trust,
        )
        from profiles.personal import HOLDINGS  # noqa: PLC0415
        from profiles.reportable import MemberTarget  # noqa: PLC0415

        targets.register(MemberTarget())
        targets.register(recovering.RecoveryTarget())
        kinds.register(recovering.KIND)
        Drains.add("mail", mail_sending.drain, every=mail_sending.EVERY_SECONDS)
        Drains.add("sms", sms_sending.drain, every=sms_sending.EVERY_SECONDS)
        Drains.add("old-recoveries", recovering.sweep, every=recovering.SWEEP_SECONDS)
        Drains.add("trust", trust.recount, every=trust.EVERY_SECONDS)
        Holdings.add(*HOLDINGS)
        Drains.add("exports", exporting.drain, every=exporting.EVERY_SECONDS)
        Drains.add("old-exports", exporting.sweep, every=exporting.SWEEP_SECONDS)
        Steps.add(*erasing.STEPS)
        targets.register(claiming.TARGET)
        kinds.register(claiming.KIND)
        Drains.add("claims", claiming.drain, every=claiming.EVERY_SECONDS)
        Drains.add("erasures", erasing.drain, every=erasing.EVERY_SECONDS)
