from django.apps import AppConfig

from core.personal import Holdings, Steps
from moderation import targets


class ModerationConfig(AppConfig):
    name = "moderation"

    def ready(self) -> None:
        """Name what of this room itself can be work for moderators, and what it holds
        of a member."""
        # It needs the models to be there.
        from moderation.appeals import SanctionTarget  # noqa: PLC0415
        from moderation.erasing import STEPS  # noqa: PLC0415
        from moderation.listed import WordTarget  # noqa: PLC0415
        from moderation.personal import HOLDINGS  # noqa: PLC0415

        targets.register(SanctionTarget())
        targets.register(WordTarget())
        Holdings.add(*HOLDINGS)
        Steps.add(*STEPS)
