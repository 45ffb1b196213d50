from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "notifications"

    def ready(self) -> None:
        """Listen to what happens below, and have the worker tell those who follow."""
        # All need the models of every app to be there.
        from core.drains import Drains  # noqa: PLC0415
        from notifications import receivers, telling, tidying  # noqa: F401, PLC0415

        Drains.add("notices", telling.drain, every=telling.EVERY_SECONDS)
        Drains.add("old-notices", tidying.tidy, every=tidying.DAY_SECONDS)
