from django.apps import AppConfig


class GuidanceConfig(AppConfig):
    name = "guidance"

    def ready(self) -> None:
        """Say what tips' threads are called in the reader's language, and bring tips
        that are due to the moderators; name what is held of a member."""
        # It needs the models of every app to be there.
        from core.drains import Drains  # noqa: PLC0415
        from core.personal import Holdings, Steps  # noqa: PLC0415
        from forum import pinning  # noqa: PLC0415
        from guidance import freshness, receivers  # noqa: F401, PLC0415
        from guidance.erasing import STEPS  # noqa: PLC0415
        from guidance.models import Tip  # noqa: PLC0415
        from guidance.personal import HOLDINGS  # noqa: PLC0415
        from guidance.reportable import TIP  # noqa: PLC0415
        from moderation import kinds, targets  # noqa: PLC0415

        pinning.TITLES.append(Tip.objects.titles_of)
        targets.register(TIP)
        kinds.register(freshness.KIND)
        Drains.add("tips", freshness.bring_due, every=freshness.EVERY_SECONDS)
        Holdings.add(*HOLDINGS)
        Steps.add(*STEPS)
