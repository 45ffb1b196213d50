from django.apps import AppConfig
from django.db.models.signals import post_migrate

from core.drains import Drains
from core.personal import Steps


class HomeConfig(AppConfig):
    name = "home"

    def ready(self) -> None:
        """Follow SITE_URL after each migrate, have the worker tidy up each day and look
        through all tables for who goes, and give who finds nothing about a seller tips
        to read."""
        # They need the models of every app to be there.
        from home.address import follow_site_url  # noqa: PLC0415
        from home.erasing import STEPS  # noqa: PLC0415
        from home.housekeeping import DAY_SECONDS, tidy  # noqa: PLC0415
        from home.known_tips import tips  # noqa: PLC0415
        from sellers import known  # noqa: PLC0415

        post_migrate.connect(follow_site_url, sender=self)
        known.TIPS.append(tips)
        Drains.add("housekeeping", tidy, every=DAY_SECONDS)
        Steps.add(*STEPS)
