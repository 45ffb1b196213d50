from django.apps import AppConfig

from moderation import targets


class ForumConfig(AppConfig):
    name = "forum"

    def ready(self) -> None:
        """Name what can be reported."""
        # It needs the models of every app to be there.
        from forum.reportable import PostTarget, ThreadTarget  # noqa: PLC0415

        targets.register(PostTarget())
        targets.register(ThreadTarget())
