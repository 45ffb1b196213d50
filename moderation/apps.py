from django.apps import AppConfig

from moderation import targets


class ModerationConfig(AppConfig):
    name = "moderation"

    def ready(self) -> None:
        """Name what of this room itself can be work for moderators."""
        # It needs the models to be there.
        from moderation.appeals import SanctionTarget  # noqa: PLC0415
        from moderation.listed import WordTarget  # noqa: PLC0415

        targets.register(SanctionTarget())
        targets.register(WordTarget())
