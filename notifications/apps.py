from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "notifications"

    def ready(self) -> None:
        """Listen to what happens below, and have the worker tell those who follow;
        name what is held of a member."""
        # All need the models of every app to be there.
        from core.drains import Drains  # noqa: PLC0415
        from core.personal import Holdings, Steps  # noqa: PLC0415
        from forum.models import CARRIED_ALONG  # noqa: PLC0415
        from notifications import (  # noqa: PLC0415
            carrying,
            of_checks,  # noqa: F401
            of_reviews,  # noqa: F401
            receivers,  # noqa: F401
            telling,
            tidying,
        )
        from notifications.erasing import STEPS  # noqa: PLC0415
        from notifications.personal import HOLDINGS  # noqa: PLC0415

        CARRIED_ALONG.append(carrying.take_along)
        Drains.add("notices", telling.drain, every=telling.EVERY_SECONDS)
        Drains.add("old-notices", tidying.tidy, every=tidying.DAY_SECONDS)
        Holdings.add(*HOLDINGS)
        Steps.add(*STEPS)
